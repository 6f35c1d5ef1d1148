"""The words of the user: a sentence for every error code, a word for every state, numbers as the locale writes them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from app.core.errors import ErrorCode, Problem
from app.core.model import TaskState, VideoStatus
from app.ui.plain import quoted

E = ErrorCode
translate = QCoreApplication.translate

# What happened and what to do next. The provider's or the system's own words follow in quotes where `detail` has any.
_SENTENCES: Final = MappingProxyType(
    {
        E.NAME_UNKNOWN: QT_TRANSLATE_NOOP(
            "Messages", "The address of this server is not known. Check the endpoint and your connection."
        ),
        E.REFUSED: QT_TRANSLATE_NOOP("Messages", "The server refuses the connection. Check the endpoint and its port."),
        E.CONNECT_TIMEOUT: QT_TRANSLATE_NOOP("Messages", "The server does not answer. It is tried again."),
        E.TIMEOUT: QT_TRANSLATE_NOOP("Messages", "The server took too long. It is tried again."),
        E.CONNECTION_LOST: QT_TRANSLATE_NOOP("Messages", "The connection broke off. It is tried again."),
        E.UNREACHABLE: QT_TRANSLATE_NOOP("Messages", "The server cannot be reached. Check your network connection."),
        E.TLS_EXPIRED: QT_TRANSLATE_NOOP(
            "Messages", "The server's certificate has expired. Check this computer's clock, or tell the provider."
        ),
        E.TLS_WRONG_HOST: QT_TRANSLATE_NOOP(
            "Messages", "The server's certificate is for another address. Check the endpoint."
        ),
        E.TLS_UNTRUSTED: QT_TRANSLATE_NOOP(
            "Messages",
            "The server's certificate is not trusted. In a company network, its root certificate has to be installed"
            " on this computer.",
        ),
        E.TLS_FAILED: QT_TRANSLATE_NOOP(
            "Messages", "No secure connection could be made. Check the endpoint, https and the port."
        ),
        E.PROXY_FAILED: QT_TRANSLATE_NOOP("Messages", "The proxy does not answer. Check the system's proxy settings."),
        E.PROXY_AUTH: QT_TRANSLATE_NOOP(
            "Messages", "The proxy asks for a name and a password. Add them to the system's proxy settings."
        ),
        E.REDIRECT_REFUSED: QT_TRANSLATE_NOOP(
            "Messages", "The server sends on to a place that is not safe to follow. Check the endpoint."
        ),
        E.BAD_LINK: QT_TRANSLATE_NOOP("Messages", "The link is not one that can be opened. Only http and https are."),
        E.INSECURE_KEY: QT_TRANSLATE_NOOP(
            "Messages",
            "The key would travel unencrypted. Use an https endpoint, or allow it in the provider's settings.",
        ),
        E.KEY_REFUSED: QT_TRANSLATE_NOOP("Messages", "The provider does not accept the key. Enter a new one."),
        E.FORBIDDEN: QT_TRANSLATE_NOOP(
            "Messages", "The provider does not allow this. Check the key and your account there."
        ),
        E.NOT_FOUND: QT_TRANSLATE_NOOP(
            "Messages", "The provider does not know this task. Check the ID and which provider it belongs to."
        ),
        E.RATE_LIMITED: QT_TRANSLATE_NOOP(
            "Messages", "The provider asks for fewer requests. Checking goes on after a pause."
        ),
        E.SERVER_TROUBLE: QT_TRANSLATE_NOOP("Messages", "The provider has trouble. It is tried again."),
        E.UNEXPECTED_STATUS: QT_TRANSLATE_NOOP(
            "Messages", "The server gave an answer that is not expected. Check the endpoint."
        ),
        E.PROVIDER_ERROR: QT_TRANSLATE_NOOP("Messages", "The provider reports an error. It is tried again."),
        E.NOT_THE_FEED: QT_TRANSLATE_NOOP(
            "Messages", "The answer is not what a Pika provider sends. Check the endpoint."
        ),
        E.LOGIN_PAGE: QT_TRANSLATE_NOOP(
            "Messages", "A web page came instead of an answer. Check the endpoint, or log in to this network first."
        ),
        E.TOO_LARGE: QT_TRANSLATE_NOOP("Messages", "The answer is too large to be right. Check the endpoint."),
        E.LINK_EXPIRED: QT_TRANSLATE_NOOP(
            "Messages", "The link to the video has ended and the provider gave no new one. Check again later."
        ),
        E.NO_LINK: QT_TRANSLATE_NOOP("Messages", "The provider has given no link to the video yet. Check again later."),
        E.NOT_A_VIDEO: QT_TRANSLATE_NOOP("Messages", "What came is not a video. Nothing was saved; try again later."),
        E.INCOMPLETE: QT_TRANSLATE_NOOP("Messages", "The video did not arrive whole. Nothing was saved; try again."),
        E.DISK_FULL: QT_TRANSLATE_NOOP("Messages", "The disk is full. Free some space, then save again."),
        E.NO_PERMISSION: QT_TRANSLATE_NOOP(
            "Messages", "This folder cannot be written to. Choose another one in Settings."
        ),
        E.NO_FOLDER: QT_TRANSLATE_NOOP("Messages", "The folder is not there. Choose another one in Settings."),
        E.NAME_TOO_LONG: QT_TRANSLATE_NOOP(
            "Messages", "The file's path is too long here. Choose a folder with a shorter path in Settings."
        ),
        E.DISK_FAILED: QT_TRANSLATE_NOOP("Messages", "The disk reports an error. Check it, then try again."),
        E.CANCELLED: QT_TRANSLATE_NOOP("Messages", "Cancelled. Nothing was saved."),
        E.NO_KEYRING: QT_TRANSLATE_NOOP(
            "Messages", "This system has no keyring. The key is kept until you quit, and not stored."
        ),
        E.KEYRING_LOCKED: QT_TRANSLATE_NOOP("Messages", "The keyring is locked. Unlock it, then try again."),
        E.KEYRING_SLOW: QT_TRANSLATE_NOOP(
            "Messages", "The keyring has not answered yet. It may be asking for your password in another window."
        ),
        E.KEYRING_FAILED: QT_TRANSLATE_NOOP(
            "Messages", "The keyring does not work. The key can be used until you quit, without being stored."
        ),
        E.BAD_KEY: QT_TRANSLATE_NOOP(
            "Messages", "The key holds characters that no key has. Copy it from the provider once more."
        ),
        E.INTERNAL: QT_TRANSLATE_NOOP(
            "Messages", "Something went wrong in Pika Monitor itself. The log has the details."
        ),
    }
)

# Details of these are for the log: what the system or the library says adds nothing to the sentence.
_DETAIL_IS_NOISE: Final = frozenset(
    {E.NAME_UNKNOWN, E.REFUSED, E.CONNECT_TIMEOUT, E.TIMEOUT, E.CONNECTION_LOST, E.UNREACHABLE, E.CANCELLED, E.INTERNAL}
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


def sentence(problem: Problem) -> str:
    """What went wrong and what to do, in one or two plain sentences; the other side's own words follow in quotes.

    Show it as plain text: the quoted words are the provider's and may hold anything.
    """
    said = translate("Messages", str(_SENTENCES[problem.code]))
    if not problem.detail or problem.code in _DETAIL_IS_NOISE:
        return said
    return f"{said} {quoted(problem.detail)}"


def video_word(status: VideoStatus) -> str:
    """The word for a video's status."""
    return translate("Status", str(_VIDEO_WORDS[status]))


def task_word(state: TaskState) -> str:
    """The word for a task's state."""
    return translate("Status", str(_TASK_WORDS[state]))


def percent(value: int) -> str:
    """`64 %` with a space that does not break, digits as the locale writes them."""
    return f"{QLocale().toString(value)}\u00a0%"


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
