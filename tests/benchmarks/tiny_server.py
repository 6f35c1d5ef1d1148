"""The least HTTP server that can answer a feed: `python -m tests.benchmarks.tiny_server` prints its port and serves."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import threading

FEED = {
    "id": "66e0818e-05fb-454e-b246-a6f253e9ffbf",
    "promptText": "Plane fly",
    "videos": [
        {
            "id": "66e0818e-05fb-454e-b246-a6f253e9ffbf",
            "status": "pending",
            "seed": 3183047765,
            "resultUrl": "",
            "sharingUrl": "",
            "videoPoster": "https://cdn.example/v1/66e0818e-05fb-454e-b246-a6f253e9ffbf/poster.jpg",
            "imageThumb": "https://cdn.example/v1/66e0818e-05fb-454e-b246-a6f253e9ffbf/thumbnail.jpg",
            "duration": 5,
            "error": "",
            "progress": 37,
        }
    ],
}
_BODY = json.dumps(FEED).encode()
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(_BODY)


def _serve(connection: socket.socket) -> None:
    with connection, contextlib.suppress(OSError):  # the client went
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request = b""
        while data := connection.recv(65536):
            request += data
            while b"\r\n\r\n" in request:
                request = request.split(b"\r\n\r\n", 1)[1]
                connection.sendall(_HEAD + _BODY)


def main() -> None:
    """Serve until standard input ends."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        threading.Thread(target=_accept, args=(listener,), daemon=True).start()
        sys.stdin.read()


def _accept(listener: socket.socket) -> None:
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=_serve, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
