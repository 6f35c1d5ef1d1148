"""What a save of 500 MiB costs beside curl and aria2c, from nginx on loopback; `python -m tests.benchmarks.saves`.

Ours also proves what it has: it hashes every byte, checks the structure, and brings all of it to the disk as it goes.
So it is measured with and without its fsync, in memory (where that costs nothing) and on a disk. Ours is timed from the
call to the file in its place, as the app is running already; the others from their start, which takes them 10 ms.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MIB = 500
ROUNDS = 5
PATH = os.environ.get("PATH", "") + os.pathsep + "/usr/sbin"
NGINX = """
daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/errors;
events {{ worker_connections 64; }}
http {{
    access_log off; sendfile on; default_type video/mp4;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""
OURS = """
import os, sys, time
from pathlib import Path
from app.core.cancel import Cancel
from app.core.download import download
from app.core.transport import Transport
if sys.argv[3] == "unsynced":
    os.fsync = lambda _: None
transport = Transport(user_agent="bench")
transport.prepare()
wall, cpu = time.monotonic(), time.process_time()
download(transport, sys.argv[1], Path(sys.argv[2]), "film", on_progress=lambda *_: None, cancel=Cancel())
print(time.monotonic() - wall, time.process_time() - cpu)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one save: on the clock, and of CPU in the process that saved."""

    wall: float
    cpu: float


def ours(mode: str) -> Callable[[str, Path], Cost]:
    """The engine of the app in a process of its own; `mode` is "synced" or "unsynced"."""

    def save(url: str, folder: Path) -> Cost:
        command = [sys.executable, "-c", OURS, url, str(folder), mode]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return Cost(*map(float, told.split()))

    return save


def tool(*command: str) -> Callable[[str, Path], Cost]:
    """Another program; it is given the folder and the link."""

    def save(url: str, folder: Path) -> Cost:
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run([*command, url], check=True, cwd=folder, capture_output=True)
        wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        return Cost(wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)

    return save


CONTENDERS: dict[str, Callable[[str, Path], Cost]] = {
    "ours": ours("synced"),
    "ours without fsync": ours("unsynced"),
    "curl": tool("curl", "-sS", "-f", "-o", "film.mp4"),
    "aria2c": tool("aria2c", "-q", "--no-conf", "--file-allocation=none", "-o", "film.mp4"),
}


def compare(url: str, contenders: dict[str, Callable[[str, Path], Cost]], place: Path) -> dict[str, list[Cost]]:
    """The contenders in turns, so that a machine that slows down slows them all; the first round does not count."""
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    for number in range(ROUNDS + 1):
        for name, save in contenders.items():
            with tempfile.TemporaryDirectory(dir=place) as folder:
                cost = save(url, Path(folder))
                file = Path(folder, "film.mp4")
                if file.stat().st_size < MIB << 20:
                    raise RuntimeError(f"{name} saved {file.stat().st_size} bytes")
            os.sync()  # what one left to be written is not the next one's
            if number:
                costs[name].append(cost)
    return costs


def table(costs: dict[str, list[Cost]], where: str) -> None:
    """Prints medians, and the ratios to curl pair by pair."""
    for name, each in costs.items():
        wall, cpu = (statistics.median(getattr(cost, part) for cost in each) for part in ("wall", "cpu"))
        line = f"saving {MIB} MiB {where:9}: {name:19}{MIB / wall:6.0f} MiB/s, CPU {cpu:.2f} s"
        if name != "curl" and "curl" in costs:
            pairs = list(zip(each, costs["curl"], strict=True))
            speed = statistics.median(theirs.wall / mine.wall for mine, theirs in pairs)
            work = statistics.median(mine.cpu / theirs.cpu for mine, theirs in pairs)
            line += f"; {speed:.2f} × curl's speed, {work:.2f} × its CPU (medians of {len(pairs)} pairs)"
        say(line)


def make_video(path: Path) -> None:
    """A whole MP4 of `MIB` and a little: a clip of the demo and a long box of media data."""
    from app.resources import resource

    block = os.urandom(1 << 20)
    with path.open("wb") as file:
        file.write((resource("demo") / "dawn.mp4").read_bytes())
        file.write(((MIB << 20) + 8).to_bytes(4, "big") + b"mdat")
        for _ in range(MIB):
            file.write(block)


def serve(nginx: str, root: Path, folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """The server on a free port; itself, and its address once it listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = folder / "nginx.conf"
    settings.write_text(NGINX.format(folder=folder, port=port, root=root))
    server = subprocess.Popen([nginx, "-c", str(settings), "-p", str(folder)], stderr=subprocess.DEVNULL)
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return server, f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.05)
    raise RuntimeError((folder / "errors").read_text())


def say(line: str) -> None:
    """A line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Names what is missing, and measures with the rest."""
    nginx = shutil.which("nginx", path=PATH)
    missing = [name for name in ("nginx", "curl", "aria2c") if shutil.which(name, path=PATH) is None]
    if missing:
        say(f"saving {MIB} MiB: {', '.join(missing)} missing")
    if nginx is None:
        return
    contenders = {name: save for name, save in CONTENDERS.items() if name not in missing}
    memory = Path("/dev/shm")
    places = {"in memory": memory, "on disk": Path(tempfile.gettempdir())}
    if not memory.is_dir() or shutil.disk_usage(memory).free < 3 * MIB << 20:
        del places["in memory"]
    with tempfile.TemporaryDirectory(dir=next(iter(places.values()))) as root, tempfile.TemporaryDirectory() as folder:
        make_video(Path(root, "film.mp4"))
        os.chmod(root, 0o755)
        server, address = serve(nginx, Path(root), Path(folder))
        try:
            for where, place in places.items():
                table(compare(f"{address}/film.mp4", contenders, place), where)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
