"""Everything that can go wrong with a poll, a save or a key, as codes; `ui/messages` turns them into sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ErrorCode(StrEnum):
    """What went wrong. The value is what logs, the database and the export hold: never rename one."""

    # The way to the server
    NAME_UNKNOWN = "name_unknown"  # DNS has no address for the host
    REFUSED = "refused"  # nothing listens there
    CONNECT_TIMEOUT = "connect_timeout"
    TIMEOUT = "timeout"  # the total deadline of a poll, or a stalled transfer
    CONNECTION_LOST = "connection_lost"  # closed or reset before the answer was whole
    UNREACHABLE = "unreachable"  # no route, no network
    TLS_EXPIRED = "tls_expired"
    TLS_WRONG_HOST = "tls_wrong_host"
    TLS_UNTRUSTED = "tls_untrusted"
    TLS_FAILED = "tls_failed"
    PROXY_FAILED = "proxy_failed"
    PROXY_AUTH = "proxy_auth"  # 407
    REDIRECT_REFUSED = "redirect_refused"  # too many, another scheme, https to http
    BAD_LINK = "bad_link"  # not an http(s) URL
    INSECURE_KEY = "insecure_key"  # a key over plain http needs the user's consent

    # What the provider answered
    KEY_REFUSED = "key_refused"  # 401
    FORBIDDEN = "forbidden"  # 403
    NOT_FOUND = "not_found"  # 404, or 400 with task_not_exist
    RATE_LIMITED = "rate_limited"  # 429
    SERVER_TROUBLE = "server_trouble"  # 5xx
    UNEXPECTED_STATUS = "unexpected_status"  # any other; `detail` starts with the number
    PROVIDER_ERROR = "provider_error"  # 200 that carries an error
    NOT_THE_FEED = "not_the_feed"  # HTML, nothing, a list, a number, cut JSON
    LOGIN_PAGE = "login_page"  # HTML with 200 or a redirect to a page: a captive portal
    TOO_LARGE = "too_large"

    # Saving
    LINK_EXPIRED = "link_expired"  # 401, 403, 404, 410 on a link, also after a new one was asked for
    NO_LINK = "no_link"
    NOT_A_VIDEO = "not_a_video"  # HTML, JSON, text, an empty body
    INCOMPLETE = "incomplete"  # shorter than declared, or the MP4 is cut
    DISK_FULL = "disk_full"
    NO_PERMISSION = "no_permission"
    NO_FOLDER = "no_folder"
    NAME_TOO_LONG = "name_too_long"
    DISK_FAILED = "disk_failed"
    CANCELLED = "cancelled"

    # The keyring
    NO_KEYRING = "no_keyring"
    KEYRING_LOCKED = "keyring_locked"
    KEYRING_SLOW = "keyring_slow"  # no answer yet: a prompt may be open
    KEYRING_FAILED = "keyring_failed"
    BAD_KEY = "bad_key"  # holds characters no HTTP header can carry

    # The library's own file; trouble of its disk that fits none of these is DISK_FAILED
    LIBRARY_DAMAGED = "library_damaged"  # no database, or one whose content contradicts itself
    LIBRARY_MISSING = "library_missing"  # gone, empty or another file, though there was one with tasks
    LIBRARY_NEWER = "library_newer"  # written by a later version of the program
    LIBRARY_BUSY = "library_busy"  # another program holds it
    LIBRARY_READ_ONLY = "library_read_only"  # the file, its folder or its disk takes no change
    LIBRARY_FULL = "library_full"

    INTERNAL = "internal"  # a defect of ours; the log has the traceback


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that went wrong.

    Attributes:
        code: what.
        detail: the provider's or the system's own words: plain text, one line, no key, no query string; may be empty.
        retry_after: seconds the server asks to wait, None where it does not say.
    """

    code: ErrorCode
    detail: str = ""
    retry_after: float | None = None


class PikaError(Exception):
    """An expected failure; `problem` says which."""

    def __init__(self, code: ErrorCode, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.problem = Problem(code, detail, retry_after)


class FeedError(PikaError):
    """A poll that brought no task."""


class TransferError(PikaError):
    """A save or a fetch that brought no file."""


class KeyringError(PikaError):
    """The keyring could not be read or written."""
