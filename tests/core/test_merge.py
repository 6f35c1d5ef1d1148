"""Owns the proof that an answer adds to what is known and never takes from it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import ErrorCode, Problem
from app.core.merge import GAVE_UP_AFTER, GAVE_UP_MISSES, merge_answer, merge_problem
from app.core.model import MAX_VIDEOS, Answer, SavedFile, Task, TaskKey, TaskState, Video, VideoStatus

NOW = 1_700_000_000.0
KEY = TaskKey("demo", "t")
FRESH = Task(KEY, added=NOW, changed=NOW)
SAVED = SavedFile("/home/me/a.mp4", 3, "ab", NOW)

_links = st.sampled_from(["", "https://h/a.mp4", "https://h/b.mp4"])
_videos = st.builds(
    Video,
    id=st.sampled_from(["a", "b", "c"]),
    nth=st.integers(0, 1),
    status=st.sampled_from(VideoStatus),
    provider_status=st.sampled_from(["", "pending", "finished", "odd"]),
    progress=st.none() | st.integers(0, 100),
    seed=st.none() | st.integers(0, 9),
    duration=st.none() | st.just(5.0),
    result_url=_links,
    sharing_url=_links,
    poster_url=_links,
    thumb_url=_links,
    error=st.sampled_from(["", "no"]),
)
_answers = st.builds(
    Answer,
    prompt=st.sampled_from(["", "p", "q"]),
    videos=st.lists(_videos, max_size=4, unique_by=lambda video: (video.id, video.nth)).map(tuple),
)


def merged(*answers: Answer) -> Task:
    task = FRESH
    for step, answer in enumerate(answers):
        task = merge_answer(task, answer, NOW + step)
    return task


def one(**fields: object) -> Answer:
    return Answer("p", (Video("a", **fields),))  # type: ignore[arg-type]


@given(st.lists(_answers, max_size=5), _answers)
def test_nothing_known_is_ever_replaced_by_less(before: list[Answer], answer: Answer) -> None:
    known = merged(*before)
    known = replace(
        known,
        auto_save_dir="/d",
        videos=tuple(replace(video, saved=SAVED, save_error=Problem(ErrorCode.DISK_FULL)) for video in known.videos),
    )
    after = merge_answer(known, answer, NOW + 100)
    assert len(after.videos) >= len(known.videos)
    assert len({(video.id, video.nth) for video in after.videos}) == len(after.videos)
    assert not (known.prompt and not after.prompt)
    assert after.auto_save_dir == "/d"
    assert after.answered is not None
    for old, new in zip(known.videos, after.videos, strict=False):
        assert new.saved == SAVED
        assert new.save_error == old.save_error
        assert old.status is not VideoStatus.FINISHED or new.status in (VideoStatus.FINISHED, VideoStatus.FAILED)
        assert not old.ready or (new.ready and new.finished_at == old.finished_at)
        for name in ("result_url", "sharing_url", "poster_url", "thumb_url"):
            assert not (getattr(old, name) and not getattr(new, name))
        for name in ("seed", "duration", "progress"):
            assert getattr(old, name) is None or getattr(new, name) is not None
        assert old.done is False or (old.id, old.nth) == (new.id, new.nth)


@given(st.lists(_answers, max_size=4), _answers)
def test_the_same_answer_again_changes_nothing(before: list[Answer], answer: Answer) -> None:
    once = merged(*before, answer)
    assert merge_answer(once, answer, NOW + 999) is once


@given(st.lists(_answers, max_size=4), st.sampled_from(ErrorCode))
def test_a_problem_takes_nothing_away(before: list[Answer], code: ErrorCode) -> None:
    known = merged(*before)
    after = merge_problem(known, Problem(code, "words"), NOW + 50)
    assert after.problem == Problem(code, "words")
    assert replace(after, problem=None, missing_since=None, misses=0) == replace(known, problem=None)
    assert merge_answer(after, Answer("p", ()), NOW + 60).problem is None


def test_progress_never_goes_back_and_a_finished_video_is_whole() -> None:
    task = merged(one(status=VideoStatus.RUNNING, progress=60), one(status=VideoStatus.RUNNING, progress=40))
    assert task.videos[0].progress == 60
    task = merge_answer(task, one(status=VideoStatus.FINISHED, progress=100), NOW)
    assert task.videos[0].progress == 100


def test_an_error_is_told_while_it_holds() -> None:
    failed = one(status=VideoStatus.FAILED, provider_status="error", error="refused")
    assert merged(failed).videos[0].error == "refused"
    assert merged(failed).state is TaskState.FAILED
    again = merged(failed, one(status=VideoStatus.RUNNING, provider_status="pending"))
    assert (again.videos[0].error, again.state) == ("", TaskState.RUNNING)


def test_a_status_that_is_left_out_leaves_the_known_one() -> None:
    task = merged(one(status=VideoStatus.RUNNING, provider_status="pending"), one(status=VideoStatus.UNKNOWN))
    assert (task.videos[0].status, task.videos[0].provider_status) == (VideoStatus.RUNNING, "pending")


def test_finished_at_is_when_the_link_was_first_seen() -> None:
    task = merged(one(status=VideoStatus.FINISHED))
    assert (task.videos[0].finished_at, task.state) == (None, TaskState.RUNNING)
    task = merge_answer(task, one(status=VideoStatus.FINISHED, result_url="https://h/a.mp4"), NOW + 5)
    task = merge_answer(task, one(status=VideoStatus.FINISHED, result_url="https://h/a.mp4?sig=2"), NOW + 9)
    assert (task.videos[0].finished_at, task.state) == (NOW + 5, TaskState.FINISHED)
    assert task.videos[0].result_url == "https://h/a.mp4?sig=2"


def test_it_is_known_when_a_video_was_first_seen_and_first_seen_to_run() -> None:
    task = merge_answer(Task(KEY, NOW), one(status=VideoStatus.QUEUED), NOW + 1)
    assert (task.videos[0].seen_at, task.videos[0].started_at) == (NOW + 1, None)
    task = merge_answer(task, one(status=VideoStatus.RUNNING, progress=3), NOW + 2)
    task = merge_answer(task, one(status=VideoStatus.RUNNING, progress=9), NOW + 3)
    assert (task.videos[0].seen_at, task.videos[0].started_at) == (NOW + 1, NOW + 2)
    task = merge_answer(task, one(status=VideoStatus.QUEUED), NOW + 4)
    task = merge_answer(task, one(status=VideoStatus.RUNNING, progress=10), NOW + 5)
    assert (task.videos[0].seen_at, task.videos[0].started_at) == (NOW + 1, NOW + 2)


def test_what_was_known_before_such_moments_were_noted_stays_without_them() -> None:
    known = Task(KEY, NOW, videos=(Video("a", status=VideoStatus.RUNNING, progress=1),), answered=NOW)
    task = merge_answer(known, one(status=VideoStatus.RUNNING, progress=2), NOW + 9)
    assert (task.videos[0].seen_at, task.videos[0].started_at) == (None, None)


def test_a_link_that_is_signed_anew_is_kept_but_is_no_progress() -> None:
    task = merged(one(status=VideoStatus.RUNNING, poster_url="https://h/p.jpg?sig=1"))
    again = merge_answer(task, one(status=VideoStatus.RUNNING, poster_url="https://h/p.jpg?sig=2"), NOW + 7)
    assert again.videos[0].poster_url.endswith("sig=2")
    assert (again.changed, again.answered) == (task.changed, NOW + 7)


def test_a_video_that_changes_its_id_before_it_is_done_goes_on_under_the_new_one() -> None:
    task = merged(one(status=VideoStatus.QUEUED), Answer("p", (Video("b", status=VideoStatus.RUNNING),)))
    assert [(video.id, video.status) for video in task.videos] == [("b", VideoStatus.RUNNING)]


def test_a_server_that_names_other_videos_every_time_does_not_fill_the_memory() -> None:
    task = FRESH
    for step in range(4):
        ids = [f"{step}-{number}" for number in range(MAX_VIDEOS // 2)]
        videos = tuple(Video(each, status=VideoStatus.FINISHED, result_url="https://h/a.mp4") for each in ids)
        task = merge_answer(task, Answer("p", videos), NOW + step)
    assert len(task.videos) == MAX_VIDEOS
    assert task.videos[0].id == "0-0"


def test_not_found_for_a_day_ends_in_stopped_and_an_answer_takes_it_back() -> None:
    missing = Problem(ErrorCode.NOT_FOUND)
    task = merge_problem(FRESH, missing, NOW)
    assert (task.state, task.missing_since) == (TaskState.NOT_FOUND, NOW)
    task = merge_problem(task, Problem(ErrorCode.TIMEOUT), NOW + 1)
    for _ in range(GAVE_UP_MISSES):
        task = merge_problem(task, missing, NOW + GAVE_UP_AFTER - 1)
    assert task.state is TaskState.NOT_FOUND
    task = merge_problem(task, missing, NOW + GAVE_UP_AFTER)
    assert task.state is TaskState.STOPPED
    task = merge_answer(task, one(), NOW + GAVE_UP_AFTER + 1)
    assert (task.state, task.stopped, task.missing_since) == (TaskState.RUNNING, False, None)


def test_a_machine_that_slept_through_the_day_has_not_asked_for_a_day() -> None:
    task = merge_problem(FRESH, Problem(ErrorCode.NOT_FOUND), NOW)
    task = merge_problem(task, Problem(ErrorCode.NOT_FOUND), NOW + 2 * GAVE_UP_AFTER)
    assert (task.state, task.misses) == (TaskState.NOT_FOUND, 2)


def test_finished_without_its_file_may_still_fail() -> None:
    failed = one(status=VideoStatus.FAILED, error="lost")
    assert merged(one(status=VideoStatus.FINISHED), failed).state is TaskState.FAILED
    assert merged(one(status=VideoStatus.FINISHED, result_url="https://h/a.mp4"), failed).state is TaskState.FINISHED


def test_the_state_is_that_of_all_videos() -> None:
    done = Video("a", status=VideoStatus.FINISHED, result_url="https://h/a.mp4")
    failed = Video("b", status=VideoStatus.FAILED)
    for videos, state in (
        ((), TaskState.RUNNING),
        ((done,), TaskState.FINISHED),
        ((failed,), TaskState.FAILED),
        ((done, failed), TaskState.PARTIAL),
        ((done, Video("c")), TaskState.RUNNING),
        ((done, replace(done, id="c", result_url="")), TaskState.RUNNING),
    ):
        assert replace(FRESH, answered=NOW, videos=videos).state is state
    assert FRESH.state is TaskState.WAITING
