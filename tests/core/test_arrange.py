"""Owns the proof that rows are filtered, newest first, and the videos of a task together."""

from __future__ import annotations

from app.core.arrange import Query, Row, RowKind, arrange
from app.core.model import Task, TaskKey, Video, VideoKey


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
