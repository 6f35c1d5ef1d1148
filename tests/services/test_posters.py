"""Owns the proof that posters are fetched for what is seen, once, and that no picture of a stranger harms the app."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

from app.core.errors import ErrorCode, PikaError
from app.core.model import VideoKey
from app.demo.faults import Fault, Kind
from app.services.posters import IN_MEMORY, LANE_THREADS, Posters, decode
from tests.services.conftest import GENEROUS, Services


def png(width: int, height: int, *, depth: int = 8, channels: int = 3) -> bytes:
    """A black PNG of any size, a few bytes a row: what a decompression bomb is."""
    row = b"\0" + bytes(width * channels * depth // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, depth, {3: 2, 4: 6}[channels], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def picture(width: int, height: int, kind: bytes = b"PNG") -> bytes:
    """Red, but for a blue band in the middle that is as wide as a third."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    for x in range(width // 3, 2 * width // 3):
        for y in range(height):
            image.setPixelColor(x, y, QColor("blue"))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind.decode())  # type: ignore[call-overload]
    return bytes(data.data())


@pytest.mark.parametrize(
    ("size", "becomes"),
    [
        ((1280, 720), (384, 216)),
        ((384, 216), (384, 216)),
        ((160, 90), (160, 90)),
        ((720, 1280), (384, 216)),
        ((1000, 100), (177, 100)),
        ((1, 1), (1, 1)),
        ((1, 600), (1, 1)),
    ],
)
@pytest.mark.parametrize("kind", [b"PNG", b"JPG", b"BMP", b"WEBP"])
def test_a_picture_becomes_a_poster_of_16_to_9(size: tuple[int, int], becomes: tuple[int, int], kind: bytes) -> None:
    image = decode(picture(*size, kind=kind))
    assert (image.width(), image.height()) == becomes
    assert image.format() is QImage.Format.Format_RGB32
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    assert size[0] < 3 or middle.blue() > 200 > middle.red()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", ErrorCode.NOT_THE_FEED),
        (b"<html><img src=x></html>", ErrorCode.NOT_THE_FEED),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', ErrorCode.NOT_THE_FEED),
        (b"%PDF-1.4", ErrorCode.NOT_THE_FEED),
        (b"\x00\x00\x01\x00\x01\x00", ErrorCode.NOT_THE_FEED),
        (picture(160, 90)[:60], ErrorCode.NOT_THE_FEED),
        (png(8000, 8000), ErrorCode.TOO_LARGE),
        (png(1, 20_000_000 // 16), None),
    ],
    ids=["empty", "html", "svg", "pdf", "ico", "cut png", "bomb", "thin"],
)
@pytest.mark.qt_log_ignore("libpng|qt.gui.imageio|QBmpHandler")
def test_what_is_no_picture_is_refused(data: bytes, code: ErrorCode | None) -> None:
    if code is None:
        with pytest.raises(PikaError):
            decode(data)
        return
    with pytest.raises(PikaError) as caught:
        decode(data)
    assert caught.value.problem.code is code


@pytest.mark.skipif(sys.platform == "win32", reason="resource is POSIX")
def test_the_largest_that_is_decoded_takes_little_memory(tmp_path: Path) -> None:
    (tmp_path / "large.png").write_bytes(png(4000, 3000, depth=16, channels=4))
    code = """
    import resource, sys
    from pathlib import Path
    from app.services.posters import decode
    data = Path(sys.argv[1]).read_bytes()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert decode(data).width() == 384
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
    """
    ended = subprocess.run(
        [sys.executable, "-c", "\n".join(line.strip() for line in code.splitlines()), str(tmp_path / "large.png")],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert int(ended.stdout) < 250  # MB


def seen(services: Services, ids: Sequence[str]) -> list[VideoKey]:
    """Finished tasks whose posters the server has."""
    services.start()
    for task_id in ids:
        link = f"{services.server.base_url}/v1/{task_id}/"
        services.answer(
            task_id,
            services.finished(task_id, imageThumb=link + "thumbnail.jpg", videoPoster=link + "poster.jpg"),
        )
    services.add(*ids)
    services.until(lambda: all(services.library.tasks[services.key(each)].ended for each in ids))
    return [services.video_key(each) for each in ids]


def test_a_poster_is_fetched_once_and_kept_on_disk(services: Services) -> None:
    (key,) = seen(services, ["t"])
    assert services.posters.image(key) is None
    with services.bot.waitSignal(services.posters.poster_ready, timeout=GENEROUS) as caught:
        services.posters.want([key])
    assert caught.args == [key]
    image = services.posters.image(key)
    assert image is not None
    assert image.width() <= 384
    services.posters.want([key])
    again = Posters(services.library, services.transport, services.folder / "cache" / "posters", services.fetches)
    with services.bot.waitSignal(again.poster_ready, timeout=GENEROUS):
        again.want([key])
    assert again.image(key) is not None
    assert len(services.fetched(".jpg")) == 1
    assert "authorization" not in services.fetched(".jpg")[0].headers


def test_a_damaged_file_in_the_cache_is_fetched_anew(services: Services) -> None:
    (key,) = seen(services, ["t"])
    folder = services.folder / "cache" / "posters"
    folder.mkdir(parents=True)
    (folder / f"{key.cache_name}.jpg").write_bytes(b"damaged")
    with services.bot.waitSignal(services.posters.poster_ready, timeout=GENEROUS):
        services.posters.want([key])
    assert len(services.fetched(".jpg")) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault("/v1/t/thumb*", body=b"<html>"),
        Fault("/v1/t/thumb*", status=404),
        Fault("/v1/t/thumb*", Kind.CLOSE),
        Fault("/v1/t/thumb*", body=png(8000, 8000)),
        Fault("/v1/t/thumb*", body=b"\0" * (13 << 20)),
        Fault("/v1/t/thumb*", Kind.GZIP, extra=100 << 20),
    ],
    ids=["html", "404", "lost", "bomb", "large", "gzip bomb"],
)
def test_the_other_picture_stands_in(services: Services, fault: Fault) -> None:
    (key,) = seen(services, ["t"])
    services.server.faults.add(fault)
    with services.bot.waitSignal(services.posters.poster_ready, timeout=GENEROUS):
        services.posters.want([key])
    assert len(services.fetched("poster.jpg")) == 1


def test_what_fails_is_left_alone_for_a_while(services: Services) -> None:
    (key,) = seen(services, ["t"])
    services.server.faults.add(Fault("/v1/*.jpg", status=404))
    for _ in range(3):
        services.posters.want([key])
        services.until(lambda: not services.posters._under_way)
    assert len(services.fetched(".jpg")) == 2
    assert services.posters.image(key) is None


def test_what_scrolled_away_is_not_fetched(services: Services) -> None:
    keys = seen(services, [f"t{number}" for number in range(8)])
    services.server.faults.add(Fault("/v1/*.jpg", Kind.STALL))
    services.posters.want(keys[:7])
    services.server.wait_for(lambda request: request.path.endswith(".jpg"), 20, LANE_THREADS)
    services.posters.want([keys[7]])
    services.server.faults.clear()
    services.until(lambda: services.posters.image(keys[7]) is not None)
    services.until(lambda: not services.posters._under_way)
    asked = {request.path.split("/")[2] for request in services.fetched(".jpg")}
    assert asked == {"t0", "t1", "t7"}


def test_memory_holds_the_last_ones_only(services: Services) -> None:
    (key,) = seen(services, ["t"])
    with services.bot.waitSignal(services.posters.poster_ready, timeout=GENEROUS):
        services.posters.want([key])
    for number in range(IN_MEMORY):
        services.posters._images[services.video_key(f"x{number}")] = QImage()
    services.posters.image(key)
    other = seen(services, ["u"])[0]
    with services.bot.waitSignal(services.posters.poster_ready, timeout=GENEROUS):
        services.posters.want([other])
    assert len(services.posters._images) == IN_MEMORY
    assert services.posters.image(key) is not None


def test_a_video_without_pictures_has_none(services: Services) -> None:
    services.start()
    services.add_finished("t")
    services.posters.want([services.video_key("t"), services.video_key("unknown")])
    services.until(lambda: not services.posters._under_way)
    assert services.posters.image(services.video_key("t")) is None
    services.posters.stop()
    services.posters.want([services.video_key("t")])
    assert not services.posters._under_way
