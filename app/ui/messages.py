"""The words of the user: a sentence for every error code, a word for every state, numbers as the locale writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QDateTime, QLocale

from app.core.errors import ErrorCode, Problem
from app.core.model import Profile, TaskState, VideoStatus
from app.core.shortage import shortage
from app.core.text_file import MAX_BYTES
from app.ui.catalogue import CATALOGUE, FAILED_VIDEO, Entry
from app.ui.plain import apart, isolated, joined, one_line, quoted

E = ErrorCode
translate = QCoreApplication.translate
MOST_WORDS = 500
"""Characters of a provider's own words that are shown."""

# Details of these are for the log: what the system or the library says adds nothing to the sentence.
_DETAIL_IS_NOISE: Final = frozenset(
    {E.DISK_FULL, E.NO_FOLDER, E.NO_PERMISSION, E.NAME_TOO_LONG}  # strerror, in the system's language
    | {
        E.NAME_UNKNOWN,
        E.REFUSED,
        E.CONNECT_TIMEOUT,
        E.TIMEOUT,
        E.CONNECTION_LOST,
        E.UNREACHABLE,
        E.CANCELLED,
        E.INTERNAL,
    }
    | {
        E.LIBRARY_DAMAGED,
        E.LIBRARY_MISSING,
        E.LIBRARY_NEWER,
        E.LIBRARY_BUSY,
        E.LIBRARY_READ_ONLY,
        E.LIBRARY_FULL,
    }
    | {E.NO_KEYRING, E.KEYRING_LOCKED, E.KEYRING_SLOW, E.KEYRING_FAILED}  # names of exceptions: for the diagnostics
)

_VIDEO_WORDS: Final = MappingProxyType(
    {
        VideoStatus.QUEUED: QT_TRANSLATE_NOOP("Status", "Queued"),
        VideoStatus.RUNNING: QT_TRANSLATE_NOOP("Status", "Running"),
        VideoStatus.FINISHED: QT_TRANSLATE_NOOP("Status", "Finished"),
        VideoStatus.FAILED: QT_TRANSLATE_NOOP("Status", "Failed"),
        VideoStatus.UNKNOWN: QT_TRANSLATE_NOOP("Status", "Unknown"),
    }
)

_TASK_WORDS: Final = MappingProxyType(
    {
        TaskState.WAITING: QT_TRANSLATE_NOOP("Status", "Waiting"),
        TaskState.RUNNING: QT_TRANSLATE_NOOP("Status", "Running"),
        TaskState.FINISHED: QT_TRANSLATE_NOOP("Status", "Finished"),
        TaskState.PARTIAL: QT_TRANSLATE_NOOP("Status", "Partly failed"),
        TaskState.FAILED: QT_TRANSLATE_NOOP("Status", "Failed"),
        TaskState.NOT_FOUND: QT_TRANSLATE_NOOP("Status", "Not found"),
        TaskState.STOPPED: QT_TRANSLATE_NOOP("Status", "Stopped"),
    }
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that can be said of a problem, in plain text.

    Attributes:
        what: what happened.
        means: what is behind it, and what stays.
        do: what to do, or what happens by itself.
        words: the other side's own, on one line of bounded length; "" where there are none.
    """

    what: str
    means: str
    do: str
    words: str = ""


def explanation(problem: Problem) -> Explanation:
    """The problem where there is room for all of it; a row has `sentence`."""
    words = "" if problem.code in _DETAIL_IS_NOISE else one_line(problem.detail, MOST_WORDS)
    return _explained(CATALOGUE[problem.code], words)


def failure(reason: str) -> Explanation:
    """Why a video failed, with the provider's reason as it came."""
    return _explained(FAILED_VIDEO, one_line(reason, MOST_WORDS))


def _explained(entry: Entry, words: str) -> Explanation:
    what, do, means = (translate("Messages", str(text)) for text in entry)
    return Explanation(what, means, do, words)


def happened(problem: Problem) -> str:
    """What happened, in one short sentence without what to do."""
    return translate("Messages", str(CATALOGUE[problem.code].what))


def sentence(problem: Problem) -> str:
    """What went wrong and what to do, in one or two plain sentences; the other side's own words follow in quotes.

    Show it as plain text: the quoted words are the provider's and may hold anything.
    """
    entry = CATALOGUE[problem.code]
    said = [translate("Messages", str(entry.what)), translate("Messages", str(entry.do))]
    if problem.detail and problem.code not in _DETAIL_IS_NOISE:
        said.append(quoted(problem.detail))
    return together(said)


def not_saved(problem: Problem, folder: str = "") -> str:
    """Why a save failed, for its row; `folder` is where it was to go, "" where that is not known."""
    said = _lacking(problem, folder)
    if not said:
        return sentence(problem)
    if not folder:  # then nothing goes on by itself
        return together((said, translate("Messages", str(CATALOGUE[problem.code].do))))
    if problem.code is E.DISK_FULL:
        return together((said, translate("Messages", "It goes on when there is room.")))
    if problem.code is E.NO_FOLDER:
        return together((said, translate("Messages", "It goes on when the folder is back.")))
    return said


def save_explanation(problem: Problem, folder: str = "") -> Explanation:
    """Why a save failed, where there is room for all of it; `folder` as for `not_saved`."""
    said = explanation(problem)
    what = _lacking(problem, folder) or said.what
    if not folder or problem.code not in (E.DISK_FULL, E.NO_FOLDER, E.NO_PERMISSION):
        return replace(said, what=what)
    do = translate("Messages", "It goes on by itself when it can; or choose another folder.")
    if problem.code is E.DISK_FULL:
        do = translate("Messages", "Free some space, and it goes on by itself; or choose another folder.")
    return replace(said, what=what, do=do, words="")


def _lacking(problem: Problem, folder: str) -> str:
    """What is wrong with a folder, in figures or by its name; "" where it is something else."""
    where, lack = folder_name(folder), shortage(problem)
    if lack is not None:
        needed, free = size(lack.needed), size(lack.free)
        if where:
            return translate("Messages", "Needs {0}; {1} are free in {2}.").format(needed, free, where)
        return translate("Messages", "Needs {0}; {1} are free.").format(needed, free)
    if where and problem.code is E.NO_FOLDER:
        return translate("Messages", "The folder {0} is not there.").format(where)
    if where and problem.code is E.NO_PERMISSION:
        return translate("Messages", "The folder {0} cannot be written to.").format(where)
    return ""


def folder_name(folder: str, most: int = 48) -> str:
    """A folder's path in a sentence, or of a long one its end, which tells folders apart; "" for ""."""
    path = one_line(folder, 1000)
    if len(path) > most:
        end = path[-most:]
        cut = max(0, *(end.find(sign) for sign in "/\\"))
        path = f"…{end[cut:]}"
    return isolated(path)


def unread(name: str, code: ErrorCode) -> str:
    """Why a text file was not looked through for task IDs."""
    if code is ErrorCode.TOO_LARGE:
        said = translate("Messages", "“{0}” is larger than {1}; that is more than is looked through.")
        return said.format(name, size(MAX_BYTES))
    return translate("Messages", "“{0}” cannot be read.").format(name)


def video_word(status: VideoStatus) -> str:
    """The word for a video's status."""
    return translate("Status", str(_VIDEO_WORDS[status]))


def task_word(state: TaskState) -> str:
    """The word for a task's state."""
    return translate("Status", str(_TASK_WORDS[state]))


def provider_name(profile: Profile, most: int = 80) -> str:
    """What a provider is called, on one line of at most `most` characters; the built-in one in the user's language."""
    if profile.is_demo and profile.name == "Demo":
        return translate("Provider", "Demo")
    return one_line(profile.name, most)


def together(sentences: Iterable[str]) -> str:
    """Sentences in a row: Chinese has no space between them."""
    said = ""
    for each in filter(None, sentences):
        part = apart(each)
        said = translate("Messages", "{0} {1}", "two sentences").format(said, part) if said else part
    return said


def listed(parts: Iterable[str]) -> str:
    """Parts of one sentence with the language's comma between them."""
    return joined(translate("Messages", ", ", "in a list"), parts)


def about(name: str, said: str) -> str:
    """Who or what it is about, then what is to be said."""
    return translate("Messages", "{0}: {1}").format(apart(name), apart(said))


def percent(value: int) -> str:
    """`64 %` with a space that does not break, digits as the locale writes them."""
    return apart(translate("Messages", "{0}\u00a0%").format(QLocale().toString(value)))


def size(count: float) -> str:
    """A number of bytes as the system's file manager would write it."""
    return apart(QLocale().formattedDataSize(round(count), 1, QLocale.DataSizeFormat.DataSizeSIFormat))


def speed(rate: float) -> str:
    """Bytes a second."""
    return apart(translate("Messages", "{0}/s").format(size(rate)))


def clock(seconds: float) -> str:
    """A video's length: `0:05`, `1:02:03`."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def span(seconds: float) -> str:
    """A length of time, coarse: `40 s`, `3 min`, `2 h`, `5 days`."""
    value = max(0, round(seconds))
    if value < 60:
        said = translate("Messages", "{0} s").format(counted(value))
    elif value < 3600:
        said = translate("Messages", "{0} min").format(counted(round(value / 60)))
    elif value < 36 * 3600:
        said = translate("Messages", "{0} h").format(counted(round(value / 3600)))
    else:
        said = translate("Messages", "{0} days").format(counted(round(value / 86400)))
    return apart(said)


def age(seconds: float) -> str:
    """How long ago: `just now`, `2 min ago`. A clock that was set back gives `just now`."""
    if seconds < 60:
        return translate("Messages", "just now")
    return translate("Messages", "{0} ago").format(span(seconds))


def countdown(seconds: float) -> str:
    """Seconds that pass: as `span`, but never zero, which nobody waits for."""
    return span(max(1.0, seconds))


def count_down_step(seconds: float) -> int:
    """Milliseconds after which a count-down says something else: it tells seconds, then minutes."""
    return 1_000 if seconds < 90 else 15_000


def time_of_day(at: float) -> str:
    """Hours and minutes of a moment in epoch seconds, as the locale writes them."""
    return apart(QLocale().toString(QDateTime.fromSecsSinceEpoch(int(at)).time(), QLocale.FormatType.ShortFormat))


def day_and_time(at: float) -> str:
    """A moment in epoch seconds, short, as the locale writes it."""
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(at)), QLocale.FormatType.ShortFormat)


def place(nth: int, of: int) -> str:
    """A place in a queue: `3rd of 12`. English has four endings; a language with one translates all four alike."""
    last = 0 if nth % 100 in (11, 12, 13) else nth % 10
    said = {
        1: translate("Messages", "{0}st of {1}", "place in a queue"),
        2: translate("Messages", "{0}nd of {1}", "place in a queue"),
        3: translate("Messages", "{0}rd of {1}", "place in a queue"),
    }.get(last, translate("Messages", "{0}th of {1}", "place in a queue"))
    return said.format(counted(nth), counted(max(nth, of)))


def counted(count: int) -> str:
    """A count as the locale writes it."""
    return QLocale().toString(count)
