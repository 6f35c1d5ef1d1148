"""Every state has its own look and words."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from app.core.arrange import Query, Row, arrange
from app.core.errors import ErrorCode, Problem
from app.core.model import SavedFile, Task, TaskKey, Video, VideoStatus
from app.core.shortage import Shortage
from app.core.time_left import Estimate
from app.core.transfer import Standing
from app.services.saver import Transfer, TransferState
from app.ui import messages
from app.ui.face import Face, RowAction, ToneName
from app.ui.row_face import describe
from tests.ui.desk import video

NOW = 1_800_000_000.0
KEY = TaskKey("demo", "66e0818e-05fb-454e-b246-a6f253e9ffbf")
SAVED = SavedFile("/videos/a.mp4", 2_300_000, "0" * 64, NOW, verified_at=NOW)


def task(*videos: Video, prompt: str = "Plane fly", answered: float | None = NOW, **more: object) -> Task:
    made = {"added": NOW - 120, "changed": NOW - 5, "prompt": prompt, "answered": answered, **more}
    return Task(KEY, videos=videos, **made)  # type: ignore[arg-type]


def faces(subject: Task, transfer: Transfer | None = None) -> list[Face]:
    return [describe(row, subject, transfer if row.video else None, NOW) for row in rows(subject)]


def rows(subject: Task) -> tuple[Row, ...]:
    return arrange((subject,), Query())


def one(subject: Task, transfer: Transfer | None = None) -> Face:
    (face,) = faces(subject, transfer)
    return face


def actions(face: Face) -> list[tuple[RowAction, bool, bool]]:
    return [(button.action, button.enabled, button.primary) for button in face.buttons]


def chip(face: Face) -> tuple[str, ToneName]:
    assert face.chip is not None
    return face.chip.text.replace("\u00a0", " "), face.chip.tone


def test_a_task_without_an_answer_waits() -> None:
    face = one(task(prompt="", answered=None))
    assert chip(face) == ("Waiting", ToneName.QUIET)
    assert face.title == f"Task {KEY.task_id}"
    assert face.caption == "no answer yet"
    assert actions(face) == [(RowAction.CHECK, True, False)]
    assert face.spoken == f"Task {KEY.task_id}, waiting, 0 %"


def test_a_running_video_has_a_bar_and_says_why_it_cannot_be_played() -> None:
    face = one(task(video(progress=64)))
    assert chip(face) == ("Running 64 %", ToneName.RUNNING)
    assert face.bar == 64
    assert face.meta == "5 s · seed 3183047765 · 2 min ago"
    assert actions(face) == [(RowAction.PLAY, False, False), (RowAction.SAVE, False, False)]
    assert {button.tip for button in face.buttons} == {"The video is not finished yet"}
    assert face.spoken == "Plane fly, running, 64 %"


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (Estimate(), ""),
        (Estimate(3.0), "a few seconds left"),
        (Estimate(38.0, 50.0), "about 40 s left"),
        (Estimate(200.0), "about 3 min left"),
        (Estimate(None, 50.0, 3), "3 × longer than usual"),
        (Estimate(None, 50.0), ""),
    ],
)
def test_a_running_video_says_how_long_it_takes_where_that_is_worth_something(estimate: Estimate, said: str) -> None:
    subject = task(video(progress=64))
    (row,) = rows(subject)
    assert describe(row, subject, None, NOW, estimate).caption == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(3 * 3600 + 60, "link ends in 3 h"), (40, "link ends in 40 s"), (-1, "link has ended")]
)
def test_an_unsaved_video_says_when_its_link_ends(seconds: int, said: str) -> None:
    link = f"https://cdn.pika.art/v.mp4?Expires={int(NOW) + seconds}"
    unsaved = video(VideoStatus.FINISHED, result_url=link)
    assert one(task(unsaved)).caption == said
    assert "link" not in one(task(replace(unsaved, saved=SAVED))).caption


def test_a_queued_video_can_be_checked() -> None:
    face = one(task(video(VideoStatus.QUEUED)))
    assert chip(face) == ("Queued", ToneName.QUIET)
    assert face.bar == 0
    assert actions(face) == [(RowAction.CHECK, True, False)]


@pytest.mark.parametrize(("seconds", "caption"), [(60, ""), (3000, "unchanged for 50 min"), (90_000, "stalled")])
def test_a_video_that_does_not_move_says_so(seconds: float, caption: str) -> None:
    assert one(task(video(progress=3), added=NOW - seconds, changed=NOW - seconds)).caption == caption


def test_the_next_step_of_a_finished_video_is_to_save_it() -> None:
    face = one(task(video(VideoStatus.FINISHED, finished_at=NOW - 400)))
    assert chip(face) == ("Not saved", ToneName.NOT_SAVED)
    assert face.caption == "finished 7 min ago"
    assert face.bar is None
    assert actions(face) == [(RowAction.PLAY, True, False), (RowAction.SAVE, True, True)]
    assert face.spoken == "Plane fly, finished, not saved, 100 %"


def test_a_saved_video_can_be_shown() -> None:
    face = one(task(video(VideoStatus.FINISHED, saved=SAVED)))
    assert chip(face) == ("Saved", ToneName.SAVED)
    assert face.caption == "2.3 MB, verified"
    assert actions(face) == [(RowAction.PLAY, True, False), (RowAction.SHOW, True, False)]


def test_a_failed_save_stands_in_the_row() -> None:
    face = one(task(video(VideoStatus.FINISHED, save_error=Problem(ErrorCode.DISK_FULL))))
    assert face.error == "The disk is full. Free some space, then save again."
    assert face.error_tone is ToneName.FAILED
    assert actions(face) == [(RowAction.PLAY, True, False), (RowAction.RETRY, True, True)]


def test_a_failed_video_gives_the_providers_reason_as_plain_text() -> None:
    face = one(task(video(VideoStatus.FAILED, error="<b>Refused</b>:\ncontent policy")))
    assert chip(face) == ("Failed", ToneName.FAILED)
    assert face.error == "\u2068<b>Refused</b>: content policy\u2069"
    assert actions(face) == [(RowAction.CHECK, True, False)]


def test_a_failure_without_a_reason_says_that() -> None:
    assert one(task(video(VideoStatus.FAILED))).error == "The provider gave no reason."


def test_an_unknown_task_has_its_own_look() -> None:
    problem = Problem(ErrorCode.NOT_FOUND)
    face = one(task(prompt="", answered=None, problem=problem, missing_since=NOW - 60))
    assert chip(face) == ("Not found", ToneName.QUIET)
    assert face.error.startswith("The provider does not know this task.")
    assert face.error_tone is ToneName.FAILED
    assert face.bar is None


def test_a_passing_problem_keeps_what_is_known() -> None:
    face = one(task(video(progress=20), problem=Problem(ErrorCode.TIMEOUT)))
    assert chip(face) == ("Running 20 %", ToneName.RUNNING)
    assert face.error == "The server took too long. It is tried again."
    assert face.error_tone is ToneName.NOT_SAVED


def test_a_problem_says_nothing_about_a_video_that_is_done() -> None:
    assert one(task(video(VideoStatus.FINISHED), problem=Problem(ErrorCode.TIMEOUT))).error == ""


def test_a_stopped_task_is_no_longer_checked() -> None:
    face = one(task(video(progress=12), stopped=True))
    assert chip(face) == ("Stopped", ToneName.QUIET)
    assert face.bar is None


def test_a_finished_video_without_a_link_waits_for_the_file() -> None:
    face = one(task(video(VideoStatus.FINISHED, result_url="")))
    assert chip(face) == ("Finished 100 %", ToneName.RUNNING)
    assert face.caption == "waiting for the file"
    assert actions(face)[1] == (RowAction.SAVE, False, False)


def test_an_unknown_status_shows_the_providers_word() -> None:
    face = one(task(video(VideoStatus.UNKNOWN, provider_status="dreaming")))
    assert chip(face)[0] == "Unknown"
    assert "dreaming" in face.caption


def test_several_videos_stand_under_their_task() -> None:
    several = task(
        video(VideoStatus.FINISHED, "a", seed=1), video(id="b", seed=2, progress=91), video(id="c", seed=None)
    )
    head, first, second, third = faces(several)
    assert (head.title, head.note) == ("Plane fly", "3 videos")
    assert [face.title for face in (first, second, third)] == ["seed 1", "seed 2", "video 3"]
    assert second.meta == "5 s · 2 min ago"
    assert second.spoken == "Plane fly, seed 2, running, 91 %"


def test_the_head_line_tells_the_problem_once() -> None:
    several = task(video(id="a"), video(id="b"), problem=Problem(ErrorCode.SERVER_TROUBLE))
    head, first, _ = faces(several)
    assert head.error.startswith("The provider has trouble.")
    assert first.error == ""


def test_a_save_under_way_shows_bytes_speed_and_time_and_can_be_cancelled() -> None:
    finished = task(video(VideoStatus.FINISHED))
    key = finished.video_key(finished.videos[0])
    moving = Transfer(key, True, TransferState.RUNNING, 12_300_000, 27_000_000, 2_100_000.0, 8.0)
    face = one(finished, moving)
    assert chip(face) == ("Saving 45 %", ToneName.RUNNING)
    assert face.meta == "12.3 MB of 27.0 MB · 2.1 MB/s"
    assert face.caption == "8 s left"
    assert face.bar == pytest.approx(45.6, abs=0.1)
    assert not face.resting
    assert [button.action for button in face.buttons] == [RowAction.PLAY, RowAction.PAUSE, RowAction.CANCEL]


@dataclass(frozen=True)
class Look:
    """What a transfer looks like: chip, caption, meta, error, buttons."""

    chip: str
    tone: ToneName
    caption: str
    meta: str
    error: str = ""
    buttons: tuple[RowAction, ...] = (RowAction.PLAY, RowAction.PAUSE, RowAction.CANCEL)
    resting: bool = True


RETRYING_BUTTONS = (RowAction.RETRY, RowAction.PAUSE, RowAction.CANCEL)
META = "5 s · seed 3183047765 · 2 min ago"
KIND = TransferState


@pytest.mark.parametrize(
    ("state", "bytes_", "problem", "standing", "look"),
    [
        (KIND.WAITING, (0, None), None, Standing(2, 12), Look("Waiting", ToneName.QUIET, "3rd of 12", META)),
        (
            KIND.WAITING,
            (0, None),
            None,
            Standing(10, 21, "cdn.pika.art", 3),
            Look("Waiting", ToneName.QUIET, "11th of 21", "3 at a time from \u2068cdn.pika.art\u2069"),
        ),
        (
            KIND.WAITING,
            (1_000_000, 4_000_000),
            None,
            Standing(0, 1, "cdn.pika.art", 1),
            Look(
                "Waiting 25 %",
                ToneName.QUIET,
                "1st of 1",
                "one at a time from \u2068cdn.pika.art\u2069 · 1.0 MB of 4.0 MB",
            ),
        ),
        (
            KIND.RUNNING,
            (4_000_000, 4_000_000),
            None,
            Standing(),
            Look("Checking", ToneName.RUNNING, "all is here", "4.0 MB of 4.0 MB", resting=False),
        ),
        (
            KIND.PAUSED,
            (1_000_000, 4_000_000),
            None,
            Standing(),
            Look(
                "Paused 25 %",
                ToneName.QUIET,
                "until you resume it",
                "1.0 MB of 4.0 MB",
                buttons=(RowAction.RESUME, RowAction.CANCEL),
            ),
        ),
        (
            KIND.RETRYING,
            (0, None),
            Problem(ErrorCode.CONNECTION_LOST),
            Standing(seconds=12.2),
            Look(
                "Trying again",
                ToneName.NOT_SAVED,
                "again in 12 s",
                META,
                "The connection broke off. It is tried again.",
                RETRYING_BUTTONS,
            ),
        ),
        (
            KIND.RETRYING,
            (0, None),
            Problem(ErrorCode.CONNECTION_LOST),
            Standing(seconds=12.0, offline=True),
            Look("Offline", ToneName.QUIET, "", META, "Goes on when the network is back.", RETRYING_BUTTONS),
        ),
    ],
)
def test_a_save_that_does_not_run_says_where_it_stands_and_why(
    state: TransferState, bytes_: tuple[int, int | None], problem: Problem | None, standing: Standing, look: Look
) -> None:
    finished = task(video(VideoStatus.FINISHED))
    (row,) = rows(finished)
    transfer = Transfer(finished.video_key(finished.videos[0]), True, state, *bytes_, problem=problem)
    face = describe(row, finished, transfer, NOW, standing=standing)
    assert chip(face) == (look.chip, look.tone)
    assert (face.caption, face.meta, face.error) == (look.caption, look.meta, look.error)
    assert tuple(button.action for button in face.buttons) == look.buttons
    assert face.resting is look.resting


def test_a_server_that_asks_to_wait_is_given_the_time_of_day() -> None:
    finished = task(video(VideoStatus.FINISHED))
    (row,) = rows(finished)
    asked = Problem(ErrorCode.RATE_LIMITED, "429", 300.0)
    transfer = Transfer(finished.video_key(finished.videos[0]), True, TransferState.RETRYING, problem=asked)
    face = describe(row, finished, transfer, NOW, standing=Standing(seconds=240.0))
    assert face.caption == "again in 4 min"
    assert face.error == f"The server asks to wait until {messages.time_of_day(NOW + 240)}."


@pytest.mark.parametrize(
    ("problem", "folder", "said"),
    [
        (
            Problem(ErrorCode.DISK_FULL, Shortage(700_000_000, 512_000_000).detail),
            "/media/usb",
            "Needs 700.0 MB; 512.0 MB are free in \u2068/media/usb\u2069. It goes on when there is room.",
        ),
        (
            Problem(ErrorCode.DISK_FULL, Shortage(700_000_000, 512_000_000).detail),
            "",
            "Needs 700.0 MB; 512.0 MB are free. Free some space, then save again.",
        ),
        (
            Problem(ErrorCode.NO_FOLDER, "No such file or directory"),
            "/media/usb",
            "The folder \u2068/media/usb\u2069 is not there. It goes on when the folder is back.",
        ),
        (
            Problem(ErrorCode.NO_PERMISSION, "Read-only file system"),
            "/media/usb",
            "The folder \u2068/media/usb\u2069 cannot be written to.",
        ),
        (
            Problem(ErrorCode.NO_FOLDER),
            "/home/alex/Videos/" + "a" * 40 + "/Pika",
            "The folder \u2068…/" + "a" * 40 + "/Pika\u2069 is not there. It goes on when the folder is back.",
        ),
    ],
)
def test_a_save_that_failed_for_its_folder_names_it(problem: Problem, folder: str, said: str) -> None:
    failed = task(video(VideoStatus.FINISHED, save_error=problem))
    (row,) = rows(failed)
    assert describe(row, failed, None, NOW, standing=Standing(folder=folder)).error == said


@pytest.mark.parametrize(
    ("missing", "word", "said"),
    [
        (True, "File missing", "The file is no longer where it was saved. “Fetch again” brings it back."),
        (
            False,
            "File changed",
            "The file has been changed since it was saved. “Fetch again” saves the original beside it.",
        ),
    ],
)
def test_a_file_that_is_not_as_it_was_is_not_called_verified(missing: bool, word: str, said: str) -> None:
    lost = replace(SAVED, verified_at=None, missing=missing)
    face = one(task(video(VideoStatus.FINISHED, saved=lost)))
    assert chip(face) == (word, ToneName.NOT_SAVED)
    assert (face.error, face.error_tone) == (said, ToneName.NOT_SAVED)
    assert "verified" not in face.caption
    assert actions(face) == [(RowAction.PLAY, True, False), (RowAction.FETCH, True, True)]
    failed = video(VideoStatus.FINISHED, saved=lost, save_error=Problem(ErrorCode.LINK_EXPIRED))
    face = one(task(failed))
    assert chip(face) == (word, ToneName.NOT_SAVED)
    assert face.error.startswith("The link to the video has ended")
    assert face.error_tone is ToneName.FAILED
    assert actions(face)[1] == (RowAction.RETRY, True, True)


def test_a_lost_file_that_has_no_link_any_more_says_so() -> None:
    lost = replace(SAVED, verified_at=None, missing=True)
    face = one(task(video(VideoStatus.FINISHED, saved=lost, result_url="")))
    assert actions(face)[1] == (RowAction.FETCH, False, False)
    assert face.buttons[1].tip == "The provider gives no link to it any more"


def test_a_save_elsewhere_that_failed_is_told_beside_what_is_saved() -> None:
    face = one(task(video(VideoStatus.FINISHED, saved=SAVED, save_error=Problem(ErrorCode.DISK_FAILED))))
    assert chip(face) == ("Saved", ToneName.SAVED)
    assert face.error.startswith("The disk reports an error.")


def test_places_in_a_queue_have_their_endings() -> None:
    said = [messages.place(nth, 123) for nth in (1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111, 112)]
    endings = "st nd rd th th th th st nd rd th th".split()
    assert [word.split(" ")[0].lstrip("0123456789") for word in said] == endings
    assert messages.place(3, 12) == "3rd of 12"


def test_a_transfer_of_unknown_length_claims_no_percent() -> None:
    finished = task(video(VideoStatus.FINISHED))
    key = finished.video_key(finished.videos[0])
    face = one(finished, Transfer(key, False, TransferState.RUNNING, 500_000))
    assert chip(face) == ("Loading", ToneName.RUNNING)
    assert [button.action for button in face.buttons] == [RowAction.CANCEL, RowAction.SAVE]


def test_a_transfer_that_tries_again_says_why() -> None:
    finished = task(video(VideoStatus.FINISHED))
    key = finished.video_key(finished.videos[0])
    retrying = Transfer(key, True, TransferState.RETRYING, problem=Problem(ErrorCode.CONNECTION_LOST))
    face = one(finished, retrying)
    assert chip(face) == ("Trying again", ToneName.NOT_SAVED)
    assert face.error == "The connection broke off. It is tried again."


def test_a_hostile_prompt_is_one_bounded_line() -> None:
    prompt = "<img src=x>\n\u202eevil\u0000" + "very long " * 1000
    face = one(task(video(progress=1), prompt=prompt))
    assert face.title.startswith("<img src=x> evil very long")
    assert len(face.title) <= 601
    assert "\n" not in face.title
    assert "\u202e" not in face.title


def test_a_card_stands_without_a_head_line_and_its_poster_tells_the_duration() -> None:
    alone = one(task(video(progress=3, seed=7)))
    assert (alone.prompt, alone.brief) == ("Plane fly", "2 min ago · seed 7")
    problem = Problem(ErrorCode.SERVER_TROUBLE)
    pair = faces(task(video(VideoStatus.FINISHED, "a"), video(id="b", seed=7), problem=problem))
    done, running = pair[1:]
    assert (running.prompt, running.brief) == ("Plane fly", "seed 7 · 2 min ago")
    assert running.head_error == pair[0].error != ""
    assert (running.error, done.head_error) == ("", "")
