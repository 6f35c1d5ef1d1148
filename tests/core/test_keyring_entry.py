"""Owns the proof that a key is in the keyring only when it can be read back, with backends of keyring's own kind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked, PasswordDeleteError

from app.core import keyring_entry
from app.core.errors import ErrorCode, KeyringError

ORIGIN = "https://h:8443"


class Memory(KeyringBackend):
    """A keyring that may hold a key more than once, and fails as it is told."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], list[str]] = {}
        self.error: Exception | None = None
        self.changes_what_it_keeps = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.error:
            raise self.error
        found = self.held.get((service, username))
        return found[-1] if found else None

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.error:
            raise self.error
        self.held[service, username] = [password.upper() if self.changes_what_it_keeps else password]

    def delete_password(self, service: str, username: str) -> None:
        if not self.held.get((service, username)):
            raise PasswordDeleteError("none")
        self.held[service, username].pop()


@pytest.fixture(autouse=True)
def own_keyring() -> Iterator[Memory]:
    before = keyring.get_keyring()
    backend = Memory()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


def code_of(call: object, *arguments: str) -> ErrorCode:
    with pytest.raises(KeyringError) as caught:
        call(*arguments)  # type: ignore[operator]
    return caught.value.problem.code


def test_a_key_comes_back_under_the_names_of_the_contract(own_keyring: Memory) -> None:
    assert keyring_entry.read(ORIGIN) == ""
    keyring_entry.write(ORIGIN, "sk-1")
    assert own_keyring.held == {("pika-monitor", ORIGIN): ["sk-1"]}
    assert keyring_entry.read(ORIGIN) == "sk-1"
    keyring_entry.forget(ORIGIN)
    assert keyring_entry.read(ORIGIN) == ""


def test_forgetting_deletes_every_one_and_nothing_is_fine(own_keyring: Memory) -> None:
    own_keyring.held["pika-monitor", ORIGIN] = ["a", "b", "c"]
    keyring_entry.forget(ORIGIN)
    keyring_entry.forget(ORIGIN)
    assert own_keyring.held["pika-monitor", ORIGIN] == []


def test_a_key_that_cannot_be_deleted_is_told(own_keyring: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    own_keyring.held["pika-monitor", ORIGIN] = ["a"]
    monkeypatch.setattr(own_keyring, "delete_password", lambda *_: None)
    assert code_of(keyring_entry.forget, ORIGIN) is ErrorCode.KEYRING_FAILED


def test_a_keyring_that_keeps_something_else_is_told(own_keyring: Memory) -> None:
    own_keyring.changes_what_it_keeps = True
    assert code_of(keyring_entry.write, ORIGIN, "sk-1") is ErrorCode.KEYRING_FAILED


def test_the_null_keyring_keeps_nothing_and_does_not_pass() -> None:
    keyring.set_keyring(keyring.backends.null.Keyring())  # type: ignore[no-untyped-call]
    assert keyring_entry.read(ORIGIN) == ""
    assert code_of(keyring_entry.write, ORIGIN, "sk-1") is ErrorCode.NO_KEYRING


def test_no_keyring_at_all_is_told() -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]
    for call in (keyring_entry.read, keyring_entry.forget):
        assert code_of(call, ORIGIN) is ErrorCode.NO_KEYRING
    assert code_of(keyring_entry.write, ORIGIN, "sk-1") is ErrorCode.NO_KEYRING


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyringLocked("dismissed"), ErrorCode.KEYRING_LOCKED),
        (InitError("no login keyring"), ErrorCode.NO_KEYRING),
        (OSError("sk-secret is in this text"), ErrorCode.KEYRING_FAILED),
        (ValueError(), ErrorCode.KEYRING_FAILED),
    ],
)
def test_what_a_keyring_raises_is_told_without_its_words(
    own_keyring: Memory, error: Exception, code: ErrorCode
) -> None:
    own_keyring.error = error
    for call in (keyring_entry.read, keyring_entry.forget):
        with pytest.raises(KeyringError) as caught:
            call(ORIGIN)
        assert caught.value.problem.code is code
        assert "secret" not in caught.value.problem.detail


def in_a_process(code: str, tmp_path: Path, **variables: str) -> str:
    """Runs the code where keyring finds its backend anew; its home is empty."""
    names = ("PATH", "LANG", "DBUS_SESSION_BUS_ADDRESS")
    environment = {name: os.environ[name] for name in names if name in os.environ and name not in variables}
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env=environment | {"HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])} | variables,
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


PLAIN = """
    import json, pathlib
    from keyring.backend import KeyringBackend
    class PlainFile(KeyringBackend):
        priority = 0.5
        def get_password(self, service, username):
            path = pathlib.Path("keys.json")
            return json.loads(path.read_text()).get(username) if path.exists() else None
        def set_password(self, service, username, password):
            pathlib.Path("keys.json").write_text(json.dumps({username: password}))
    """
WRITE = """
    from app.core import keyring_entry
    from app.core.errors import KeyringError
    try:
        keyring_entry.write("https://h", "sk-1")
        print("kept")
    except KeyringError as error:
        print(error.problem.code)
    """


def test_a_plain_text_file_is_no_keyring_unless_the_user_says_so(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text(textwrap.dedent(PLAIN))
    path = os.pathsep.join((str(Path(__file__).parents[2]), str(tmp_path)))
    no_bus = {"DBUS_SESSION_BUS_ADDRESS": "", "PYTHONPATH": path}
    assert in_a_process("    import plain\n" + WRITE, tmp_path, **no_bus) == "no_keyring"
    assert not (tmp_path / "keys.json").exists()
    named = {**no_bus, "PYTHON_KEYRING_BACKEND": "plain.PlainFile"}
    assert in_a_process(WRITE, tmp_path, **named) == "kept"


def test_a_backend_that_is_named_but_not_there_is_told(tmp_path: Path) -> None:
    assert in_a_process(WRITE, tmp_path, PYTHON_KEYRING_BACKEND="not.there.Keyring") == "no_keyring"


@pytest.mark.skipif(not shutil.which("gnome-keyring-daemon"), reason="Debian: gnome-keyring, dbus, libsecret-tools")
def test_a_real_secret_service_holds_the_key_for_other_tools_too(tmp_path: Path) -> None:
    script = f"""
    eval "$(echo -n pw | gnome-keyring-daemon --unlock --components=secrets)"
    "{sys.executable}" - <<'CODE'
    from app.core import keyring_entry
    keyring_entry.write("{ORIGIN}", "sk-1")
    print(keyring_entry.read("{ORIGIN}"))
    CODE
    secret-tool lookup service pika-monitor username {ORIGIN}; echo
    echo -n other | secret-tool store --label=x service pika-monitor username https://two
    "{sys.executable}" -c 'from app.core import keyring_entry as k; print(k.read("https://two"))'
    "{sys.executable}" - <<'CODE'
    from app.core import keyring_entry
    keyring_entry.forget("{ORIGIN}")
    print(keyring_entry.read("{ORIGIN}") == "")
    CODE
    """
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    ended = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", textwrap.dedent(script)],
        env=environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout.split() == ["sk-1", "sk-1", "other", "True"], ended.stderr
