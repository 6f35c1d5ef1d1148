"""Owns the proof that base URLs and keys are cleaned as people paste them, and that no key goes where it may not."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.endpoints import (
    PRESETS,
    EndpointError,
    EndpointFault,
    clean_endpoint,
    clean_key,
    is_loopback,
    needs_consent,
    origin,
    same_origin,
)
from app.core.errors import ErrorCode, PikaError


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("https://api.gpt.ge", "https://api.gpt.ge"),
        ("https://api.gpt.ge/", "https://api.gpt.ge"),
        (" <https://api.gpt.ge//> ", "https://api.gpt.ge"),
        ("https://api.gpt.ge/pika", "https://api.gpt.ge"),
        ("https://api.gpt.ge/pika/", "https://api.gpt.ge"),
        ("https://api.gpt.ge/pika/feed", "https://api.gpt.ge"),
        ("https://api.gpt.ge/pika/feed/", "https://api.gpt.ge"),
        ("https://api.gpt.ge/pika/feed/my-task?x=1#y", "https://api.gpt.ge"),
        ("https://h/one/two/pika/feed/x", "https://h/one/two"),
        ("https://h/pikachu", "https://h/pikachu"),
        ("HTTPS://API.Gpt.GE:443/V1", "https://api.gpt.ge/V1"),
        ("http://h:80", "http://h"),
        ("http://h:443", "http://h:443"),
        ("api.gpt.ge", "https://api.gpt.ge"),
        ("api.gpt.ge:8443/x", "https://api.gpt.ge:8443/x"),
        ("localhost:8000", "http://localhost:8000"),
        ("127.0.0.1", "http://127.0.0.1"),
        ("[::1]:9", "http://[::1]:9"),
        ("https://[2001:DB8::1]/", "https://[2001:db8::1]"),
        ("https://h/a b", "https://h/a%20b"),
        ('"https://h"', "https://h"),
    ],
)
def test_an_endpoint_is_cleaned(text: str, endpoint: str) -> None:
    assert clean_endpoint(text) == endpoint
    assert clean_endpoint(endpoint) == endpoint


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", EndpointFault.EMPTY),
        (" '' ", EndpointFault.EMPTY),
        ("ftp://h", EndpointFault.NOT_HTTP),
        ("mailto:me", EndpointFault.NOT_HTTP),
        ("javascript:alert(1)", EndpointFault.NOT_HTTP),
        ("file:///etc", EndpointFault.NOT_HTTP),
        ("https://", EndpointFault.NO_HOST),
        ("https:///x", EndpointFault.NO_HOST),
        ("https://two words", EndpointFault.BAD_HOST),
        ("https://-h", EndpointFault.BAD_HOST),
        ("https://a..b", EndpointFault.BAD_HOST),
        ("https://[::1", EndpointFault.BAD_HOST),
        ("https://" + "a." * 130 + "b", EndpointFault.BAD_HOST),
        ("https://h:0", EndpointFault.BAD_PORT),
        ("https://h:99999", EndpointFault.BAD_PORT),
        ("https://h:x", EndpointFault.BAD_PORT),
        ("https://me:sk-key@h", EndpointFault.HAS_USER),
        ("https://h/?key=1", EndpointFault.HAS_QUERY),
        ("https://h/#x", EndpointFault.HAS_QUERY),
    ],
)
def test_what_is_no_endpoint_is_told(text: str, fault: EndpointFault) -> None:
    with pytest.raises(EndpointError) as caught:
        clean_endpoint(text)
    assert caught.value.fault is fault


@given(st.text() | st.text(alphabet="htps:/.[]@?#%ab1 "))
def test_whatever_is_typed_it_is_an_endpoint_or_told(text: str) -> None:
    with contextlib.suppress(EndpointError):
        endpoint = clean_endpoint(text)
        assert endpoint.startswith(("http://", "https://"))
        assert not endpoint.endswith("/")
        assert endpoint.startswith(origin(endpoint))


def test_presets_are_clean() -> None:
    assert [clean_endpoint(preset.endpoint) for preset in PRESETS] == [preset.endpoint for preset in PRESETS]


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://h/x?y#z", True),
        ("HTTPS://H:443", True),
        ("http://h", False),
        ("https://h:444", False),
        ("https://www.h", False),
        ("https://h.evil", False),
        ("https://h@evil", False),
        ("", False),
    ],
)
def test_a_key_belongs_to_an_origin(url: str, same: bool) -> None:
    assert same_origin("https://h/prefix", url) is same


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://localhost:1", True),
        ("http://LOCALHOST./x", True),
        ("http://a.localhost", True),
        ("http://127.8.8.8", True),
        ("http://[::1]", True),
        ("http://127.0.0.1.evil", False),
        ("http://localhost.evil", False),
        ("http://192.168.0.1", False),
        ("http://[::2]", False),
        ("http://2130706433", False),
        ("nonsense", False),
    ],
)
def test_loopback(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback
    assert needs_consent(url) is (url.startswith("http://") and not loopback)
    assert not needs_consent(url.replace("http://", "https://"))


@pytest.mark.parametrize(
    "text",
    [
        "sk-Key1",
        " sk-Key1\r\n",
        "Bearer sk-Key1",
        "bearer  sk-Key1",
        '"sk-Key1"',
        "'Bearer sk-Key1'",
        'Bearer "sk-Key1"',
        "Authorization: Bearer sk-Key1",
        "“sk-Key1”",
        "sk-\nKey1",
        "\ufeffsk-\u200bKey1\u00a0",
        "`sk-Key1`",
    ],
)
def test_a_key_is_cleaned(text: str) -> None:
    assert clean_key(text) == "sk-Key1"


@pytest.mark.parametrize("text", ["", "  ", "Bearer", "Bearer \n", '""'])
def test_no_key_is_no_key(text: str) -> None:
    assert clean_key(text) == ""


@pytest.mark.parametrize("text", ["sk-…", "sk-кey", "密钥", "sk-\x00", "sk-\x7f"])
def test_a_key_that_no_header_can_carry_is_told(text: str) -> None:
    with pytest.raises(PikaError) as caught:
        clean_key(text)
    assert caught.value.problem.code is ErrorCode.BAD_KEY


@given(st.text())
def test_whatever_is_pasted_a_key_fits_into_a_header(text: str) -> None:
    with contextlib.suppress(PikaError):
        key = clean_key(text)
        assert all("!" <= char <= "~" for char in key)
        assert clean_key(key) == key or key.lower().startswith(("bearer", "authorization"))
