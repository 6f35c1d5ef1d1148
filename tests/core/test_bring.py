"""The shortest way to a local file, and the folder of played videos."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core import part_file
from app.core.bring import Errand, bring
from app.core.cancel import Cancel
from app.core.download import place_of_mark
from app.core.errors import ErrorCode, TransferError
from app.core.model import SavedFile
from app.core.part_note import note_path
from app.core.play_cache import PlayCache
from app.core.transport import Transport
from tests.core.test_download import CUT, ETAG, VIDEO, N, names, whole
from tests.core.wire import Exchange, Wire
from tests.matrix.save_faults import head, sends

Serve = Callable[..., Wire]
Bring = Callable[..., SavedFile]


@pytest.fixture
def cache(tmp_path: Path) -> PlayCache:
    return PlayCache(tmp_path / "cache" / "videos", 1 << 30)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder


@pytest.fixture
def get(transport: Transport, cache: PlayCache) -> Bring:
    """Bring the video "v" from an address, into a folder or, without one, the cache."""

    def run(url: str, folder: Path | None = None, saved: SavedFile | None = None, mark: str = "v") -> SavedFile:
        errand = Errand(url, str(folder or ""), "film", mark, saved)
        return bring(transport, errand, cache, on_progress=lambda done, total: None, cancel=Cancel())

    return run


def left_in(folder: Path) -> list[str]:
    """What is there but the receipts."""
    return [name for name in names(folder) if not name.endswith(".json")]


def test_play_then_save_fetches_once(get: Bring, serve: Serve, cache: PlayCache, kept: Path) -> None:
    wire = serve(whole)
    played = get(wire.url())
    assert Path(played.path) == cache.folder / "v.mp4"
    saved = get(wire.url(), kept)
    assert Path(saved.path).read_bytes() == VIDEO
    assert saved.sha256 == played.sha256
    assert len(wire.seen) == 1


def test_save_then_play_fetches_once(get: Bring, serve: Serve, cache: PlayCache, kept: Path, tmp_path: Path) -> None:
    wire = serve(whole)
    saved = get(wire.url(), kept)
    assert get(wire.url(), saved=saved) == saved
    assert get(wire.url(), kept, saved=saved) == saved
    (tmp_path / "two").mkdir()
    assert Path(get(wire.url(), tmp_path / "two", saved=saved).path).read_bytes() == VIDEO
    assert len(wire.seen) == 1


@pytest.mark.parametrize("damage", [lambda data: data[:-500], lambda data: b"", lambda data: b"<html>" * 99])
def test_a_damaged_file_in_the_cache_is_neither_played_nor_saved(
    get: Bring, serve: Serve, kept: Path, damage: Callable[[bytes], bytes]
) -> None:
    wire = serve(whole)
    for folder in (kept, None):
        cached = Path(get(wire.url()).path)
        cached.write_bytes(damage(VIDEO))
        assert Path(get(wire.url(), folder).path).read_bytes() == VIDEO
    assert len(wire.seen) == 4
    assert left_in(kept) == ["film.mp4"]


def test_a_saved_file_that_was_changed_is_no_source(get: Bring, serve: Serve, kept: Path, tmp_path: Path) -> None:
    """It is as long as it was, and still a video: only its hash tells."""
    wire = serve(whole)
    saved = get(wire.url(), kept)
    Path(saved.path).write_bytes(VIDEO[:-1] + b"x")
    (tmp_path / "two").mkdir()
    again = get(wire.url(), tmp_path / "two", saved=saved)
    assert Path(again.path).read_bytes() == VIDEO
    assert len(wire.seen) == 2
    assert left_in(tmp_path / "two") == ["film.mp4"]
    assert Path(saved.path).read_bytes() == VIDEO[:-1] + b"x"


@pytest.mark.skipif(os.name == "nt", reason="what is open cannot be deleted there")
def test_the_cache_may_be_deleted_while_it_is_filled(get: Bring, serve: Serve, cache: PlayCache) -> None:
    def script(exchange: Exchange) -> None:
        if len(wire.seen) == 1:
            shutil.rmtree(cache.folder.parent)
        whole(exchange)

    wire = serve(script)
    assert Path(get(wire.url()).path).read_bytes() == VIDEO
    assert names(cache.folder) == ["v.mp4"]
    shutil.rmtree(cache.folder.parent)
    assert Path(get(wire.url()).path).read_bytes() == VIDEO


def test_a_cache_that_cannot_be_made_is_told(get: Bring, serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(TransferError) as raised:
        get(serve(whole).url())
    assert raised.value.problem.code in (ErrorCode.NO_FOLDER, ErrorCode.DISK_FAILED)


def test_what_was_used_longest_ago_goes_first(get: Bring, serve: Serve, cache: PlayCache) -> None:
    wire = serve(whole)
    for at, mark in enumerate("abc"):
        os.utime(get(wire.url(f"/{mark}"), mark=mark).path, (at, at))
    assert cache.find("a") is not None  # used now
    cache.limit = 3 * len(VIDEO)
    get(wire.url("/d"), mark="d")
    assert names(cache.folder) == ["a.mp4", "c.mp4", "d.mp4"]
    cache.limit = 0
    cache.tidy()
    assert names(cache.folder) == ["d.mp4"]  # the one that is played now
    assert len(wire.seen) == 4


def test_a_cached_video_that_goes_as_it_is_found_is_fetched_anew(
    get: Bring, serve: Serve, cache: PlayCache, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = serve(whole)
    find = cache.find

    def find_and_lose(name: str) -> Path | None:
        found = find(name)
        if found is not None:
            shutil.rmtree(cache.folder)
        return found

    get(wire.url())
    monkeypatch.setattr(cache, "find", find_and_lose)
    assert Path(get(wire.url()).path).read_bytes() == VIDEO
    assert Path(get(wire.url(), kept).path).read_bytes() == VIDEO
    assert left_in(kept) == ["film.mp4"]


def test_what_broken_off_fetches_leave_is_bounded_too(get: Bring, serve: Serve, cache: PlayCache) -> None:
    """Somebody who looks at the start of a hundred videos must not fill the disk."""
    wire = serve(sends(head(f"Content-Length: {N}", ETAG) + VIDEO[:CUT]))
    cache.limit = 2 * CUT
    for at, mark in enumerate("abcde"):
        with pytest.raises(TransferError):
            get(wire.url(f"/{mark}"), mark=mark)
        for left in cache.folder.glob(f"{mark}.*"):
            os.utime(left, (time.time() - 100 + at,) * 2)
    parts = ["d.mp4.part", "d.mp4.part.json", "e.mp4.part", "e.mp4.part.json"]
    assert names(cache.folder) == parts
    with part_file.claim(cache.folder, "d", place_of_mark("d")) as used:
        cache.limit = 0
        cache.tidy()
        assert names(cache.folder) == parts
        assert used.size == CUT
    cache.tidy()
    assert names(cache.folder) == parts[2:]
    good = serve(whole)
    get(good.url("/e"), mark="e")
    assert good.seen[0].headers["range"] == f"bytes={CUT}-"
    assert names(cache.folder) == ["e.mp4"]


def test_a_fetch_that_was_broken_off_is_kept_for_a_day(cache: PlayCache) -> None:
    cache.prepare()
    old, new = cache.folder / "old.mp4.part", cache.folder / "new.mp4.part"
    for path in (old, new):
        path.write_bytes(b"x")
    notes = [note_path(path) for path in (old, new, cache.folder / "lone.mp4.part")]
    for path in (*notes, old):
        path.write_text("{}")
        os.utime(path, (1, 1))
    cache.tidy()
    assert names(cache.folder) == ["new.mp4.part", "new.mp4.part.json"]


def test_without_a_link_there_is_no_way(get: Bring, kept: Path) -> None:
    for folder in (kept, None):
        with pytest.raises(TransferError) as raised:
            get("", folder)
        assert raised.value.problem.code is ErrorCode.NO_LINK
    assert names(kept) == []
