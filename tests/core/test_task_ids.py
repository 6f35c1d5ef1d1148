"""Owns the proof that task IDs are found in whatever people paste, and nothing else is (API.md, row `taskId`)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.task_ids import FoundIds, find_ids, is_task_id, normal_id
from app.core.task_scan import scan

ID = "66e0818e-05fb-454e-b246-a6f253e9ffbf"
OTHER = "c1d16f47-16c2-4798-8733-5ed9903885cc"
THIRD = "0b7c1d52-8f7e-4f0a-9a55-3f6f1f2a6c01"
CDN = f"https://cdn.pika.art/v1/{ID}/Plane_fly_seed3183047765.mp4"
ANSWER = {
    "id": ID,
    "promptText": "Plane fly",
    "videos": [{"id": OTHER, "resultUrl": f"https://cdn.pika.art/v1/{OTHER}/x_seed3183047765.mp4", "tags": ["[", "]"]}],
}


@pytest.mark.parametrize("text", [ID, "a", "a" * 128, "A.b_c~d-e", "...", "-x", "123"])
def test_what_can_be_a_task_id(text: str) -> None:
    assert is_task_id(text)
    assert find_ids(text).ids == (text,) or not any(char.isalnum() for char in text)


@pytest.mark.parametrize("text", ["", ".", "..", "a" * 129, "a b", "a/b", "ä", "a\n", "a%20", "任务", "a?b"])
def test_what_cannot(text: str) -> None:
    assert not is_task_id(text)


def test_a_uuid_is_asked_for_in_lower_case_and_any_other_id_as_it_is() -> None:
    assert normal_id(ID.upper()) == ID
    assert normal_id("AbC") == "AbC"
    assert find_ids(f"{ID.upper()}\n{ID}").ids == (ID,)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (f"  {ID}\t", [ID]),
        (f"\ufeff{ID}\u200b", [ID]),
        (f'"{ID}",', [ID]),
        (f"'{ID}'", [ID]),
        (f"{ID}\r\n{OTHER}\r\n", [ID, OTHER]),
        ("my-task\nyour.task", ["my-task", "your.task"]),
        (f"task {ID} is slow, {OTHER}.", [ID, OTHER]),
        (f"ID:{ID}", [ID]),
        (f"x{ID}", [f"x{ID}"]),
        (f"see x{ID}", []),
        (f"{ID}0", [f"{ID}0"]),
        (f"see {ID}0", []),
        ("Task_ID\nmy-task\n", ["my-task"]),
        ('"id"\r\n"my-task"\r\n', ["my-task"]),
        ("two words", []),
        (".", []),
        ("..", []),
        ("--- *** ---", []),
        (f"https://api.gpt.ge/pika/feed/{ID}", [ID]),
        (f"GET https://api.gpt.ge/pika/feed/{ID}?x=1#y done", [ID]),
        ("curl https://h/prefix/pika/feed/my-task.", ["my-task"]),
        ("GET /pika/feed/my-task HTTP/1.1", ["my-task"]),
        (f"(https://h/pika/feed/{ID})", [ID]),
        (f"https://h/feed?id={ID}", [ID]),
        ("https://h/x?a=1&taskId=my-task&b=2", ["my-task"]),
        (CDN, [ID]),
        (f"{CDN}?sig={OTHER}", [ID]),
        (f"https://cdn.pika.art/v1/{ID}/{OTHER}.mp4", [ID]),
        ("https://cdn.pika.art/v1/video_seed3183047765.mp4", []),
        ("https://h/pika/feed/..", []),
        (f'{{"id": "{ID}"}}', [ID]),
        (f'{{"taskId": "{ID}", "x": {{"task_id": "{OTHER}"}}}}', [ID, OTHER]),
        (f'["{ID}", "my-task"]', [ID, "my-task"]),
        (f'[{{"id": "{ID}"}}, {{"id": "{OTHER}"}}]', [ID, OTHER]),
        (f'{{"id": "{ID}"}}{{"id": "{OTHER}"}}', [ID, OTHER]),
        (f'{{"id": "{ID}"}}\n{{"id": "{OTHER}"}}\n', [ID, OTHER]),
        (f'{{"code": "success", "data": {{"id": "{ID}"}}}}', [ID]),
        (f'{{"note": "{ID}", "link": "{CDN}", "x": "see {OTHER}"}}', [ID]),
        (f'{{"tags": ["red", "{ID}"], "size": "large"}}', [ID]),
        (f'{{"request_id": "{OTHER}", "requestId": "{OTHER}", "id": "{ID}"}}', [ID]),
        ('{"id": 7, "taskId": null, "task_id": ""}', []),
        (f'response: {{"id":"{ID}"}}', [ID]),
        (f'{{"id": "{ID}", "promptText": "cut', [ID]),
        ("[info] started\n[info] done", []),
        ("", []),
    ],
)
def test_what_is_found(text: str, ids: list[str]) -> None:
    assert list(find_ids(text).ids) == ids


def _pretty(value: object) -> str:
    return json.dumps(value, indent=1)


@pytest.mark.parametrize("write", [json.dumps, _pretty], ids=["one line", "pretty"])
@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "{}{}",
        "here it is: {}",
        "[{}, {}]",
        '{{"data": {}}}',
        "> {}\nthanks, bye",
        "two words\n{}\n{}",
        "{}...",
        "[[{}",
    ],
)
def test_the_videos_of_an_answer_are_no_tasks(write: Callable[[Any], str], around: str) -> None:
    answer = write(ANSWER)
    text = around.replace("{}", "\0").replace("{{", "{").replace("}}", "}").replace("\0", answer)
    assert find_ids(text).ids == (ID,)


@pytest.mark.parametrize("write", [json.dumps, _pretty], ids=["one line", "pretty"])
def test_an_answer_that_is_cut_anywhere_names_no_video(write: Callable[[Any], str]) -> None:
    answer = write(ANSWER)
    for end in range(answer.index(ID) + len(ID) + 1, len(answer)):
        if "\n" not in answer or answer[end] == "\n":  # half a field's name on a line of its own may be an ID
            assert find_ids(answer[:end]).ids == (ID,)


def test_a_prompt_names_no_task_however_much_it_looks_like_one() -> None:
    assert find_ids(json.dumps({**ANSWER, "promptText": f"https://h/pika/feed/{THIRD} {THIRD}"})).ids == (ID,)


def test_what_is_unusable_is_told_once_and_shortly() -> None:
    found = find_ids(f'two words\ntwo words\n{ID}\n{"x y" * 200}\n{{"id": "no id"}}\n{{"id": "a/b"}}')
    assert found.ids == (ID,)
    assert [len(each) for each in found.unusable] == [9, 200, 5, 3]


def scanned(text: str) -> FoundIds:
    ids: dict[str, None] = {}
    unusable: dict[str, None] = {}
    for piece in scan(text):
        ids.update(dict.fromkeys(piece.ids))
        unusable.update(dict.fromkeys(piece.unusable))
    return FoundIds(tuple(ids), tuple(unusable))


_uuids = st.uuids().map(str)
_json = st.recursive(
    st.none() | st.integers() | st.text(max_size=8) | _uuids,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["id", "taskId", "videos", "data", "promptText", "x"]), inner, max_size=5)
    ),
    max_leaves=30,
)
_lines = st.lists(
    st.text(max_size=30)
    | _uuids
    | _json.map(json.dumps)
    | _json.map(_pretty)
    | _uuids.map(lambda each: f"see https://h/pika/feed/{each}, please")
    | st.just("word " * 2000)
    | st.just("\n" * 500),
    max_size=12,
).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(_lines)
def test_a_scan_in_pieces_finds_the_same(text: str) -> None:
    found = scanned(text)
    whole = find_ids(text)
    assert set(found.ids) == set(whole.ids)
    assert set(found.unusable) == set(whole.unusable)


def _named(value: object, *, in_list: bool = False) -> set[str]:
    """The IDs in parsed JSON, by the rule as API.md has it: written anew, to check the reader of the text."""
    if isinstance(value, dict):
        names = {
            normal_id(text.strip())
            for field, text in value.items()
            if field in ("id", "taskId") and isinstance(text, str) and is_task_id(text.strip())
        }
        below = [item for field, item in value.items() if field in ("data", "x") or isinstance(item, dict | list)]
        below = [item for field, item in value.items() if field not in ("videos", "promptText") and item in below]
        return names.union(*map(_named, below))
    if isinstance(value, list):
        return set().union(*(_named(item, in_list=in_list) for item in value))
    if isinstance(value, str) and len(value.strip()) == 36 and value.strip().count("-") == 4:
        return {normal_id(value.strip())}
    return set()


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["id", "taskId", "videos", "data", "promptText", "x"]), _json, min_size=1))
def test_whole_json_is_read_as_json(value: dict[str, Any]) -> None:
    assert set(find_ids(_pretty(value)).ids) == _named(value)


@settings(max_examples=200, deadline=None)
@given(st.text() | st.text(alphabet='{}[]":,\\ \n-0aidvideos'))
def test_whatever_is_pasted_only_task_ids_are_found(text: str) -> None:
    found = find_ids(text)
    assert all(map(is_task_id, found.ids))
    assert len(set(found.ids)) == len(found.ids)
    assert all(len(each) <= 200 for each in found.unusable)


def test_what_stands_on_either_side_of_cut_videos_is_not_one_id() -> None:
    assert find_ids('my-ta"videos": ["x"]sk').ids == ()


HOSTILE: dict[str, Callable[[int], str]] = {
    "quotes that never close": lambda n: '"videos": [' + '\\"' * n,
    "lists that never close": lambda n: "[\n" * 100 + "1," * n,
    "deep lists": lambda n: "[" * n,
    "deep lists in lines": lambda n: "[\n" * n,
    "objects that break at the end": lambda n: ("{\n" * 50) + '{"id":"a"},' * n + "!",
    "fields without values": lambda n: '"id"' + " " * n,
    "fields and no end": lambda n: '"id":"' * n,
    "videos in videos": lambda n: '"videos":[' * n,
    "spaces before brackets": lambda n: (" " * 50 + "{\n") * (n // 50),
    "spaces": lambda n: "\n" + " " * n,
    "links": lambda n: "https://" * n,
    "queries": lambda n: "https://h/?id=" * n,
    "half UUIDs": lambda n: ("0" * 8 + "-" + "0" * 4 + "-") * n,
    "brackets behind a link": lambda n: "https://h/" + ")" * n,
    "one long word": lambda n: "a" * n,
    "a number of many digits": lambda n: "[" + "9" * n + "]",
    "an escape at the end": lambda n: '"videos":["' + "\\" * n,
}


def work(text: str) -> int:
    """Lines of Python that a search takes, and its regular expressions' work as time that they cannot hide."""
    count = 0

    def trace(*_: object) -> Any:
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)
    try:
        find_ids(text)
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_take_work_in_proportion(name: str) -> None:
    few, many = work(HOSTILE[name](1_500)), work(HOSTILE[name](6_000))
    assert many <= 8 * few + 20_000


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_megabytes_end(name: str) -> None:
    """Anything that grows with the square would take hours here; pytest-timeout ends it."""
    find_ids(HOSTILE[name](400_000))


def test_no_step_of_a_scan_looks_at_everything() -> None:
    text = _pretty([{"id": str(number), "videos": [{"id": ID}] * 3} for number in range(20_000)])
    pieces = list(scan(text))
    assert sum(len(piece.ids) for piece in pieces) == 20_000
    assert max(len(piece.ids) for piece in pieces) < 500
    prose = f"see {ID} for more\n" * 20_000
    assert len(list(scan(prose))) >= len(prose) // 4_000


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ('task_id,prompt\r\nabc1,A cat\r\nabc2,"A dog, big"\r\n', ("abc1", "abc2")),
        ("prompt\tTask ID\nA cat\tabc1", ("abc1",)),
        ('"id";"prompt"\n"abc1";"x"', ("abc1",)),
        ("\ufeffid,taskId\n1,abc1\n2,abc2", ("abc1", "abc2")),
        ('task_id,prompt\nabc1,"two\nlines, of\nit\n"\nabc2,x', ("abc1", "abc2")),
        (f"id,link\n1,https://cdn.example/{ID}/a.mp4", (ID,)),
        (f"task_id,video_id\n{ID},{OTHER}", (ID,)),
    ],
    ids=[
        "commas",
        "tabs",
        "semicolons",
        "a number as well",
        "a text of several lines",
        "a link",
        "a video's ID as well",
    ],
)
def test_the_column_of_ids_of_a_table_is_read(text: str, ids: tuple[str, ...]) -> None:
    found = find_ids(text)
    assert found.ids == ids
    assert not any("prompt" in each for each in found.unusable)


def test_what_is_no_row_of_a_table_is_read_as_ever() -> None:
    found = find_ids(f"task_id,prompt\nabc1,x\n\nplain words, with a comma, and {ID}\nabc2")
    assert found.ids == ("abc1", ID, "abc2")
    assert find_ids(f"id,{ID}").ids == (ID,)
    assert find_ids("prompt,title\nabc1,x").ids == ()
    assert find_ids('task_id,prompt\nabc1,5" wide\nabc2,"never closed\n' + "x y\n" * 100 + "abc3").ids == (
        "abc1",
        "abc2",
        "abc3",
    )


@pytest.mark.parametrize("heading", ["task_id", "IDs", "taskIds", "uuid"])
def test_the_heading_of_a_column_alone_is_no_id(heading: str) -> None:
    assert find_ids(f"{heading}\nabc1\nabc2").ids == ("abc1", "abc2")
