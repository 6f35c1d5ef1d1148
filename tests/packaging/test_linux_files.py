"""What the packages tell the desktop says the same as the app itself."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PySide6.QtGui import QImageReader

from app import APP_ID, APP_NAME, __version__
from app.command_line import _parser
from app.resources import resource

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging" / "linux"
OPTIONS = sorted(option for action in _parser()._actions for option in action.option_strings if option.startswith("--"))


@pytest.fixture
def metainfo() -> ElementTree.Element:
    return ElementTree.parse(LINUX / f"{APP_ID}.metainfo.xml").getroot()


def test_the_desktop_file_starts_the_app() -> None:
    entry = configparser.RawConfigParser()
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(LINUX / f"{APP_ID}.desktop", encoding="utf-8")
    about = entry["Desktop Entry"]
    assert (about["Name"], about["Icon"], about["StartupWMClass"]) == (APP_NAME, APP_ID, APP_NAME)
    assert about["Exec"].split() == ["pika-monitor", "%F"]


def test_the_newest_release_is_this_one(metainfo: ElementTree.Element) -> None:
    assert metainfo.findtext("id") == APP_ID
    newest = metainfo.find("releases/release")
    assert newest is not None
    assert newest.get("version") == __version__
    heading = re.search(
        rf"^## \[{re.escape(__version__)}\] - (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert heading is not None
    if newest.get("type") == "development":
        assert heading[1] == "Unreleased"
    else:
        assert heading[1] == newest.get("date")


def test_every_address_of_the_project_is_the_one_that_its_id_implies() -> None:
    """Nobody but who holds `pika-monitor.github.io` may use an ID that begins with `io.github.pika_monitor`."""
    account = APP_ID.split(".")[2].replace("_", "-")
    places = [
        path for path in (ROOT / "packaging").rglob("*") if path.is_file() and path.suffix not in (".png", ".pyc")
    ]
    texts = [path.read_text("utf-8", errors="replace") for path in places]
    found = {
        each for text in texts for each in re.findall(r"(?:github|githubusercontent)\.com/(pika[\w.-]*/[\w-]+)", text)
    }
    assert found == {f"{account}/pika-monitor"}
    mails = {each for text in texts for each in re.findall(r"[\w.+-]+@users\.noreply\.github\.com", text)}
    assert mails == {f"{account}@users.noreply.github.com"}


def test_every_screenshot_is_a_picture_of_the_repository(metainfo: ElementTree.Element) -> None:
    shown = list(metainfo.iterfind("screenshots/screenshot"))
    assert len(shown) == 2
    for screenshot in shown:
        image = screenshot.find("image")
        assert image is not None
        found = re.fullmatch(r"https://\S+/main/(packaging/screenshots/(?:light|dark)\.png)", image.text or "")
        assert found is not None
        picture = QImageReader(str(ROOT / found[1])).size()
        assert (image.get("width"), image.get("height")) == (str(picture.width()), str(picture.height()))
        assert screenshot.findtext("caption")


def test_the_licences_that_are_named_are_told_in_full() -> None:
    """As Debian's machine-readable copyright files have it: a paragraph of its own for each."""
    words = (LINUX / "deb" / "copyright").read_text(encoding="utf-8")
    paragraphs = [paragraph.strip() for paragraph in words.split("\n\n")]
    named = {
        each
        for paragraph in paragraphs
        if paragraph.startswith("Files:")
        for each in re.split(r" and ", re.search(r"^License: (.+)$", paragraph, re.MULTILINE)[1])  # type: ignore[index]
    }
    told = {
        paragraph.split("\n")[0].removeprefix("License: ") for paragraph in paragraphs if "License: " in paragraph[:9]
    }
    assert named
    assert named == told


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_is_explained_and_completed(option: str) -> None:
    manual = (LINUX / "pika-monitor.1").read_text(encoding="utf-8").replace("\\-", "-")
    assert option in manual
    completions = LINUX / "completions"
    assert option in (completions / "pika-monitor.bash").read_text(encoding="utf-8")
    assert option in (completions / "_pika-monitor").read_text(encoding="utf-8")
    assert f"-l {option.removeprefix('--')} " in (completions / "pika-monitor.fish").read_text(encoding="utf-8")


def test_bash_completes_options_and_folders(tmp_path: Path) -> None:
    (tmp_path / "videos").mkdir()
    (tmp_path / "ids.txt").touch()
    script = f"""
        compopt() {{ :; }}
        source {shlex.quote(str(LINUX / "completions" / "pika-monitor.bash"))}
        _pika_monitor pika-monitor --d pika-monitor; echo "${{COMPREPLY[@]}}"
        _pika_monitor pika-monitor "" --auto-save; echo "${{COMPREPLY[@]}}"
        _pika_monitor pika-monitor i pika-monitor; echo "${{COMPREPLY[@]}}"
        COMP_WORDS=(pika-monitor --data-dir = v) COMP_CWORD=3
        _pika_monitor pika-monitor v =; echo "${{COMPREPLY[@]}}"
        _pika_monitor pika-monitor = --data-dir; echo "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["--demo --data-dir", "videos", "ids.txt", "videos", "videos"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no man")
@pytest.mark.skipif(shutil.which("man") is None, reason="needs man")
def test_the_manual_page_has_no_fault() -> None:
    done = subprocess.run(
        ["man", "--warnings", "--encoding=UTF-8", "--local-file", LINUX / "pika-monitor.1"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""


@pytest.mark.parametrize("name", ["app.svg", "app-symbolic.svg"])
def test_the_icons_are_drawings_of_one_size_in_both_directions(name: str) -> None:
    drawing = ElementTree.parse(resource("icons", name)).getroot()
    assert drawing.get("width") == drawing.get("height")
    assert drawing.get("viewBox") == f"0 0 {drawing.get('width')} {drawing.get('height')}"
