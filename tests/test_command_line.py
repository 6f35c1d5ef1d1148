"""Owns the proof that every form of the command line is read, and that a bad one ends with 2 and exactly one line."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from app import __version__
from app.command_line import Options, parse
from app.core.text_file import MAX_BYTES as MAX_INPUT

ID = "66e0818e-05fb-454e-b246-a6f253e9ffbf"
OTHER = "c1d16f47-16c2-4798-8733-5ed9903885cc"
LINK = f"https://cdn.pika.art/v1/{ID}/Plane_fly_seed3183047765.mp4"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


def standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as caught:
        parse(list(arguments))
    said = capsys.readouterr()
    assert caught.value.code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("pika-monitor: ")
    assert len(said.err) < 300
    return said.err


def test_nothing_is_nothing() -> None:
    assert parse([]) == Options()


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        ([ID], [ID]),
        ([ID.upper(), ID], [ID]),
        (["my-task", "b.c~d_e"], ["my-task", "b.c~d_e"]),
        ([LINK], [ID]),
        ([f"https://api.gpt.ge/pika/feed/{ID}?x=1"], [ID]),
        ([f"{ID}\n{OTHER}"], [ID, OTHER]),
        ([f"see {ID}"], [ID]),
        (["--", "-odd-id"], ["-odd-id"]),
        ([ID, "--demo", OTHER], [ID, OTHER]),
        (["--demo", ID, "--auto-save", "d", OTHER], [ID, OTHER]),
        (["\n".join(f"task-{number}" for number in range(400))], [f"task-{number}" for number in range(400)]),
    ],
)
def test_task_ids_are_found_in_arguments(arguments: list[str], ids: list[str]) -> None:
    assert list(parse(arguments).ids) == ids


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_task_ids_are_found_in_files_and_in_standard_input(
    encoding: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f'晨 {ID}\r\n{{"id": "{OTHER}", "videos": [{{"id": "no"}}]}}'
    (folder / "list.txt").write_bytes(text.encode(encoding))
    assert parse(["list.txt"]).ids == (ID, OTHER)
    assert parse([str(folder / "list.txt"), OTHER]).ids == (ID, OTHER)
    standard_input(monkeypatch, text.encode(encoding))
    assert parse(["first", "-"]).ids == ("first", ID, OTHER)


def test_a_pipe_is_read_as_a_file(folder: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, ID.encode())
    os.close(writer)
    assert parse([f"/dev/fd/{reader}"]).ids == (ID,)
    os.close(reader)


def test_the_options(folder: Path) -> None:
    given = parse(["--endpoint", "api.gpt.ge/pika/", "--auto-save", "~/v", "--data-dir", "data", ID])
    assert given == Options((ID,), "https://api.gpt.ge", auto_save=str(folder / "home" / "v"), data_dir=folder / "data")
    assert (folder / "home" / "v").is_dir()
    assert parse(["--demo"]) == Options(demo=True)
    assert parse(["--export", "out.json"]).export == str(folder / "out.json")
    assert parse(["--export", "-"]).export == "-"
    assert parse(["--export=out.json", "--data-dir=data"]).data_dir == folder / "data"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--bogus"],
        ["--bogus\nmore"],
        ["--dem"],
        ["--endpoint"],
        ["--endpoint", ""],
        ["--endpoint", "ftp://h"],
        ["--endpoint", "["],
        ["--endpoint", "https://me:key@h"],
        ["--endpoint", "https://h", "--demo"],
        ["--auto-save", ""],
        ["--auto-save", "file"],
        ["--auto-save", "file/below"],
        ["--auto-save", "\udcff"],
        ["--data-dir", ""],
        ["--data-dir", "file"],
        ["--data-dir", "\udcff"],
        ["--export", ""],
        ["--export", "-", ID],
        ["--demo=yes"],
        [""],
        [".."],
        ["a b"],
        ["two words\nand lines"],
        ["x" * 5000],
        ["任务"],
        ["empty"],
        ["large"],
        ["https://example.com/"],
        ["a\udcffb c"],
    ],
)
def test_a_bad_argument_ends_with_one_line(
    arguments: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "file").write_text(ID)
    (folder / "empty").write_text("")
    with (folder / "large").open("wb") as file:
        file.truncate(MAX_INPUT + 1)
    refused(capsys, *arguments)


@pytest.mark.parametrize("data", [b"", b"two words", b" " * (MAX_INPUT + 1)])
def test_bad_standard_input_ends_with_one_line(
    data: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    standard_input(monkeypatch, data)
    assert "standard input" in refused(capsys, "-")


def test_no_standard_input_ends_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    refused(capsys, "-")


def test_version_and_help_end_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    for option in ("--version", "--help"):
        with pytest.raises(SystemExit) as caught:
            parse([option])
        assert caught.value.code == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"pika-monitor {__version__}\n")
    for option in ("--endpoint", "--demo", "--auto-save", "--data-dir", "--export", "--version", "--help"):
        assert option in said.out
    assert said.err == ""


def test_help_is_written_where_a_terminal_knows_few_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    with pytest.raises(SystemExit) as caught:
        parse(["--help"])
    assert caught.value.code == 0
    sys.stdout.flush()
    assert b"--auto-save DIR" in raw.getvalue()


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("held", [[], ["library.sqlite"], ["settings.ini", "cache", "lock"], ["library.sqlite", "x"]])
def test_a_data_folder_is_for_the_user_alone(held: list[str], folder: Path) -> None:
    data = folder / "new" / "data"
    parse(["--data-dir", str(data)])
    assert mode(data) == 0o700
    for name in held:
        (data / name).touch()
    data.chmod(0o755)
    parse(["--data-dir", str(data)])
    assert mode(data) == 0o700


def test_a_folder_that_is_not_ours_keeps_its_mode(folder: Path) -> None:
    (folder / "home").mkdir(mode=0o755)
    (folder / "home" / "letter.txt").touch()
    parse(["--data-dir", str(folder / "home")])
    assert mode(folder / "home") == 0o755
