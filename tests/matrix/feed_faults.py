"""The table: each way in which a poll can go wrong, what happens on the wire, and what the row has to say.

A line is a `Case`. `test_feed_faults` plays each of them to a task that is known and to one that is not.
"""

from __future__ import annotations

import gzip
import json
import os
import socket
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from app.core.errors import ErrorCode as E
from app.core.feed_client import BODY_LIMIT
from tests.core.wire import Exchange, Script
from tests.matrix.rig import TASK, answering, feed, video

JSON = "Content-Type: application/json"
HTML = "Content-Type: text/html; charset=utf-8"
SOON = 0.3
"""Seconds of the deadline where a case runs into it."""
NEW = feed(video(progress=55), prompt="")
"""What an odd but good answer says: 55 percent."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
LENGTH = b"Content-Length: %d\r\n\r\n" % len(NEW)
GOOD = answering(NEW)
PAGE = b"<!DOCTYPE html><html><title>Sign in</title></html>"


@dataclass(frozen=True)
class Case:
    """One line of the table.

    Attributes:
        name: of the case.
        wire: what the server does with the request; or the name of what happens before one can be sent.
        code: what the poll fails with; None where it is read all the same, and says 55 percent.
        words: what the row's sentence holds.
        detail: what of the provider's own words the row quotes.
        requests: how many arrive for one poll.
        deadline: seconds of a poll.
    """

    name: str
    wire: Script | str
    code: E | None = None
    words: str = ""
    detail: str = ""
    requests: int = 1
    deadline: float = 10.0


def sends(data: bytes) -> Script:
    """These bytes and the end of the connection."""

    def script(exchange: Exchange) -> None:
        exchange.send(data)
        exchange.close()

    return script


def hangs(data: bytes) -> Script:
    """These bytes, then silence."""

    def script(exchange: Exchange) -> None:
        exchange.send(data)
        exchange.over.wait()

    return script


def drips(data: bytes, more: bytes) -> Script:
    """These bytes, then more and more of the others, byte by byte and without end."""

    def script(exchange: Exchange) -> None:
        exchange.send(data)
        exchange.drip(more, 0.01)

    return script


def resets(data: bytes) -> Script:
    """These bytes, then RST."""

    def script(exchange: Exchange) -> None:
        exchange.send(data)
        exchange.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(exchange.sock.detach())

    return script


def says(body: bytes, status: str = "200 OK", *headers: str) -> Script:
    """A whole answer, and the end of the connection."""

    def script(exchange: Exchange) -> None:
        exchange.reply(body, status, *(headers or (JSON,)), length=False)

    return script


def says_json(value: object, status: str = "200 OK", *headers: str) -> Script:
    """A whole answer in JSON."""
    return says(json.dumps(value).encode(), status, *headers)


def keeps(data: bytes) -> Script:
    """These bytes, and the connection stays open for more."""

    def script(exchange: Exchange) -> None:
        exchange.send(data)

    return script


def _bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return packer.compress(NEW) + b"".join(packer.compress(b" " * (1 << 20)) for _ in range(200)) + packer.flush()


def _huge(exchange: Exchange) -> None:
    exchange.send(HEAD + b"Content-Length: 100000000\r\n\r\n")
    for _ in range(100):
        exchange.send(b" " * 1_000_000)


def _endless(exchange: Exchange) -> None:
    exchange.send(HEAD + b"Connection: close\r\n\r\n")
    while not exchange.over.is_set():
        exchange.send(b" " * 65536)


LOST, SLOW, NOT_FEED, TROUBLE = "broke off", "took too long", "not what a Pika provider sends", "has trouble"
LARGE, WEB_PAGE, UNKNOWN_TASK = "too large", "A web page came", "does not know this task"

BEFORE_A_REQUEST = [
    Case("nothing listens", "refused", E.REFUSED, "refuses the connection", requests=0),
    Case("no such name", "no name", E.NAME_UNKNOWN, "address of this server is not known", requests=0),
    Case("no answer to the connect", "full", E.CONNECT_TIMEOUT, "does not answer", requests=0, deadline=SOON),
    Case("no way there", "no way", E.UNREACHABLE, "cannot be reached", requests=0),
    Case("the first of two addresses is closed", "first closed"),
    Case("the first of two addresses drops", "first full", deadline=2.0),
]
BROKEN = [
    Case("closed before the headers", sends(b""), E.CONNECTION_LOST, LOST),
    Case("closed in the status line", sends(b"HTTP/1."), E.CONNECTION_LOST, LOST),
    Case("closed in the headers", sends(HEAD + b"Content-Le"), E.CONNECTION_LOST, LOST),
    Case("closed behind the headers' last line", sends(HEAD), E.CONNECTION_LOST, LOST),
    Case("reset before the headers", resets(b""), E.CONNECTION_LOST, LOST),
    Case("reset in the headers", resets(HEAD), E.CONNECTION_LOST, LOST),
    Case("reset in the body", resets(HEAD + LENGTH + NEW[:20]), E.CONNECTION_LOST, LOST),
    Case("a body that is cut", sends(HEAD + LENGTH + NEW[:-1]), E.CONNECTION_LOST, LOST),
    Case("no body of a declared length", sends(HEAD + LENGTH), E.CONNECTION_LOST, LOST),
    Case("chunks that are cut", sends(HEAD + b"Transfer-Encoding: chunked\r\n\r\n20\r\n{"), E.CONNECTION_LOST, LOST),
    Case(
        "chunks without their end",
        sends(HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n" % (len(NEW), NEW)),
        E.CONNECTION_LOST,
        LOST,
    ),
    Case("chunks of no size", sends(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}"), E.CONNECTION_LOST, LOST),
    Case(
        "gzip that is cut", says(gzip.compress(NEW)[:-9], "200 OK", "Content-Encoding: gzip"), E.CONNECTION_LOST, LOST
    ),
    Case("gzip that is none", says(NEW, "200 OK", "Content-Encoding: gzip"), E.CONNECTION_LOST, LOST),
    Case("another protocol", sends(b"SSH-2.0-OpenSSH_9.2\r\n"), E.CONNECTION_LOST, LOST),
    Case("TLS where plain text is asked", sends(b"\x15\x03\x03\x00\x02\x02\x28"), E.CONNECTION_LOST, LOST),
    Case("two lengths", sends(HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"), E.CONNECTION_LOST, LOST),
    Case("a header of 70 KB", sends(HEAD + b"X: " + b"y" * 70_000 + b"\r\n\r\n"), E.CONNECTION_LOST, LOST),
    Case("200 headers", sends(HEAD + b"X: y\r\n" * 200 + b"\r\n"), E.CONNECTION_LOST, LOST),
    Case(
        "more declared than sent, and silence",
        hangs(HEAD + b"Content-Length: 999\r\n\r\n" + NEW),
        E.TIMEOUT,
        SLOW,
        deadline=SOON,
    ),
    Case("less declared than sent", sends(HEAD + b"Content-Length: 20\r\n\r\n" + NEW), E.NOT_THE_FEED, NOT_FEED),
    Case(
        "less declared than sent, kept open",
        keeps(HEAD + b"Content-Length: 20\r\n\r\n" + NEW),
        E.NOT_THE_FEED,
        NOT_FEED,
    ),
    Case("a length below zero", sends(HEAD + b"Content-Length: -1\r\nConnection: close\r\n\r\n" + NEW)),
]
SLOWLY = [
    Case("silence", hangs(b""), E.TIMEOUT, SLOW, deadline=SOON),
    Case("silence in the headers", hangs(HEAD), E.TIMEOUT, SLOW, deadline=SOON),
    Case("silence in the body", hangs(HEAD + LENGTH + NEW[:20]), E.TIMEOUT, SLOW, deadline=SOON),
    Case("headers that drip", drips(HEAD, b"X: " + b"y" * 60 + b"\r\n"), E.TIMEOUT, SLOW, deadline=SOON),
    Case("a status line that drips", drips(b"", b"H" * 9000), E.TIMEOUT, SLOW, deadline=SOON),
    Case("100 Continue over and over", drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), E.TIMEOUT, SLOW, deadline=SOON),
    Case("103 over and over", drips(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), E.TIMEOUT, SLOW, deadline=SOON),
    Case("a body that drips", drips(HEAD + b"Content-Length: 99999\r\n\r\n", b" "), E.TIMEOUT, SLOW, deadline=SOON),
    Case(
        "a body without a length that drips",
        drips(HEAD + b"Connection: close\r\n\r\n", b" "),
        E.TIMEOUT,
        SLOW,
        deadline=SOON,
    ),
    Case(
        "chunks that drip",
        drips(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        E.TIMEOUT,
        SLOW,
        deadline=SOON,
    ),
]
LARGELY = [
    Case("a bomb of gzip", says(_bomb(), "200 OK", JSON, "Content-Encoding: gzip"), E.TOO_LARGE, LARGE),
    Case("a body of 100 MB", _huge, E.TOO_LARGE, LARGE),
    Case("a body without end", _endless, E.TOO_LARGE, LARGE),
    Case("one byte over the limit", says(NEW + b" " * (BODY_LIMIT + 1 - len(NEW))), E.TOO_LARGE, LARGE),
    Case("just the limit", says(NEW + b" " * (BODY_LIMIT - len(NEW)))),
]
NO_FEED = [
    Case("a page", says(PAGE, "200 OK", HTML), E.LOGIN_PAGE, WEB_PAGE),
    Case("a page without a type", says(b"\xef\xbb\xbf\n <HTML><body>", "200 OK", "X: y"), E.LOGIN_PAGE, WEB_PAGE),
    Case("a page that begins as XML", says(b"<?xml version='1.0'?><html>", "200 OK", HTML), E.LOGIN_PAGE, WEB_PAGE),
    Case("nothing", says(b""), E.NOT_THE_FEED, NOT_FEED),
    Case("white space", says(b"\r\n \t"), E.NOT_THE_FEED, NOT_FEED),
    Case("a list", says(b"[" + NEW + b"]"), E.NOT_THE_FEED, NOT_FEED),
    Case("a number", says(b"37"), E.NOT_THE_FEED, NOT_FEED),
    Case("a string", says(b'"ok"'), E.NOT_THE_FEED, NOT_FEED),
    Case("null", says(b"null"), E.NOT_THE_FEED, NOT_FEED),
    Case("true", says(b"true"), E.NOT_THE_FEED, NOT_FEED),
    Case("an empty object", says(b"{}"), E.NOT_THE_FEED, NOT_FEED),
    Case("plain words", says(b"OK", "200 OK", "Content-Type: text/plain"), E.NOT_THE_FEED, NOT_FEED),
    Case("JSON that is cut", says(NEW[:-3]), E.NOT_THE_FEED, NOT_FEED),
    Case("JSON with more behind it", says(NEW + b"x"), E.NOT_THE_FEED, NOT_FEED),
    Case("lists in lists", says(b"[" * 100_000 + b"]" * 100_000), E.NOT_THE_FEED, NOT_FEED),
    Case("objects in objects", says(b'{"data":' * 50_000 + NEW + b"}" * 50_000), E.NOT_THE_FEED, NOT_FEED),
    Case("UTF-16", says(NEW.decode().encode("utf-16")), E.NOT_THE_FEED, NOT_FEED),
    Case("a picture", says(b"\x89PNG\r\n\x1a\n\0\0", "200 OK", "Content-Type: image/png"), E.NOT_THE_FEED, NOT_FEED),
    Case(
        "a coding that was not asked for",
        says(b"\x0b\x02\x80{}", "200 OK", "Content-Encoding: br"),
        E.NOT_THE_FEED,
        NOT_FEED,
    ),
    Case("an envelope in four others", says_json({"data": {"data": {"data": {"data": {}}}}}), E.NOT_THE_FEED, NOT_FEED),
]
REPORTED = [
    Case(
        "an error's object", says_json({"error": {"message": "quota"}}), E.PROVIDER_ERROR, "reports an error", "quota"
    ),
    Case("an error's code", says_json({"error": {"code": "busy"}}), E.PROVIDER_ERROR, "reports an error", "busy"),
    Case("an error's words", says_json({"error": "quota"}), E.PROVIDER_ERROR, "reports an error", "quota"),
    Case(
        "no success", says_json({"success": False, "message": "quota"}), E.PROVIDER_ERROR, "reports an error", "quota"
    ),
    Case(
        "a code of failure",
        says_json({"code": "fail", "message": "quota", "data": None}),
        E.PROVIDER_ERROR,
        "reports an error",
        "quota",
    ),
    Case(
        "a number of failure",
        says_json({"code": 500, "msg": "quota", "data": {}}),
        E.PROVIDER_ERROR,
        "reports an error",
        "quota",
    ),
    Case("a code alone", says_json({"code": "fail"}), E.PROVIDER_ERROR, "reports an error", "fail"),
    Case(
        "success without data",
        says_json({"code": "success", "message": "", "data": None}),
        E.PROVIDER_ERROR,
        "reports an error",
    ),
    Case(
        "videos and an error",
        says_json({"videos": [], "error": {"message": "quota"}}),
        E.PROVIDER_ERROR,
        "reports an error",
        "quota",
    ),
    Case(
        "an unknown task with 200",
        says_json({"code": "task_not_exist", "message": "", "data": None}),
        E.NOT_FOUND,
        UNKNOWN_TASK,
    ),
    Case(
        "words of many lines",
        says_json({"error": {"message": "quota\n\u202e<b>is\x00 out</b>"}}),
        E.PROVIDER_ERROR,
        "reports an error",
        "quota",
    ),
]
STATUSES = [
    Case(
        "401",
        says_json({"error": {"message": "bad token", "type": "new_api_error", "code": ""}}, "401 No"),
        E.KEY_REFUSED,
        "not accept the key",
        "bad token",
    ),
    Case(
        "401, the other form",
        says_json({"success": False, "message": "bad token"}, "401 No"),
        E.KEY_REFUSED,
        "not accept the key",
        "bad token",
    ),
    Case("401 with a page", says(PAGE, "401 No", HTML), E.KEY_REFUSED, "not accept the key"),
    Case("403", says_json({"error": {"message": "blocked"}}, "403 No"), E.FORBIDDEN, "does not allow this", "blocked"),
    Case(
        "403, the other form",
        says_json({"success": False, "message": "group"}, "403 No"),
        E.FORBIDDEN,
        "does not allow this",
        "group",
    ),
    Case(
        "400 of an unknown task",
        says_json({"code": "task_not_exist", "message": "task_not_exist", "data": None}, "400 Bad"),
        E.NOT_FOUND,
        UNKNOWN_TASK,
    ),
    Case(
        "400", says_json({"message": "bad request"}, "400 Bad"), E.UNEXPECTED_STATUS, "not expected", "400 bad request"
    ),
    Case("402", says_json({"message": "pay"}, "402 Pay"), E.UNEXPECTED_STATUS, "not expected", "402 pay"),
    Case("404 with JSON", says_json({"message": "no task"}, "404 Not Found"), E.NOT_FOUND, UNKNOWN_TASK, "no task"),
    Case("404 with a page", says(PAGE, "404 Not Found", HTML), E.NOT_FOUND, UNKNOWN_TASK),
    Case("410", says(b"", "410 Gone"), E.NOT_FOUND, UNKNOWN_TASK),
    Case("418", says(b"", "418 Teapot"), E.UNEXPECTED_STATUS, "not expected", "418"),
    Case(
        "429",
        says_json({"error": {"message": "slow down"}}, "429 Slow", "Retry-After: 7"),
        E.RATE_LIMITED,
        "fewer requests",
        "slow down",
    ),
    Case("429 that says nothing", says(b"", "429"), E.RATE_LIMITED, "fewer requests"),
    Case("500", says_json({"error": "boom"}, "500 Oh"), E.SERVER_TROUBLE, TROUBLE, "500 boom"),
    Case("502 with a page", says(PAGE, "502 Bad Gateway", HTML), E.SERVER_TROUBLE, TROUBLE, "502"),
    Case("503", says(b"", "503 Busy", "Retry-After: 7"), E.SERVER_TROUBLE, TROUBLE, "503"),
    Case("504", says(b"", "504 Late"), E.SERVER_TROUBLE, TROUBLE, "504"),
    *(
        Case(f"{status}", says(PAGE, f"{status} Cloud", HTML), E.SERVER_TROUBLE, TROUBLE, f"{status}")
        for status in (520, 521, 522, 523, 524, 525, 530)
    ),
    Case(
        "511 of a network that wants a login",
        says(PAGE, "511 Network Authentication Required", HTML),
        E.LOGIN_PAGE,
        WEB_PAGE,
    ),
    Case("204", sends(b"HTTP/1.1 204 No Content\r\n\r\n"), E.UNEXPECTED_STATUS, "not expected", "204"),
    Case("201 with the feed", says(NEW, "201 Made"), E.UNEXPECTED_STATUS, "not expected", "201"),
    Case("206 unasked", says(NEW, "206 Part"), E.UNEXPECTED_STATUS, "not expected", "206"),
    Case("304 unasked", sends(b"HTTP/1.1 304 Not Modified\r\n\r\n"), E.UNEXPECTED_STATUS, "not expected", "304"),
    Case("302 without a place", says(PAGE, "302 Found", HTML), E.UNEXPECTED_STATUS, "not expected", "302"),
    Case("999", says(b"", "999 Denied"), E.UNEXPECTED_STATUS, "not expected", "999"),
    Case(
        "an error whose body is cut",
        sends(b"HTTP/1.1 500 Oh\r\nContent-Length: 99\r\n\r\n{"),
        E.SERVER_TROUBLE,
        TROUBLE,
        "500",
    ),
    Case("an error whose body is huge", says(b"x" * (BODY_LIMIT + 1), "404 Not Found"), E.NOT_FOUND, UNKNOWN_TASK),
]
ODD_BUT_GOOD = [
    Case("HTTP/1.0", sends(b"HTTP/1.0 200 OK\r\n\r\n" + NEW)),
    Case(
        "chunks", sends(HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x;a=b\r\n%b\r\n0\r\nT: x\r\n\r\n" % (len(NEW), NEW))
    ),
    Case(
        "interim answers first",
        sends(
            b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
            b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + LENGTH + NEW
        ),
    ),
    Case("100 Continue first", sends(b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + LENGTH + NEW)),
    Case("gzip", says(gzip.compress(NEW), "200 OK", "Content-Encoding: gzip")),
    Case("deflate", says(zlib.compress(NEW), "200 OK", "Content-Encoding: deflate")),
    Case("line ends without CR", sends(b"HTTP/1.1 200 OK\nContent-Length: %d\n\n%b" % (len(NEW), NEW))),
    Case("no type", says(NEW, "200 OK", "X: y")),
    Case("the type of a page", says(NEW, "200 OK", HTML)),
    Case("a byte order mark", says(b"\xef\xbb\xbf" + NEW)),
    Case("bytes that are not UTF-8", says(NEW.replace(b'"promptText": ""', b'"promptText": "", "x": "\xff\xfe\xc3"'))),
    Case("a field twice", says(NEW.replace(b'"progress": 55', b'"progress": 7, "progress": 55'))),
    Case(
        "NaN and Infinity", says(NEW.replace(b"3183047765", b"NaN").replace(b'"duration": 5', b'"duration": -Infinity'))
    ),
    Case("a number of 5,000 digits", says(NEW.replace(b"3183047765", b"9" * 5000))),
    Case("line breaks in strings", says(NEW.replace(b'"error": ""', b'"error": "\n\t"'))),
    Case("unknown fields", says_json({**json.loads(NEW), "message": "hi", "artifact": {"a": [1]}, "video_raw": None})),
    Case("the envelope of success", says_json({"code": "success", "message": "", "data": json.loads(NEW)})),
    Case("the envelope of 200", says_json({"code": 200, "msg": "ok", "data": json.loads(NEW)})),
    Case("the envelope of 0", says_json({"code": 0, "message": None, "data": json.loads(NEW)})),
    Case("an envelope in another", says_json({"code": "0", "data": {"success": True, "data": json.loads(NEW)}})),
    Case("an envelope around the list", says_json({"code": "success", "data": json.loads(NEW)["videos"]})),
    Case("an envelope without a code", says_json({"data": json.loads(NEW)})),
]

CASES: tuple[Case, ...] = (
    *BEFORE_A_REQUEST,
    *BROKEN,
    *SLOWLY,
    *LARGELY,
    *NO_FEED,
    *REPORTED,
    *STATUSES,
    *ODD_BUT_GOOD,
)


@dataclass(frozen=True)
class Redirect:
    """A line about redirects.

    Attributes:
        name: of the case.
        place: the Location of the first answer, with `{home}`, `{other}`, `{secure}` for the endpoints.
        code, words: as of `Case`; None where the other end's answer is read, and says 55 percent.
        home, other: how many requests arrive at the provider and at the other host.
        there: what is answered where it leads.
        tls: whether the provider speaks https.
        key: whether there is a key.
    """

    name: str
    place: str
    code: E | None
    words: str = ""
    home: int = 1
    other: int = 0
    there: Script = GOOD
    status: str = "302 Found"
    tls: bool = False
    key: bool = True


REFUSED_PLACE = "not safe to follow"
REDIRECTS: tuple[Redirect, ...] = (
    *(
        Redirect(f"{status} to a path", "/moved", None, home=2, status=f"{status} X")
        for status in (301, 302, 303, 307, 308)
    ),
    Redirect("to the same origin", "{home}/moved?a=b", None, home=2),
    Redirect("to another host", "{other}/feed", None, other=1),
    Redirect("to another port of the host", "{port}/feed", None, other=1),
    Redirect("to a host without a scheme", "//{other_host}/feed", None, other=1),
    Redirect("to https", "{secure}/feed", None, other=1),
    Redirect("from https to http with a key", "{other}/feed", E.REDIRECT_REFUSED, REFUSED_PLACE, tls=True),
    Redirect("from https to http without a key", "{other}/feed", None, other=1, tls=True, key=False),
    Redirect("from https to https", "{secure}/feed", None, other=1, tls=True),
    Redirect("round and round", "/pika/feed/" + TASK, E.REDIRECT_REFUSED, REFUSED_PLACE, home=6),
    Redirect("to a file", "file:///etc/passwd", E.REDIRECT_REFUSED, REFUSED_PLACE),
    Redirect("to data", "data:application/json,{{}}", E.REDIRECT_REFUSED, REFUSED_PLACE),
    Redirect("to ftp", "ftp://other.localhost/x", E.REDIRECT_REFUSED, REFUSED_PLACE),
    Redirect("to a script", "javascript:alert(1)", E.REDIRECT_REFUSED, REFUSED_PLACE),
    Redirect("to no host", "http://", E.REDIRECT_REFUSED, REFUSED_PLACE, home=6),
    Redirect("to a broken address", "http://[::1", E.REDIRECT_REFUSED, REFUSED_PLACE),
    Redirect(
        "to a login page elsewhere", "{other}/login", E.LOGIN_PAGE, WEB_PAGE, other=1, there=says(PAGE, "200 OK", HTML)
    ),
    Redirect(
        "to a login page elsewhere with 403",
        "{other}/login",
        E.LOGIN_PAGE,
        WEB_PAGE,
        other=1,
        there=says(PAGE, "403 No", HTML),
    ),
    Redirect("to a login page at home", "/login", E.LOGIN_PAGE, WEB_PAGE, home=2, there=says(PAGE, "200 OK", HTML)),
    Redirect(
        "to a host that wants the key",
        "{other}/feed",
        E.REDIRECT_REFUSED,
        REFUSED_PLACE,
        other=1,
        there=says(b"{}", "401 No"),
    ),
    Redirect("to a host that is not there", "http://nowhere.localhost/", E.NAME_UNKNOWN, "not known"),
)


@dataclass(frozen=True)
class Certificate:
    """A line about the server's certificate: its kind, and what comes of it."""

    kind: str
    code: E | None
    words: str = ""


CERTIFICATES: tuple[Certificate, ...] = (
    Certificate("good", None),  # of a private authority that the system trusts
    Certificate("expired", E.TLS_EXPIRED, "has expired"),
    Certificate("not yet valid", E.TLS_EXPIRED, "this computer's clock"),
    Certificate("other host", E.TLS_WRONG_HOST, "for another address"),
    Certificate("untrusted", E.TLS_UNTRUSTED, "is not trusted"),
    Certificate("self-signed", E.TLS_UNTRUSTED, "is not trusted"),
    Certificate("none: plain http", E.TLS_FAILED, "No secure connection"),
)

Odd = Callable[[], object]
FIELDS: tuple[str, ...] = tuple(video())
WRONG: dict[str, object] = {
    "null": None,
    "true": True,
    "a number": 7,
    "below zero": -3,
    "a fraction": 3.7,
    "beyond 64 bits": 10**30,
    "text": "§ ü 晨",
    "empty text": "",
    "a list": [1, "a"],
    "an object": {"message": {"a": 1}},
    "long text": "x" * 30_000,
    "control characters": "a\x00\ud800\u202e",
}
"""Values that no field has in API.md, or not every field."""
