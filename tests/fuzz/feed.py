"""Fuzzes the feed reader and the merge: `python -m tests.fuzz.feed [libFuzzer's options and folders]`.

Whatever comes, it is an answer that UTF-8, SQLite and the window can hold, or a `FeedError`; and what was known before
is not replaced by less.
"""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

with atheris.instrument_imports(include=["app"]):
    from app.core.errors import FeedError
    from app.core.feed import MAX_WORDS, read_answer
    from app.core.merge import merge_answer
    from app.core.model import MAX_VIDEOS, Answer, Task, TaskKey, Video, VideoStatus

BASE = "https://api.example.com/pika/feed/t"
STATUSES = (200, 200, 200, 200, 200, 400, 401, 403, 404, 429, 500, 503, 302, 204)


def check(data: bytes) -> None:
    """One input: a byte for the status, a line for Retry-After, then the body; or, without a line break, the body."""
    first, found, body = data[1:].partition(b"\n\n")
    if not found:
        first, body = b"", data[1:]
    headers = {"retry-after": first.decode("latin-1")} if first else {}
    status = STATUSES[data[0] % len(STATUSES)] if data else 200
    try:
        answer = read_answer(status, headers, body, base_url=BASE)
    except FeedError as error:
        problem = error.problem
        problem.detail.encode()
        assert len(problem.detail) <= MAX_WORDS + 4
        assert "\n" not in problem.detail
        assert problem.retry_after is None or 0 <= problem.retry_after < 1e18
        return
    assert status == 200
    _check_answer(answer)
    _check_merge(answer)


def _check_answer(answer: Answer) -> None:
    assert len(answer.videos) <= MAX_VIDEOS
    answer.prompt.encode()
    assert len({(video.id, video.nth) for video in answer.videos}) == len(answer.videos)
    for video in answer.videos:
        links = (video.result_url, video.sharing_url, video.poster_url, video.thumb_url)
        "".join((video.id, video.provider_status, video.error, *links)).encode()
        assert video.id
        assert video.progress is None or 0 <= video.progress <= 100
        assert video.seed is None or -(1 << 63) < video.seed < 1 << 63
        assert video.duration is None or 0 < video.duration < 1e6
        assert all(not link or (link.startswith(("http://", "https://")) and link.isascii()) for link in links)


def _check_merge(answer: Answer) -> None:
    known = Video("k", status=VideoStatus.FINISHED, progress=100, result_url="https://h/k.mp4", seed=1)
    before = Task(TaskKey("p", "t"), 1.0, prompt="known", videos=(known,), answered=1.0)
    after = merge_answer(before, answer, 2.0)
    assert after.prompt
    assert after.videos[0].ready
    assert after.videos[0].seed is not None
    assert len(after.videos) <= MAX_VIDEOS
    assert merge_answer(after, answer, 3.0) is after


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
