"""Owns the proof of where things are kept: in one folder where one is named, else in the platform's own places."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.places import DATABASE_NAME, OWN_NAMES, places


def test_one_folder_holds_all(tmp_path: Path) -> None:
    where = places(tmp_path)
    assert {where.data, where.cache.parent, where.settings.parent, where.database.parent, where.log.parent} == {
        tmp_path
    }
    names = [path.name for path in (where.cache, where.settings, where.database, where.log)]
    assert all(name.startswith(OWN_NAMES) for name in names)
    assert where.database.name == DATABASE_NAME
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the variables are those of the XDG base directories")
def test_without_one_the_platforms_places_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    where = places(None)
    assert where.data == tmp_path / "DATA" / "pika-monitor"
    assert where.cache == tmp_path / "CACHE" / "pika-monitor"
    assert where.settings == tmp_path / "CONFIG" / "pika-monitor" / "settings.ini"
    assert where.data.stat().st_mode & 0o777 == 0o700
