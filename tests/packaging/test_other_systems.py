"""What makes the packages for Windows and macOS, as far as it can be tried anywhere."""

from __future__ import annotations

import ast
import plistlib
import re
import struct
import sys
from pathlib import Path, PureWindowsPath

import pytest

from app import APP_ID

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
SPEC = (PACKAGING / "pyinstaller" / "pika-monitor.spec").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (PACKAGING, PACKAGING / "windows"):
        monkeypatch.syspath_prepend(str(folder))


def pattern(name: str) -> re.Pattern[str]:
    """A regular expression of the spec, which only PyInstaller can run."""
    for node in ast.parse(SPEC).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name:
            return eval(ast.unparse(node.value), {"re": re})  # type: ignore[no-any-return]
    raise LookupError(name)


@pytest.mark.parametrize(
    ("path", "goes"),
    [
        (r"PySide6\plugins\sqldrivers\qsqlpsql.dll", True),
        (r"PySide6\plugins\imageformats\qpdf.dll", True),
        (r"PySide6\plugins\platforms\qminimal.dll", True),
        (r"PySide6\plugins\tls\qopensslbackend.dll", True),
        (r"PySide6\plugins\platforms\qwindows.dll", False),
        (r"PySide6\plugins\platforms\qoffscreen.dll", False),
        (r"PySide6\plugins\multimedia\ffmpegmediaplugin.dll", False),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", False),
        ("PySide6/Qt/plugins/imageformats/libqpdf.dylib", True),
    ],
)
def test_the_same_plugins_go_on_every_system(path: str, goes: bool) -> None:
    assert bool(pattern("UNUSED_PLUGINS").search(PureWindowsPath(path).as_posix())) is goes


def test_on_windows_only_what_the_system_lacks_is_shipped() -> None:
    gone = pattern("OF_WINDOWS")
    for name in ("ucrtbase.dll", "api-ms-win-crt-heap-l1-1-0.dll", "API-MS-WIN-a.dll", "libssl-3-x64.dll"):
        assert gone.fullmatch(name)
    assert not any(gone.fullmatch(name) for name in ("VCRUNTIME140.dll", "msvcp140.dll", "libssl-3.dll"))


def test_what_lies_in_pythons_own_folder_is_pythons() -> None:
    from shipped import _of_python  # type: ignore[import-not-found, unused-ignore]

    home = Path(sys.prefix).resolve()  # any folder that is there
    for platform, ours in (("win32", True), ("darwin", True), ("linux", False)):
        assert _of_python(home / "DLLs" / "libssl-3.dll", platform, str(home)) is ours
        assert not _of_python(home.parent / "elsewhere" / "libssl-3.dll", platform, str(home))
        assert _of_python(Path("/windows/vcruntime140_1.dll"), platform, str(home))


def test_the_icon_of_windows_has_every_size_that_it_shows(qapp: object) -> None:
    import icons  # type: ignore[import-not-found, unused-ignore]
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(str(icons.SOURCE))
    whole = icons.ico([icons.render(renderer, size) for size in icons.WINDOWS_SIZES])
    reserved, kind, count = struct.unpack_from("<HHH", whole)
    assert (reserved, kind, count) == (0, 1, len(icons.WINDOWS_SIZES))
    end = 6 + 16 * count
    for nth, size in enumerate(icons.WINDOWS_SIZES):
        width, height, *_, bits, length, begin = struct.unpack_from("<BBBBHHII", whole, 6 + 16 * nth)
        assert (width or 256, height or 256, bits, begin) == (size, size, 32, end)
        body = whole[begin : begin + length]
        if size == 256:
            assert body.startswith(b"\x89PNG")
        else:  # a bitmap whose height counts its mask too
            assert struct.unpack_from("<III", body) == (40, size, 2 * size)
        end += length
    assert end == len(whole)


@pytest.mark.parametrize(("version", "numbers"), [("1.2.3", (1, 2, 3, 0)), ("1.2.3rc4", (1, 2, 3, 4))])
def test_windows_is_told_a_version_of_four_numbers(version: str, numbers: tuple[int, ...]) -> None:
    from version_info import version_info  # type: ignore[import-not-found, unused-ignore]

    text = version_info("pika-monitor", "Pika Monitor", version)
    tree = ast.parse(text, mode="eval")
    found = {
        node.arg: ast.literal_eval(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg in ("filevers", "prodvers")
    }
    assert found == {"filevers": numbers, "prodvers": numbers}
    assert f"StringStruct('ProductVersion', '{version}')" in text


def test_the_installer_and_the_app_mean_the_same_shortcut() -> None:
    script = (PACKAGING / "windows" / "pika-monitor.iss").read_text(encoding="utf-8")
    assert f'#define AppId "{APP_ID}"' in script
    assert script.count('AppUserModelID: "{#AppId}"') == 2


def test_the_hardened_runtime_is_loosened_no_more_than_needed() -> None:
    allowed = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    prefix = "com.apple.security.cs."
    assert allowed == {f"{prefix}allow-unsigned-executable-memory": True, f"{prefix}disable-library-validation": True}
