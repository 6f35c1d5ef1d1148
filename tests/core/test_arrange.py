"""Owns the proof that rows are filtered and sorted by task, its videos together, and that the counts add up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.arrange import CATEGORIES, Category, Query, Row, RowKind, Sort, arrange, arrange_in_steps, rows_of
from app.core.counts import Counts, count
from app.core.errors import ErrorCode, Problem
from app.core.model import SavedFile, Task, TaskKey, Video, VideoKey, VideoStatus

SAVED = SavedFile("/v/a.mp4", 1, "0" * 64, 0.0, verified_at=1.0)
GONE = SavedFile("/v/a.mp4", 1, "0" * 64, 0.0, missing=True)
PROBLEM = Problem(ErrorCode.LINK_EXPIRED)
QUEUED, RUNNING, FINISHED, FAILED = (
    VideoStatus.QUEUED,
    VideoStatus.RUNNING,
    VideoStatus.FINISHED,
    VideoStatus.FAILED,
)


def finished(name: str = "v", saved: SavedFile | None = None) -> Video:
    return Video(name, status=FINISHED, result_url="http://127.0.0.1/v.mp4", saved=saved)


def task(seq: int, *videos: Video, prompt: str = "") -> Task:
    return Task(TaskKey("demo", f"t{seq}"), added=0.0, seq=seq, prompt=prompt, videos=videos)


def video(seq: int, name: str, nth: int = 0) -> VideoKey:
    return VideoKey("demo", f"t{seq}", name, nth)


def test_the_newest_come_first_with_the_videos_of_a_task_below_its_head() -> None:
    tasks = [task(1, Video("a")), task(3), task(2, Video("a"), Video("a", 1))]
    assert arrange(tasks, Query()) == (
        Row(RowKind.TASK, tasks[1].key, None),
        Row(RowKind.HEAD, tasks[2].key, None),
        Row(RowKind.VIDEO, tasks[2].key, video(2, "a")),
        Row(RowKind.VIDEO, tasks[2].key, video(2, "a", 1)),
        Row(RowKind.TASK, tasks[0].key, video(1, "a")),
    )


def test_every_word_has_to_occur_somewhere() -> None:
    tasks = [
        task(1, Video("x", seed=77120), prompt="A Red Fox"),
        task(2, Video("y", seed=9), Video("z", seed=77120), prompt="STRASSE 晨雾"),
    ]

    def found(text: str) -> list[int]:
        return sorted({int(row.task.task_id[1:]) for row in arrange(tasks, Query(text))})

    assert found("fox RED") == [1]
    assert found("red wolf") == []
    assert found("7712") == [1, 2]
    assert found("t2") == [2]
    assert found("straße") == [2]
    assert found("晨") == [2]
    assert found("  ") == [1, 2]
    assert len(arrange(tasks, Query("9"))) == 3  # one video that matches shows its task whole


def test_nothing_is_nothing() -> None:
    assert arrange([], Query("x")) == ()


def shown(tasks: list[Task], query: Query) -> list[int]:
    """The tasks by their number, in the order of the list."""
    return list(dict.fromkeys(int(row.task.task_id[1:]) for row in arrange(tasks, query)))


def test_a_state_shows_only_its_videos_under_the_head_that_tells_their_task() -> None:
    boats = task(1, finished("a"), finished("b", SAVED), Video("c", status=RUNNING), prompt="Boats")
    assert arrange([boats], Query(state=Category.NOT_SAVED)) == (
        Row(RowKind.HEAD, boats.key, None),
        Row(RowKind.VIDEO, boats.key, video(1, "a")),
    )
    assert arrange([boats], Query(state=Category.FAILED)) == ()


@pytest.mark.parametrize(
    ("made", "where"),
    [
        (Task(TaskKey("demo", "x"), 0.0), Category.ACTIVE),
        (Task(TaskKey("demo", "x"), 0.0, answered=1.0), Category.ACTIVE),
        (Task(TaskKey("demo", "x"), 0.0, missing_since=1.0), Category.NOT_FOUND),
        (Task(TaskKey("demo", "x"), 0.0, stopped=True), Category.NOT_FOUND),
        (Task(TaskKey("demo", "x"), 0.0, stopped=True, videos=(Video("a", status=RUNNING),)), Category.ACTIVE),
        (Task(TaskKey("demo", "x"), 0.0, stopped=True, videos=(finished(),)), Category.NOT_SAVED),
        (Task(TaskKey("demo", "x"), 0.0, videos=(Video("a", status=FINISHED),)), Category.ACTIVE),
        (Task(TaskKey("demo", "x"), 0.0, videos=(Video("a", status=VideoStatus.UNKNOWN),)), Category.ACTIVE),
        (Task(TaskKey("demo", "x"), 0.0, videos=(Video("a", status=FAILED),)), Category.FAILED),
        (Task(TaskKey("demo", "x"), 0.0, videos=(finished(saved=SAVED),)), Category.SAVED),
        (Task(TaskKey("demo", "x"), 0.0, videos=(finished(saved=GONE),)), Category.SAVED),
        (
            Task(TaskKey("demo", "x"), 0.0, videos=(replace(finished(saved=GONE), save_error=PROBLEM),)),
            Category.NOT_SAVED,
        ),
        (Task(TaskKey("demo", "x"), 0.0, videos=(replace(finished(saved=SAVED), save_error=PROBLEM),)), Category.SAVED),
    ],
)
def test_everything_belongs_somewhere(made: Task, where: Category) -> None:
    assert {each: number for each, number in count([made]).by_category().items() if number} == {where: 1}


def test_a_provider_shows_its_own() -> None:
    other = Task(TaskKey("https://api.gpt.ge", "t9"), 0.0, seq=9)
    assert shown([task(1), other], Query(provider="demo")) == [1]
    assert count([task(1), other]).of(provider="demo") == 1


def test_tasks_sort_by_what_is_true_of_all_their_videos() -> None:
    tasks = [
        task(1, finished("a", SAVED), prompt="moss"),
        task(2, Video("a", status=RUNNING, progress=90), Video("b", status=RUNNING, progress=10), prompt="Boats"),
        task(3, Video("a", status=RUNNING, progress=64), prompt="a plane"),
        task(4, finished("a", SAVED), finished("b"), prompt="zoo"),
        task(5, Video("a", status=FAILED)),
        task(6, prompt="Zoo"),
    ]
    left = {3: 40.0, 2: 90.0}

    def order(sort: Sort, reverse: bool = False) -> list[int]:
        rows = arrange(tasks, Query(sort=sort, reverse=reverse), lambda each: left.get(each.seq))
        return list(dict.fromkeys(int(row.task.task_id[1:]) for row in rows))

    assert order(Sort.NEWEST) == [6, 5, 4, 3, 2, 1]
    assert order(Sort.NEWEST, True) == [1, 2, 3, 4, 5, 6]
    assert order(Sort.PROGRESS) == [3, 2, 6, 5, 4, 1]
    assert order(Sort.STATE) == [4, 6, 3, 2, 5, 1]
    assert order(Sort.PROMPT) == [3, 2, 1, 6, 4, 5]
    assert order(Sort.PROMPT, True) == [4, 6, 1, 2, 3, 5]
    assert order(Sort.TIME_LEFT) == [3, 2, 6, 5, 4, 1]
    assert order(Sort.TIME_LEFT, True)[:2] == [2, 3]


VIDEOS = st.lists(
    st.builds(
        Video,
        st.sampled_from("abc"),
        status=st.sampled_from(list(VideoStatus)),
        progress=st.none() | st.integers(0, 100),
        result_url=st.sampled_from(["", "http://127.0.0.1/v.mp4"]),
        saved=st.sampled_from([None, SAVED]),
    ),
    max_size=4,
)


@st.composite
def libraries(draw: st.DrawFn) -> list[Task]:
    """Up to three hundred tasks, so that several runs are merged."""
    size = draw(st.integers(0, 300))
    kinds = draw(st.lists(st.tuples(VIDEOS, st.booleans(), st.booleans(), st.text(max_size=3)), min_size=1, max_size=8))
    made = []
    for seq in range(size):
        videos, stopped, missing, prompt = kinds[seq * 7 % len(kinds)]
        unique = tuple(
            Video(f"{each.id}{nth}", 0, each.status, "", each.progress, None, None, each.result_url, saved=each.saved)
            for nth, each in enumerate(videos)
        )
        key = TaskKey(("demo", "other")[seq % 2], f"t{seq}")
        since = 1.0 if missing else None
        made.append(Task(key, 0.0, seq, prompt, unique, missing_since=since, stopped=stopped))
    return made


@given(libraries(), st.sampled_from(list(Sort)), st.booleans())
def test_the_counts_add_up_and_each_video_has_exactly_one_place(tasks: list[Task], sort: Sort, reverse: bool) -> None:
    counts = count(tasks)
    items = sum(max(1, len(each.videos)) for each in tasks)
    assert counts.of() == items == sum(counts.by_category().values())
    assert items == counts.of(provider="demo") + counts.of(provider="other")
    places = []
    for where in CATEGORIES:
        rows = [row for row in arrange(tasks, Query(state=where)) if row.kind is not RowKind.HEAD]
        assert len(rows) == counts.of(where)
        places += rows
    everything = arrange(tasks, Query(sort=sort, reverse=reverse))
    assert len(set(everything)) == len(everything)
    assert set(places) == {row for row in everything if row.kind is not RowKind.HEAD}
    by_key = {each.key: each for each in tasks}
    order = list(dict.fromkeys(row.task for row in everything))
    assert everything == tuple(row for key in order for row in rows_of(by_key[key], Query()))


@given(libraries(), libraries())
def test_counts_that_follow_changes_are_those_of_a_fresh_count(before: list[Task], after: list[Task]) -> None:
    counts, now = Counts(), {each.key: each for each in after}
    for each in before:
        counts.put(each.key, each)
    for key in {each.key for each in before} | now.keys():
        counts.put(key, now.get(key))
    assert counts.by_category("demo") == count(after).by_category("demo")
    assert counts.by_category() == count(after).by_category()


def test_a_large_library_is_arranged_in_many_small_steps() -> None:
    tasks = [task(seq) for seq in range(1000)]
    assert sum(1 for _ in arrange_in_steps(tasks, Query(sort=Sort.PROMPT))) == 20
