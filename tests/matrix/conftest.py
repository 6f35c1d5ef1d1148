"""Owns what the tests of the fault matrix share: rigs, the names they look up, a keyring, certificates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from tests.matrix.certificates import Authority
from tests.matrix.rig import Names, Rig
from tests.services.conftest import TestKeyring

_PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither its language nor its proxies."""
    for name in _PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """The resolver of this test."""
    return Names(monkeypatch)


@pytest.fixture
def ring() -> Iterator[TestKeyring]:
    """In place of the keyring of the person who runs the tests."""
    before, made = keyring.get_keyring(), TestKeyring()
    keyring.set_keyring(made)
    yield made
    made.open.set()
    keyring.set_keyring(before)


@pytest.fixture
def make_rig(qtbot: QtBot, tmp_path: Path, names: Names, ring: TestKeyring) -> Iterator[Callable[..., Rig]]:
    """Makes the rig, with the options of the test."""
    made: list[Rig] = []

    def make(**options: Any) -> Rig:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Rig(qtbot, folder, names, ring, **options))
        return made[-1]

    yield make
    for rig in made:
        rig.stop()


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """A private one that this system trusts, and one that it does not."""
    authority = Authority()
    authority.ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return authority
