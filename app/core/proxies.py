"""Addresses of proxies as people type them: cleaned and checked."""

from __future__ import annotations

import re
from enum import StrEnum
from urllib.parse import urlsplit

_SCHEMES = frozenset({"http", "https", "socks5", "socks5h"})
_HOST = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\]")


class ProxyFault(StrEnum):
    """Why a text is no address of a proxy."""

    BAD_SCHEME = "bad_scheme"
    BAD_HOST = "bad_host"
    NO_PORT = "no_port"
    BAD_PORT = "bad_port"
    HAS_USER = "has_user"  # the settings are a plain file: no password goes there
    HAS_PATH = "has_path"


class ProxyError(ValueError):
    """The text is no address of a proxy; `fault` says why."""

    def __init__(self, fault: ProxyFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def clean_proxy(text: str) -> str:
    """`scheme://host:port` of what a person typed; "" stays "". Without a scheme it is an http proxy.

    Raises:
        ProxyError: it is none.
    """
    text = text.strip().strip("\"'<>").strip()
    if not text:
        return ""
    scheme, _, rest = text.rpartition("://")
    scheme = scheme.lower() or "http"
    if "@" in rest:
        raise ProxyError(ProxyFault.HAS_USER)
    if scheme not in _SCHEMES:
        raise ProxyError(ProxyFault.BAD_SCHEME)
    host, port = _place(scheme, rest)
    return f"{scheme}://{host.lower()}:{port}"


def _place(scheme: str, rest: str) -> tuple[str, int]:
    """Host and port."""
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        port = parts.port
    except ValueError as error:
        bad_port = "port" in str(error).lower()
        raise ProxyError(ProxyFault.BAD_PORT if bad_port else ProxyFault.BAD_HOST) from None
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ProxyError(ProxyFault.HAS_PATH)
    host = re.sub(r":\d*$", "", parts.netloc)
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise ProxyError(ProxyFault.BAD_HOST)
    if port is None:
        raise ProxyError(ProxyFault.NO_PORT)
    if port == 0:
        raise ProxyError(ProxyFault.BAD_PORT)
    return host, port
