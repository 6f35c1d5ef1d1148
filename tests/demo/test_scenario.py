"""Owns the course of a demo task: from first known to the end, by a clock that the test turns."""

from __future__ import annotations

import hashlib
import itertools
from typing import Any
from uuid import UUID

import pytest

from app.demo.scenario import SAMPLE_TASKS, Scenario, clip_of, feed, is_task_id
from app.demo.stories import CLIPS, story_of
from tests.demo.conftest import Clock

BASE = "http://127.0.0.1:4711"
OTHERS = tuple(hashlib.sha256(bytes((n,))).hexdigest() for n in range(200))
RANK = {"queued": 0, "pending": 1, "finished": 2, "error": 2}
FIELDS = {
    "id": str,
    "status": str,
    "seed": int,
    "resultUrl": str,
    "sharingUrl": str,
    "videoPoster": str,
    "imageThumb": str,
    "duration": int,
    "error": str,
    "progress": int,
}


def course(task_id: str, until: float = 40.0) -> list[tuple[float, list[dict[str, Any]]]]:
    """The videos of a task at every quarter of a second."""
    return [(step / 4, feed(task_id, step / 4, BASE)["videos"]) for step in range(int(until * 4) + 1)]


def end(task_id: str) -> float:
    """The second from which nothing is queued or pending."""
    return next(at for at, videos in course(task_id) if all(RANK[video["status"]] == 2 for video in videos))


@pytest.mark.parametrize("at", [0.0, 6.0, 60.0])
@pytest.mark.parametrize("task_id", SAMPLE_TASKS)
def test_an_answer_has_every_field_of_the_call_and_no_other(task_id: str, at: float) -> None:
    answer = feed(task_id, at, BASE)
    assert list(answer) == ["id", "promptText", "videos"]
    assert answer["id"] == task_id
    assert answer["promptText"].strip()
    for video in answer["videos"]:
        assert {name: type(value) for name, value in video.items()} == FIELDS
        assert list(video) == list(FIELDS)


@pytest.mark.parametrize("task_id", [*SAMPLE_TASKS, *OTHERS[:60]])
def test_no_video_ever_goes_back(task_id: str) -> None:
    steps = course(task_id)
    for (_, before), (at, after) in itertools.pairwise(steps):
        for old, new in zip(before, after, strict=True):
            assert RANK[new["status"]] >= RANK[old["status"]], at
            assert new["progress"] >= old["progress"], at
            for link in ("resultUrl", "sharingUrl", "videoPoster", "imageThumb"):
                assert not old[link] or new[link] == old[link], at


@pytest.mark.parametrize("task_id", [*SAMPLE_TASKS, *OTHERS])
def test_every_task_queues_runs_and_ends_within_about_half_a_minute(task_id: str) -> None:
    for nth in range(len(story_of(task_id).takes)):
        seen = [videos[nth]["status"] for _, videos in course(task_id)]
        assert list(dict.fromkeys(seen)) in (["queued", "pending", "finished"], ["queued", "pending", "error"])
    assert 5 <= end(task_id) <= 31


def test_progress_rises_in_many_small_steps() -> None:
    seen = [videos[0]["progress"] for _, videos in course(SAMPLE_TASKS[5])]
    assert len(set(seen)) > 50
    assert max(after - before for before, after in itertools.pairwise(seen)) <= 5


@pytest.mark.parametrize("task_id", SAMPLE_TASKS)
def test_links_come_when_there_is_something_behind_them(task_id: str) -> None:
    for _, videos in course(task_id):
        for video in videos:
            finished = video["status"] == "finished"
            assert bool(video["resultUrl"]) is finished
            assert bool(video["sharingUrl"]) is finished
            assert bool(video["videoPoster"]) is (video["status"] != "queued")
            assert bool(video["imageThumb"]) is (video["progress"] >= 10)
            assert bool(video["error"]) is (video["status"] == "error")
            assert (video["progress"] == 100) is finished


def test_links_look_like_the_providers() -> None:
    [video] = feed(SAMPLE_TASKS[1], 60, BASE)["videos"]
    folder = f"{BASE}/v1/{SAMPLE_TASKS[1]}"
    assert video["resultUrl"] == f"{folder}/A_lone_bush_plane_crosses_seed3183047765.mp4"
    assert video["sharingUrl"] == f"{folder}/A_lone_bush_plane_crosses_seed3183047765_share.mp4"
    assert video["videoPoster"] == f"{folder}/poster.jpg"
    assert video["imageThumb"] == f"{folder}/thumbnail.jpg"


def test_the_samples_show_what_there_is_to_show() -> None:
    answers = [feed(task_id, 60, BASE) for task_id in SAMPLE_TASKS]
    prompts = [answer["promptText"] for answer in answers]
    videos = [video for answer in answers for video in answer["videos"]]
    assert [str(UUID(task_id)) for task_id in SAMPLE_TASKS] == list(SAMPLE_TASKS)
    assert sorted(len(answer["videos"]) for answer in answers) == [1, 1, 1, 1, 1, 3]
    assert len(set(prompts)) == 6
    assert any("\n" in prompt for prompt in prompts)
    assert any("\u4e00" <= sign <= "\u9fff" for prompt in prompts for sign in prompt)
    assert [video["error"] for video in videos if video["status"] == "error"] == [
        "The prompt was refused by the content policy. Nothing was made; please rephrase it and try again."
    ]
    assert any(video["seed"] >= 2**32 for video in videos)


def test_the_samples_end_one_after_the_other() -> None:
    ends = sorted(end(task_id) for task_id in SAMPLE_TASKS)
    assert ends[0] == 8
    assert ends[-1] == 30
    assert all(after - before >= 1 for before, after in itertools.pairwise(ends))


def test_three_videos_have_ids_seeds_clips_and_paces_of_their_own() -> None:
    several = next(task_id for task_id in SAMPLE_TASKS if len(story_of(task_id).takes) == 3)
    videos = feed(several, 60, BASE)["videos"]
    assert videos[0]["id"] == several
    assert len({UUID(video["id"]) for video in videos}) == 3
    assert len({video["seed"] for video in videos}) == 3
    links = ("resultUrl", "sharingUrl", "videoPoster", "imageThumb")
    assert len({video[link] for video in videos for link in links}) == 12
    assert len({take.ends for take in story_of(several).takes}) == 3
    for link in links:
        clips = [clip_of(several, video[link].rpartition("/")[2]) for video in videos]
        assert clips == [take.clip for take in story_of(several).takes]


def test_other_ids_get_every_kind_of_story_and_always_the_same() -> None:
    ended = [feed(task_id, 60, BASE) for task_id in OTHERS]
    assert ended == [feed(task_id, 60, BASE) for task_id in OTHERS]
    assert {len(answer["videos"]) for answer in ended} == {1, 3}
    states = [answer["videos"][0]["status"] for answer in ended]
    assert 0 < states.count("error") < len(states) / 3
    assert {take.clip for task_id in OTHERS for take in story_of(task_id).takes} == set(CLIPS)


@pytest.mark.parametrize("task_id", ["a", "x" * 128, "A-b_c.d~e", "..."])
def test_any_valid_id_gives_a_task(task_id: str) -> None:
    assert is_task_id(task_id)
    assert Scenario().answer(task_id, BASE)["id"] == task_id


@pytest.mark.parametrize("task_id", ["", ".", "..", "x" * 129, "a/b", "a b", "é", "a\n"])
def test_an_id_that_no_task_can_have_is_refused(task_id: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        Scenario().answer(task_id, BASE)


def test_a_task_starts_with_the_first_question(clock: Clock) -> None:
    scenario = Scenario(clock)
    first, second = SAMPLE_TASKS[0], SAMPLE_TASKS[1]
    scenario.answer(first, BASE)
    clock.now += 60
    assert scenario.answer(first, BASE)["videos"][0]["status"] == "finished"
    assert scenario.answer(second, BASE)["videos"][0]["status"] == "queued"


def test_after_a_restart_a_task_goes_on_where_it_was(clock: Clock) -> None:
    task_id = SAMPLE_TASKS[5]
    started = clock.now
    clock.now += 15
    scenario = Scenario(clock)
    scenario.prime({task_id: started})
    assert scenario.answer(task_id, BASE) == feed(task_id, 15, BASE)


def test_a_clock_that_is_set_back_takes_nothing_away(clock: Clock) -> None:
    scenario = Scenario(clock)
    scenario.answer(SAMPLE_TASKS[0], BASE)
    clock.now += 60
    before = scenario.answer(SAMPLE_TASKS[0], BASE)
    clock.now -= 3600
    assert scenario.answer(SAMPLE_TASKS[0], BASE) == before


def test_a_start_in_the_future_does_not_hold_a_task_up(clock: Clock) -> None:
    scenario = Scenario(clock)
    scenario.prime({SAMPLE_TASKS[0]: clock.now + 3600})
    assert scenario.answer(SAMPLE_TASKS[0], BASE)["videos"][0]["status"] == "queued"
    clock.now += 60
    assert scenario.answer(SAMPLE_TASKS[0], BASE)["videos"][0]["status"] == "finished"


def test_pace_speeds_a_story_up(clock: Clock) -> None:
    scenario = Scenario(clock, pace=10)
    scenario.answer(SAMPLE_TASKS[5], BASE)
    clock.now += 1.5
    assert scenario.answer(SAMPLE_TASKS[5], BASE) == feed(SAMPLE_TASKS[5], 15, BASE)
