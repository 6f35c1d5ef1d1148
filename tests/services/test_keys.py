"""Owns the proof that keys come from the keyring without ever holding the window, and are told as what they are."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import keyring.backends.null
import pytest
from keyring.errors import KeyringLocked
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorCode
from app.services.keys import Keys, KeyState
from tests.services.conftest import GENEROUS, TestKeyring

ORIGIN = "https://h"


@pytest.fixture
def keys(qtbot: QtBot, ring: TestKeyring) -> Iterator[Keys]:
    keys = Keys()
    yield keys
    ring.open.set()
    keys.stop()
    assert keys._lane.join(20)


def until(qtbot: QtBot, keys: Keys, state: KeyState) -> None:
    qtbot.waitUntil(lambda: keys.status(ORIGIN).state is state, timeout=GENEROUS)


def test_a_key_is_read_once_and_is_told(qtbot: QtBot, keys: Keys, ring: TestKeyring) -> None:
    ring.held[ORIGIN] = "sk-1"
    assert (keys.status(ORIGIN).state, keys.key(ORIGIN)) == (KeyState.UNREAD, "")
    with qtbot.waitSignals([keys.key_changed] * 2, timeout=GENEROUS):
        keys.read(ORIGIN)
        keys.read(ORIGIN)
        assert keys.status(ORIGIN).state is KeyState.READING
    assert (keys.status(ORIGIN).state, keys.key(ORIGIN)) == (KeyState.FOUND, "sk-1")
    assert ring.reads == [ORIGIN]


def test_no_key_and_no_keyring_are_two_things(qtbot: QtBot, keys: Keys, ring: TestKeyring) -> None:
    keys.read(ORIGIN)
    until(qtbot, keys, KeyState.ABSENT)
    ring.error = KeyringLocked("dismissed")
    keys.read(ORIGIN)
    until(qtbot, keys, KeyState.FAILED)
    problem = keys.status(ORIGIN).problem
    assert problem is not None
    assert problem.code is ErrorCode.KEYRING_LOCKED
    ring.error, ring.held[ORIGIN] = None, "sk-1"
    keys.read(ORIGIN)
    until(qtbot, keys, KeyState.FOUND)


def test_a_key_is_stored_and_used_from_then_on(qtbot: QtBot, keys: Keys, ring: TestKeyring) -> None:
    with qtbot.waitSignal(keys.key_stored, timeout=GENEROUS) as caught:
        keys.store(ORIGIN, "sk-1")
    assert caught.args == [ORIGIN, None]
    assert (keys.status(ORIGIN).state, keys.key(ORIGIN), ring.held) == (KeyState.FOUND, "sk-1", {ORIGIN: "sk-1"})
    with qtbot.waitSignal(keys.key_forgotten, timeout=GENEROUS) as caught:
        keys.forget(ORIGIN)
    assert caught.args == [ORIGIN, None]
    assert (keys.status(ORIGIN).state, keys.key(ORIGIN), ring.held) == (KeyState.ABSENT, "", {})


def test_a_key_that_cannot_be_stored_leaves_the_former(qtbot: QtBot, keys: Keys, ring: TestKeyring) -> None:
    ring.held[ORIGIN] = "sk-1"
    keys.read(ORIGIN)
    until(qtbot, keys, KeyState.FOUND)
    ring.error = OSError("broken")
    with qtbot.waitSignal(keys.key_stored, timeout=GENEROUS) as caught:
        keys.store(ORIGIN, "sk-2")
    assert caught.args[1].code is ErrorCode.KEYRING_FAILED
    with qtbot.waitSignal(keys.key_forgotten, timeout=GENEROUS) as caught:
        keys.forget(ORIGIN)
    assert caught.args[1].code is ErrorCode.KEYRING_FAILED
    assert (keys.status(ORIGIN).state, keys.key(ORIGIN)) == (KeyState.FOUND, "sk-1")


def test_the_null_keyring_does_not_pass_for_one(qtbot: QtBot, keys: Keys) -> None:
    keyring.set_keyring(keyring.backends.null.Keyring())  # type: ignore[no-untyped-call]
    with qtbot.waitSignal(keys.key_stored, timeout=GENEROUS) as caught:
        keys.store(ORIGIN, "sk-1")
    assert caught.args[1].code is ErrorCode.NO_KEYRING
    assert keys.key(ORIGIN) == ""


def test_a_prompt_that_nobody_answers_is_told_and_holds_nothing(qtbot: QtBot, keys: Keys, ring: TestKeyring) -> None:
    ring.open.clear()
    keys.read(ORIGIN)
    keys._slow.setInterval(0)
    keys._slow.start()
    qtbot.waitUntil(lambda: keys.status(ORIGIN).problem is not None, timeout=GENEROUS)
    problem = keys.status(ORIGIN).problem
    assert problem is not None
    assert (keys.status(ORIGIN).state, problem.code) == (KeyState.READING, ErrorCode.KEYRING_SLOW)
    keys.use_for_session(ORIGIN, "sk-session")
    ring.held[ORIGIN] = "sk-1"
    ring.open.set()
    with qtbot.waitSignal(keys.key_stored, timeout=GENEROUS):
        keys.store("https://other", "x")  # behind the read, on the same thread
    assert (keys.status(ORIGIN).state, keys.key(ORIGIN)) == (KeyState.SESSION, "sk-session")
    keys.read(ORIGIN)
    assert keys.status(ORIGIN).state is KeyState.SESSION
