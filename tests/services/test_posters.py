"""Owns the proof that posters are fetched for what is seen, once, and that no picture of a stranger harms the app."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

from app.core.cancel import Cancel
from app.core.errors import ErrorCode, PikaError
from app.core.model import VideoKey
from app.demo.faults import Fault, Kind
from app.services import poster_files as files_module
from app.services import posters as module
from app.services.picture import decode
from app.services.posters import FETCHES, IN_MEMORY, Posters
from tests.matrix.pictures import png
from tests.services.conftest import GENEROUS, Services


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
    again.stop()  # a timer must not run on when its owner is gone
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
        services.until(lambda: not services.posters.busy)
    assert len(services.fetched(".jpg")) == 2
    assert services.posters.image(key) is None


def test_what_scrolled_away_is_not_fetched(services: Services) -> None:
    keys = seen(services, [f"t{number}" for number in range(8)])
    services.server.faults.add(Fault("/v1/*.jpg", Kind.STALL))
    services.posters.want(keys[:7])
    services.until(lambda: len(services.fetched(".jpg")) == FETCHES)
    services.posters.want([keys[7]])
    services.server.faults.clear()
    services.until(lambda: services.posters.image(keys[7]) is not None)
    services.until(lambda: not services.posters.busy)
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


def test_posters_of_what_is_tracked_stay_and_the_others_have_little_room(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_module, "LEFTOVERS", 2500)
    monkeypatch.setattr(module, "SWEEP_MS", 0)
    (key,) = seen(services, ["t"])
    folder = services.folder / "cache" / "posters"
    folder.mkdir(parents=True)
    kept = folder / f"{key.cache_name}.jpg"
    kept.write_bytes(bytes(9000))
    for age, name in enumerate(("a.jpg", "b.jpg", "c.jpg.half-written")):
        (folder / name).write_bytes(bytes(1000))
        os.utime(folder / name, (1000 - age, 1000 - age))
    os.utime(kept, (1, 1))
    (folder / "below").mkdir()
    posters = Posters(services.library, services.transport, folder, services.fetches)
    posters.want([])
    services.until(lambda: not (folder / "c.jpg.half-written").exists())
    assert {each.name for each in folder.iterdir()} == {"a.jpg", "b.jpg", kept.name, "below"}
    posters.stop()


def test_the_sweep_of_a_folder_that_is_gone_ends_well(tmp_path: Path) -> None:
    files_module.PosterFiles(tmp_path / "gone").sweep((), Cancel())


def test_a_poster_that_cannot_be_kept_is_shown_all_the_same(services: Services) -> None:
    (services.folder / "cache").write_text("a file where the folder should be")
    (key,) = seen(services, ["t"])
    with services.bot.waitSignal(services.posters.poster_ready, timeout=GENEROUS):
        services.posters.want([key])
    assert services.posters.image(key) is not None


def test_a_cache_that_is_deleted_while_it_runs_is_filled_again(services: Services) -> None:
    first, second = seen(services, ["t", "u"])
    folder = services.folder / "cache" / "posters"
    for key in (first, second):
        with services.bot.waitSignal(services.posters.poster_ready, timeout=GENEROUS):
            services.posters.want([key])
        assert [each.name for each in folder.iterdir()] == [f"{key.cache_name}.jpg"]
        shutil.rmtree(folder.parent)


def test_a_bomb_in_the_cache_is_not_decoded(services: Services) -> None:
    (key,) = seen(services, ["t"])
    folder = services.folder / "cache" / "posters"
    folder.mkdir(parents=True)
    for bomb in (png(8000, 8000), picture(160, 90) + bytes(files_module.LARGEST)):
        (folder / f"{key.cache_name}.jpg").write_bytes(bomb)
        with pytest.raises(PikaError):
            files_module.PosterFiles(folder).find(key)


def test_a_video_without_pictures_has_none(services: Services) -> None:
    services.start()
    services.add_finished("t")
    services.posters.want([services.video_key("t"), services.video_key("unknown")])
    services.until(lambda: not services.posters.busy)
    assert services.posters.image(services.video_key("t")) is None
    services.posters.stop()
    services.posters.want([services.video_key("t")])
    assert not services.posters.busy


def test_a_picture_too_large_leaves_nothing_in_memory(services: Services) -> None:
    """Not even until the next collection of cycles, which may be far off."""
    (key,) = seen(services, ["t"])
    services.server.faults.add(Fault("/v1/*.jpg", body=bytes(13 << 20)))
    services.posters.want([key])
    services.until(lambda: services.posters.problem(key) is not None)
    errors = [each for each in gc.get_objects() if isinstance(each, PikaError) and each.__traceback__]
    assert not [each for each in errors if each.problem.code is ErrorCode.TOO_LARGE]
