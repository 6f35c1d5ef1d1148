"""What is said of the time that a video will still take, and when nothing is said."""

from __future__ import annotations

from app.core.model import Task, TaskKey, Video, VideoStatus
from app.core.time_left import ENOUGH_SAMPLES, Estimate, TimeLeft

LINK = "http://127.0.0.1/v.mp4"


def running(progress: int | None, *, added: float = 0.0, status: VideoStatus = VideoStatus.RUNNING) -> Task:
    video = Video("v", status=status, progress=progress, duration=5.0)
    return Task(TaskKey("demo", "running"), added, videos=(video,))


def finished(name: str, took: float, duration: float = 5.0) -> Task:
    video = Video("v", status=VideoStatus.FINISHED, result_url=LINK, finished_at=1000 + took, duration=duration)
    return Task(TaskKey("demo", name), 1000.0, videos=(video,))


def learnt(*took: float) -> TimeLeft:
    made = TimeLeft()
    for nth, each in enumerate(took):
        made.learn(finished(f"t{nth}", each))
    return made


def estimate(times: TimeLeft, task: Task, now: float) -> Estimate:
    return times.estimate(task, task.videos[0], now)


def test_nothing_is_said_before_there_is_a_pace() -> None:
    times = TimeLeft()
    times.observe(running(10), 100.0)
    assert estimate(times, running(10), 100.0).left is None
    times.observe(running(15), 110.0)
    assert estimate(times, running(15), 110.0).left is None  # 5 % are too few
    times.observe(running(30), 112.0)
    assert estimate(times, running(30), 112.0).left == 70 * 12 / 20


def test_the_time_runs_down_between_polls_and_ends_where_it_proved_wrong() -> None:
    times = TimeLeft()
    times.observe(running(0), 0.0)
    times.observe(running(50), 50.0)
    assert estimate(times, running(50), 60.0).left == 40.0
    times.observe(running(50), 70.0)  # no news, no new pace
    assert estimate(times, running(50), 70.0).left == 30.0
    assert estimate(times, running(50), 110.0).left == 0.0
    assert estimate(times, running(50), 140.0).left is None


def test_progress_that_goes_back_begins_a_new_pace() -> None:
    times = TimeLeft()
    times.observe(running(60), 0.0)
    times.observe(running(5), 10.0)
    assert estimate(times, running(5), 10.0).left is None
    times.observe(running(25), 20.0)
    assert estimate(times, running(25), 20.0).left == 75 * 10 / 20


def test_the_history_of_the_same_length_stands_in_for_a_pace() -> None:
    times = learnt(*[50.0] * ENOUGH_SAMPLES)
    times.learn(finished("other", 400.0, 10.0))
    assert estimate(times, running(5), 20.0) == Estimate(30.0, 50.0)
    assert estimate(times, running(None, status=VideoStatus.QUEUED), 20.0).left is None
    assert estimate(learnt(*[50.0] * (ENOUGH_SAMPLES - 1)), running(5), 20.0) == Estimate()


def test_times_that_say_when_we_looked_are_not_learnt_from() -> None:
    times = learnt(*[50.0] * 4, 0.5, -3.0, 90_000.0)
    assert times.usual(running(5).videos[0]) is None


def test_what_takes_longer_than_usual_is_told_in_whole_times() -> None:
    times = learnt(40.0, 45.0, 50.0, 55.0, 500.0)
    queued = running(None, status=VideoStatus.QUEUED)
    assert estimate(times, queued, 99.0).times == 0
    assert estimate(times, queued, 100.0).times == 2
    assert estimate(times, queued, 160.0) == Estimate(None, 50.0, 3)


def test_a_video_that_was_seen_to_finish_is_learnt_from_once() -> None:
    times = learnt(*[50.0] * (ENOUGH_SAMPLES - 1))
    done = finished("running", 60.0)
    times.observe(done, 1060.0)  # finished when it was first seen: nothing is known of its time
    assert times.usual(done.videos[0]) is None
    times.observe(Task(done.key, 1000.0, videos=(Video("v", status=VideoStatus.RUNNING, progress=1),)), 1010.0)
    times.observe(done, 1060.0)
    times.observe(done, 1061.0)
    assert times.usual(done.videos[0]) == 50.0
    times.forget(done.key)
    assert times._ways == {}


def test_a_task_takes_as_long_as_its_last_video() -> None:
    def both(first: int, second: int) -> Task:
        kinds = (("a", first), ("b", second))
        videos = tuple(Video(name, status=VideoStatus.RUNNING, progress=share) for name, share in kinds)
        return Task(TaskKey("demo", "both"), 0.0, videos=videos)

    times = TimeLeft()
    times.observe(both(0, 0), 0.0)
    times.observe(both(50, 5), 10.0)
    assert times.of_task(both(50, 5), 10.0) is None
    times.observe(both(50, 20), 20.0)
    assert times.of_task(both(50, 20), 20.0) == 80.0


def test_nothing_is_said_of_what_is_not_followed_any_more() -> None:
    times = learnt(*[50.0] * ENOUGH_SAMPLES)
    stopped = Task(TaskKey("demo", "x"), 0.0, videos=running(5).videos, stopped=True)
    assert estimate(times, stopped, 200.0) == Estimate()
    done = finished("y", 50.0)
    assert estimate(times, done, 1200.0) == Estimate()
