"""Owns the proof that a proxy's address is taken as people type it, and never with a password in it."""

from __future__ import annotations

import pytest

from app.core.proxies import ProxyError, ProxyFault, clean_proxy


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("", ""),
        ("   ", ""),
        ("http://proxy:3128", "http://proxy:3128"),
        (" HTTP://Proxy.Example.org:3128/ ", "http://proxy.example.org:3128"),
        ("proxy:8080", "http://proxy:8080"),
        ("10.0.0.1:8080", "http://10.0.0.1:8080"),
        ("socks5://localhost:1080", "socks5://localhost:1080"),
        ("socks5h://localhost:1080", "socks5h://localhost:1080"),
        ("https://[::1]:3128", "https://[::1]:3128"),
        ("http://proxy:080", "http://proxy:80"),
    ],
)
def test_an_address_is_cleaned(typed: str, clean: str) -> None:
    assert clean_proxy(typed) == clean
    assert clean_proxy(clean) == clean


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("http://me:secret@proxy:3128", ProxyFault.HAS_USER),
        ("me:secret@proxy:3128", ProxyFault.HAS_USER),
        ("socks5://me@proxy:1080", ProxyFault.HAS_USER),
        ("ftp://proxy:21", ProxyFault.BAD_SCHEME),
        ("socks4://proxy:1080", ProxyFault.BAD_SCHEME),
        ("a://b://c:1", ProxyFault.BAD_SCHEME),
        ("http://proxy", ProxyFault.NO_PORT),
        ("proxy", ProxyFault.NO_PORT),
        ("http://proxy:", ProxyFault.NO_PORT),
        ("http://proxy:0", ProxyFault.BAD_PORT),
        ("http://proxy:65536", ProxyFault.BAD_PORT),
        ("http://proxy:eighty", ProxyFault.BAD_PORT),
        ("http://:3128", ProxyFault.BAD_HOST),
        ("http://pro xy:3128", ProxyFault.BAD_HOST),
        ("http://[::1:3128", ProxyFault.BAD_HOST),
        ("http://proxy:3128/path", ProxyFault.HAS_PATH),
        ("http://proxy:3128?x=1", ProxyFault.HAS_PATH),
        ("http://proxy:3128\r\nX: y", ProxyFault.BAD_PORT),
    ],
)
def test_what_is_none_is_told_apart(typed: str, fault: ProxyFault) -> None:
    with pytest.raises(ProxyError) as caught:
        clean_proxy(typed)
    assert caught.value.fault is fault
