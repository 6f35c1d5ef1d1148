"""The command line: options and arguments as values, task IDs already found in files, links and standard input."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from app import __version__
from app.core.endpoints import EndpointError, clean_endpoint
from app.core.task_ids import FoundIds, find_ids, is_task_id, normal_id
from app.core.text_file import MAX_BYTES, decode
from app.places import DATABASE_NAME, OWN_NAMES


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for.

    Attributes:
        ids: task IDs to track, each once.
        endpoint: base URL of the profile to track them with, "" for the current one.
        demo: track them with Demo.
        auto_save: absolute folder, "" for none.
        data_dir: absolute folder, None for the platform's own places.
        export: file, `-`, or "" for no export.
    """

    ids: tuple[str, ...] = ()
    endpoint: str = ""
    demo: bool = False
    auto_save: str = ""
    data_dir: Path | None = None
    export: str = ""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        say(f"pika-monitor: {' '.join(message.split())} (see pika-monitor --help)")
        raise SystemExit(2)

    def _print_message(self, message: str, file: Any = None) -> None:
        """Writes "…" as it can where the terminal's encoding has none."""
        if file is not None and (encoding := getattr(file, "encoding", None)):
            message = message.encode(encoding, "replace").decode(encoding)
        super()._print_message(message, file)


def say(line: str) -> None:
    """One line for whoever started us; a windowed program has no stderr."""
    if sys.stderr is not None:
        print(line, file=sys.stderr, flush=True)


def parse(arguments: list[str]) -> Options:
    """Reads the arguments behind the program's name, and the files and standard input that they name.

    Raises:
        SystemExit: 0 after --help and --version, 2 after one clear line where an argument is bad.
    """
    parser = _parser()
    options, behind = _cut(arguments)
    given = parser.parse_intermixed_args(options)  # IDs may stand between options
    given.targets += behind
    for name in ("endpoint", "auto_save", "data_dir", "export"):
        if getattr(given, name) == "":  # an unset variable of a script: its user would not look for the defaults
            parser.error(f"--{name.replace('_', '-')}: the value is empty")
    if given.export and given.targets:
        parser.error("--export writes what is tracked already and takes no task IDs")
    return Options(
        ids=_ids(parser, given.targets),
        endpoint=_endpoint(parser, given.endpoint),
        demo=given.demo,
        auto_save=_folder(parser, given.auto_save),
        data_dir=_data_dir(parser, given.data_dir),
        export=_file(given.export),
    )


def _cut(arguments: list[str]) -> tuple[list[str], list[str]]:
    """What stands before and behind `--`: argparse loses the latter where IDs stand between options."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at], arguments[at + 1 :]


def _parser() -> _Parser:
    parser = _Parser(
        prog="pika-monitor",
        usage="pika-monitor [OPTION…] [ID | URL | FILE | -]…",
        description="Opens the window, or hands over to the one that is open, and tracks these Pika video tasks.",
        allow_abbrev=False,
    )
    parser.add_argument("targets", nargs="*", metavar="ID | URL | FILE | -", help="task IDs, or where to find them")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--endpoint", metavar="URL", help="track these with the profile of this base URL")
    source.add_argument("--demo", action="store_true", help="track these with the Demo profile")
    parser.add_argument("--auto-save", metavar="DIR", help="save each video of these that finishes into DIR")
    parser.add_argument("--data-dir", metavar="DIR", help="keep database, cache, settings and log here")
    parser.add_argument("--export", metavar="FILE", help="write everything tracked as JSON and end")
    parser.add_argument("--version", action="version", version=f"pika-monitor {__version__}")
    return parser


def _endpoint(parser: _Parser, text: str | None) -> str:
    if text is None:
        return ""
    try:
        return clean_endpoint(text)
    except EndpointError:
        parser.error(f"--endpoint: {_shown(text)} is no http(s) URL like https://api.example.com")


def _file(text: str | None) -> str:
    return text if text == "-" else os.path.abspath(text) if text else ""


def _folder(parser: _Parser, text: str | None) -> str:
    if text is None:
        return ""
    folder = _absolute(parser, "--auto-save", text)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        parser.error(f"--auto-save: {_shown(text)} cannot be used: {error.strerror}")
    return str(folder)


def _absolute(parser: _Parser, option: str, text: str) -> Path:
    folder = os.path.abspath(os.path.expanduser(text))
    if not folder.isprintable() and any("\ud800" <= char <= "\udfff" for char in folder):
        parser.error(f"{option}: {_shown(text)} is no UTF-8, as which the database and Qt hold names")
    return Path(folder)


def _data_dir(parser: _Parser, text: str | None) -> Path | None:
    if text is None:
        return None
    folder = _absolute(parser, "--data-dir", text)
    try:
        new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        ours = new or (folder / DATABASE_NAME).exists()
        if ours or all(path.name.startswith(OWN_NAMES) for path in folder.iterdir()):
            folder.chmod(0o700)  # but never somebody's home, named by mistake
    except OSError as error:
        parser.error(f"--data-dir: {_shown(text)} cannot be used: {error.strerror}")
    return folder


def _ids(parser: _Parser, targets: list[str]) -> tuple[str, ...]:
    ids: dict[str, None] = {}
    for target in targets:
        found = _find(parser, target)
        if not found.ids:
            parser.error(f"no task ID in {'standard input' if target == '-' else _shown(target)}")
        ids.update(dict.fromkeys(found.ids))
    return tuple(ids)


def _find(parser: _Parser, target: str) -> FoundIds:
    if target == "-":
        if sys.stdin is None:
            parser.error("there is no standard input")
        return _read(parser, "standard input", sys.stdin.buffer.read(MAX_BYTES + 1))
    if "://" in target:
        return find_ids(target)
    if _is_file(target):
        try:
            with open(target, "rb") as file:
                return _read(parser, _shown(target), file.read(MAX_BYTES + 1))
        except OSError as error:
            parser.error(f"{_shown(target)} cannot be read: {error.strerror}")
    if is_task_id(target):
        return FoundIds((normal_id(target),))
    found = find_ids(target)
    if not found.ids:
        parser.error(f"{_shown(target)} is neither a task ID, a link with one, nor a file")
    return found


def _is_file(target: str) -> bool:
    try:
        path = Path(target)
        return path.exists() and not path.is_dir()  # a pipe too: <(…) of a shell
    except (OSError, ValueError):
        return False  # many IDs at once are longer than a file's name may be


def _read(parser: _Parser, name: str, data: bytes) -> FoundIds:
    if len(data) > MAX_BYTES:
        parser.error(f"{name} is larger than {MAX_BYTES >> 20} MiB")
    return find_ids(decode(data))


def _shown(text: str) -> str:
    """An argument in a message: one line, and no longer than a line."""
    return repr(text if len(text) <= 80 else text[:79] + "…")
