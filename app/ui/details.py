"""What the details say: a task or a video turned into a table, an explanation and a history, in plain text."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QUrl

from app.core.arrange import Row, RowKind
from app.core.link_end import link_end
from app.core.model import Profile, Task, TaskKey, TaskState, Video, VideoKey, VideoStatus
from app.core.poll_history import PollRecord
from app.core.transfer import Standing
from app.services.library import Library
from app.services.poller import Poller
from app.services.saver import Transfer, TransferState
from app.ui import messages
from app.ui.face import ToneName
from app.ui.plain import isolated, one_line, quoted
from app.ui.row_face import amount_words, lost_explanation, transfer_words

translate = QCoreApplication.translate
MOST_PROMPT = 10_000
"""Characters of a prompt that are laid out; "Copy prompt" takes all of it."""
_NOWHERE = Standing()
_COUNTED = 200  # rows between two breaths of `tally`


class FactKind(StrEnum):
    """How a value is shown and what can be done with it."""

    TEXT = "text"
    CODE = "code"  # monospaced, elided in its middle, copied
    LINK = "link"  # copied
    FILE = "file"  # a path, elided in its middle, shown in its folder


class Fact(NamedTuple):
    """One line of the table. `whole` is what is copied or shown in its folder."""

    label: str
    value: str
    kind: FactKind = FactKind.TEXT
    whole: str = ""


class Moment(NamedTuple):
    """One line of a history: the time as the locale writes it, and what it brought."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Details:
    """All that the details show of one row.

    Attributes:
        prompt: as the provider has it, at most `MOST_PROMPT` characters; the ID where there is none.
        poster: whose poster stands on top.
        length: the duration on the poster, "" where unknown.
        saved: every video of it is in a file.
        problem, tone: what is wrong, and how bad it is.
        moments: what happened, oldest first. `polls`: the last ones, newest first.
    """

    prompt: str
    poster: VideoKey | None
    length: str
    saved: bool
    facts: tuple[Fact, ...]
    problem: messages.Explanation | None
    tone: ToneName
    moments: tuple[Moment, ...]
    polls: tuple[Moment, ...]


class Count(NamedTuple):
    """How much is selected."""

    tasks: int = 0
    videos: int = 0
    unsaved: int = 0


def describe(
    row: Row,
    task: Task,
    profile: Profile | None,
    transfer: Transfer | None,
    poller: Poller,
    standing: Standing = _NOWHERE,
) -> Details:
    """The details of `row`, which belongs to `task`; `standing` is of the transfer or of the save that failed."""
    video = _video_of(row, task)
    shown = video or next((each for each in task.videos if each.ready or each.saved), None)
    problem, tone = _wrong(task, video, transfer, standing)
    return Details(
        prompt=_prompt(task),
        poster=task.video_key(shown) if shown is not None else None,
        length=messages.clock(video.duration) if video is not None and video.duration else "",
        saved=bool(task.videos) and all(each.kept for each in ((video,) if video is not None else task.videos)),
        facts=tuple(_facts(task, video, profile, transfer, standing)),
        problem=problem,
        tone=tone,
        moments=tuple(_moments(task, video)),
        polls=tuple(Moment(clock(each.at), _brought(each)) for each in reversed(poller.history(task.key))),
    )


def _video_of(row: Row, task: Task) -> Video | None:
    """The one video that the row stands for; the row may be older than the first answer."""
    if row.kind is RowKind.HEAD:
        return None
    if row.video is None:
        return task.videos[0] if len(task.videos) == 1 else None
    return task.video(row.video)


def tally(rows: Sequence[Row], library: Library) -> Iterator[Count]:
    """Counts what is selected, and gives the count so far every now and then: the window has other things to do too."""
    tasks: set[TaskKey] = set()
    videos: set[VideoKey] = set()
    unsaved, rest = 0, iter(rows)
    while chunk := tuple(islice(rest, _COUNTED)):
        for row in chunk:
            task = library.task(row.task)
            if task is None:
                continue
            tasks.add(row.task)
            keys = (row.video,) if row.kind is not RowKind.HEAD else tuple(map(task.video_key, task.videos))
            for key in keys:
                if key is not None and key not in videos:
                    videos.add(key)
                    video = task.video(key)
                    unsaved += video is not None and video.unsaved
        yield Count(len(tasks), len(videos), unsaved)


def summary(count: Count) -> str:
    """The count in words: `3 tasks, 5 videos, 2 not saved`."""
    tasks, videos = messages.counted(count.tasks), messages.counted(count.videos)
    parts = [
        translate("Details", "1 task") if count.tasks == 1 else translate("Details", "{0} tasks").format(tasks),
        translate("Details", "1 video") if count.videos == 1 else translate("Details", "{0} videos").format(videos),
    ]
    if count.unsaved:
        parts.append(translate("Details", "{0} not saved").format(messages.counted(count.unsaved)))
    return messages.listed(parts)


def _prompt(task: Task) -> str:
    text = task.prompt.replace("\x00", " ").strip()
    if not text:
        return translate("Details", "Task {0}").format(task.key.task_id)
    return text if len(text) <= MOST_PROMPT else text[:MOST_PROMPT].rstrip() + "…"


def _facts(
    task: Task, video: Video | None, profile: Profile | None, transfer: Transfer | None, standing: Standing
) -> Iterator[Fact]:
    yield Fact(translate("Details", "State"), _state(task, video))
    if transfer is not None:
        yield from _transfer_facts(transfer, standing)
    if video is None and len(task.videos) > 1:
        yield Fact(translate("Details", "Videos"), messages.counted(len(task.videos)))
    if video is not None:
        yield from _video_facts(video)
    yield Fact(translate("Details", "Task ID"), task.key.task_id, FactKind.CODE, task.key.task_id)
    if video is not None and video.id and video.id != task.key.task_id:
        yield Fact(translate("Details", "Video ID"), one_line(video.id, 200), FactKind.CODE, video.id)
    if profile is not None:
        yield Fact(translate("Details", "Provider"), isolated(messages.provider_name(profile)))
    if video is not None and video.provider_status:
        yield Fact(translate("Details", "Reported as"), quoted(video.provider_status, 80))
    yield Fact(translate("Details", "Added", "when"), _moment(task.added))
    if video is not None and video.finished_at is not None:
        yield Fact(translate("Details", "Finished", "when"), _moment(video.finished_at))
    if video is not None and video.saved is not None:
        path = video.saved.path
        yield Fact(translate("Details", "Saved file"), one_line(path, 400), FactKind.FILE, path)
        yield Fact(translate("Details", "Size"), messages.size(video.saved.size))
        if video.saved.verified_at is not None:
            yield Fact(translate("Details", "Verified", "when"), _moment(video.saved.verified_at))


def _transfer_facts(transfer: Transfer, standing: Standing) -> Iterator[Fact]:
    """How far it is, why it does not go on, and where to."""
    chip, caption, reason = transfer_words(transfer, standing, time.time())
    paused = transfer.state is TransferState.PAUSED
    yield Fact(translate("Details", "Transfer"), chip.text if paused else messages.listed((chip.text, caption)))
    if reason and transfer.state is not TransferState.RETRYING:
        yield Fact(translate("Details", "Waits because"), reason)
    if amount := amount_words(transfer):
        yield Fact(translate("Details", "Received"), amount)
    if transfer.saving and standing.folder:
        yield Fact(translate("Details", "Goes to"), one_line(standing.folder, 400), FactKind.CODE, standing.folder)


def _video_facts(video: Video) -> Iterator[Fact]:
    if video.result_url:
        host = QUrl(video.result_url).host(QUrl.ComponentFormattingOption.FullyEncoded)
        shown = one_line(host, 120) or translate("Details", "unreadable")
        yield Fact(translate("Details", "Link"), shown, FactKind.LINK, video.result_url)
        if (end := link_end(video.result_url)) is not None:
            yield Fact(translate("Details", "Link ends"), _moment(end))
    if video.seed is not None:
        yield Fact(translate("Details", "Seed"), str(video.seed))
    if video.duration:
        seconds = QLocale().toString(round(float(video.duration), 1), "g", 6)
        yield Fact(translate("Details", "Duration"), translate("Details", "{0} s").format(seconds))
    if video.odd_length and video.saved is not None and video.saved.duration is not None:
        seconds = QLocale().toString(round(video.saved.duration, 1), "g", 6)
        yield Fact(translate("Details", "In the file"), translate("Details", "{0} s, not as announced").format(seconds))


def _state(task: Task, video: Video | None) -> str:
    """The state in words, with what comes next; a transfer has a line of its own."""
    if video is None:
        return messages.task_word(task.state)
    if video.saved is not None:
        if video.kept:
            return translate("Details", "Saved and verified")
        if video.saved.missing:
            return translate("Details", "Saved, file missing")
        return translate("Details", "Saved, file changed")
    if video.ready:
        return translate("Details", "Finished, not saved")
    if video.status is VideoStatus.FINISHED:
        return translate("Details", "Finished, waiting for the file")
    if task.stopped and not video.done:
        return messages.task_word(TaskState.STOPPED)
    word = messages.video_word(video.status)
    known = video.progress if video.status is VideoStatus.RUNNING else None
    return word if known is None else f"{word} {messages.percent(known)}"


def _wrong(
    task: Task, video: Video | None, transfer: Transfer | None, standing: Standing
) -> tuple[messages.Explanation | None, ToneName]:
    """The worst thing: a failed video, a save that breaks off or has failed, a lost file, the last poll's trouble."""
    if video is not None and video.status is VideoStatus.FAILED:
        return messages.failure(video.error), ToneName.FAILED
    if transfer is not None and transfer.state is TransferState.RETRYING and transfer.problem is not None:
        chip, caption, reason = transfer_words(transfer, standing, time.time())
        said = replace(messages.explanation(transfer.problem), do=messages.listed((chip.word, caption)))
        return (replace(said, what=reason) if standing.offline else said), ToneName.NOT_SAVED
    if video is not None and video.save_error is not None and transfer is None:
        return messages.save_explanation(video.save_error, standing.folder), ToneName.FAILED
    if video is not None and video.saved is not None and not video.kept and transfer is None:
        return lost_explanation(video.saved), ToneName.NOT_SAVED
    if video is not None and video.odd_length and video.saved is not None:
        return _odd_length(video.duration or 0.0, video.saved.duration or 0.0), ToneName.NOT_SAVED
    if task.problem is not None and not (video is not None and video.done):
        return messages.explanation(task.problem), ToneName.NOT_SAVED
    return None, ToneName.QUIET


def _odd_length(announced: float, found: float) -> messages.Explanation:
    """The file is whole by its size and structure, but another length was to be expected."""
    shorter = translate("Details", "The saved video is shorter than announced.")
    longer = translate("Details", "The saved video is longer than announced.")
    said = translate("Details", "The provider says {0} s, the file has {1} s. The file itself is whole.")
    seconds = [QLocale().toString(round(each, 1), "g", 6) for each in (announced, found)]
    return messages.Explanation(
        shorter if found < announced else longer,
        said.format(*seconds),
        translate("Details", "Look at it while the provider still has it."),
    )


def _moments(task: Task, video: Video | None) -> Iterator[Moment]:
    found = [(task.added, translate("Details", "Added"))]
    if video is not None and video.status is VideoStatus.FAILED and task.changed > task.added:
        found.append((task.changed, translate("Details", "Failed")))
    for nth, each in enumerate(task.videos if video is None else (video,)):
        which = translate("Details", "video {0}").format(messages.counted(nth + 1)) if video is None else ""
        if each.seen_at is not None and each.seen_at not in (each.started_at, each.finished_at):
            found.append((each.seen_at, _with(translate("Details", "Queued"), which)))
        if each.started_at is not None:
            found.append((each.started_at, _with(translate("Details", "Started"), which)))
        if each.finished_at is not None:
            found.append((each.finished_at, _with(translate("Details", "Finished"), which)))
        if each.saved is not None and each.saved.at > 0:
            found.append((each.saved.at, _with(translate("Details", "Saved"), which)))
    if task.problem is None and task.answered is not None and not task.ended:
        found.append((task.answered, translate("Details", "Last answer")))
    found.sort(key=lambda each: each[0])
    return (Moment(clock(at), text) for at, text in found[:100])


def _with(word: str, which: str) -> str:
    return messages.listed((word, which))


def _brought(record: PollRecord) -> str:
    """What a poll brought, and how long it took."""
    if record.problem is not None:
        said = messages.happened(record.problem)
    else:
        said = translate("Details", "News") if record.changed else translate("Details", "Nothing new")
    return f"{said} · {took(record.seconds)}"


def took(seconds: float) -> str:
    """A short time in milliseconds."""
    return translate("Details", "{0} ms").format(QLocale().toString(max(0, round(1000 * seconds))))


def _moment(at: float) -> str:
    """Date and time."""
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(at)), QLocale.FormatType.ShortFormat)


def clock(at: float) -> str:
    """The time with seconds as the locale writes it, without its zone; of another day with the date, too."""
    locale, when = QLocale(), QDateTime.fromSecsSinceEpoch(int(at))
    if when.date() != QDateTime.currentDateTime().date():
        return locale.toString(when, QLocale.FormatType.ShortFormat)
    form = re.sub(r"^t+\s*|\s*[(\[]?t+[)\]]?\s*$", "", locale.timeFormat(QLocale.FormatType.LongFormat))
    return locale.toString(when.time(), form)
