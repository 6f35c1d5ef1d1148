"""What the fuzzers start from: the forms of API.md, for inputs at random would hardly ever be JSON."""

from __future__ import annotations

import json

ID = "66e0818e-05fb-454e-b246-a6f253e9ffbf"
OTHER = "c1d16f47-16c2-4798-8733-5ed9903885cc"
LINK = f"https://cdn.pika.art/v1/{ID}/Plane_fly_seed3183047765.mp4"
VIDEO = {
    "id": ID,
    "status": "finished",
    "seed": 3183047765,
    "resultUrl": LINK,
    "sharingUrl": LINK,
    "videoPoster": "/poster.jpg",
    "imageThumb": "",
    "duration": "5s",
    "error": "",
    "progress": "100%",
}
FEED = {
    "id": ID,
    "promptText": "晨雾\nPlane fly",
    "videos": [VIDEO, {**VIDEO, "status": "error", "error": {"message": "x"}}],
}
VALUES: tuple[object, ...] = (
    FEED,
    {"code": "success", "message": "", "data": FEED},
    {"code": 200, "msg": "ok", "data": [VIDEO]},
    {"code": "task_not_exist", "message": "task_not_exist", "data": None},
    {"error": {"message": "no (request id: 1)", "type": "new_api_error", "code": ""}},
    {"success": False, "message": "no"},
    {"id": ID, "promptText": None, "videos": None},
    [FEED],
    37,
)
ANSWERS: tuple[bytes, ...] = (
    *(json.dumps(value).encode() for value in VALUES),
    json.dumps(FEED, ensure_ascii=False).encode("utf-8-sig"),
    b"<!doctype html><title>Log in</title>",
    b'{"videos": [{"progress": NaN, "seed": 1e400, "duration": -0}]}',
    b'{"id": "a", "id": "b", "videos": [{"id": "\\ud800"}]}',
    b"",
)
PASTED: tuple[bytes, ...] = (
    *(json.dumps(value, indent=1).encode() for value in VALUES),
    f"{ID}\r\n{OTHER}, my-task\n..\n".encode(),
    f"see https://api.gpt.ge/pika/feed/{ID}?x=1. And {LINK}, or ID:{OTHER}".encode(),
    f'curl https://h/feed?id={ID}\n> {{"id":"{OTHER}"}}{{"task_id": "a", "videos": ["]", "\\""]'.encode(),
    f'["{ID}", "{OTHER}"'.encode(),
)
WORDS: tuple[str, ...] = (
    *FEED,
    *VIDEO,
    *"taskId task_id request_id data code success message msg error detail".split(),
    *"http:// https:// /pika/feed/ ?id= .. NaN null true false".split(),
    *"queued pending finished processing task_not_exist".split(),
    *('"id": "', '"videos": [', '": {', '"}', "[{", "}]", '\\"', "\\ud800", ID),
)
"""What the mutations may put in."""


def dictionary() -> str:
    """The words in the form of libFuzzer's dictionaries."""
    escaped = (word.replace("\\", "\\\\").replace('"', '\\"') for word in WORDS)
    return "".join(f'"{word}"\n' for word in escaped)
