"""Says in our codes what requests, urllib3, ssl and the socket raised."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPException

from requests import exceptions as requests_errors
from socks import SOCKS5AuthError  # type: ignore[import-untyped]
from urllib3 import exceptions as urllib3_errors

from app.core.errors import ErrorCode, PikaError

EXPECTED = (requests_errors.RequestException, urllib3_errors.HTTPError, HTTPException, OSError, ValueError)
"""What a request can raise without a defect of ours. ValueError: http.client's and idna's way to refuse odd input."""

_UNREACHABLE = frozenset(
    getattr(errno, name)
    for name in ("ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "EHOSTDOWN", "EADDRNOTAVAIL", "EPERM", "EACCES")
    if hasattr(errno, name)
)
_BAD_LINKS = (
    requests_errors.InvalidURL,
    requests_errors.MissingSchema,
    urllib3_errors.LocationValueError,
    UnicodeError,
)
# OpenSSL's X509_V_ERR_* numbers, which ssl gives as verify_code
_NOT_YET_VALID, _EXPIRED, _WRONG_NAME, _WRONG_ADDRESS = 9, 10, 62, 64


def explain(error: BaseException) -> PikaError:
    """The error that stands for `error`, whose detail is the system's own words: never a URL, a header or a key."""
    chain = list(_chain(error))
    return PikaError(_code(chain), _words(chain))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what caused it, outermost first: urllib3 wraps in `reason`, in args, and by `raise from`."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, BaseException) and id(item) not in seen:
            seen.add(id(item))
            yield item
            waiting += [getattr(item, "reason", None), *item.args, item.__cause__, item.__context__]


def _code(chain: list[BaseException]) -> ErrorCode:
    def has(*kinds: type[BaseException]) -> bool:
        return any(isinstance(item, kinds) for item in chain)

    if has(urllib3_errors.ProxyError, requests_errors.InvalidProxyURL, requests_errors.InvalidSchema):
        wants_login = has(SOCKS5AuthError) or any(" 407" in str(item) for item in chain)
        return ErrorCode.PROXY_AUTH if wants_login else ErrorCode.PROXY_FAILED
    if has(*_BAD_LINKS):
        return ErrorCode.BAD_LINK
    for item in chain:
        if isinstance(item, ssl.SSLCertVerificationError):
            return _certificate(item)
    if has(socket.gaierror):
        return ErrorCode.NAME_UNKNOWN
    if has(ConnectionRefusedError):
        return ErrorCode.REFUSED
    # An ssl.SSLError is an OSError too, but its errno counts OpenSSL's own kinds: 1 is not EPERM there.
    numbers = {item.errno for item in chain if isinstance(item, OSError) and not isinstance(item, ssl.SSLError)}
    if numbers & _UNREACHABLE:
        return ErrorCode.UNREACHABLE
    if has(urllib3_errors.ConnectTimeoutError) and (has(TimeoutError) or not has(urllib3_errors.NewConnectionError)):
        return ErrorCode.CONNECT_TIMEOUT
    if has(TimeoutError, urllib3_errors.ReadTimeoutError):
        return ErrorCode.TIMEOUT
    if has(ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
        return ErrorCode.CONNECTION_LOST
    return ErrorCode.TLS_FAILED if has(ssl.SSLError) else ErrorCode.CONNECTION_LOST


def _certificate(error: ssl.SSLCertVerificationError) -> ErrorCode:
    number = getattr(error, "verify_code", 0)
    words = f"{getattr(error, 'verify_message', '')} {error}".lower()  # the only source on Windows and macOS
    if number in (_EXPIRED, _NOT_YET_VALID) or "expired" in words or "not yet valid" in words:
        return ErrorCode.TLS_EXPIRED
    if number in (_WRONG_NAME, _WRONG_ADDRESS) or "mismatch" in words or "not valid for" in words:
        return ErrorCode.TLS_WRONG_HOST
    return ErrorCode.TLS_UNTRUSTED


def _words(chain: list[BaseException]) -> str:
    for item in reversed(chain):
        if isinstance(item, ssl.SSLCertVerificationError):
            return str(getattr(item, "verify_message", ""))[:200]
        if isinstance(item, ssl.SSLError):
            return str(item.reason or "")[:200]
        if isinstance(item, OSError) and type(item).__module__ in ("builtins", "socket") and item.strerror:
            return str(item.strerror)[:200]
    return ""
