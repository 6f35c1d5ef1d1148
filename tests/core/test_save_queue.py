"""Which transfer begins next."""

from __future__ import annotations

from app.core.save_queue import SaveQueue, Turn, host_of, turn


def a_turn(order: int, link: str = "http://h/v", *, urgent: bool = False, asked: bool = True) -> Turn:
    return turn(link, urgent=urgent, asked=asked, order=order)


def queue(**turns: Turn) -> SaveQueue[str]:
    made: SaveQueue[str] = SaveQueue()
    for key, its_turn in turns.items():
        made.put(key, its_turn)
    return made


def test_what_someone_waits_for_comes_first_then_what_was_asked_for_then_what_ends_soonest() -> None:
    waiting = queue(
        endless=a_turn(1, asked=False),
        late=a_turn(2, "http://h/v?Expires=1900000000", asked=False),
        soon=a_turn(3, "http://h/v?Expires=1800000000", asked=False),
        second=a_turn(5, "http://h/v?Expires=1700000000"),
        first=a_turn(4),
        played=a_turn(6, urgent=True),
    )
    assert [waiting.ahead(key) for key in ("played", "first", "second", "soon", "late", "endless")] == list(range(6))
    assert list(waiting.take([], per_host=9, in_all=9)) == ["played", "first", "second", "soon", "late", "endless"]
    assert waiting.ahead("played") is None
    assert list(waiting.take([], per_host=9, in_all=9)) == []


def test_a_host_has_so_many_at_a_time_and_holds_up_no_other() -> None:
    waiting = queue(**{f"a{n}": a_turn(n, "http://a/v") for n in range(5)}, b=a_turn(9, "http://b/v"))
    assert list(waiting.take(["a"], per_host=3, in_all=9)) == ["a0", "a1", "b"]
    assert list(waiting.take(["a", "a", "a", "b"], per_host=3, in_all=9)) == []
    waiting.put("a4", a_turn(4, "http://a/v", urgent=True))
    assert list(waiting.take(["a", "a", "a", "b"], per_host=3, in_all=9)) == ["a4"]
    assert waiting.ahead("a3") == 1


def test_there_is_a_limit_in_all() -> None:
    waiting = queue(**{f"h{n}": a_turn(n, f"http://h{n}/v") for n in range(5)})
    assert list(waiting.take(["x", "y"], per_host=3, in_all=4)) == ["h0", "h1"]
    assert list(waiting.take(["x"], per_host=3, in_all=2, without=["h2"])) == ["h3"]


def test_what_is_dropped_waits_no_longer() -> None:
    waiting = queue(a=a_turn(1), b=a_turn(2))
    assert len(waiting) == 2
    waiting.drop("a")
    waiting.drop("a")
    assert len(waiting) == 1
    assert list(waiting.take([], per_host=1, in_all=9)) == ["b"]


def test_hosts() -> None:
    assert host_of("https://User:pw@CDN.localhost:8443/v") == "cdn.localhost:8443"
    assert host_of("https://[") == host_of("") == ""
