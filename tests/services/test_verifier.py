"""Saved files that were moved, changed or deleted are told apart, and what is gone comes back in one step."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import verify as module
from app.core.cancel import Cancel
from app.core.errors import ErrorCode, TransferError
from app.core.model import SavedFile
from app.core.store import Snapshot, Store
from app.core.verdict import Verdict
from app.core.verify import MovedFiles, verify
from app.demo.faults import Fault
from app.resources import resource
from app.services import verifier as verifier_module
from app.services.verifier import Progress, Report, Verifier
from tests.services.conftest import GENEROUS, Services


@pytest.fixture
def verifier(services: Services) -> Iterator[Verifier]:
    services.start()
    made = Verifier(services.library, services.saver, services.settings)
    yield made
    made.stop()
    assert made._lane.join(20)


def save(services: Services, *ids: str) -> list[Path]:
    """Have these saved; where they are."""
    services.add_finished(*ids)
    services.saver.save([services.video_key(each) for each in ids])
    services.until(lambda: not services.saver.transfers)
    return [Path(saved_of(services, each).path) for each in ids]


def saved_of(services: Services, task_id: str) -> SavedFile:
    saved = services.video(task_id).saved
    assert saved is not None
    return saved


def run(services: Services, verifier: Verifier) -> Report:
    with services.bot.waitSignal(verifier.ended, timeout=GENEROUS) as caught:
        verifier.start()
    report: Report = caught.args[0]
    assert report == verifier.report
    return report


def verdicts(report: Report) -> dict[str, Verdict]:
    return {key.task_id: finding.verdict for key, finding in report.findings}


def test_each_file_is_told_what_became_of_it(services: Services, verifier: Verifier) -> None:
    whole, renamed, below, changed, cut, gone = save(services, "whole", "renamed", "below", "changed", "cut", "gone")
    before = {each: saved_of(services, each) for each in ("whole", "changed")}
    renamed.rename(renamed.with_name("my film.mp4"))
    (below.parent / "deep" / "er").mkdir(parents=True)
    below.rename(below.parent / "deep" / "er" / "b.mp4")
    data = bytearray(changed.read_bytes())
    data[-1] ^= 1
    changed.write_bytes(data)
    cut.write_bytes(cut.read_bytes()[:-1])
    gone.unlink()

    report = run(services, verifier)

    # The clips of the demo are the same bytes: a file that another video has is no moved one.
    expected = ("whole", "moved", "moved", "changed", "changed", "missing")
    assert list(verdicts(report).values()) == [Verdict(each) for each in expected]
    assert {saved_of(services, each).path for each in ("renamed", "below")} == {
        str(whole.with_name("my film.mp4")),
        str(whole.parent / "deep" / "er" / "b.mp4"),
    }
    assert report.complete
    assert (saved_of(services, "whole").verified_at or 0) > (before["whole"].verified_at or 0)
    assert saved_of(services, "whole").path == str(whole)
    assert verifier.progress == Progress(6, 6, verifier.progress.total, verifier.progress.total)


def test_verdicts_of_single_files(tmp_path: Path, services: Services, verifier: Verifier) -> None:
    (path,) = save(services, "t")
    saved = saved_of(services, "t")
    data = path.read_bytes()

    def look(*folders: Path) -> tuple[Verdict, str]:
        finding = verify(saved, MovedFiles(map(str, folders)), on_bytes=lambda count: None, cancel=Cancel())
        return finding.verdict, finding.path

    assert look() == (Verdict.WHOLE, str(path))
    for damaged in (data[:-1], data[:-1] + bytes([data[-1] ^ 1]), b"", b"x" * len(data)):
        path.write_bytes(damaged)
        assert look(path.parent) == (Verdict.CHANGED, str(path))
    path.unlink()
    assert look(path.parent) == (Verdict.MISSING, str(path))
    (tmp_path / "deep" / "er").mkdir(parents=True)
    moved = tmp_path / "deep" / "er" / "film.mp4"
    moved.with_name("film.mp4.part").write_bytes(data)
    moved.with_name("other.mp4").write_bytes(b"x" * len(data))
    assert look(tmp_path / "deep", tmp_path / "gone") == (Verdict.MISSING, str(path))
    moved.write_bytes(data)
    assert look(tmp_path / "deep", tmp_path / "gone") == (Verdict.MOVED, str(moved))
    shutil.rmtree(path.parent)
    path.parent.write_text("a file where the folder was")
    assert look() == (Verdict.MISSING, str(path))
    path.parent.unlink()
    path.mkdir(parents=True)
    assert look()[0] in (Verdict.UNREADABLE, Verdict.CHANGED)


def test_two_files_that_changed_their_places_are_found_at_each_others(services: Services, verifier: Verifier) -> None:
    for name, clip in (("a", "dusk.mp4"), ("b", "moss.mp4")):
        services.server.faults.add(Fault(f"/v1/{name}/", body=(resource("demo") / clip).read_bytes()))
    one, two = save(services, "a", "b")
    assert saved_of(services, "a").sha256 != saved_of(services, "b").sha256
    spare = one.with_name("spare")
    one.rename(spare)
    two.rename(one)
    spare.rename(two)
    assert verdicts(run(services, verifier)) == {"a": Verdict.MOVED, "b": Verdict.MOVED}
    assert saved_of(services, "a").path == str(two)
    assert saved_of(services, "b").path == str(one)
    assert verdicts(run(services, verifier)) == {"a": Verdict.WHOLE, "b": Verdict.WHOLE}


def test_progress_is_told_within_a_file(
    services: Services, verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifier_module, "PROGRESS_EVERY", 0.0)
    monkeypatch.setattr(module, "_BLOCK", 1000)
    (path,) = save(services, "t")
    told: list[Progress] = []
    verifier.progressed.connect(told.append)
    run(services, verifier)
    done = [each.done for each in told]
    assert len(set(done)) > 5
    assert done == sorted(done)
    assert done[-1] == told[-1].total == path.stat().st_size
    assert [each.files for each in told[:-1]] == [0] * (len(told) - 1)


def test_of_what_is_gone_a_dead_link_holds_nothing_else_up(services: Services, verifier: Verifier) -> None:
    """Its link is asked for anew once; then it says why."""
    dead, live = save(services, "dead", "live")
    for path in (dead, live):
        path.unlink()
    services.server.faults.add(Fault("/v1/dead/", status=410))
    assert run(services, verifier).count(Verdict.MISSING) == 2
    polled = len(services.polled("dead"))
    assert verifier.fetch_missing() == 2
    services.until(lambda: not services.saver.transfers)
    assert verdicts(run(services, verifier)) == {"dead": Verdict.MISSING, "live": Verdict.WHOLE}
    problem = services.video("dead").save_error
    assert problem is not None
    assert problem.code is ErrorCode.LINK_EXPIRED
    assert len(services.polled("dead")) == polled + 1
    services.server.faults.clear()
    assert verifier.fetch_missing() == 1
    services.until(lambda: not services.saver.transfers)
    assert verdicts(run(services, verifier)) == {"dead": Verdict.WHOLE, "live": Verdict.WHOLE}
    assert services.video("dead").save_error is None


def test_the_mark_is_kept_over_a_restart(services: Services, verifier: Verifier) -> None:
    whole, gone = save(services, "whole", "gone")
    gone.unlink()
    run(services, verifier)
    before = {name: saved_of(services, name) for name in ("whole", "gone")}
    services.until(lambda: not (services.library._unwritten or services.library._batch))
    loaded: list[Snapshot | None] = []
    services.storage.run(Store.load, lambda outcome: loaded.append(outcome.value))
    services.until(lambda: loaded)
    assert loaded[0] is not None
    assert {task.key.task_id: task.videos[0].saved for task in loaded[0].tasks} == before
    assert before["whole"].verified_at is not None
    assert before["whole"].sha256 == hashlib.sha256(whole.read_bytes()).hexdigest()
    assert before["gone"].verified_at is None
    assert (before["gone"].missing, before["whole"].missing) == (True, False)


def test_the_search_for_moved_files_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 3)
    for number in range(9):
        (tmp_path / f"{number // 3}").mkdir(exist_ok=True)
        (tmp_path / f"{number // 3}" / f"{number}").write_bytes(b"x")
    moved = MovedFiles([str(tmp_path)])
    moved.find(SavedFile("/gone", 1, "ab", 0.0), Cancel())
    assert len(moved._hashes) == 3
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(TransferError):
        MovedFiles([str(tmp_path)]).find(SavedFile("/gone", 1, "ab", 0.0), cancel)


def test_the_mark_goes_and_comes_and_is_kept(services: Services, verifier: Verifier) -> None:
    (path,) = save(services, "t")
    assert saved_of(services, "t").verified_at is not None
    path.rename(path.parent.parent / "away.mp4")
    assert verdicts(run(services, verifier)) == {"t": Verdict.MISSING}
    assert saved_of(services, "t").verified_at is None
    assert saved_of(services, "t").missing
    (path.parent.parent / "away.mp4").rename(path)
    assert verdicts(run(services, verifier)) == {"t": Verdict.WHOLE}
    assert saved_of(services, "t").verified_at is not None
    path.rename(path.with_name("renamed.mp4"))
    assert verdicts(run(services, verifier)) == {"t": Verdict.MOVED}
    assert saved_of(services, "t").path == str(path.with_name("renamed.mp4"))


def test_what_is_gone_comes_back_in_one_step(services: Services, verifier: Verifier) -> None:
    paths = save(services, "a", "b")
    for path in paths:
        path.unlink()
    shutil.rmtree(services.videos)
    assert run(services, verifier).count(Verdict.MISSING) == 2
    assert verifier.fetch_missing() == 2
    services.until(lambda: not services.saver.transfers)
    assert sorted(path.name for path in services.videos.iterdir()) == ["film a 1.mp4", "film b 1.mp4"]
    assert run(services, verifier).count(Verdict.WHOLE) == 2
    assert verifier.fetch_missing() == 0


def test_it_can_be_cancelled_and_started_once(services: Services, verifier: Verifier) -> None:
    save(services, "a", "b", "c")
    with services.bot.waitSignal(verifier.ended, timeout=GENEROUS):
        assert verifier.start() == 3
        assert verifier.start() == 3
        verifier.cancel()
    assert not verifier.running
    assert not verifier.report.complete
    assert len(verifier.report.findings) < 3
    assert run(services, verifier).complete


def test_without_saved_files_it_ends_at_once(services: Services, verifier: Verifier) -> None:
    assert run(services, verifier) == Report()
