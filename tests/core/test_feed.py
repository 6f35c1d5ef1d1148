"""Owns the proof that every answer of API.md, and every oddity in one, is read as well as it can be."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import ErrorCode, FeedError, Problem
from app.core.feed import MAX_WORDS, one_line, read_answer, retry_after
from app.core.model import MAX_VIDEOS, Answer, Video, VideoStatus

BASE = "https://api.example.com/pika/feed/66e0818e-05fb-454e-b246-a6f253e9ffbf"
ID = "66e0818e-05fb-454e-b246-a6f253e9ffbf"
CDN = f"https://cdn.pika.art/v1/{ID}"
DOCUMENTED = {
    "id": ID,
    "promptText": "Plane fly",
    "videos": [
        {
            "id": ID,
            "status": "finished",
            "seed": 3183047765,
            "resultUrl": f"{CDN}/Plane_fly_seed3183047765.mp4",
            "sharingUrl": f"{CDN}/Plane_fly_seed3183047765_share.mp4",
            "videoPoster": f"{CDN}/poster.jpg",
            "imageThumb": f"{CDN}/thumbnail.jpg",
            "duration": 5,
            "error": "",
            "progress": 100,
        }
    ],
}


def read(data: Any, status: int = 200, **headers: str) -> Answer:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return read_answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body, base_url=BASE)


def refused(data: Any, status: int = 200, **headers: str) -> Problem:
    with pytest.raises(FeedError) as caught:
        read(data, status, **headers)
    return caught.value.problem


def video(**fields: Any) -> Video:
    (only,) = read({"id": ID, "promptText": "p", "videos": [{"id": ID, **fields}]}).videos
    return only


def test_the_documented_answer_is_read_whole() -> None:
    assert read(DOCUMENTED) == Answer(
        "Plane fly",
        (
            Video(
                ID,
                0,
                VideoStatus.FINISHED,
                "finished",
                100,
                3183047765,
                5.0,
                f"{CDN}/Plane_fly_seed3183047765.mp4",
                f"{CDN}/Plane_fly_seed3183047765_share.mp4",
                f"{CDN}/poster.jpg",
                f"{CDN}/thumbnail.jpg",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("queued", VideoStatus.QUEUED),
        ("pending", VideoStatus.RUNNING),
        ("finished", VideoStatus.FINISHED),
        ("error", VideoStatus.FAILED),
        ("processing", VideoStatus.RUNNING),
        ("Succeeded", VideoStatus.FINISHED),
        ("FAILED", VideoStatus.FAILED),
        ("In Progress", VideoStatus.RUNNING),
        (" Queued ", VideoStatus.QUEUED),
        ("dreaming", VideoStatus.UNKNOWN),
        (None, VideoStatus.UNKNOWN),
        (7, VideoStatus.UNKNOWN),
    ],
)
def test_status_words(word: object, status: VideoStatus) -> None:
    assert video(status=word).status is status


def test_an_unknown_status_with_a_link_counts_as_finished() -> None:
    assert video(status="ripe", resultUrl=f"{CDN}/a.mp4").ready


def test_a_reason_without_a_status_is_a_failure() -> None:
    got = video(error="out of credit")
    assert (got.status, got.error) == (VideoStatus.FAILED, "out of credit")


@pytest.mark.parametrize(
    ("status", "body", "code", "detail"),
    [
        (
            401,
            {"error": {"message": "bad token (request id: 1)", "type": "new_api_error", "code": ""}},
            ErrorCode.KEY_REFUSED,
            "bad token (request id: 1)",
        ),
        (401, {"success": False, "message": "no such key"}, ErrorCode.KEY_REFUSED, "no such key"),
        (401, b"", ErrorCode.KEY_REFUSED, ""),
        (403, {"error": {"message": "account blocked"}}, ErrorCode.FORBIDDEN, "account blocked"),
        (403, {"success": False, "message": "group"}, ErrorCode.FORBIDDEN, "group"),
        (
            400,
            {"code": "task_not_exist", "message": "task_not_exist", "data": None},
            ErrorCode.NOT_FOUND,
            "task_not_exist",
        ),
        (400, {"message": "bad request"}, ErrorCode.UNEXPECTED_STATUS, "400 bad request"),
        (404, {"message": "task unknown"}, ErrorCode.NOT_FOUND, "task unknown"),
        (404, b"<html>404</html>", ErrorCode.NOT_FOUND, ""),
        (429, {"error": {"message": "slow down"}}, ErrorCode.RATE_LIMITED, "slow down"),
        (429, b"\xff\x00", ErrorCode.RATE_LIMITED, ""),
        (500, {"error": "boom"}, ErrorCode.SERVER_TROUBLE, "500 boom"),
        (502, b"<html>Bad Gateway</html>", ErrorCode.SERVER_TROUBLE, "502"),
        (503, b"", ErrorCode.SERVER_TROUBLE, "503"),
        (504, b"", ErrorCode.SERVER_TROUBLE, "504"),
        (511, b"<html>", ErrorCode.LOGIN_PAGE, ""),
        (524, b"<html>", ErrorCode.SERVER_TROUBLE, "524"),
        (204, b"", ErrorCode.UNEXPECTED_STATUS, "204"),
        (418, b"tea", ErrorCode.UNEXPECTED_STATUS, "418"),
    ],
)
def test_an_error_status_keeps_the_providers_words(status: int, body: Any, code: ErrorCode, detail: str) -> None:
    problem = refused(body, status)
    assert (problem.code, problem.detail) == (code, detail)


def test_only_429_and_503_are_told_how_long_to_wait() -> None:
    assert refused(b"", 429, retry_after="7").retry_after == 7.0
    assert refused(b"", 503, retry_after="7").retry_after == 7.0
    assert refused(b"", 500, retry_after="7").retry_after is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 3 ", 3.0),
        ("Tue, 14 Nov 2023 22:14:20 GMT", 60.0),
        ("Tue, 14 Nov 2023 22:14:20", 60.0),
        ("Tuesday, 14-Nov-23 22:14:20 GMT", 60.0),
        ("Tue, 14 Nov 2023 22:12:20 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("9" * 400, float("9" * 18)),
        ("Tue, 99 Nov 9999999 22:14:20 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert retry_after({"retry-after": value}, now=1_700_000_000.0) == seconds


@pytest.mark.parametrize("code", ["success", "SUCCESS", 200, 0, "0", ""])
def test_envelopes_are_read_through(code: object) -> None:
    assert read({"code": code, "message": "", "data": DOCUMENTED}) == read(DOCUMENTED)
    assert read({"code": code, "msg": "ok", "data": {"code": 0, "data": DOCUMENTED}}) == read(DOCUMENTED)


def test_an_envelope_may_hold_the_list_of_videos_itself() -> None:
    assert read({"code": "success", "data": DOCUMENTED["videos"]}).videos == read(DOCUMENTED).videos


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        ({"code": "fail", "message": "no channel", "data": None}, ErrorCode.PROVIDER_ERROR, "no channel"),
        ({"code": 500, "msg": "no channel", "data": {}}, ErrorCode.PROVIDER_ERROR, "no channel"),
        ({"code": "fail"}, ErrorCode.PROVIDER_ERROR, "fail"),
        ({"code": "task_not_exist", "message": "", "data": None}, ErrorCode.NOT_FOUND, "task_not_exist"),
        ({"code": "success", "message": "", "data": None}, ErrorCode.PROVIDER_ERROR, ""),
        ({"error": {"message": "blocked"}}, ErrorCode.PROVIDER_ERROR, "blocked"),
        ({"error": {"code": "busy"}}, ErrorCode.PROVIDER_ERROR, "busy"),
        ({"error": "blocked"}, ErrorCode.PROVIDER_ERROR, "blocked"),
        ({"success": False, "message": "blocked"}, ErrorCode.PROVIDER_ERROR, "blocked"),
        ({"videos": [], "error": {"message": "blocked"}}, ErrorCode.PROVIDER_ERROR, "blocked"),
        ({"data": {"data": {"data": {"data": {}}}}}, ErrorCode.NOT_THE_FEED, ""),
        ({}, ErrorCode.NOT_THE_FEED, ""),
        ([], ErrorCode.NOT_THE_FEED, ""),
        ([DOCUMENTED], ErrorCode.NOT_THE_FEED, ""),
        (7, ErrorCode.NOT_THE_FEED, ""),
        (None, ErrorCode.NOT_THE_FEED, ""),
        ("text", ErrorCode.NOT_THE_FEED, ""),
        (b"", ErrorCode.NOT_THE_FEED, ""),
        (b" \r\n", ErrorCode.NOT_THE_FEED, ""),
        (json.dumps(DOCUMENTED).encode()[:-9], ErrorCode.NOT_THE_FEED, ""),
        (b"\x00\xff\xfe", ErrorCode.NOT_THE_FEED, ""),
        (b"[" * 200_000, ErrorCode.NOT_THE_FEED, ""),
        (b"<!DOCTYPE html><title>Sign in</title>", ErrorCode.LOGIN_PAGE, ""),
        (b"\xef\xbb\xbf \n<HTML>", ErrorCode.LOGIN_PAGE, ""),
    ],
)
def test_a_200_that_is_no_task(body: Any, code: ErrorCode, detail: str) -> None:
    problem = refused(body)
    assert (problem.code, problem.detail) == (code, detail)


def test_a_page_of_another_form_is_told_by_its_type() -> None:
    page = b"<?xml version='1.0'?><!DOCTYPE html>"
    assert refused(page, content_type="text/html; charset=utf-8").code is ErrorCode.LOGIN_PAGE
    assert refused(page, content_type="application/xml").code is ErrorCode.NOT_THE_FEED


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert read(b"\xef\xbb\xbf" + json.dumps(DOCUMENTED).encode()) == read(DOCUMENTED)


def test_unknown_fields_are_ignored() -> None:
    more = {**DOCUMENTED, "message": "hello", "artifact": {"a": [1]}, "video_raw": None}
    assert read(more) == read(DOCUMENTED)


@pytest.mark.parametrize("videos", [None, [], {}, "text", 3, [None, 7, "text", []]])
def test_a_task_without_videos_is_a_task(videos: object) -> None:
    assert read({"id": ID, "promptText": "p", "videos": videos}) == Answer("p", ())


@pytest.mark.parametrize("data", [{"id": ID}, {"promptText": "p"}, {"id": ID, "promptText": None}])
def test_a_task_may_lack_the_list_of_videos(data: dict[str, Any]) -> None:
    assert read(data).videos == ()


def test_videos_of_one_id_are_told_apart_and_those_without_get_one() -> None:
    got = read({"videos": [{"id": "a"}, {"id": "a"}, {}, {"id": None}, {"id": 5}]}).videos
    assert [(each.id, each.nth) for each in got] == [("a", 0), ("a", 1), ("3", 0), ("4", 0), ("5", 0)]


@pytest.mark.parametrize(
    ("value", "percent"),
    [
        (0, 0),
        ("37", 37),
        ("100%", 100),
        (37.9, 37),
        ("37.9 %", 37),
        (-3, 0),
        ("-3", 0),
        (250, 100),
        (None, None),
        ("", None),
        ("half", None),
        (True, None),
        ([], None),
        (float("nan"), None),
        (float("inf"), None),
        (10**30, None),
    ],
)
def test_progress(value: object, percent: int | None) -> None:
    assert video(status="pending", progress=value).progress == percent


def test_a_finished_video_is_done_by_100_percent() -> None:
    assert video(status="finished", progress=3).progress == 100


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(5, 5.0), ("5s", 5.0), ("5.5s", 5.5), (0, None), (-1, None), (1e9, None), (None, None), ({}, None)],
)
def test_duration(value: object, seconds: float | None) -> None:
    assert video(duration=value).duration == seconds


@pytest.mark.parametrize(
    ("value", "seed"),
    [
        (3183047765, 3183047765),
        ((1 << 63) - 1, (1 << 63) - 1),
        ("7712045180423", 7712045180423),
        (1 << 63, None),
        (-5, -5),
        (None, None),
        ("x", None),
    ],
)
def test_seed(value: object, seed: int | None) -> None:
    assert video(seed=value).seed == seed


def test_a_number_that_python_refuses_to_read_loses_only_itself() -> None:
    body = json.dumps(DOCUMENTED).encode().replace(b"3183047765,", b"9" * 5000 + b",", 1)
    (got,) = read(body).videos
    assert got.ready
    assert got.seed is None


@pytest.mark.parametrize(
    ("link", "read_as"),
    [
        ("", ""),
        (None, ""),
        (7, f"{BASE}/7"),
        ("http://other.example/a.mp4", "http://other.example/a.mp4"),
        ("HTTPS://other.example/a.mp4", "https://other.example/a.mp4"),
        ("//cdn.example/a.mp4", "https://cdn.example/a.mp4"),
        ("/v1/a.mp4", "https://api.example.com/v1/a.mp4"),
        (" https://h/a b.mp4 ", "https://h/a%20b.mp4"),
        ("https://h/晨雾.mp4?签=名", "https://h/%E6%99%A8%E9%9B%BE.mp4?%E7%AD%BE=%E5%90%8D"),
        ("https://münchen.example/a.mp4", "https://xn--mnchen-3ya.example/a.mp4"),
        ("https://h/a%20b.mp4?sig=a%2Fb%3D", "https://h/a%20b.mp4?sig=a%2Fb%3D"),
        ("https://h/50% off.mp4", "https://h/50%25%20off.mp4"),
        ("https://h:8443/a.mp4", "https://h:8443/a.mp4"),
        ("https://h/a.mp4#t=1", "https://h/a.mp4"),
        ("https://h/a.mp4?x=1&y='2'", "https://h/a.mp4?x=1&y='2'"),
        ("https://user:pass@h/a.mp4", ""),
        ("https://h:99999/a.mp4", ""),
        ("https://[::1/a.mp4", ""),
        ("https://two words/a.mp4", ""),
        ("file:///etc/passwd", ""),
        ("javascript:alert(1)", ""),
        ("data:video/mp4;base64,AAAA", ""),
        ("ftp://h/a.mp4", ""),
        ("https://h/" + "a" * 9000, ""),
    ],
)
def test_links(link: object, read_as: str) -> None:
    got = video(status="finished", resultUrl=link, sharingUrl=link, videoPoster=link, imageThumb=link)
    assert {got.result_url, got.sharing_url, got.poster_url, got.thumb_url} == {read_as}


def test_words_are_one_line_that_utf_8_can_hold() -> None:
    got = one_line("a\r\n\x00b\x1b[31m\u2028c \ud800" + "x" * 9000)
    assert got.startswith("a b [31m c ?x")
    assert len(got) == MAX_WORDS
    assert refused(b'{"error": {"message": "half \\ud83d"}}', 401).detail == "half ?"


def test_a_prompt_keeps_its_lines_and_its_script() -> None:
    answer = read(b'{"promptText": " \xe6\x99\xa8\\n\\u0000\\ud800 ", "videos": []}')
    assert answer.prompt == "晨\n ?"


def test_more_videos_than_anyone_makes_are_left_out() -> None:
    assert len(read({"videos": [{}] * (MAX_VIDEOS + 5)}).videos) == MAX_VIDEOS


_json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*DOCUMENTED, *DOCUMENTED["videos"][0], "data", "code", "success", "message", "x"]),
            inner,
            max_size=8,
        )
    ),
    max_leaves=20,
)


@given(_json_values, st.integers(100, 599))
def test_whatever_json_comes_it_is_an_answer_or_a_feed_error(value: object, status: int) -> None:
    try:
        answer = read_answer(status, {}, json.dumps(value).encode(), base_url=BASE)
    except FeedError as error:
        error.problem.detail.encode()
        return
    for each in answer.videos:
        texts = (each.id, each.provider_status, each.error, each.result_url, each.poster_url, answer.prompt)
        "".join(texts).encode()
        assert each.progress is None or 0 <= each.progress <= 100
        assert each.seed is None or abs(each.seed) < 1 << 63
        assert each.result_url == "" or each.result_url.startswith(("http://", "https://"))


@given(st.binary(max_size=200), st.integers(100, 599))
def test_whatever_bytes_come_it_is_an_answer_or_a_feed_error(body: bytes, status: int) -> None:
    with contextlib.suppress(FeedError):
        assert isinstance(read_answer(status, {}, body, base_url=BASE), Answer)
