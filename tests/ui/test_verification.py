"""The window pauses, resumes and verifies: what is selected, in words, in one step."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.core.model import SavedFile, VideoKey, VideoStatus
from app.services.saver import TransferState
from app.services.verifier import Verifier
from app.ui.main_window import MainWindow
from app.ui.targets import gather
from app.ui.verification import Verification
from tests.core.test_download import VIDEO
from tests.ui.desk import Desk, video


@pytest.fixture
def verifier(desk: Desk) -> Iterator[Verifier]:
    made = Verifier(desk.library, desk.saver, desk.settings)
    yield made
    made.stop()
    assert made._lane.join(20)


def finished(desk: Desk, *ids: str) -> list[VideoKey]:
    """Tasks with one finished video each."""
    return [desk.answer(key, key.task_id, video(VideoStatus.FINISHED))[0] for key in desk.add(*ids)]


def test_it_says_what_it_found_and_fetches_what_is_gone(
    desk: Desk, verifier: Verifier, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.settings.save_folder = str(tmp_path / "kept")
    (tmp_path / "kept").mkdir()
    keys = finished(desk, "whole", "changed", "gone")
    for key in keys:
        path = tmp_path / "kept" / f"{key.task_id}.mp4"
        path.write_bytes(VIDEO)
        desk.library.set_saved(key, SavedFile(str(path), len(VIDEO), hashlib.sha256(VIDEO).hexdigest(), 0.0))
    (tmp_path / "kept" / "changed.mp4").write_bytes(b"x")
    (tmp_path / "kept" / "gone.mp4").unlink()
    verification = Verification(verifier, desk.library)
    said: list[str] = []
    verification.said.connect(lambda text, undo: said.append(text))

    with qtbot.waitSignal(verification.missing_changed) as caught:
        verification.start()

    assert caught.args == [True]
    assert said[0].startswith("Verifying saved files: 1 of 3, ")
    assert said[-1] == "Saved files: 1 whole, 1 changed, 1 missing"
    with qtbot.waitSignal(verification.missing_changed) as caught:
        verification.fetch_missing()
    assert caught.args == [False]
    assert said[-1] == "Saving 1 video again"
    assert list(desk.saver.transfers) == [keys[2]]
    desk.saver.cancel(keys)


def test_asked_for_again_it_ends(desk: Desk, verifier: Verifier, qtbot: QtBot) -> None:
    for key in finished(desk, "a", "b"):
        desk.save(key)
    verification = Verification(verifier, desk.library)
    said: list[str] = []
    verification.said.connect(lambda text, undo: said.append(text))
    with qtbot.waitSignal(verifier.ended):
        verification.start()
        verification.start()
    assert said[-1].endswith("stopped early") or said[-1] == "No saved files were verified"


def test_what_is_selected_is_paused_and_gone_on_with(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    (key,) = finished(desk, "one")
    desk.saver.save([key])
    qtbot.waitUntil(lambda: len(window.model.rows) == 1)
    window.view.select_rows(window.model.rows)
    do = window.actions_
    qtbot.waitUntil(do.pause.isEnabled)
    do.pause.trigger()
    transfer = desk.saver.transfer(key)
    assert transfer is not None
    assert transfer.state is TransferState.PAUSED
    targets = gather(window.model.rows, desk.library, desk.saver)
    assert (targets.pausable, targets.resumable) == ((), (key,))
    do.update(targets)
    do.resume.trigger()
    transfer = desk.saver.transfer(key)
    assert transfer is not None
    assert transfer.state is not TransferState.PAUSED
    desk.saver.cancel([key])
