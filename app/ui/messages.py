"""The words of the user: a sentence for every error code, a word for every state, numbers as the locale writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from app.core.errors import ErrorCode, Problem
from app.core.model import Profile, TaskState, VideoStatus
from app.core.text_file import MAX_BYTES
from app.ui.catalogue import CATALOGUE, FAILED_VIDEO, Entry
from app.ui.plain import one_line, quoted

E = ErrorCode
translate = QCoreApplication.translate
MOST_WORDS = 500
"""Characters of a provider's own words that are shown."""

# Details of these are for the log: what the system or the library says adds nothing to the sentence.
_DETAIL_IS_NOISE: Final = frozenset(
    {E.NAME_UNKNOWN, E.REFUSED, E.CONNECT_TIMEOUT, E.TIMEOUT, E.CONNECTION_LOST, E.UNREACHABLE, E.CANCELLED, E.INTERNAL}
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
    for each in sentences:
        said = translate("Messages", "{0} {1}", "two sentences").format(said, each) if said and each else said or each
    return said


def listed(parts: Iterable[str]) -> str:
    """Parts of one sentence with the language's comma between them."""
    return translate("Messages", ", ", "in a list").join(part for part in parts if part)


def about(name: str, said: str) -> str:
    """Who or what it is about, then what is to be said."""
    return translate("Messages", "{0}: {1}").format(name, said)


def percent(value: int) -> str:
    """`64 %` with a space that does not break, digits as the locale writes them."""
    return translate("Messages", "{0}\u00a0%").format(QLocale().toString(value))


def size(count: float) -> str:
    """A number of bytes as the system's file manager would write it."""
    return QLocale().formattedDataSize(round(count), 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def speed(rate: float) -> str:
    """Bytes a second."""
    return translate("Messages", "{0}/s").format(size(rate))


def clock(seconds: float) -> str:
    """A video's length: `0:05`, `1:02:03`."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def span(seconds: float) -> str:
    """A length of time, coarse: `40 s`, `3 min`, `2 h`, `5 days`."""
    value = max(0, round(seconds))
    locale = QLocale()
    if value < 60:
        return translate("Messages", "{0} s").format(locale.toString(value))
    if value < 3600:
        return translate("Messages", "{0} min").format(locale.toString(round(value / 60)))
    if value < 36 * 3600:
        return translate("Messages", "{0} h").format(locale.toString(round(value / 3600)))
    return translate("Messages", "{0} days").format(locale.toString(round(value / 86400)))


def age(seconds: float) -> str:
    """How long ago: `just now`, `2 min ago`. A clock that was set back gives `just now`."""
    if seconds < 60:
        return translate("Messages", "just now")
    return translate("Messages", "{0} ago").format(span(seconds))


def counted(count: int) -> str:
    """A count as the locale writes it."""
    return QLocale().toString(count)
