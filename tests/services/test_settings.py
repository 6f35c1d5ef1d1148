"""Owns the proof that settings are kept, told when they change, and sane whatever the file holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QObject, QStandardPaths
from pytestqt.qtbot import QtBot

from app.services.settings import Settings
from tests.services.conftest import GENEROUS

CHANGED = {
    "save_folder": "/videos",
    "auto_save": True,
    "name_template": "{task} 晨",
    "polls_per_second": 2.5,
    "current_profile": "https://h",
    "geometry": QByteArray(b"\x00\xff"),
    "player_muted": True,
    "player_loop": False,
    "player_volume": 30,
    "color_scheme": "dark",
    "saves_per_host": 7,
    "speed_limit": 512,
    "play_cache": 64,
    "notifications": False,
    "hold_off_sleep": False,
    "on_close": "stay",
    "last_version": "0.2.0",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def test_the_defaults(qtbot: QtBot, path: Path) -> None:
    settings = Settings(path)
    videos = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation)
    assert settings.save_folder == str(Path(videos) / "Pika")
    assert (settings.auto_save, settings.name_template, settings.polls_per_second) == (False, "{prompt} {seed}", 4.0)
    assert (settings.current_profile, settings.color_scheme, settings.player_muted) == ("demo", "system", False)
    assert settings.geometry.isEmpty()


@pytest.mark.parametrize("name", CHANGED)
def test_each_is_kept_and_told_once(qtbot: QtBot, path: Path, name: str) -> None:
    settings = Settings(path)
    with qtbot.waitSignal(settings.changed, timeout=GENEROUS) as caught:
        setattr(settings, name, CHANGED[name])
    assert caught.args == [name]
    with qtbot.assertNotEmitted(settings.changed):
        setattr(settings, name, CHANGED[name])
    settings.sync()
    again = Settings(path)
    assert getattr(again, name) == CHANGED[name]
    assert type(getattr(again, name)) is type(CHANGED[name])


def test_a_file_that_somebody_broke_gives_what_can_be_used(qtbot: QtBot, path: Path) -> None:
    path.write_text(
        "[saving]\nauto=perhaps\nfolder=relative/path\ntemplate=\n[polling]\nper_second=quick\n"
        "[player]\nvolume=loud\n[window]\ngeometry=7\n\x00\xff[[[",
        encoding="latin-1",
    )
    settings = Settings(path)
    assert Path(settings.save_folder).is_absolute()
    assert 0.5 <= settings.polls_per_second <= 10.0
    assert isinstance(settings.auto_save, bool)
    assert isinstance(settings.player_volume, int)
    assert isinstance(settings.geometry, QByteArray)
    assert isinstance(settings.name_template, str)


@pytest.mark.parametrize(("rate", "used"), [("0", 0.5), ("-3", 0.5), ("1000", 10.0), ("nan", 0.5), ("inf", 10.0)])
def test_the_rate_stays_gentle(qtbot: QtBot, path: Path, rate: str, used: float) -> None:
    path.write_text(f"[polling]\nper_second={rate}\n")
    assert Settings(path).polls_per_second == used


def test_what_closing_means_is_asked_where_the_file_holds_another_word(qtbot: QtBot, path: Path) -> None:
    path.write_text("[desktop]\non_close=perhaps\n[player]\ncache=-5\n[saving]\nper_host=99\nspeed_limit=3\n")
    settings = Settings(path)
    assert settings.on_close == ""
    assert settings.play_cache == 0
    assert settings.saves_per_host == 10
    assert settings.speed_limit == 32


JUNK = (
    "1e99",
    "-1e99",
    "nan",
    "inf",
    "-9",
    "abc",
    "",
    "@Invalid()",
    "@Variant()",
    "@ByteArray(x)",
    "a, b",
    "1 2",
    "\u0661",
)


@pytest.mark.parametrize("junk", JUNK)
def test_whatever_the_file_holds_each_has_a_value(qtbot: QtBot, path: Path, junk: str) -> None:
    Settings(path).sync()
    names = {each.name for each in vars(Settings).values() if hasattr(each, "name")}
    names |= {"saving/folder", "saving/per_host", "saving/speed_limit", "polling/per_second", "player/cache"}
    sections: dict[str, list[str]] = {}
    for name in (*names, "desktop/on_close"):
        section, key = name.split("/")
        sections.setdefault(section, []).append(f"{key}={junk}")
    path.write_text("\n".join(line for name, lines in sections.items() for line in (f"[{name}]", *lines)), "utf-8")
    settings, usual = Settings(path), Settings(path.with_name("none.ini"))

    for name in dir(Settings):
        if name not in dir(QObject) and not callable(value := getattr(usual, name)):
            assert type(getattr(settings, name)) is type(value), name
