"""Saving one video, over a real socket, into real files."""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
import os
import re
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.core import file_lock, part_file
from app.core.cancel import Cancel
from app.core.download import SourceError, discard, download, keep_copy, settle
from app.core.errors import ErrorCode, Problem, TransferError
from app.core.model import SavedFile
from app.core.pace import SLOW_SECONDS, SLOWEST, SpeedFloor, SpeedLimit
from app.core.part_file import disk_error
from app.core.transport import Transport
from tests.core.test_mp4 import FTYP, box, moov
from tests.core.wire import Exchange, Wire

Serve = Callable[..., Wire]
MEDIA = bytes(range(256)) * 1000
HEADER = FTYP + moov(len(FTYP) + len(moov(0)) + 8, (100_000, 156_000))
VIDEO = HEADER + box(b"mdat", MEDIA)
WEBM = b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm" + b"\x18\x53\x80\x67\x86" + b"\x1f\x43\xb6\x75\x81x"
ETAG = 'ETag: "v1"'
CUT = 100_000


@pytest.fixture
def save(transport: Transport, tmp_path: Path) -> Callable[..., SavedFile]:
    """Save what is at an address as "name" in the test's folder."""

    def run(url: str, stem: str = "name", cancel: Cancel | None = None, **options: object) -> SavedFile:
        progress = options.pop("on_progress", lambda done, total: None)
        return download(transport, url, tmp_path, stem, on_progress=progress, cancel=cancel or Cancel(), **options)  # type: ignore[arg-type]

    return run


def fails(call: Callable[[], object]) -> Problem:
    """What `call` fails with."""
    with pytest.raises(TransferError) as raised:
        call()
    return raised.value.problem


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def cut_then(after: Callable[[Exchange], None], *headers: str, video: bytes = VIDEO) -> Callable[[Exchange], None]:
    """A server that breaks the first answer off and gives later ones by `after`."""
    first = threading.Event()

    def script(exchange: Exchange) -> None:
        if first.is_set():
            after(exchange)
            return
        first.set()
        lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(video)}", *headers]
        exchange.send("\r\n".join(lines).encode() + b"\r\n\r\n" + video[:CUT])
        exchange.close()

    return script


def rest(exchange: Exchange) -> None:
    """Answer a range as a good server does."""
    start = int(exchange.headers["range"].removeprefix("bytes=").rstrip("-"))
    content_range = f"Content-Range: bytes {start}-{len(VIDEO) - 1}/{len(VIDEO)}"
    exchange.reply(VIDEO[start:], "206 Partial Content", content_range, ETAG)


def whole(exchange: Exchange) -> None:
    """Answer with all of it, whatever was asked."""
    exchange.reply(VIDEO, "200 OK", ETAG)


# Whole files


def test_a_video(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    wire = serve(lambda exchange: exchange.reply(VIDEO, "200 OK", "Content-Type: text/plain"))
    steps: list[tuple[int, int | None]] = []
    saved = save(wire.url("/odd.exe?sig=1"), on_progress=lambda *step: steps.append(step))
    assert saved.path == str(tmp_path / "name.mp4")
    assert Path(saved.path).read_bytes() == VIDEO
    assert (saved.size, saved.sha256) == (len(VIDEO), hashlib.sha256(VIDEO).hexdigest())
    assert names(tmp_path) == ["name.mp4"]
    assert steps == sorted(steps)
    assert steps[-1] == (len(VIDEO), len(VIDEO))
    seen = wire.seen[0].headers
    assert seen["accept-encoding"] == "identity"
    assert not {"range", "if-range", "authorization"} & set(seen)


def test_without_a_length_the_structure_decides(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    wire = serve(lambda exchange: exchange.reply(VIDEO, length=False))
    steps: list[tuple[int, int | None]] = []
    assert save(wire.url(), on_progress=lambda *step: steps.append(step)).size == len(VIDEO)
    assert steps[-1] == (len(VIDEO), None)
    wire = serve(lambda exchange: exchange.reply(VIDEO[:-1], length=False))
    assert fails(lambda: save(wire.url())).code is ErrorCode.INCOMPLETE
    assert names(tmp_path) == ["name.mp4"]


@pytest.mark.parametrize(
    ("data", "extension"), [(WEBM, ".webm"), (VIDEO.replace(b"isom\0\0\2\0isom", b"qt  \0\0\2\0qt  "), ".mov")]
)
def test_the_content_names_the_kind(
    save: Callable[..., SavedFile], serve: Serve, tmp_path: Path, data: bytes, extension: str
) -> None:
    wire = serve(lambda exchange: exchange.reply(data))
    assert save(wire.url("/v.mp4")).path == str(tmp_path / f"name{extension}")


@pytest.mark.parametrize(
    "body", [b"", b"<html>expired</html>", b'{"error":1}', b"no", b"\x89PNG\r\n\x1a\n" + bytes(99), bytes(9999)]
)
@pytest.mark.parametrize("length", [True, False])
def test_what_is_no_video_leaves_nothing(
    save: Callable[..., SavedFile], serve: Serve, tmp_path: Path, body: bytes, length: bool
) -> None:
    wire = serve(lambda exchange: exchange.reply(body, "200 OK", "Content-Type: video/mp4", ETAG, length=length))
    assert fails(lambda: save(wire.url())).code is ErrorCode.NOT_A_VIDEO
    assert names(tmp_path) == []


def test_an_endless_page_is_given_up_at_its_start(save: Callable[..., SavedFile], serve: Serve) -> None:
    wire = serve(lambda exchange: exchange.drip(b"HTTP/1.1 200 OK\r\n\r\n<html>" + b"x" * 100, 0.0))
    assert fails(lambda: save(wire.url())).code is ErrorCode.NOT_A_VIDEO


def test_a_whole_answer_with_a_cut_video(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    wire = serve(lambda exchange: exchange.reply(VIDEO[:-5], "200 OK", ETAG))
    assert fails(lambda: save(wire.url())).code is ErrorCode.INCOMPLETE
    assert names(tmp_path) == []


def test_a_body_that_is_longer_than_declared(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(VIDEO) - 9}\r\n\r\n".encode()
    wire = serve(lambda exchange: exchange.send(head + VIDEO))
    assert fails(lambda: save(wire.url())).code is ErrorCode.INCOMPLETE
    assert names(tmp_path) == []


def test_gzip_that_was_not_asked_for(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    wire = serve(lambda exchange: exchange.reply(gzip.compress(VIDEO), "200 OK", "Content-Encoding: gzip", ETAG))
    assert Path(save(wire.url()).path).read_bytes() == VIDEO
    cut = serve(cut_then(whole, "Content-Encoding: gzip", ETAG, video=gzip.compress(VIDEO + os.urandom(200_000))))
    assert fails(lambda: save(cut.url())).code is ErrorCode.CONNECTION_LOST
    assert names(tmp_path) == ["name.mp4"]  # coded bytes cannot be resumed


# Resuming


def test_resume(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    wire = serve(cut_then(rest, ETAG))
    assert fails(lambda: save(wire.url("/v.mp4?sig=SECRET1"))).code is ErrorCode.CONNECTION_LOST
    assert names(tmp_path) == ["name.mp4.part", "name.mp4.part.json"]
    assert (tmp_path / "name.mp4.part").stat().st_size == CUT
    assert "SECRET" not in (tmp_path / "name.mp4.part.json").read_text()
    steps: list[tuple[int, int | None]] = []
    saved = save(wire.url("/v.mp4?sig=SECRET2"), on_progress=lambda *step: steps.append(step))
    assert Path(saved.path).read_bytes() == VIDEO
    assert saved.sha256 == hashlib.sha256(VIDEO).hexdigest()
    assert names(tmp_path) == ["name.mp4"]
    assert (wire.seen[1].headers["range"], wire.seen[1].headers["if-range"]) == (f"bytes={CUT}-", '"v1"')
    assert steps[0][0] > CUT
    assert len(wire.seen) == 2


def test_resume_by_date_at_the_same_place_only(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    date = "Wed, 21 Oct 2015 07:28:00 GMT"
    wire = serve(
        cut_then(
            lambda exchange: rest(exchange) if "range" in exchange.headers else whole(exchange),
            f"Last-Modified: {date}",
        )
    )
    fails(lambda: save(wire.url("/a.mp4")))
    save(wire.url("/b.mp4"))
    assert "range" not in wire.seen[1].headers
    wire = serve(cut_then(rest, f"Last-Modified: {date}"))
    fails(lambda: save(wire.url("/a.mp4"), "other"))
    save(wire.url("/a.mp4?x"), "other")
    assert wire.seen[1].headers["if-range"] == date
    assert (tmp_path / "other.mp4").read_bytes() == VIDEO


@pytest.mark.parametrize("headers", [(), ('ETag: W/"v1"',), ("ETag: v1",)])
def test_without_a_strong_validator_nothing_is_kept(
    save: Callable[..., SavedFile], serve: Serve, tmp_path: Path, headers: tuple[str, ...]
) -> None:
    wire = serve(cut_then(whole, *headers))
    fails(lambda: save(wire.url()))
    assert names(tmp_path) == []
    save(wire.url())
    assert "range" not in wire.seen[1].headers


def _partial(content_range: str, body: bytes, *headers: str) -> Callable[[Exchange], None]:
    def script(exchange: Exchange) -> None:
        if "range" in exchange.headers:
            exchange.reply(body, "206 Partial Content", *([content_range] if content_range else []), *headers)
        else:
            whole(exchange)

    return script


N = len(VIDEO)
BAD_RANGES = {
    "ignored": whole,
    "changed": lambda exchange: exchange.reply(VIDEO, "200 OK", 'ETag: "v2"'),
    "from the start": _partial(f"Content-Range: bytes 0-{N - 1}/{N}", VIDEO),
    "one too far": _partial(f"Content-Range: bytes {CUT + 1}-{N - 1}/{N}", VIDEO[CUT + 1 :]),
    "another length": _partial(f"Content-Range: bytes {CUT}-{N}/{N + 1}", VIDEO[CUT:] + b"x"),
    "not to the end": _partial(f"Content-Range: bytes {CUT}-{N - 2}/{N}", VIDEO[CUT:-1]),
    "another tag": _partial(f"Content-Range: bytes {CUT}-{N - 1}/{N}", VIDEO[CUT:], 'ETag: "v2"'),
    "no range": _partial("", VIDEO[CUT:]),
    "odd range": _partial("Content-Range: items 1-2/3", VIDEO[CUT:]),
    "multipart": _partial(
        f"Content-Range: bytes {CUT}-{N - 1}/{N}", VIDEO[CUT:], "Content-Type: multipart/byteranges; boundary=x"
    ),
    "gzip": _partial(f"Content-Range: bytes {CUT}-{N - 1}/{N}", gzip.compress(VIDEO[CUT:]), "Content-Encoding: gzip"),
    "416": lambda exchange: (
        exchange.reply(b"", "416 No", f"Content-Range: bytes */{N}") if "range" in exchange.headers else whole(exchange)
    ),
}


@pytest.mark.parametrize("how", BAD_RANGES)
def test_a_resume_that_cannot_be_trusted_starts_anew(
    save: Callable[..., SavedFile], serve: Serve, tmp_path: Path, how: str
) -> None:
    wire = serve(cut_then(BAD_RANGES[how], ETAG))
    fails(lambda: save(wire.url()))
    saved = save(wire.url())
    assert Path(saved.path).read_bytes() == VIDEO
    assert saved.sha256 == hashlib.sha256(VIDEO).hexdigest()
    assert names(tmp_path) == ["name.mp4"]
    assert "range" in wire.seen[1].headers
    assert len(wire.seen) == (2 if how in ("ignored", "changed") else 3)


def test_a_206_that_nobody_asked_for(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    wire = serve(lambda exchange: exchange.reply(VIDEO, "206 Partial", f"Content-Range: bytes 0-{N - 1}/{N}"))
    assert fails(lambda: save(wire.url())) == Problem(ErrorCode.UNEXPECTED_STATUS, "206")
    assert names(tmp_path) == []


def test_a_resume_may_be_cut_again(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    def short(exchange: Exchange) -> None:
        if len(wire.seen) > 2:
            rest(exchange)
            return
        lines = f"HTTP/1.1 206 P\r\nContent-Range: bytes {CUT}-{N - 1}/{N}\r\nContent-Length: {N - CUT}\r\n\r\n"
        exchange.send(lines.encode() + VIDEO[CUT : CUT + 50_000])
        exchange.close()

    wire = serve(cut_then(short, ETAG))
    fails(lambda: save(wire.url()))
    fails(lambda: save(wire.url()))
    assert Path(save(wire.url()).path).read_bytes() == VIDEO
    assert wire.seen[2].headers["range"] == f"bytes={CUT + 50_000}-"


def left_by_a_death(folder: Path, save: Callable[..., SavedFile], serve: Serve, *headers: str) -> Wire:
    """A part that is whole, and its receipt, as a death before the name was given leaves them; who served it."""
    wire = serve(lambda exchange: exchange.reply(VIDEO, "200 OK", *headers))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(part_file, "move", lambda source, target: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            save(wire.url("/v?1"))
    assert (folder / "name.mp4.part").read_bytes() == VIDEO
    return wire


def test_a_part_that_is_whole_needs_no_network(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    wire = left_by_a_death(tmp_path, save, serve, ETAG)
    assert save(wire.url("/v?2")).sha256 == hashlib.sha256(VIDEO).hexdigest()
    assert len(wire.seen) == 1
    assert names(tmp_path) == ["name.mp4"]


@pytest.mark.parametrize("also_there", [True, False], ids=["beside its part", "alone"])
def test_a_file_that_was_placed_before_the_death_is_found_again(
    save: Callable[..., SavedFile], serve: Serve, tmp_path: Path, also_there: bool
) -> None:
    wire = left_by_a_death(tmp_path, save, serve, ETAG)
    (tmp_path / "name.mp4").write_text("mine")
    os.link(tmp_path / "name.mp4.part", tmp_path / "name (2).mp4")
    if not also_there:
        (tmp_path / "name.mp4.part").unlink()
    saved = save(wire.url("/v?2"))
    assert saved.path == str(tmp_path / "name (2).mp4")
    assert (saved.size, saved.sha256) == (len(VIDEO), hashlib.sha256(VIDEO).hexdigest())
    assert len(wire.seen) == 1
    assert names(tmp_path) == ["name (2).mp4", "name.mp4"]


def test_a_receipt_waits_until_it_is_settled(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    wire = serve(whole)
    first = save(wire.url(), mark="video 1", receipt=True)
    assert names(tmp_path) == ["name.mp4", "name.mp4.part.json"]
    assert save(wire.url(), mark="video 2").path == str(tmp_path / "name (2).mp4")
    again = save(wire.url(), mark="video 1", receipt=True)
    assert (again.path, again.sha256, again.size) == (first.path, first.sha256, first.size)
    settle(tmp_path, "name", "video 1")
    assert names(tmp_path) == ["name (2).mp4", "name.mp4"]
    assert save(wire.url(), mark="video 1").path == str(tmp_path / "name (3).mp4")


def test_a_receipt_of_a_file_that_was_changed_since_is_void(
    save: Callable[..., SavedFile], serve: Serve, tmp_path: Path
) -> None:
    wire = serve(whole)
    save(wire.url(), mark="video", receipt=True)
    (tmp_path / "name.mp4").write_bytes(VIDEO[:-1] + b"x")
    assert save(wire.url(), mark="video").path == str(tmp_path / "name (2).mp4")
    assert names(tmp_path) == ["name (2).mp4", "name.mp4"]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a page of zeros": lambda part: part[:40_000] + bytes(4096) + part[44_096:],
    "shorter than proven": lambda part: part[:-10],
    "longer than proven": lambda part: part + bytes(5000),
    "nothing": lambda part: b"",
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_part_is_trusted_as_far_as_it_is_proven(
    save: Callable[..., SavedFile], serve: Serve, tmp_path: Path, how: str
) -> None:
    """What a power loss leaves of a file is of any length, with zeros for what was not on the disk yet."""
    wire = serve(cut_then(lambda exchange: rest(exchange) if "range" in exchange.headers else whole(exchange), ETAG))
    fails(lambda: save(wire.url()))
    part = tmp_path / "name.mp4.part"
    part.write_bytes(DAMAGES[how](part.read_bytes()))
    saved = save(wire.url())
    assert Path(saved.path).read_bytes() == VIDEO
    assert saved.sha256 == hashlib.sha256(VIDEO).hexdigest()
    asked = wire.seen[1].headers.get("range")
    assert asked == (f"bytes={CUT}-" if how == "longer than proven" else None)
    assert names(tmp_path) == ["name.mp4"]


def test_an_earlier_proof_holds_where_the_last_does_not(
    save: Callable[..., SavedFile], serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.download.PROOF_BYTES", 1)
    sent = threading.Event()

    def script(exchange: Exchange) -> None:
        if "range" in exchange.headers:
            rest(exchange)
            return
        exchange.send(f"HTTP/1.1 200 OK\r\nContent-Length: {N}\r\n{ETAG}\r\n\r\n".encode() + VIDEO[:50_000])
        sent.wait(20)
        exchange.send(VIDEO[50_000:CUT])
        exchange.close()

    wire = serve(script)
    fails(lambda: save(wire.url(), on_progress=lambda done, total: sent.set() if done == 50_000 else None))
    part = tmp_path / "name.mp4.part"
    part.write_bytes(part.read_bytes()[:60_000] + bytes(CUT - 60_000))
    note = tmp_path / "name.mp4.part.json"
    note.write_text(note.read_text()[:-20])  # cut in the middle of its last line, and gone on with
    assert Path(save(wire.url()).path).read_bytes() == VIDEO
    start = int(wire.seen[1].headers["range"].removeprefix("bytes=").rstrip("-"))
    assert 50_000 <= start <= 60_000


def test_all_downloads_share_one_speed(save: Callable[..., SavedFile], serve: Serve) -> None:
    now = [0.0]
    limit = SpeedLimit(1000, clock=lambda: now[0])
    assert [limit.book(100), limit.book(100)] == [0.0, 0.0]  # a little is free after a pause
    assert limit.book(1000) == pytest.approx(0.95, abs=0.06)
    now[0] += 100.0
    assert limit.book(1000) == pytest.approx(0.75)  # but no pause is saved up
    limit.rate = 0
    assert limit.book(1 << 30) == 0.0
    cancel = Cancel()
    cancel.cancel()
    SpeedLimit(1).take(1 << 40, cancel)  # a cancel ends the wait

    class Slow(SpeedLimit):
        taken = 0

        def take(self, count: int, cancel: Cancel) -> None:
            self.taken += count

    slow = Slow(1)
    save(serve(whole).url(), limit=slow)
    assert slow.taken == N


EVIL_NOTE = json.dumps({"place": "x", "etag": '"a"\r\nX-Evil: 1', "modified": "", "total": None})


@pytest.mark.parametrize(
    "note", ["", "{", "[]", "{}", '{"place": 1}', '{"place": "x", "total": "9"}', "\0" * 99, EVIL_NOTE, None]
)
def test_a_part_without_a_good_note_is_not_trusted(
    save: Callable[..., SavedFile], serve: Serve, tmp_path: Path, note: str | None
) -> None:
    (tmp_path / "name.mp4.part").write_bytes(b"old" * 1000)
    if note is not None:
        (tmp_path / "name.mp4.part.json").write_text(note)
    wire = serve(whole)
    assert Path(save(wire.url()).path).read_bytes() == VIDEO
    assert "range" not in wire.seen[0].headers
    assert names(tmp_path) == ["name.mp4"]


def test_a_part_that_outgrew_its_note(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    wire = serve(cut_then(whole, ETAG))
    fails(lambda: save(wire.url()))
    with (tmp_path / "name.mp4.part").open("ab") as file:
        file.write(bytes(2 * N))
    assert Path(save(wire.url()).path).read_bytes() == VIDEO
    assert "range" not in wire.seen[1].headers


# Names and places


def test_no_file_is_ever_replaced(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "name.mp4").write_text("mine")
    (tmp_path / "name (2).mp4").symlink_to("nowhere")
    wire = serve(whole)
    assert save(wire.url()).path == str(tmp_path / "name (3).mp4")
    assert save(wire.url()).path == str(tmp_path / "name (4).mp4")
    assert (tmp_path / "name.mp4").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("code", [errno.EPERM, errno.EOPNOTSUPP])
def test_where_there_are_no_hard_links(
    save: Callable[..., SavedFile], serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(code, "no links")

    monkeypatch.setattr(os, "link", no_links)
    (tmp_path / "name.mp4").write_text("mine")
    wire = serve(whole)
    assert save(wire.url()).path == str(tmp_path / "name (2).mp4")
    assert (tmp_path / "name.mp4").read_text() == "mine"
    assert (tmp_path / "name (2).mp4").read_bytes() == VIDEO
    assert names(tmp_path) == ["name (2).mp4", "name.mp4"]


def test_two_at_once_of_one_name(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    """Both are in the middle of their body before either goes on."""
    both = threading.Barrier(2)

    def script(exchange: Exchange) -> None:
        exchange.send(f"HTTP/1.1 200 OK\r\nContent-Length: {N}\r\n{ETAG}\r\n\r\n".encode() + VIDEO[:CUT])
        both.wait(20)
        exchange.send(VIDEO[CUT:])

    wire = serve(script)
    found: list[SavedFile] = []
    threads = [threading.Thread(target=lambda: found.append(save(wire.url()))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert {Path(saved.path).name for saved in found} == {"name.mp4", "name (2).mp4"}
    assert all(Path(saved.path).read_bytes() == VIDEO for saved in found)
    assert names(tmp_path) == ["name (2).mp4", "name.mp4"]


def test_each_finds_its_own_part(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    wires = [serve(cut_then(rest, ETAG)) for _ in range(2)]
    with part_file.claim(tmp_path, "name", "") as busy:
        fails(lambda: save(wires[1].url()))
        busy.discard()
    fails(lambda: save(wires[0].url()))
    assert len(names(tmp_path)) == 4
    for wire in reversed(wires):
        save(wire.url())
        assert wire.seen[1].headers["range"] == f"bytes={CUT}-"
    assert names(tmp_path) == ["name (2).mp4", "name.mp4"]


def test_the_final_name_never_holds_a_part_of_it(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    steps: list[list[str]] = []
    wire = serve(whole)
    save(wire.url(), on_progress=lambda *_: steps.append(names(tmp_path)))
    assert steps
    assert all("name.mp4" not in step and "name.mp4.part" in step for step in steps)


# Statuses


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        *((f"{code} Gone", Problem(ErrorCode.LINK_EXPIRED, str(code))) for code in (401, 403, 404, 410)),
        ("429 Slow", Problem(ErrorCode.RATE_LIMITED, "429", 5.0)),
        ("503 Busy", Problem(ErrorCode.SERVER_TROUBLE, "503", 5.0)),
        ("500 Oh", Problem(ErrorCode.SERVER_TROUBLE, "500", 5.0)),
        ("204 None", Problem(ErrorCode.UNEXPECTED_STATUS, "204")),
        ("304 Same", Problem(ErrorCode.UNEXPECTED_STATUS, "304")),
        ("418 Tea", Problem(ErrorCode.UNEXPECTED_STATUS, "418")),
    ],
)
def test_statuses(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path, status: str, problem: Problem) -> None:
    wire = serve(lambda exchange: exchange.reply(b"", status, "Retry-After: 5"))
    assert fails(lambda: save(wire.url())) == problem
    assert names(tmp_path) == []


def test_an_expired_link_keeps_the_part(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    wire = serve(
        cut_then(lambda exchange: exchange.reply(b"", "403 No") if "old" in exchange.target else rest(exchange), ETAG)
    )
    fails(lambda: save(wire.url("/v?old")))
    assert fails(lambda: save(wire.url("/v?old"))).code is ErrorCode.LINK_EXPIRED
    save(wire.url("/v?new"))
    assert wire.seen[2].headers["range"] == f"bytes={CUT}-"


# Cancel and speed


def test_cancel_keeps_the_part_and_discard_removes_it(
    save: Callable[..., SavedFile], serve: Serve, tmp_path: Path
) -> None:
    def script(exchange: Exchange) -> None:
        exchange.send(f"HTTP/1.1 200 OK\r\nContent-Length: {N}\r\n{ETAG}\r\n\r\n".encode() + VIDEO[:CUT])
        exchange.over.wait()

    cancel = Cancel()
    wire = serve(script)
    step = lambda done, total: cancel.cancel() if done == CUT else None  # noqa: E731
    assert fails(lambda: save(wire.url(), cancel=cancel, on_progress=step)).code is ErrorCode.CANCELLED
    assert names(tmp_path) == ["name.mp4.part", "name.mp4.part.json"]
    (tmp_path / "name.mp4").write_text("mine")
    with part_file.claim(tmp_path, "name", "elsewhere") as busy:
        discard(tmp_path, "name")
        assert "name.mp4.part" in names(tmp_path)
        busy.restart()
    discard(tmp_path, "name")
    discard(tmp_path / "missing", "name")
    assert names(tmp_path) == ["name.mp4"]


def test_too_slow_is_stalled(save: Callable[..., SavedFile], serve: Serve) -> None:
    now = [0.0]

    def script(exchange: Exchange) -> None:
        exchange.send(f"HTTP/1.1 200 OK\r\nContent-Length: {N}\r\n\r\n".encode() + VIDEO[:20])
        exchange.drip(b"\0", 0.01)

    def tick(done: int, total: int | None) -> None:
        now[0] += 1.0

    wire = serve(script)
    assert fails(lambda: save(wire.url(), clock=lambda: now[0], on_progress=tick)).code is ErrorCode.TIMEOUT


def test_the_slowest_speed() -> None:
    now = [0.0]
    floor = SpeedFloor(lambda: now[0])
    for _ in range(5):
        now[0] += SLOW_SECONDS
        floor.add(int(SLOWEST * SLOW_SECONDS))
    now[0] += SLOW_SECONDS - 0.1
    floor.add(1)
    now[0] += 0.1
    with pytest.raises(TransferError):
        floor.add(1)


# The disk


def test_no_folder_and_too_long_a_name(
    save: Callable[..., SavedFile], transport: Transport, serve: Serve, tmp_path: Path
) -> None:
    wire = serve(whole)
    assert fails(lambda: save(wire.url(), "x" * 300)).code is ErrorCode.NAME_TOO_LONG
    assert fails(lambda: save(wire.url(), "missing/name")).code is ErrorCode.NO_FOLDER
    (tmp_path / "file").touch()
    assert fails(lambda: save(wire.url(), "file/name")).code is ErrorCode.NO_FOLDER
    assert not wire.seen


def test_no_room_for_what_was_declared(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {1 << 60}\r\n\r\n".encode()

    def script(exchange: Exchange) -> None:
        exchange.send(head + VIDEO)
        exchange.over.wait()

    wire = serve(script)
    assert fails(lambda: save(wire.url())).code is ErrorCode.DISK_FULL
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, ErrorCode.DISK_FULL),
        (errno.EDQUOT, ErrorCode.DISK_FULL),
        (errno.EACCES, ErrorCode.NO_PERMISSION),
        (errno.EROFS, ErrorCode.NO_PERMISSION),
        (errno.EIO, ErrorCode.DISK_FAILED),
    ],
)
def test_disk_errors(
    save: Callable[..., SavedFile], serve: Serve, monkeypatch: pytest.MonkeyPatch, number: int, code: ErrorCode
) -> None:
    def broken(*_: object) -> None:
        raise OSError(number, "words")

    monkeypatch.setattr(part_file.PartFile, "sync", broken)
    wire = serve(whole)
    assert fails(lambda: save(wire.url())) == Problem(code, "words")
    assert disk_error(OSError()).problem == Problem(ErrorCode.DISK_FAILED, "")


def test_a_disk_that_fills_up(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    """A limit on the size of files stands for a full disk: the write itself fails."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    wire = serve(lambda exchange: exchange.reply(VIDEO, "200 OK", ETAG, length=False))
    resource.setrlimit(resource.RLIMIT_FSIZE, (CUT, before[1]))
    try:
        problem = fails(lambda: save(wire.url()))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert problem.code is ErrorCode.DISK_FAILED
    assert "name.mp4" not in names(tmp_path)


# Copies


def test_keep_copy(tmp_path: Path) -> None:
    source = tmp_path / "cached"
    source.write_bytes(VIDEO)
    (tmp_path / "name.mp4").write_text("mine")
    saved = keep_copy(source, tmp_path, "name", cancel=Cancel())
    assert saved.path == str(tmp_path / "name (2).mp4")
    assert saved.sha256 == hashlib.sha256(VIDEO).hexdigest()
    assert names(tmp_path) == ["cached", "name (2).mp4", "name.mp4"]
    (tmp_path / "name (2).mp4").write_bytes(b"edited")
    assert source.read_bytes() == VIDEO


def test_keep_copy_leaves_a_paused_download_alone(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    wire = serve(cut_then(rest, ETAG))
    fails(lambda: save(wire.url()))
    source = tmp_path / "cached"
    source.write_bytes(VIDEO)
    assert keep_copy(source, tmp_path, "name", cancel=Cancel()).path == str(tmp_path / "name.mp4")
    assert save(wire.url()).path == str(tmp_path / "name (2).mp4")
    assert wire.seen[1].headers["range"] == f"bytes={CUT}-"
    assert names(tmp_path) == ["cached", "name (2).mp4", "name.mp4"]


def test_keep_copy_of_what_is_not_whole(tmp_path: Path) -> None:
    source = tmp_path / "cached"
    source.write_bytes(VIDEO[:-1])
    assert fails(lambda: keep_copy(source, tmp_path, "name", cancel=Cancel())).code is ErrorCode.INCOMPLETE
    cancel = Cancel()
    cancel.cancel()
    assert fails(lambda: keep_copy(source, tmp_path, "name", cancel=cancel)).code is ErrorCode.CANCELLED
    fails(lambda: keep_copy(tmp_path / "gone", tmp_path, "name", cancel=Cancel()))
    assert names(tmp_path) == ["cached"]


def test_a_copy_takes_no_other_bytes_than_those_that_are_known(tmp_path: Path) -> None:
    source = tmp_path / "cached"
    source.write_bytes(VIDEO)
    with pytest.raises(SourceError):
        keep_copy(source, tmp_path, "name", cancel=Cancel(), sha256="0" * 64)
    assert names(tmp_path) == ["cached"]
    with pytest.raises(TransferError) as raised:
        keep_copy(source, tmp_path / "missing", "name", cancel=Cancel())
    assert not isinstance(raised.value, SourceError)


def test_a_copy_takes_over_the_part_of_the_same_video(
    save: Callable[..., SavedFile], serve: Serve, tmp_path: Path
) -> None:
    wire = serve(cut_then(rest, ETAG))
    fails(lambda: save(wire.url(), mark="video"))
    source = tmp_path / "cached"
    source.write_bytes(VIDEO)
    saved = keep_copy(source, tmp_path, "name", cancel=Cancel(), mark="video", receipt=True)
    assert saved.duration == 2.5
    assert keep_copy(source, tmp_path, "name", cancel=Cancel(), mark="video").path == saved.path
    assert names(tmp_path) == ["cached", "name.mp4"]


def test_the_note_is_small_and_plain(save: Callable[..., SavedFile], serve: Serve, tmp_path: Path) -> None:
    wire = serve(cut_then(rest, ETAG, "Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT"))
    fails(lambda: save(wire.url("/private/path?sig=1")))
    first, proof = filter(None, (tmp_path / "name.mp4.part.json").read_text().splitlines())
    note = json.loads(first)
    assert re.fullmatch("[0-9a-f]{32}", note.pop("place"))
    assert note == {"etag": '"v1"', "modified": "Wed, 21 Oct 2015 07:28:00 GMT", "total": N}
    sha256 = hashlib.sha256(VIDEO[:CUT]).hexdigest()
    assert json.loads(proof) == {"size": CUT, "sha256": sha256, "extension": ""}


def test_a_body_without_an_end_leaves_room(
    save: Callable[..., SavedFile], serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.download.ROOM", CUT)
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=CUT - 1))

    def script(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\n\r\n" + FTYP)
        while not exchange.over.is_set():
            exchange.send(box(b"free", bytes(CUT)))

    assert fails(lambda: save(serve(script).url())).code is ErrorCode.DISK_FULL
    assert names(tmp_path) == []


def test_a_part_that_was_placed_while_we_waited_for_it_is_not_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between opening and locking, the other download can link its part to the final name and unlink it."""
    path = tmp_path / "name.mp4.part"
    path.write_bytes(VIDEO)
    real = file_lock.try_lock

    def placed_meanwhile(number: int) -> bool:
        if path.exists() and path.stat().st_size:
            path.rename(tmp_path / "name.mp4")
        return real(number)

    monkeypatch.setattr(file_lock, "try_lock", placed_meanwhile)
    with part_file.claim(tmp_path, "name", "anywhere") as part:
        part.restart()
    assert (tmp_path / "name.mp4").read_bytes() == VIDEO
