"""Dies at every line of a save, and looks at what the next run makes of it: `python -m tests.matrix.kill_stages`.

A stage is a line of the modules that write files, at its first and last time in a run. For each, a child is
killed just before that line; in a second pass the power fails there, too: what was not synced is lost, cut or zeros,
and names that were given or taken since the folder was last synced may be as before. The next run has to end with one
whole file under the right name and nothing else.

It runs in a process of its own, as a child of one with threads must not go on for long. Its answer is a line of JSON.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from app.core import download as engine
from app.core import file_lock, moving, part_file, part_note
from app.core.cancel import Cancel
from app.core.errors import TransferError
from app.core.model import SavedFile
from app.core.transport import Transport

TRACED = {module.__file__ for module in (engine, part_file, part_note, moving, file_lock)}
MARK = "the video"
Stage = tuple[str, int, int]
"""File, line, and how many times it was reached before."""


@dataclass
class Result:
    """What came of one scenario.

    Attributes:
        stages: tried.
        survived: that ended as they must.
        wrong: what else there was, in words.
    """

    stages: int = 0
    survived: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Scenario:
    """How a save is set up.

    Attributes:
        name: of the scenario.
        url: what is saved; "" copies `source`.
        folder: as it is before; copied for each stage.
        source: of a copy.
        expected: name of the file that it ends in.
        links: whether the file system has hard links.
    """

    name: str
    url: str
    folder: Path
    source: Path
    expected: str = "film.mp4"
    links: bool = True


def save(scenario: Scenario, folder: Path) -> SavedFile:
    """Save as the app does, up to the receipt."""
    if not scenario.url:
        return engine.keep_copy(scenario.source, folder, "film", cancel=Cancel(), mark=MARK, receipt=True)
    transport = Transport(user_agent="stages")
    return engine.download(
        transport, scenario.url, folder, "film", on_progress=lambda *_: None, cancel=Cancel(), mark=MARK, receipt=True
    )


def run(scenario: Scenario, folder: Path, known: Path) -> None:
    """Save, note it in `known` as the app's database does, settle."""
    if not known.exists():
        saved = save(scenario, folder)
        with known.open("w", encoding="utf-8") as file:
            json.dump(asdict(saved), file)
            file.flush()
            os.fsync(file.fileno())
    engine.settle(folder, "film", MARK)


def in_child(work: Callable[[], None]) -> int:
    """Do it in a child; its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@contextmanager
def traced(on_line: Callable[[str, int], None]) -> Iterator[None]:
    """Tell each line of the modules that write files, just before it runs."""

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        if frame.f_code.co_filename not in TRACED:
            return None
        if event == "line":
            on_line(frame.f_code.co_filename, frame.f_lineno)
        return trace

    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(None)


def prepare_children() -> None:
    """Load here what each of them would load anew."""
    from app.core import connection

    context = connection.trust_context()
    connection.trust_context = lambda: context


def without_links() -> None:
    """Have a file system without hard links in this process."""

    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    os.link = no_links


class Journal:
    """What the disk was promised, kept outside the process that dies.

    Lines of JSON: `["sync", inode, size]`, `["sync folder"]`, `["name", path, inode]`, `["gone", path, copy]`,
    `["move", old, new]`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def watch(self) -> None:
        """Write down what this process does from now on."""
        fsync, link, unlink, exclusively = os.fsync, os.link, os.unlink, moving._rename_exclusively

        def watched_fsync(number: int) -> None:
            fsync(number)
            stat = os.fstat(number)
            is_folder = stat.st_mode & 0o040000
            self._note("sync folder") if is_folder else self._note("sync", stat.st_ino, stat.st_size)

        def watched_link(source: Path, target: Path) -> None:
            link(source, target)
            self._note("name", str(target))

        def watched_unlink(path: Path) -> None:
            copy = f"{self.path}.{len(self.entries())}"
            with suppress(OSError):
                link(path, copy)
            unlink(path)
            self._note("gone", str(path), copy)

        def watched_move(source: Path, target: Path) -> bool:
            done = exclusively(source, target)
            if done:
                self._note("move", str(source), str(target))
            return done

        os.fsync = watched_fsync  # type: ignore[assignment]
        os.link = watched_link  # type: ignore[assignment]
        os.unlink = watched_unlink  # type: ignore[assignment]
        moving._rename_exclusively = watched_move

    def _note(self, *entry: object) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")

    def entries(self) -> list[list[Any]]:
        """All, in order."""
        return [json.loads(line) for line in self.path.read_text().splitlines()] if self.path.exists() else []

    def fail_power(self, folder: Path, kept: set[str], chance: random.Random) -> None:
        """Lose what was not synced; files in `kept` were there long before."""
        entries = self.entries()
        last = max((n for n, entry in enumerate(entries) if entry[0] == "sync folder"), default=-1)
        names = [entry for entry in entries[last + 1 :] if entry[0] in ("name", "gone", "move")]
        for kind, path, *more in reversed(names[chance.randint(0, len(names)) :]):
            with suppress(OSError):
                if kind == "name":
                    os.unlink(path)
                elif kind == "move":
                    os.rename(more[0], path)
                else:
                    os.link(more[0], path)
        synced = {entry[1]: entry[2] for entry in entries if entry[0] == "sync"}
        for path in folder.iterdir():
            if path.name not in kept:
                self._lose(path, synced, chance)

    def _lose(self, path: Path, synced: dict[int, int], chance: random.Random) -> None:
        stat = path.stat()
        safe = synced.get(stat.st_ino)
        if safe is None and chance.random() < 0.2:
            path.unlink()
            return
        safe = min(safe or 0, stat.st_size)
        data = path.read_bytes()
        end = chance.choice([safe, stat.st_size, chance.randint(safe, stat.st_size)])
        rest = chance.choice([data[safe:end], bytes(end - safe)])
        with path.open("r+b") as file:  # the same inode: another name of it changes, too
            file.seek(safe)
            file.write(rest)
            file.truncate(end)


def stages_of(scenario: Scenario, place: Path) -> list[Stage]:
    """Every stage of a run without a death."""
    folder, told = place / "dry", place / "lines"
    shutil.copytree(scenario.folder, folder)

    def work() -> None:
        lines: list[tuple[str, int]] = []
        if not scenario.links:
            without_links()
        with traced(lambda file, line: lines.append((file, line))):
            run(scenario, folder, place / "known-dry")
        told.write_text(json.dumps(lines))

    assert in_child(work) == 0
    times = Counter((file, line) for file, line in json.loads(told.read_text()))
    return [(*line, nth) for line, count in times.items() for nth in sorted({0, count - 1})]


def play(scenario: Scenario, whole: str, place: Path, *, power: bool) -> Result:
    """Die at every stage, and judge what the next run makes of it.

    Args:
        scenario: what is done.
        whole: SHA-256 of the video.
        place: an empty folder to work in.
        power: the power fails, too.
    """
    result, chance = Result(), random.Random(scenario.name)
    before = {path.name: path.read_bytes() for path in scenario.folder.iterdir()}
    others = {name: data for name, data in before.items() if ".part" not in name}
    for number, stage in enumerate(stages_of(scenario, place)):
        folder, known = place / f"{number}", place / f"known-{number}"
        shutil.copytree(scenario.folder, folder)
        journal = Journal(place / f"journal-{number}")
        code = in_child(lambda: _die_at(stage, scenario, folder, known, journal if power else None))  # noqa: B023 - runs at once
        if power and code:
            journal.fail_power(folder, set(before), chance)
        result.stages += 1
        wrong = _look_early(folder, whole, others, scenario.expected)
        code = in_child(lambda: _run_again(scenario, folder, known))  # noqa: B023 - runs at once
        wrong += [f"the next run failed: {code}"] if code else _look(folder, known, whole, others, scenario.expected)
        if wrong:
            file, line, nth = stage
            result.wrong.append(f"{scenario.name} {Path(file).name}:{line} ({nth + 1}.): {'; '.join(wrong)}")
        else:
            result.survived += 1
        shutil.rmtree(folder)
    return result


def _die_at(stage: Stage, scenario: Scenario, folder: Path, known: Path, journal: Journal | None) -> None:
    seen: Counter[tuple[str, int]] = Counter()

    def on_line(file: str, line: int) -> None:
        if (file, line, seen[file, line]) == stage:
            os._exit(9)
        seen[file, line] += 1

    if journal is not None:
        journal.watch()
    if not scenario.links:
        without_links()
    with traced(on_line):
        run(scenario, folder, known)


def _run_again(scenario: Scenario, folder: Path, known: Path) -> None:
    if not scenario.links:
        without_links()
    run(scenario, folder, known)


def _look_early(folder: Path, whole: str, others: dict[str, bytes], expected: str) -> list[str]:
    """Right after the death: a final name holds the whole video or is not there."""
    wrong = []
    for path in folder.iterdir():
        if ".part" in path.name or path.name in others:
            continue
        if path.name != expected or hashlib.sha256(path.read_bytes()).hexdigest() != whole:
            wrong.append(f"{path.name} was there with {path.stat().st_size} bytes")
    return wrong


def _look(folder: Path, known: Path, whole: str, others: dict[str, bytes], expected: str) -> list[str]:
    """After the next run."""
    wrong = []
    there = {path.name for path in folder.iterdir()}
    if there != {expected, *others}:
        wrong.append(f"left {sorted(there)}")
    for name, data in others.items():
        if (folder / name).read_bytes() != data:
            wrong.append(f"{name} was changed")
    told = json.loads(known.read_text())
    if told["path"] != str(folder / expected) or told["sha256"] != whole:
        wrong.append(f"told {told['path']}")
    if expected in there and hashlib.sha256((folder / expected).read_bytes()).hexdigest() != whole:
        wrong.append("other bytes")
    return wrong


def scenarios(url: str, video: Path, place: Path) -> list[Scenario]:
    """All of them. `url` serves the video at /tagged, at /untagged without a validator, and half of it at /cut."""
    empty, mine, half = place / "empty", place / "mine", place / "half"
    for folder in (empty, mine, half):
        folder.mkdir()
    (mine / "film.mp4").write_text("mine")
    cut = Scenario("cut", f"{url}/cut", half, video)
    with suppress(TransferError):
        save(cut, half)
    assert len(list(half.iterdir())) == 2
    return [
        Scenario("a download", f"{url}/tagged", empty, video),
        Scenario("a download without a validator", f"{url}/untagged", empty, video),
        Scenario("a resume", f"{url}/tagged", half, video),
        Scenario("beside a file of that name", f"{url}/tagged", mine, video, expected="film (2).mp4"),
        Scenario("without hard links", f"{url}/tagged", empty, video, links=False),
        Scenario("a copy", "", empty, video),
    ]


def main() -> int:
    """Play what the arguments name: URL, file with the video, folder to work in, and numbers of scenarios."""
    url, video, place = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    engine.PROOF_BYTES = 1 << 16
    prepare_children()
    whole = hashlib.sha256(video.read_bytes()).hexdigest()
    found = scenarios(url, video, place)
    for number in map(int, sys.argv[4:] or range(len(found))):
        scenario = found[number]
        for power in (False, True):
            folder = place / f"{number}-{power}"
            folder.mkdir()
            result = play(scenario, whole, folder, power=power)
            sys.stdout.write(json.dumps({"name": scenario.name, "power": power, **asdict(result)}) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
