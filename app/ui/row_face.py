"""What a row of the list says: every state of a task or video turned into the values of `face`."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QLocale

from app.core.arrange import Row, RowKind
from app.core.errors import ErrorCode, Problem
from app.core.link_end import link_end
from app.core.model import SavedFile, Task, TaskState, Video, VideoStatus
from app.core.time_left import Estimate
from app.core.transfer import Standing
from app.services.saver import Transfer, TransferState
from app.ui import messages
from app.ui.face import Chip, Face, FaceButton, RowAction, ToneName
from app.ui.plain import apart, isolated, joined, one_line, quoted

translate = QCoreApplication.translate

_LONG = 600.0  # seconds without a change after which a waiting row says so
_UNKNOWN = Estimate()
_NOWHERE = Standing()
_STALLED = 86400.0  # DESIGN, rules of polling: unchanged for 24 h is "stalled"


def describe(
    row: Row,
    task: Task,
    transfer: Transfer | None,
    now: float,
    estimate: Estimate = _UNKNOWN,
    standing: Standing = _NOWHERE,
) -> Face:
    """The face of `row`.

    Args:
        row: of `task`.
        task: as it is known.
        transfer: of the row's video.
        now: epoch seconds (UTC), for ages.
        estimate: how long the video still takes.
        standing: of the transfer, or of the save that failed.
    """
    if row.kind is RowKind.HEAD:
        return _head(row, task)
    video = task.video(row.video) if row.video else None
    face = _no_video(task, now) if video is None else _video(task, video, now, estimate, standing.folder)
    if row.kind is RowKind.VIDEO and video is not None:
        head = _with_problem(Face(row.kind, ""), None if task.ended or video.done else task.problem)
        seed = _seed(video) or _nth(task, video)
        face = replace(face, title=seed, head_error=head.error, head_tone=head.error_tone)
    elif not task.answered or not (video and video.done):
        face = _with_problem(face, task.problem)
    if transfer is not None:
        face = _with_transfer(face, transfer, standing, now)
    return replace(face, kind=row.kind, prompt=_title(task), spoken=_spoken(row, task, video, face))


def _head(row: Row, task: Task) -> Face:
    count = len(task.videos)
    face = Face(row.kind, _title(task), note=translate("Row", "{0} videos").format(messages.counted(count)))
    if not task.ended:
        face = _with_problem(face, task.problem)
    done = sum(100 if video.ready else video.progress or 0 for video in task.videos) // max(1, count)
    word = messages.task_word(task.state).lower()
    return replace(face, spoken=messages.listed((face.title, face.note, word, f"{done} %")))


def _no_video(task: Task, now: float) -> Face:
    """A task that has brought no video: it waits, is unknown, or has been given up."""
    age = messages.age(now - task.added)
    icon = {TaskState.NOT_FOUND: "circle-help", TaskState.STOPPED: "circle-stop"}.get(task.state, "clock")
    chip = Chip(icon, messages.task_word(task.state), ToneName.QUIET)
    if task.state is TaskState.STOPPED:
        caption = translate("Row", "no longer checked")
    elif task.answered is not None:
        caption = translate("Row", "no videos yet")
    else:
        caption = "" if task.problem else translate("Row", "no answer yet")
    return Face(
        RowKind.TASK,
        _title(task),
        meta=translate("Row", "added {0}").format(age),
        chip=chip,
        caption=caption,
        bar=0 if task.state in (TaskState.WAITING, TaskState.RUNNING) else None,
        buttons=(_check(),),
    )


def _video(task: Task, video: Video, now: float, estimate: Estimate, folder: str) -> Face:
    alone, age = len(task.videos) == 1, messages.age(now - task.added)
    face = Face(
        RowKind.TASK,
        _title(task),
        meta=_row(_duration(video), _seed(video) if alone else "", age),
        brief=_row(age, _seed(video)) if alone else _row(_seed(video) or _nth(task, video), age),
        length=messages.clock(video.duration) if video.duration else "",
    )
    if video.saved is not None:
        return _saved(face, video, video.saved, folder)
    if video.ready:
        return _ready(face, video, now, folder)
    if video.status is VideoStatus.FAILED:
        reason = isolated(one_line(video.error)) or translate("Row", "The provider gave no reason.")
        chip = Chip("circle-alert", messages.video_word(video.status), ToneName.FAILED)
        return replace(face, chip=chip, error=reason, buttons=(_check(),))
    return _unfinished(face, task, video, now, estimate)


def _saved(face: Face, video: Video, saved: SavedFile, folder: str) -> Face:
    """In a file, which the last look may not have found as it was."""
    error = messages.not_saved(video.save_error, folder) if video.save_error else ""
    if saved.verified_at is not None:
        chip = Chip("circle-check", translate("Row", "Saved"), ToneName.SAVED)
        caption = translate("Row", "{0}, verified").format(messages.size(saved.size))
        return replace(face, chip=chip, caption=caption, error=error, buttons=(_play(), _show()))
    word = translate("Row", "File missing") if saved.missing else translate("Row", "File changed")
    chip = Chip("circle-help" if saved.missing else "triangle-alert", word, ToneName.NOT_SAVED)
    lost = lost_explanation(saved)
    said, buttons = messages.together((lost.what, lost.do)), (_play(bare=True), _fetch(bool(video.result_url)))
    if error:
        said, buttons = error, (_play(), _retry())
    caption = "" if saved.missing else messages.size(saved.size)
    tone = ToneName.FAILED if error else ToneName.NOT_SAVED
    return replace(face, chip=chip, caption=caption, error=said, error_tone=tone, buttons=buttons)


def lost_explanation(saved: SavedFile) -> messages.Explanation:
    """What is wrong with a file that the last look did not find as it was saved, and the way back."""
    if saved.missing:
        return messages.Explanation(
            translate("Row", "The file is no longer where it was saved."),
            translate("Row", "It was removed, renamed or moved out of the folder, or its disk is not connected."),
            translate("Row", "“Fetch again” brings it back."),
        )
    return messages.Explanation(
        translate("Row", "The file has been changed since it was saved."),
        translate("Row", "Another program wrote to it, or the disk is damaged."),
        translate("Row", "“Fetch again” saves the original beside it."),
    )


def _ready(face: Face, video: Video, now: float, folder: str) -> Face:
    """Finished and not yet in a file: the next step is to save it."""
    chip = Chip("arrow-down-to-line", translate("Row", "Not saved"), ToneName.NOT_SAVED)
    error = messages.not_saved(video.save_error, folder) if video.save_error else ""
    caption = link_words(video, now)
    if not caption and video.finished_at is not None:
        caption = translate("Row", "finished {0}").format(messages.age(now - video.finished_at))
    brief = (_seed(video) or face.brief) if caption else face.brief
    return replace(
        face, chip=chip, caption=caption, error=error, brief=brief, buttons=(_play(), _retry() if error else _save())
    )


def link_words(video: Video, now: float) -> str:
    """Until when the link of a finished video holds, as far as it says so itself; "" where it does not."""
    end = link_end(video.result_url) if video.ready and video.saved is None else None
    if end is None:
        return ""
    if end <= now:
        return translate("Row", "link has ended")
    return translate("Row", "link ends in {0}").format(messages.span(end - now))


def time_words(estimate: Estimate) -> str:
    """What can be said of the time that a video still takes; "" where nothing is worth saying."""
    if estimate.left is not None and not estimate.times:
        if estimate.left < 5:
            return translate("Row", "a few seconds left")
        return translate("Row", "about {0} left").format(messages.span(_rounded(estimate.left)))
    if estimate.times:
        return translate("Row", "{0} × longer than usual").format(messages.counted(estimate.times))
    return ""


def _rounded(seconds: float) -> float:
    """As coarse as an estimate is: a figure that changes with every poll tells nothing."""
    step = 1 if seconds < 10 else 5 if seconds < 60 else 60
    return max(step, round(seconds / step) * step)


def _unfinished(face: Face, task: Task, video: Video, now: float, estimate: Estimate) -> Face:
    icon, tone = {
        VideoStatus.RUNNING: ("loader", ToneName.RUNNING),
        VideoStatus.FINISHED: ("hourglass", ToneName.RUNNING),
        VideoStatus.QUEUED: ("clock", ToneName.QUIET),
    }.get(video.status, ("circle-help", ToneName.QUIET))
    known = video.progress if video.status is not VideoStatus.QUEUED else None
    chip = Chip(icon, messages.video_word(video.status), tone, known)
    if task.stopped:
        stopped = Chip("circle-stop", messages.task_word(TaskState.STOPPED), ToneName.QUIET)
        return replace(face, chip=stopped, caption=translate("Row", "no longer checked"), buttons=(_check(),))
    still = now - max(task.changed, task.added)
    caption = ""
    if video.status is VideoStatus.FINISHED:
        caption = translate("Row", "waiting for the file")
    elif video.status is VideoStatus.UNKNOWN and video.provider_status:
        caption = quoted(video.provider_status, 40)
    elif still >= _STALLED:
        caption = translate("Row", "stalled")
    elif (said := time_words(estimate)) != "":
        caption = said
    elif still >= _LONG:
        caption = translate("Row", "unchanged for {0}").format(messages.span(still))
    running = video.status in (VideoStatus.RUNNING, VideoStatus.FINISHED)
    buttons = (_not_yet(RowAction.PLAY), _not_yet(RowAction.SAVE)) if running else (_check(),)
    return replace(face, chip=chip, caption=caption, bar=float(video.progress or 0), buttons=buttons)


def _with_problem(face: Face, problem: Problem | None) -> Face:
    """Why the last poll brought nothing: red where the task is unknown, amber where it is only a matter of time."""
    if problem is None:
        return face
    tone = ToneName.FAILED if problem.code is ErrorCode.NOT_FOUND else ToneName.NOT_SAVED
    return replace(face, error=messages.sentence(problem), error_tone=tone)


def _with_transfer(face: Face, transfer: Transfer, standing: Standing, now: float) -> Face:
    """A save or a fetch that is under way stands before all else."""
    share = share_of(transfer)
    chip, caption, reason = transfer_words(transfer, standing, now)
    meta, brief = face.meta, face.brief
    if amount := amount_words(transfer):
        meta = brief = amount
    if reason and transfer.state is not TransferState.RETRYING:
        meta, reason = _row(reason, amount), ""
        brief = meta
    return replace(
        face,
        chip=chip,
        caption=caption,
        error=reason,
        error_tone=ToneName.NOT_SAVED,
        meta=meta,
        brief=brief,
        bar=share if share is not None else 0.0,
        resting=transfer.state is not TransferState.RUNNING,
        buttons=_transfer_buttons(transfer),
    )


def share_of(transfer: Transfer) -> float | None:
    """Percent of the bytes that are here; None where the server has not said how many there are."""
    return min(100.0, 100 * transfer.done / transfer.total) if transfer.total else None


def transfer_words(transfer: Transfer, standing: Standing, now: float) -> tuple[Chip, str, str]:
    """The chip of a transfer, what stands below it, and in a sentence why it does not go on; "" where it does."""
    share = share_of(transfer)
    percent = None if share is None else int(share)
    word = translate("Row", "Saving") if transfer.saving else translate("Row", "Loading")
    if transfer.state is TransferState.WAITING:
        return Chip("clock", translate("Row", "Waiting"), ToneName.QUIET, percent), *_queued(standing)
    if transfer.state is TransferState.RENEWING:
        return Chip("link", word, ToneName.RUNNING, percent), translate("Row", "asks for a new link"), ""
    if transfer.state is TransferState.PAUSED:
        chip = Chip("circle-pause", translate("Row", "Paused"), ToneName.QUIET, percent)
        return chip, translate("Row", "until you resume it"), ""
    if transfer.state is TransferState.RETRYING:
        return _retrying(transfer, standing, now)
    if transfer.total and transfer.done >= transfer.total:
        return Chip("badge-check", translate("Row", "Checking"), ToneName.RUNNING), translate("Row", "all is here"), ""
    left = "" if transfer.left is None else translate("Row", "{0} left").format(messages.span(transfer.left))
    return Chip("arrow-down-to-line", word, ToneName.RUNNING, percent), left, ""


def _queued(standing: Standing) -> tuple[str, str]:
    if standing.ahead is None:
        return translate("Row", "waits for its turn"), ""
    caption = messages.place(standing.ahead + 1, standing.waiting)
    if not standing.host:
        return caption, ""
    host, most = isolated(one_line(standing.host, 60)), messages.counted(standing.at_a_time)
    if standing.at_a_time == 1:
        return caption, translate("Row", "one at a time from {0}").format(host)
    return caption, translate("Row", "{0} at a time from {1}").format(most, host)


def _retrying(transfer: Transfer, standing: Standing, now: float) -> tuple[Chip, str, str]:
    """It broke off and is tried again, at a time that the server may have asked for."""
    if standing.offline:
        chip = Chip("wifi-off", translate("Row", "Offline"), ToneName.QUIET)
        return chip, "", translate("Row", "Goes on when the network is back.")
    chip = Chip("rotate-ccw", translate("Row", "Trying again"), ToneName.NOT_SAVED)
    seconds, problem = standing.seconds, transfer.problem
    caption = "" if seconds is None else translate("Row", "again in {0}").format(messages.countdown(seconds))
    if problem is None:
        return chip, caption, ""
    if problem.retry_after is None or seconds is None:
        return chip, caption, messages.sentence(problem)
    at = messages.time_of_day(now + seconds)
    return chip, caption, translate("Row", "The server asks to wait until {0}.").format(at)


def amount_words(transfer: Transfer) -> str:
    """Bytes that are here, of how many, and how fast they come; "" where none are."""
    if not transfer.done:
        return ""
    got = messages.size(transfer.done)
    said = translate("Row", "{0} of {1}").format(got, messages.size(transfer.total)) if transfer.total else got
    if transfer.state is TransferState.RUNNING and transfer.speed > 0:
        said = _row(said, messages.speed(transfer.speed))
    return said


def _transfer_buttons(transfer: Transfer) -> tuple[FaceButton, ...]:
    cancel = FaceButton(RowAction.CANCEL, translate("Row", "Cancel this transfer"), bare=True)
    if not transfer.saving:
        return cancel, _save()
    if transfer.state is TransferState.PAUSED:
        resume = FaceButton(RowAction.RESUME, translate("Row", "Go on with this save"), primary=True)
        return resume, cancel
    pause = FaceButton(RowAction.PAUSE, translate("Row", "Pause this save"), bare=True)
    if transfer.state is TransferState.RETRYING:
        return FaceButton(RowAction.RETRY, translate("Row", "Try again now")), pause, cancel
    return _play(), pause, cancel


def _spoken(row: Row, task: Task, video: Video | None, face: Face) -> str:
    """Prompt, status and percent (DESIGN, accessible names); a video of several is told apart by its seed."""
    status = (messages.task_word(task.state) if video is None else messages.video_word(video.status)).lower()
    chip = face.chip.word.lower() if face.chip else ""
    word = status if chip in ("", status) else messages.listed((status, chip))
    if video is None:
        share = 0
    elif face.chip and face.chip.percent is not None:
        share = face.chip.percent
    else:
        share = 100 if video.ready or video.saved else video.progress or 0
    parts = [_title(task), face.title if row.kind is RowKind.VIDEO else "", word, f"{share} %", face.error]
    return messages.listed(parts)


def _title(task: Task) -> str:
    prompt = one_line(task.prompt)
    return prompt or translate("Row", "Task {0}").format(apart(one_line(task.key.task_id, 128)))


def _seed(video: Video) -> str:
    return "" if video.seed is None else translate("Row", "seed {0}").format(video.seed)


def _nth(task: Task, video: Video) -> str:
    return translate("Row", "video {0}").format(messages.counted(task.videos.index(video) + 1))


def _row(*parts: str) -> str:
    return joined(" · ", parts)


def _duration(video: Video) -> str:
    if not video.duration:
        return ""
    return translate("Row", "{0} s").format(QLocale().toString(round(float(video.duration), 1), "g", 6))


def _play(*, bare: bool = False) -> FaceButton:
    return FaceButton(RowAction.PLAY, translate("Row", "Play the video"), bare=bare)


def _save() -> FaceButton:
    return FaceButton(RowAction.SAVE, translate("Row", "Save the video to your folder"), primary=True)


def _retry() -> FaceButton:
    return FaceButton(RowAction.RETRY, translate("Row", "Try again to save the video"), primary=True)


def _fetch(possible: bool) -> FaceButton:
    if not possible:
        return FaceButton(RowAction.FETCH, translate("Row", "The provider gives no link to it any more"), enabled=False)
    return FaceButton(RowAction.FETCH, translate("Row", "Fetch the video once more and save it"), primary=True)


def _show() -> FaceButton:
    return FaceButton(RowAction.SHOW, translate("Row", "Show the file in its folder"))


def _check() -> FaceButton:
    return FaceButton(RowAction.CHECK, translate("Row", "Ask the provider now"))


def _not_yet(action: RowAction) -> FaceButton:
    return FaceButton(action, translate("Row", "The video is not finished yet"), enabled=False)
