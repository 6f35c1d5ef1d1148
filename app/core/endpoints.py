"""Provider base URLs and API keys as people paste them: cleaned, checked, compared."""

from __future__ import annotations

import ipaddress
import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from app.core.errors import ErrorCode, PikaError

DEFAULT_PORTS = {"http": 80, "https": 443}
FEED_PATH = "/pika/feed/"
NOWHERE = "http://127.0.0.1:9"
"""Endpoint of the demo until it listens: the port that discards what it gets (RFC 863)."""


class Preset(NamedTuple):
    """A known server of the call (API.md): its name, endpoint and what its keys start with."""

    name: str
    endpoint: str
    key_hint: str


PRESETS = (
    Preset("V-API", "https://api.gpt.ge", "sk-…"),
    Preset("APICore", "https://api.apicore.ai", "sk-…"),
    Preset("OpenAI-HK", "https://api.openai-hk.com", "hk-…"),
)


class EndpointFault(StrEnum):
    """Why a text is no endpoint."""

    EMPTY = "empty"
    NOT_HTTP = "not_http"
    NO_HOST = "no_host"
    BAD_HOST = "bad_host"
    BAD_PORT = "bad_port"
    HAS_USER = "has_user"  # user:password@host: a key has no business in a URL that is shown
    HAS_QUERY = "has_query"


class EndpointError(ValueError):
    """The text is no endpoint; `fault` says why."""

    def __init__(self, fault: EndpointFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


_HOST = re.compile(r"(?!-)[\w-]{1,63}(?<!-)(\.(?!-)[\w-]{1,63}(?<!-))*\.?")


def clean_endpoint(text: str) -> str:
    """The base URL in what a person typed or pasted: `http(s)://host[:port][/prefix]`, host in lower case.

    A trailing slash, `/pika`, or `/pika/feed/…` is taken off (API.md); a missing scheme means https, or http for a
    loopback host. The default port of the scheme is dropped.

    Raises:
        EndpointError: it is none.
    """
    text = text.strip().strip("\"'<>").strip()
    if not text:
        raise EndpointError(EndpointFault.EMPTY)
    if "://" not in text:
        if re.match(r"[a-zA-Z][\w+.-]*:(?!\d)", text):
            raise EndpointError(EndpointFault.NOT_HTTP)
        text = ("http://" if _is_loopback_host(_host(_parts("//" + text))) else "https://") + text
    parts = _split(text)
    return f"{parts.scheme}://{_netloc(parts)}{_prefix(parts.path)}"


def _parts(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError:
        raise EndpointError(EndpointFault.BAD_HOST) from None


def _split(text: str) -> SplitResult:
    parts = _parts(text)
    if parts.scheme not in DEFAULT_PORTS:
        raise EndpointError(EndpointFault.NOT_HTTP)
    if "@" in parts.netloc:
        raise EndpointError(EndpointFault.HAS_USER)
    host = _host(parts)
    if not host:
        raise EndpointError(EndpointFault.NO_HOST)
    if not (_HOST.fullmatch(host) or _is_ip(host)) or len(host) > 253:
        raise EndpointError(EndpointFault.BAD_HOST)
    if (parts.query or parts.fragment) and FEED_PATH not in parts.path:
        raise EndpointError(EndpointFault.HAS_QUERY)
    try:
        port = parts.port
    except ValueError:
        raise EndpointError(EndpointFault.BAD_PORT) from None
    if port == 0:
        raise EndpointError(EndpointFault.BAD_PORT)
    return parts


def _prefix(path: str) -> str:
    path = (
        path.split(FEED_PATH, 1)[0]
        if FEED_PATH in path
        else path.rstrip("/").removesuffix("/pika/feed").removesuffix("/pika")
    )
    return re.sub(r"/{2,}", "/", path).rstrip("/").replace(" ", "%20")


def _host(parts: SplitResult) -> str:
    try:
        return (parts.hostname or "").lower()
    except ValueError:
        raise EndpointError(EndpointFault.BAD_HOST) from None


def _netloc(parts: SplitResult) -> str:
    host = _host(parts)
    shown = f"[{host}]" if ":" in host else host
    return shown if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f"{shown}:{parts.port}"


def origin(url: str) -> str:
    """`scheme://host[:port]` of an http(s) URL, the default port left out: what a key belongs to.

    Raises:
        EndpointError: no http(s) URL with a host.
    """
    parts = _split(url.split("?", 1)[0].split("#", 1)[0])
    return f"{parts.scheme}://{_netloc(parts)}"


def same_origin(first: str, second: str) -> bool:
    """Whether two URLs share an origin; False where either is no http(s) URL."""
    try:
        return origin(first) == origin(second)
    except EndpointError:
        return False


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host.split("%", 1)[0])
    except ValueError:
        return False
    return True


def _is_loopback_host(host: str) -> bool:
    if host.rstrip(".") == "localhost" or host.rstrip(".").endswith(".localhost"):
        return True
    return _is_ip(host) and ipaddress.ip_address(host.split("%", 1)[0]).is_loopback


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine: such a provider is never offline, and plain http to it is safe."""
    try:
        return _is_loopback_host(_host(_split(url.split("?", 1)[0])))
    except EndpointError:
        return False


@lru_cache(maxsize=64)
def needs_consent(endpoint: str) -> bool:
    """Whether a key would travel readable to another machine: plain http, not loopback."""
    return endpoint.startswith("http://") and not is_loopback(endpoint)


def clean_key(text: str) -> str:
    """The key in what a person pasted: without "Bearer " in front, quotes, line breaks and other white space.

    Raises:
        PikaError: BAD_KEY where a character is left that no HTTP header carries (RFC 9110, 5.5: visible ASCII).
    """
    key = re.sub(r"[\s\u200b-\u200f\u2028-\u202f\u2060\ufeff]+", " ", text).strip()
    key = re.sub(r"^authorization\s*:\s*", "", key.strip("\"'`“”‘’ "), flags=re.IGNORECASE)
    key = re.sub(r"^bearer(\s+|$)", "", key.strip("\"'`“”‘’ "), flags=re.IGNORECASE)
    key = key.strip("\"'`“”‘’ ").replace(" ", "")
    if not all("!" <= char <= "~" for char in key):
        raise PikaError(ErrorCode.BAD_KEY)
    return key
