"""Owns the proof that each video is saved and fetched once, whatever asks for it: real sockets, real folders."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core import transfer as module
from app.core.arrange import Category, Query, arrange, categories
from app.core.errors import ErrorCode
from app.core.model import VideoKey
from app.demo.faults import Fault, Kind
from app.services.library import Library
from app.services.save_list import SaveList
from app.services.saver import TransferState
from tests.services.conftest import GENEROUS, Services

MEDIA = "/v1/*.mp4"


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def error_of(services: Services, task_id: str) -> ErrorCode | None:
    problem = services.video(task_id).save_error
    return problem.code if problem else None


def idle(services: Services) -> bool:
    return not services.saver.transfers


def save(services: Services, *ids: str, folder: str = "") -> None:
    services.saver.save([services.video_key(each) for each in ids], folder)


def state(services: Services, task_id: str) -> TransferState | None:
    transfer = services.saver.transfer(services.video_key(task_id))
    return transfer.state if transfer else None


def test_a_save_ends_in_a_file_that_the_library_knows(services: Services) -> None:
    services.start()
    services.add_finished("t")
    save(services, "t")
    services.until(lambda: idle(services))
    saved = services.video("t").saved
    assert saved is not None
    assert Path(saved.path) == services.videos / "film t 1.mp4"
    data = Path(saved.path).read_bytes()
    assert (saved.size, saved.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert files(services.videos) == ["film t 1.mp4"]
    assert error_of(services, "t") is None


def test_play_then_save_and_save_then_play_fetch_once(services: Services) -> None:
    services.start()
    services.add_finished("a", "b")
    with services.bot.waitSignal(services.saver.video_fetched, timeout=GENEROUS) as caught:
        services.saver.fetch(services.video_key("a"))
    key, path = caught.args
    assert key == services.video_key("a")
    assert Path(path).is_relative_to(services.folder / "cache")
    save(services, "a", "b")
    services.until(lambda: idle(services))
    assert files(services.videos) == ["film a 1.mp4", "film b 1.mp4"]
    with services.bot.waitSignal(services.saver.video_fetched, timeout=GENEROUS) as caught:
        services.saver.fetch(services.video_key("b"))
    assert Path(caught.args[1]) == services.videos / "film b 1.mp4"
    assert len(services.fetched()) == 2


def test_play_and_save_at_the_same_time_fetch_once(services: Services) -> None:
    services.start()
    services.add_finished("a", "b")
    services.server.faults.add(Fault(MEDIA, Kind.STALL, after=1000))
    played: list[str] = []
    services.saver.video_fetched.connect(lambda _key, path: played.append(path))
    save(services, "a")
    services.saver.fetch(services.video_key("a"))
    services.saver.fetch(services.video_key("b"))
    save(services, "b")
    services.server.wait_for(lambda request: request.path.endswith(".mp4"), 20, 2)
    services.server.faults.clear()
    services.until(lambda: idle(services))
    assert len(services.fetched()) == 2
    assert len(played) == 2
    assert files(services.videos) == ["film a 1.mp4", "film b 1.mp4"]


def test_a_pause_while_the_file_is_settled_fetches_nothing_again(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.start()
    services.add_finished("t")
    work = services.saver._runner._work
    settle = work.settle
    settled: list[tuple[Any, Any]] = []
    with monkeypatch.context() as patch:
        patch.setattr(work, "settle", lambda each, done: settle(each, lambda outcome: settled.append((done, outcome))))
        save(services, "t")
        services.until(lambda: settled)
        services.saver.pause_all()
        services.saver.resume_all()
        services.until(lambda: len(settled) == 2)
    for done, outcome in settled:
        done(outcome)
    services.until(lambda: idle(services))
    assert len(services.fetched()) == 1
    assert files(services.videos) == ["film t 1.mp4"]
    assert not services.library.saves.wanted


def test_two_folders_get_a_file_each_from_one_fetch(services: Services, tmp_path: Path) -> None:
    services.start()
    services.add_finished("t")
    (tmp_path / "two").mkdir()
    save(services, "t")
    save(services, "t", folder=str(tmp_path / "two") + "/../two/")
    save(services, "t", folder=str(tmp_path / "two"))
    services.until(lambda: idle(services))
    assert files(services.videos) == files(tmp_path / "two") == ["film t 1.mp4"]
    assert len(services.fetched()) == 1


def test_saving_again_keeps_the_file_that_is_there(services: Services) -> None:
    services.start()
    services.add_finished("t")
    for _ in range(2):
        save(services, "t")
        services.until(lambda: idle(services))
    assert files(services.videos) == ["film t 1.mp4"]
    (services.videos / "film t 1.mp4").unlink()
    save(services, "t")
    services.until(lambda: idle(services))
    assert files(services.videos) == ["film t 1.mp4"]
    assert len(services.fetched()) == 2


def test_a_cancel_leaves_nothing_and_auto_save_leaves_it_alone(services: Services) -> None:
    services.settings.auto_save = True
    services.start()
    services.server.faults.add(Fault(MEDIA, Kind.STALL, after=5000))
    services.add_finished("t")
    services.until(lambda: any(name.endswith(".part") for name in files(services.videos)))
    services.saver.cancel([services.video_key("t")])
    services.until(lambda: files(services.videos) == [])
    services.server.faults.clear()
    services.answer("t", services.finished("t"), prompt="changed")
    with services.bot.waitSignal(services.library.tasks_updated, timeout=GENEROUS):
        services.poller.check_now([services.key("t")])
    assert idle(services)
    assert error_of(services, "t") is None
    save(services, "t")
    services.until(lambda: services.video("t").saved is not None)


def test_a_cancel_between_two_tries_leaves_nothing(services: Services) -> None:
    services.start()
    services.server.faults.add(Fault(MEDIA, Kind.CLOSE, after=5000))
    services.add_finished("t")
    save(services, "t")
    services.until(lambda: state(services, "t") is TransferState.RETRYING)
    assert files(services.videos)
    services.saver.cancel([services.video_key("t")])
    services.until(lambda: files(services.videos) == [])


def test_a_cancelled_play_is_told(services: Services) -> None:
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault(MEDIA, Kind.STALL))
    services.saver.fetch(services.video_key("t"))
    with services.bot.waitSignal(services.saver.fetch_failed, timeout=GENEROUS) as caught:
        services.saver.cancel([services.video_key("t")])
    assert caught.args[1].code is ErrorCode.CANCELLED


def test_a_link_that_has_expired_is_asked_for_anew_once(services: Services) -> None:
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault("/v1/t/a_seed1.mp4", status=403))
    services.answer("t", services.finished("t", resultUrl=f"{services.server.base_url}/v1/t/new_seed1.mp4"))
    polled = len(services.polled("t"))
    save(services, "t")
    services.until(lambda: services.video("t").saved is not None)
    assert len(services.polled("t")) == polled + 1
    assert [each.path for each in services.fetched()] == ["/v1/t/a_seed1.mp4", "/v1/t/new_seed1.mp4"]


def test_a_link_that_stays_expired_is_told_after_one_poll(services: Services) -> None:
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault(MEDIA, status=410))
    polled = len(services.polled("t"))
    save(services, "t")
    services.until(lambda: error_of(services, "t") is ErrorCode.LINK_EXPIRED)
    assert idle(services)
    assert len(services.polled("t")) == polled + 1
    assert len(services.fetched()) == 2
    services.server.faults.clear()
    save(services, "t")
    services.until(lambda: services.video("t").saved is not None)
    assert error_of(services, "t") is None


def test_a_lost_connection_is_gone_on_with(services: Services) -> None:
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault(MEDIA, Kind.CLOSE, after=5000, times=1))
    save(services, "t")
    services.until(lambda: state(services, "t") is TransferState.RETRYING)
    transfer = services.saver.transfer(services.video_key("t"))
    assert transfer is not None
    assert transfer.problem is not None
    assert transfer.problem.code is ErrorCode.CONNECTION_LOST
    services.until(lambda: services.video("t").saved is not None)
    first, second = services.fetched()
    assert second.headers["range"] == "bytes=5000-"
    assert second.at - first.at >= 1.0
    assert files(services.videos) == ["film t 1.mp4"]


def test_a_transfer_that_comes_further_each_time_does_not_wait_longer(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_RETRY", 0.01)
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault(MEDIA, Kind.CLOSE, after=4000, times=module.MAX_FETCH_TRIES + 2))
    with services.bot.waitSignal(services.saver.video_fetched, timeout=GENEROUS):
        services.saver.fetch(services.video_key("t"))
    assert len(services.fetched()) == module.MAX_FETCH_TRIES + 3


def test_what_waits_for_its_next_try_holds_no_slot(services: Services) -> None:
    services.start()
    services.add_finished("a", "b", "c", "d")
    for name in "abc":
        services.server.faults.add(Fault(f"/v1/{name}/*", status=503, headers={"Retry-After": "300"}))
    save(services, "a", "b", "c", "d")
    services.until(lambda: services.video("d").saved is not None)
    services.until(lambda: [state(services, each) for each in "abc"] == [TransferState.RETRYING] * 3)
    services.server.faults.clear()
    save(services, "a")  # a person does not wait for five minutes
    services.until(lambda: services.video("a").saved is not None)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(MEDIA, body=b"<html>"), ErrorCode.NOT_A_VIDEO),
        (Fault(MEDIA, body=b'{"error": 1}'), ErrorCode.NOT_A_VIDEO),
        (Fault(MEDIA, body=b""), ErrorCode.NOT_A_VIDEO),
        (Fault(MEDIA, status=418), ErrorCode.UNEXPECTED_STATUS),
    ],
)
def test_what_cannot_be_saved_is_told_and_not_tried_again(services: Services, fault: Fault, code: ErrorCode) -> None:
    services.settings.auto_save = True
    services.server.faults.add(fault)
    services.start()
    services.add_finished("t")
    services.until(lambda: error_of(services, "t") is code)
    services.answer("t", services.finished("t"), prompt="changed")
    with services.bot.waitSignal(services.library.tasks_updated, timeout=GENEROUS):
        services.poller.check_now([services.key("t")])
    assert idle(services)
    assert len(services.fetched()) == 1
    assert files(services.videos) == []


def test_a_file_that_stays_cut_is_told(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_RETRY", 0.01)
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault(MEDIA, Kind.NO_LENGTH, also=(Kind.NO_VALIDATORS,), after=20_000))
    save(services, "t")
    services.until(lambda: error_of(services, "t") is ErrorCode.INCOMPLETE)
    assert len(services.fetched()) == module.MAX_CUT_TRIES
    assert files(services.videos) == []


def test_a_play_does_not_try_for_ever(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_RETRY", 0.01)
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault(MEDIA, Kind.CLOSE))
    with services.bot.waitSignal(services.saver.fetch_failed, timeout=GENEROUS) as caught:
        services.saver.fetch(services.video_key("t"))
    assert caught.args[1].code is ErrorCode.CONNECTION_LOST
    assert len(services.fetched()) == module.MAX_FETCH_TRIES
    assert error_of(services, "t") is None


def test_a_video_without_a_file_is_not_fetched(services: Services) -> None:
    services.answer("t", services.running("t"))
    services.start()
    services.add("t")
    services.until(lambda: services.library.tasks[services.key("t")].answered is not None)
    save(services, "t")
    assert idle(services)
    for key in (services.video_key("t"), VideoKey(services.profile.id, "t", "none", 0), services.video_key("x")):
        failed: list[Any] = []
        services.saver.fetch_failed.connect(lambda _key, problem, failed=failed: failed.append(problem.code))
        services.saver.fetch(key)
        services.until(lambda failed=failed: bool(failed))
        assert failed == [ErrorCode.NO_LINK]
    assert services.fetched() == []


def test_a_folder_that_cannot_be_made_is_told(services: Services, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    services.start()
    services.add_finished("t")
    save(services, "t", folder=str(tmp_path / "file" / "below"))
    services.until(lambda: error_of(services, "t") is ErrorCode.NO_FOLDER)
    save(services, "t", folder=str(tmp_path / "gone" / "drive"))
    services.until(lambda: idle(services))
    assert error_of(services, "t") is ErrorCode.NO_FOLDER
    assert not (tmp_path / "gone").exists()


def test_auto_save_picks_each_finished_video_exactly_once(services: Services, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    services.settings.auto_save = True
    services.start()
    second = services.finished("b", resultUrl=f"{services.server.base_url}/v1/b/b_seed2.mp4") | {"id": "b2", "seed": 2}
    services.answer("b", services.finished("b"), second, prompt="two")
    services.answer("own", services.finished("own"), prompt="own")
    services.answer("run", services.running("run"))
    services.add_finished("a")
    services.add("b", "run")
    services.add("own", auto_save_dir=str(own))
    services.until(lambda: len(files(services.videos)) == 3 and len(files(own)) == 1 and idle(services))
    for task_id in ("a", "b", "own"):
        services.poller.check_now([services.key(task_id)])
    services.settings.auto_save = False
    services.settings.auto_save = True
    services.until(lambda: services.poller.status.in_flight == 0)
    services.until(lambda: idle(services))
    assert len(services.fetched()) == 4
    assert files(services.videos) == ["film a 1.mp4", "two 1.mp4", "two 2.mp4"]


def test_auto_save_that_is_switched_on_saves_what_is_there(services: Services) -> None:
    services.start()
    services.add_finished("a", "b")
    assert idle(services)
    services.settings.auto_save = True
    services.until(lambda: services.video("a").saved is not None and services.video("b").saved is not None)


def test_a_folder_for_this_run_holds_for_all(services: Services, tmp_path: Path) -> None:
    services.poller.start()
    services.add_finished("a")
    services.saver.start(str(tmp_path))
    services.until(lambda: services.video("a").saved is not None)
    assert (tmp_path / "film a 1.mp4").exists()


def test_all_finished_are_saved_but_those_that_are(services: Services) -> None:
    services.start()
    services.add_finished("a", "b")
    save(services, "a")
    services.until(lambda: idle(services))
    found: list[int] = []
    services.saver.all_found.connect(found.append)
    services.saver.save_all_finished()
    services.until(lambda: services.video("b").saved is not None)
    services.saver.save_all_finished()
    assert found == [1, 0]


def test_a_removed_task_ends_its_transfers(services: Services) -> None:
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault(MEDIA, Kind.STALL, after=5000))
    save(services, "t")
    services.until(lambda: bool(files(services.videos)))
    services.library.remove([services.key("t")])
    assert idle(services)
    services.until(lambda: files(services.videos) == [])


def test_a_stop_keeps_what_came_so_far(services: Services) -> None:
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault(MEDIA, Kind.STALL, after=5000))
    save(services, "t")
    services.until(lambda: (state_of(services, "t") or (None, 0))[1] == 5000)
    services.stop()
    assert [name for name in files(services.videos) if name.endswith(".part")] == ["film t 1.mp4.part"]


def test_progress_is_told_with_its_speed(services: Services) -> None:
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault(MEDIA, Kind.DRIP, after=1000, every=0.001, times=1))
    told: list[tuple[int, int | None, float]] = []

    def note(key: VideoKey) -> None:
        if (transfer := services.saver.transfer(key)) is not None and transfer.state is TransferState.RUNNING:
            told.append((transfer.done, transfer.total, transfer.speed))

    services.saver.transfer_updated.connect(note)
    save(services, "t")
    services.until(lambda: len(told) >= 4)
    services.server.faults.clear()
    services.until(lambda: idle(services))
    done = [each[0] for each in told]
    assert done == sorted(done)
    assert len({each[1] for each in told} - {None}) == 1
    assert told[3][2] > 0


def test_a_cache_of_played_videos_is_bounded(services: Services) -> None:
    services.start()
    services.add_finished("a", "b", "c")
    services.settings.play_cache = 0
    wait: Callable[..., Any] = services.bot.waitSignal
    for task_id in ("a", "b", "c"):
        with wait(services.saver.video_fetched, timeout=GENEROUS):
            services.saver.fetch(services.video_key(task_id))
    assert len(files(services.folder / "cache" / "videos")) == 1


# Over the end of the app


def begin(services: Services, *ids: str, folder: str = "") -> None:
    """Have saves under way that come to a stand at byte 5000."""
    services.start()
    services.add_finished(*ids)
    services.server.faults.add(Fault(MEDIA, Kind.STALL, after=5000))
    save(services, *ids, folder=folder)
    services.until(lambda: all((state_of(services, each) or (None, 0))[1] == 5000 for each in ids))


def state_of(services: Services, task_id: str) -> tuple[TransferState, int] | None:
    transfer = services.saver.transfer(services.video_key(task_id))
    return (transfer.state, transfer.done) if transfer else None


def test_saves_go_on_by_themselves_after_a_restart(
    services: Services, again: Callable[[], Services], tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    begin(services, "t")
    save(services, "t", folder=str(own))
    services.settings.name_template = "{task}"  # what was begun keeps its name
    services.stop()
    services.server.faults.clear()
    then = again()
    then.start()
    then.until(lambda: idle(then) and then.video("t").saved is not None)
    assert files(services.videos) == files(own) == ["film t 1.mp4"]
    assert then.fetched()[-1].headers["range"] == "bytes=5000-"
    assert len(then.fetched()) == 2
    last = again()
    last.start()
    assert idle(last)
    assert last.library.saves.wanted == ()


def test_what_waits_for_its_next_try_goes_on_after_a_restart(services: Services, again: Callable[[], Services]) -> None:
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault(MEDIA, status=503, headers={"Retry-After": "300"}, times=1))
    save(services, "t")
    services.until(lambda: state(services, "t") is TransferState.RETRYING)
    then = again()
    then.start()
    then.until(lambda: then.video("t").saved is not None)


def test_what_is_paused_stays_so_after_a_restart(services: Services, again: Callable[[], Services]) -> None:
    begin(services, "t", "u")
    services.saver.pause([services.video_key("t")])
    services.server.faults.clear()
    then = again()
    then.start()
    then.until(lambda: then.video("u").saved is not None)
    assert state(then, "t") is TransferState.PAUSED
    assert len(then.fetched()) == 3
    then.saver.resume([then.video_key("t")])
    then.until(lambda: then.video("t").saved is not None)
    assert then.fetched()[-1].headers["range"] == "bytes=5000-"
    assert files(services.videos) == ["film t 1.mp4", "film u 1.mp4"]


def test_what_was_cancelled_or_failed_does_not_come_back(services: Services, again: Callable[[], Services]) -> None:
    begin(services, "t")
    services.saver.cancel([services.video_key("t")])
    services.server.faults.clear()
    services.server.faults.add(Fault(MEDIA, body=b"<html>"))
    services.add_finished("u")
    save(services, "u")
    services.until(lambda: error_of(services, "u") is ErrorCode.NOT_A_VIDEO)
    then = again()
    then.start()
    assert idle(then)
    assert error_of(then, "u") is ErrorCode.NOT_A_VIDEO


def test_what_failed_for_its_folder_goes_on_with_the_next_start(
    services: Services, again: Callable[[], Services], tmp_path: Path
) -> None:
    drive = tmp_path / "usb" / "Pika"
    services.start()
    services.add_finished("t")
    save(services, "t", folder=str(drive))
    services.until(lambda: error_of(services, "t") is ErrorCode.NO_FOLDER)
    then = again()
    then.start()
    then.until(lambda: idle(then))
    assert error_of(then, "t") is ErrorCode.NO_FOLDER
    drive.parent.mkdir()
    last = again()
    last.start()
    last.until(lambda: last.video("t").saved is not None)
    assert files(drive) == ["film t 1.mp4"]
    assert last.video("t").save_error is None
    assert last.library.saves.wanted == ()


def test_what_failed_for_its_folder_and_is_saved_elsewhere_is_done(
    services: Services, again: Callable[[], Services], tmp_path: Path
) -> None:
    services.start()
    services.add_finished("t")
    save(services, "t", folder=str(tmp_path / "usb" / "Pika"))
    services.until(lambda: error_of(services, "t") is ErrorCode.NO_FOLDER)
    save(services, "t", folder=str(tmp_path))
    services.until(lambda: services.video("t").saved is not None)
    then = again()
    then.start()
    assert idle(then)
    assert then.video("t").save_error is None


def test_a_pause_leaves_nothing_to_pause_and_a_resume_nothing_to_resume(services: Services) -> None:
    def can() -> tuple[bool, bool]:
        return services.saver.can_pause, services.saver.can_resume

    assert can() == (False, False)
    begin(services, "t")
    assert can() == (True, False)
    services.saver.pause_all()
    assert can() == (False, True)


@pytest.mark.parametrize("stage", ["note_file", "finish"])
def test_a_death_after_the_file_was_placed_makes_no_second_one(
    services: Services, again: Callable[[], Services], monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """The database never heard of the file, or not of the end."""
    services.start()
    services.add_finished("t")
    reached: list[object] = []
    monkeypatch.setattr(SaveList, stage, lambda self, *args: reached.append(args))
    monkeypatch.setattr(Library, "set_saved", lambda self, *args: None)
    save(services, "t")
    services.until(lambda: reached)
    services.stop()
    monkeypatch.undo()
    then = again()
    assert then.video("t").saved is None
    then.start()
    then.until(lambda: idle(then) and then.video("t").saved is not None)
    assert files(services.videos) == ["film t 1.mp4"]
    assert len(then.fetched()) == 1
    saved = then.video("t").saved
    assert saved is not None
    assert saved.sha256 == hashlib.sha256(Path(saved.path).read_bytes()).hexdigest()


# Pauses and turns


def test_a_pause_holds_and_a_resume_goes_on_from_there(services: Services) -> None:
    begin(services, "t")
    key = services.video_key("t")
    services.saver.pause([key])
    assert state(services, "t") is TransferState.PAUSED
    services.saver.resume([key])  # its job has not ended yet: it must not take a second part
    services.saver.pause_all()
    services.saver.resume_all()
    services.server.faults.clear()
    services.until(lambda: services.video("t").saved is not None)
    assert files(services.videos) == ["film t 1.mp4"]
    assert services.fetched()[-1].headers["range"] == "bytes=5000-"


def test_a_paused_save_can_be_cancelled_and_asked_for_again(services: Services) -> None:
    begin(services, "t")
    services.saver.pause([services.video_key("t")])
    services.until(lambda: not services.saver._book.under_way)
    services.saver.cancel([services.video_key("t")])
    services.until(lambda: files(services.videos) == [])
    save(services, "t")
    services.saver.pause([services.video_key("t")])
    services.server.faults.clear()
    save(services, "t")
    services.until(lambda: services.video("t").saved is not None)
    assert files(services.videos) == ["film t 1.mp4"]


def test_a_save_that_is_cancelled_and_asked_for_at_once_ends_well(services: Services) -> None:
    begin(services, "t")
    services.saver.cancel([services.video_key("t")])
    save(services, "t")
    services.server.faults.clear()
    services.until(lambda: services.video("t").saved is not None)
    services.until(lambda: files(services.videos) == ["film t 1.mp4"])


def test_a_host_has_as_many_at_a_time_as_the_settings_say(services: Services) -> None:
    services.settings.saves_per_host = 2
    begin(services, "a", "b")
    services.add_finished("c", "d", "e")
    save(services, "c", "d")
    services.saver.fetch(services.video_key("e"))  # somebody sits before it: one more
    services.server.wait_for(lambda request: request.path.startswith("/v1/e/"), 20)
    assert [state(services, each) for each in "cde"] == [TransferState.WAITING] * 2 + [TransferState.RUNNING]
    assert [services.saver.ahead(services.video_key(each)) for each in "abcd"] == [None, None, 0, 1]
    services.settings.saves_per_host = 3
    services.saver.resume([services.video_key("c")])
    services.server.faults.clear()
    services.until(lambda: idle(services))
    assert files(services.videos) == [f"film {each} 1.mp4" for each in "abcd"]


def test_as_many_as_the_settings_allow_are_really_begun(services: Services) -> None:
    names = "abcdefghij"
    services.settings.saves_per_host = len(names)
    begin(services, *names)
    services.server.faults.clear()
    services.until(lambda: idle(services))
    assert len(files(services.videos)) == len(names)


def test_auto_save_takes_first_what_ends_first(services: Services) -> None:
    services.settings.saves_per_host = 1
    begin(services, "first")
    ends = {"never": "", "late": "?Expires=1900000000", "soon": "?Expires=1800000000"}
    for task_id, query in ends.items():
        link = f"{services.server.base_url}/v1/{task_id}/a_seed1.mp4{query}"
        services.answer(task_id, services.finished(task_id, resultUrl=link), prompt=task_id)
    services.settings.auto_save = True
    services.add(*ends)
    services.until(lambda: len(services.saver.transfers) == 4)
    services.server.faults.clear()
    services.until(lambda: idle(services))
    assert [each.path.split("/")[2] for each in services.fetched()] == ["first", "soon", "late", "never"]


def test_the_speed_limit_of_the_settings_holds_for_all(services: Services) -> None:
    services.settings.speed_limit = 1
    assert services.saver._runner._work._limit.rate == 32 << 10  # a slower one would count as stalled
    services.settings.speed_limit = 0
    assert services.saver._runner._work._limit.rate == 0


def test_a_link_that_expires_once_more_after_it_was_good_is_asked_for_once_more(services: Services) -> None:
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault(MEDIA, status=403, times=1))
    services.server.faults.add(Fault(MEDIA, Kind.CLOSE, after=5000, times=1))
    services.server.faults.add(Fault(MEDIA, status=403, times=1))
    save(services, "t")
    services.until(lambda: services.video("t").saved is not None)
    assert [each.headers.get("range") for each in services.fetched()] == [None, None, "bytes=5000-", "bytes=5000-"]


def test_a_new_link_that_never_comes_ends_the_wait(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.setbacks.RENEW_SECONDS", 0.05)
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault(MEDIA, status=403))
    services.server.faults.add(Fault("/pika/feed/", Kind.STALL))
    save(services, "t")
    services.until(lambda: error_of(services, "t") is ErrorCode.LINK_EXPIRED)


# What fails for good


HALF_CUT = Fault(MEDIA, Kind.NO_LENGTH, also=(Kind.IGNORE_RANGE,), after=20_000)
"""The provider's file is cut, and nothing says so but its structure."""


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(MEDIA, body=b"<html>expired</html>" * 99), ErrorCode.NOT_A_VIDEO),
        (Fault(MEDIA, body=b'{"error": 1}'), ErrorCode.NOT_A_VIDEO),
        (HALF_CUT, ErrorCode.INCOMPLETE),
    ],
    ids=["a page", "JSON", "a cut file"],
)
@pytest.mark.parametrize("began", [False, True], ids=["from the start", "behind a part"])
def test_what_can_never_be_gone_on_with_leaves_nothing(
    services: Services, fault: Fault, code: ErrorCode, began: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_RETRY", 0.01)
    services.start()
    services.add_finished("t")
    if began:
        services.server.faults.add(Fault(MEDIA, Kind.CLOSE, after=5000, times=1))
    services.server.faults.add(fault)
    save(services, "t")
    services.until(lambda: error_of(services, "t") is code)
    services.until(lambda: files(services.videos) == [])


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(MEDIA, status=403), ErrorCode.LINK_EXPIRED),
        (Fault(MEDIA, status=418), ErrorCode.UNEXPECTED_STATUS),
        (Fault(MEDIA, Kind.REDIRECT, url="file:///etc/passwd"), ErrorCode.REDIRECT_REFUSED),
    ],
    ids=["expired", "418", "redirect"],
)
def test_what_failed_for_good_goes_on_where_it_was_when_it_is_tried_again(
    services: Services, fault: Fault, code: ErrorCode
) -> None:
    """Under the name that it had, whatever the names of new files are."""
    fail_for_good(services, fault, code)
    assert files(services.videos) == ["film t 1.mp4.part", "film t 1.mp4.part.json"]
    services.server.faults.clear()
    services.settings.name_template = "{task}"
    save(services, "t")
    services.until(lambda: services.video("t").saved is not None)
    services.until(lambda: files(services.videos) == ["film t 1.mp4"])
    assert services.fetched()[-1].headers["range"] == "bytes=5000-"
    assert error_of(services, "t") is None


def fail_for_good(services: Services, fault: Fault, code: ErrorCode = ErrorCode.LINK_EXPIRED) -> None:
    """Have a save that fails so at byte 5000."""
    services.start()
    services.add_finished("t")
    services.server.faults.add(Fault(MEDIA, Kind.CLOSE, after=5000, times=1))
    services.server.faults.add(fault)
    save(services, "t")
    services.until(lambda: error_of(services, "t") is code and idle(services))


def test_what_failed_for_good_goes_on_after_a_restart(services: Services, again: Callable[[], Services]) -> None:
    fail_for_good(services, Fault(MEDIA, status=410))
    services.stop()
    services.server.faults.clear()
    then = again()
    then.start()
    assert idle(then)
    save(then, "t")
    then.until(lambda: then.video("t").saved is not None)
    assert then.fetched()[-1].headers["range"] == "bytes=5000-"
    then.until(lambda: files(services.videos) == ["film t 1.mp4"])


def test_what_failed_for_good_and_is_saved_elsewhere_leaves_nothing(services: Services, tmp_path: Path) -> None:
    fail_for_good(services, Fault(MEDIA, status=410))
    services.server.faults.clear()
    save(services, "t", folder=str(tmp_path / "other"))
    services.until(lambda: services.video("t").saved is not None)
    services.until(lambda: files(services.videos) == [])
    assert files(tmp_path / "other") == ["film t 1.mp4"]


@pytest.mark.parametrize("how", ["removed", "tried again and cancelled"])
def test_what_failed_for_good_and_is_given_up_leaves_nothing(services: Services, how: str) -> None:
    fail_for_good(services, Fault(MEDIA, status=410))
    if how == "removed":
        services.library.remove([services.key("t")])
    else:
        services.server.faults.clear()
        services.server.faults.add(Fault(MEDIA, Kind.STALL))
        save(services, "t")
        services.saver.cancel([services.video_key("t")])
    services.until(lambda: files(services.videos) == [])


def test_what_failed_for_good_is_not_saved_and_stays_so_with_its_reason(
    services: Services, again: Callable[[], Services]
) -> None:
    """Over polls, over auto-save, over a restart: until somebody tries again."""
    fail_for_good(services, Fault(MEDIA, status=418), ErrorCode.UNEXPECTED_STATUS)
    problem = services.video("t").save_error
    assert problem is not None
    assert problem.detail == "418"
    asked = len(services.fetched())
    services.settings.auto_save = True
    services.answer("t", services.finished("t"), prompt="changed")
    with services.bot.waitSignal(services.library.tasks_updated, timeout=GENEROUS):
        services.poller.check_now([services.key("t")])
    services.stop()
    then = again()
    then.start()
    assert idle(then)
    task = then.library.task(then.key("t"))
    assert task is not None
    assert then.video("t").save_error == problem
    assert categories(task) == (Category.NOT_SAVED,)
    assert arrange([task], Query(state=Category.NOT_SAVED)) != ()
    assert arrange([task], Query(state=Category.SAVED)) == ()
    assert len(then.fetched()) == asked
    then.server.faults.clear()
    save(then, "t")
    then.until(lambda: then.video("t").saved is not None)
    last = again()
    task = last.library.task(last.key("t"))
    assert task is not None
    assert categories(task) == (Category.SAVED,)
    assert error_of(last, "t") is None


def test_those_who_look_at_all_transfers_are_told_once_of_many(services: Services) -> None:
    services.start()
    key, told = services.video_key("a"), []
    services.saver.transfers_updated.connect(lambda: told.append(key))
    for _ in range(100):
        services.saver._book.transfer_updated.emit(key)
    services.until(lambda: told)
    assert len(told) == 1
