"""One poll: asks a provider's feed for a task and reads the answer."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from app.core.cancel import Cancel
from app.core.endpoints import FEED_PATH, needs_consent, origin, same_origin
from app.core.errors import ErrorCode, FeedError, PikaError
from app.core.model import Answer
from app.core.task_ids import is_task_id
from app.core.transport import Reply, Transport

BODY_LIMIT = 1 << 20
"""Bytes of an answer, after decompression (DESIGN, rules of polling)."""
DEADLINE = 15.0
SHORTEST_KEY = 8
"""Characters: what is shorter is no secret, and stands in many a word."""


class FeedClient:
    """Fetches tasks through a transport. Thread-safe; holds nothing."""

    def __init__(self, transport: Transport, *, deadline: float = DEADLINE) -> None:
        """Use `transport` for every request; each poll has `deadline` seconds where `fetch` does not say."""
        self._transport = transport
        self._deadline = deadline

    def prepare(self, _cancel: Cancel | None = None) -> None:
        """Load what the first poll needs, which takes about 100 ms."""
        import app.core.feed

        _ = app.core.feed
        self._transport.prepare()

    def fetch(
        self,
        endpoint: str,
        task_id: str,
        key: str = "",
        *,
        insecure_key: bool = False,
        deadline: float | None = None,
        cancel: Cancel | None = None,
    ) -> Answer:
        """Ask `{endpoint}/pika/feed/{task_id}` once.

        Args:
            endpoint: the provider's base URL, without a slash at its end.
            task_id: as API.md allows it.
            key: sent to the endpoint's own origin only; "" = none.
            insecure_key: whether the user agreed to send it over plain http to another machine.
            deadline: seconds for all of it; None = as the client was made.
            cancel: ends it at once.

        Raises:
            FeedError: INSECURE_KEY (nothing was sent), LOGIN_PAGE where it was redirected to another host's page,
                REDIRECT_REFUSED where another host wants a key that it does not get, and all that the transport and
                `read_answer` raise; `retry_after` is in seconds, as the server said it, uncapped.
        """
        if not is_task_id(task_id):
            raise FeedError(ErrorCode.NOT_FOUND)
        if key and not insecure_key and needs_consent(endpoint.lower()):
            raise FeedError(ErrorCode.INSECURE_KEY)
        url = f"{endpoint.rstrip('/')}{FEED_PATH}{quote(task_id, safe='')}"
        headers = {"Accept": "application/json"}
        deadline = self._deadline if deadline is None else deadline
        try:
            with self._transport.open(url, headers=headers, deadline=deadline, cancel=cancel, key=key) as reply:
                body = _body(reply)
        except FeedError:
            raise
        except PikaError as error:
            problem = error.problem
            raise FeedError(problem.code, problem.detail, problem.retry_after) from error
        if reply.url != url and not same_origin(reply.url, url):
            _check_elsewhere(reply, body, key)
        from app.core.feed import read_answer  # with what it brings, first needed on a worker

        repeated = len(key) >= SHORTEST_KEY and key.encode() in body
        try:
            answer = read_answer(reply.status, reply.headers, body, base_url=reply.url)
        except FeedError as error:
            if not repeated:
                raise
            problem = error.problem
            raise FeedError(problem.code, problem.detail.replace(key, "…"), problem.retry_after) from None
        return _without(key, answer) if repeated else answer


def _without(key: str, answer: Answer) -> Answer:
    """The answer without the key in its words, which are kept and shown: some gateways repeat it. Links stay whole."""
    videos = (replace(video, error=video.error.replace(key, "…")) for video in answer.videos)
    return Answer(answer.prompt.replace(key, "…"), tuple(videos))


def _body(reply: Reply) -> bytes:
    """The body; that of an error may be missing, cut or too large, for its status says enough."""
    try:
        return reply.read(BODY_LIMIT)
    except PikaError as error:
        if reply.status == 200 or error.problem.code is ErrorCode.CANCELLED:
            raise
        return b""


def _check_elsewhere(reply: Reply, body: bytes, key: str) -> None:
    """Judge an answer that a redirect to another origin brought."""
    kind = reply.headers.get("Content-Type", "").lower()
    if "html" in kind or body.lstrip()[:1] == b"<":
        raise FeedError(ErrorCode.LOGIN_PAGE)
    if key and reply.status in (401, 403):  # it never saw the key, so it cannot have refused it
        raise FeedError(ErrorCode.REDIRECT_REFUSED, origin(reply.url))
