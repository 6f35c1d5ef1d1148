"""Owns the proof that each video is saved and fetched once, whatever asks for it: real sockets, real folders."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core import transfer as module
from app.core.errors import ErrorCode
from app.core.model import VideoKey
from app.demo.faults import Fault, Kind
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
    assert services.saver.save_all_finished() == 1
    services.until(lambda: services.video("b").saved is not None)
    assert services.saver.save_all_finished() == 0


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
    services.until(lambda: bool(files(services.videos)))
    services.until(lambda: state(services, "t") is TransferState.RUNNING)
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
