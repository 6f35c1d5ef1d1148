"""Owns the proof that one process holds a data folder and the others reach it, through real locks and sockets."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from app.services import handover
from app.services.handover import HandoverServer
from app.services.instance import LONGEST_SOCKET_PATH, HandoverError, Instance
from tests.services.conftest import GENEROUS

FIRST = """
    import sys
    from pathlib import Path
    from PySide6.QtCore import QCoreApplication
    from app.services.handover import HandoverServer
    from app.services.instance import Instance
    app = QCoreApplication([])
    instance = Instance(Path(sys.argv[1]))
    assert instance.claim()
    server = HandoverServer(instance.address)
    def take(message, answer):
        answer({"ok": True, "ids": message["ids"]})
        if message["ids"] == ["end"]:
            server.close()
            instance.close()
            app.quit()
    server.handed_over.connect(take)
    print("listening", flush=True)
    app.exec()
    """


@contextmanager
def process(data: Path, code: str = "", *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Another process: one that holds the folder and answers, or that runs `code`. It ends with the test."""
    started = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code or FIRST), *(arguments or (str(data),))],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert started.stdout is not None
        assert started.stdout.readline() == "listening\n"
        yield started
    finally:
        started.kill()
        started.communicate(timeout=20)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def server(qtbot: QtBot, data: Path) -> Iterator[HandoverServer]:
    server = HandoverServer(Instance(data).address)
    yield server
    server.close()


def test_a_second_process_hands_over_and_the_next_one_is_first_again(qtbot: QtBot, data: Path) -> None:
    with process(data) as first:
        second = Instance(data)
        assert not second.claim()
        many = [f"task-{number}" for number in range(20_000)]
        assert handover.hand_over(second.address, {"ids": many}) == {"ok": True, "ids": many}
        assert handover.hand_over(second.address, {"ids": ["end"]})["ok"] is True
        assert first.wait(20) == 0
        assert second.claim()
        second.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal, and leaves no socket")
def test_what_a_killed_process_left_is_no_obstacle(qtbot: QtBot, data: Path) -> None:
    with process(data) as first:
        os.kill(first.pid, signal.SIGKILL)
        first.wait(20)
    assert (data / "lock").exists()
    instance = Instance(data)
    assert Path(instance.address).exists()
    assert instance.claim()
    server = HandoverServer(instance.address)
    code = "import sys; from app.services.handover import hand_over; hand_over(sys.argv[1], {'ids': []})"
    second = subprocess.Popen([sys.executable, "-c", code, instance.address], cwd=Path(__file__).parents[2])
    with qtbot.waitSignal(server.handed_over, timeout=GENEROUS) as caught:
        pass
    caught.args[1]({"ok": True})
    qtbot.waitUntil(lambda: second.poll() == 0, timeout=GENEROUS)
    server.close()
    instance.close()


def test_folders_are_told_apart_and_one_folder_is_one_by_any_name(tmp_path: Path, data: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "link").symlink_to(data)
    assert Instance(data).address == Instance(tmp_path / "link").address != Instance(tmp_path / "other").address


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe there, see test_platforms")
def test_the_socket_lies_in_the_runtime_folder_or_in_the_data_folder(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Path(Instance(data).address).parent == tmp_path
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "missing"))
    assert Path(Instance(data).address).parent == data
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    assert Path(Instance(data).address).parent == data
    deep = data / ("x" * LONGEST_SOCKET_PATH)
    deep.mkdir()
    assert len(Instance(deep).address) < LONGEST_SOCKET_PATH


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe there, see test_platforms")
def test_only_the_user_can_reach_the_socket(server: HandoverServer, data: Path) -> None:
    assert Path(Instance(data).address).stat().st_mode & 0o077 == 0


class Caller:
    """A client of bytes."""

    def __init__(self, bot: QtBot, data: Path) -> None:
        self.bot = bot
        self.socket = QLocalSocket()
        self.socket.connectToServer(Instance(data).address)
        bot.waitUntil(self.is_connected, timeout=GENEROUS)

    def is_connected(self) -> bool:
        return self.socket.state() is QLocalSocket.LocalSocketState.ConnectedState

    def is_gone(self) -> bool:
        return self.socket.state() is QLocalSocket.LocalSocketState.UnconnectedState

    def answer(self) -> Any:
        self.bot.waitUntil(self.socket.canReadLine, timeout=GENEROUS)
        return json.loads(bytes(self.socket.readLine().data()))


@pytest.mark.parametrize(
    "line", [b"no json", b"[1]", b"7", b"[" * 100_000, b"\xff", b"{} {}"], ids=lambda each: each[:8]
)
def test_what_is_no_message_is_refused(qtbot: QtBot, server: HandoverServer, data: Path, line: bytes) -> None:
    caller = Caller(qtbot, data)
    with qtbot.assertNotEmitted(server.handed_over):
        caller.socket.write(line + b"\n")
        assert caller.answer() == {"ok": False}


def test_a_message_may_come_in_pieces_and_only_once(qtbot: QtBot, server: HandoverServer, data: Path) -> None:
    caller, said = Caller(qtbot, data), []
    server.handed_over.connect(lambda message, _answer: said.append(message))
    for piece in (b'{"ids": ', b'["a"]', b"}\n"):
        caller.socket.write(piece)
        caller.socket.flush()
    qtbot.waitUntil(lambda: bool(said), timeout=GENEROUS)
    caller.socket.write(b'{"ids": ["b"]}\n')
    other = Caller(qtbot, data)
    other.socket.write(b'{"ids": ["c"]}\n')
    qtbot.waitUntil(lambda: len(said) == 2, timeout=GENEROUS)
    assert said == [{"ids": ["a"]}, {"ids": ["c"]}]


def test_a_message_without_end_is_cut_off(
    qtbot: QtBot, server: HandoverServer, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "MAX_MESSAGE", 1 << 20)
    caller = Caller(qtbot, data)
    with qtbot.assertNotEmitted(server.handed_over):
        caller.socket.write(b"x" * (3 << 20))
        qtbot.waitUntil(caller.is_gone, timeout=GENEROUS)
    assert not server._lines
    again = Caller(qtbot, data)
    again.socket.write(b"{}\n")
    with qtbot.waitSignal(server.handed_over, timeout=GENEROUS):
        pass


def test_an_answer_to_one_that_has_gone_goes_nowhere(qtbot: QtBot, server: HandoverServer, data: Path) -> None:
    caller = Caller(qtbot, data)
    with qtbot.waitSignal(server.handed_over, timeout=GENEROUS) as caught:
        caller.socket.write(b"{}\n")
    caller.socket.abort()
    qtbot.waitUntil(lambda: not server._lines, timeout=GENEROUS)
    qtbot.waitUntil(lambda: not server.findChildren(handover._Line), timeout=GENEROUS)
    caught.args[1]({"ok": True})


def test_nobody_there_is_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "CONNECT_FOR", 0.0)
    with pytest.raises(HandoverError):
        handover.hand_over(Instance(data).address, {})


def test_no_answer_is_told(server: HandoverServer, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "RECEIPT_MS", 1)
    with pytest.raises(HandoverError):
        handover.hand_over(Instance(data).address, {})


BABBLER = """
    import socket, sys
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(sys.argv[1])
        listener.listen()
        print("listening", flush=True)
        connection, _ = listener.accept()
        connection.recv(100)
        connection.sendall(bytes.fromhex(sys.argv[2]) * int(sys.argv[3]) + b"\\n")
        connection.recv(100)
    """


@pytest.mark.parametrize(
    ("text", "times"), [(b"no json", 1), (b"\xff", 1), (b"[", 100_000)], ids=["text", "bytes", "deep"]
)
def test_an_answer_that_is_none_is_told(data: Path, text: bytes, times: int) -> None:
    address = Instance(data).address
    with process(data, BABBLER, address, text.hex(), str(times)), pytest.raises(HandoverError) as caught:
        handover.hand_over(address, {})
    assert isinstance(caught.value.__cause__, ValueError | RecursionError)
