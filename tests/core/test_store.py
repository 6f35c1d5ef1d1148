"""Owns the proof that the database keeps what was committed, through kills, full disks and other programs' versions."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.core import store as module
from app.core.errors import ErrorCode, Problem
from app.core.model import (
    DEMO_PROFILE,
    Profile,
    Removal,
    SavedFile,
    Task,
    TaskKey,
    Video,
    VideoKey,
    VideoStatus,
    WantedSave,
)
from app.core.schema import MIGRATIONS
from app.core.store import REMOVED_KEPT_FOR, Snapshot, Store
from app.core.store_errors import StoreError

NOW = 1_700_000_000.0
NOW_AT = len(MIGRATIONS)
DEMO = Profile(DEMO_PROFILE, "Demo", "http://127.0.0.1:1")
OTHER = Profile("https://h", "H", "https://h/prefix", insecure_key=True)
FULL = Video(
    "v",
    1,
    VideoStatus.FAILED,
    "error",
    37,
    (1 << 63) - 1,
    5.5,
    "https://h/r",
    "https://h/s",
    "https://h/p",
    "https://h/t",
    "no 晨",
    NOW + 0.5,
    NOW + 0.75,
    NOW + 1,
    SavedFile("/home/me/a.mp4", 1 << 40, "ab" * 32, NOW + 2, NOW + 3, 5.04, missing=True),
    Problem(ErrorCode.DISK_FULL, "words"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "library.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store(path)
    store.put_profile(DEMO)
    store.put_profile(OTHER)
    yield store
    store.close()


def keys(*ids: str, profile: str = DEMO_PROFILE) -> list[TaskKey]:
    return [TaskKey(profile, each) for each in ids]


def known(task: Task) -> Task:
    """The task with everything that can be known of one."""
    return replace(
        task,
        prompt="晨雾\nand more",
        videos=(FULL, Video("v"), Video("w", status=VideoStatus.UNKNOWN)),
        answered=NOW + 3,
        changed=NOW + 4,
        problem=Problem(ErrorCode.NOT_FOUND, "task_not_exist"),
        missing_since=NOW + 5,
        stopped=True,
    )


def read_only(path: Path) -> Snapshot:
    with closing(Store(path, read_only=True)) as store:
        return store.load()


def run(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )


def test_everything_comes_back_as_it_was(store: Store, path: Path) -> None:
    (task,) = store.add(keys("t"), NOW, "/folder")
    assert task == Task(keys("t")[0], added=NOW, seq=task.seq, changed=NOW, auto_save_dir="/folder")
    store.put_tasks([known(task)])
    assert store.load() == Snapshot((DEMO, OTHER), (known(task),)) == read_only(path)


def test_fewer_videos_replace_more(store: Store) -> None:
    (task,) = store.add(keys("t"), NOW)
    store.put_tasks([known(task)])
    store.put_tasks([replace(known(task), videos=(FULL,))])
    assert store.load().tasks[0].videos == (FULL,)


def test_tasks_keep_the_order_in_which_they_were_added_whatever_the_clock_does(store: Store) -> None:
    for at, name in ((NOW, "a"), (NOW - 999, "b"), (NOW, "c")):
        store.add(keys(name), at)
    store.add(keys("a"), NOW + 9)
    assert [task.key.task_id for task in store.load().tasks] == ["a", "b", "c"]


def test_adding_again_leaves_all_but_the_folder(store: Store) -> None:
    (task,) = store.add(keys("t"), NOW, "/one")
    store.put_tasks([known(task)])
    (again,) = store.add(keys("t"), NOW + 50)
    assert again == replace(known(task), stopped=False)
    assert store.add(keys("t"), NOW + 50, "/two")[0].auto_save_dir == "/two"


def test_a_removed_task_comes_back_with_all_that_was_known(store: Store) -> None:
    (task,) = store.add(keys("t"), NOW)
    store.put_tasks([known(task)])
    store.set_removed(keys("t"), NOW)
    assert store.load().tasks == ()
    store.purge(NOW + REMOVED_KEPT_FOR)
    assert store.add(keys("t"), NOW + REMOVED_KEPT_FOR) == (replace(known(task), stopped=False),)


def test_a_removed_task_is_not_kept_for_ever(store: Store) -> None:
    (task,) = store.add(keys("t"), NOW)
    store.put_tasks([known(task)])
    store.set_removed(keys("t"), NOW)
    (anew,) = store.add(keys("t"), NOW + REMOVED_KEPT_FOR + 1)
    assert (anew.prompt, anew.videos) == ("", ())
    assert anew.seq > task.seq
    store.set_removed(keys("t"), NOW)
    store.purge(NOW + REMOVED_KEPT_FOR + 1)
    store.set_removed(keys("t"), None)
    assert store.load().tasks == ()


def test_what_was_removed_in_one_step_comes_back_as_it_was(store: Store, path: Path) -> None:
    tasks = store.add(keys("a", "b", "c"), NOW)
    store.put_tasks(map(known, tasks))
    store.set_removed(keys("a", "c"), NOW + 1, 7)
    store.set_removed(keys("b"), NOW - 99, 8)  # the clock was set back
    steps = (Removal(7, NOW + 1, tuple(keys("a", "c"))), Removal(8, NOW - 99, tuple(keys("b"))))
    assert read_only(path).removals == steps
    assert store.restore(keys("c", "a", "nobody")) == (known(tasks[0]), known(tasks[2]))
    assert store.load().removals == steps[1:]
    store.add(keys("b"), NOW + 2)
    assert store.load().removals == ()


def test_what_is_not_tracked_is_not_written(store: Store) -> None:
    (task,) = store.add(keys("t", profile=OTHER.id), NOW)
    store.remove_profile(OTHER.id)
    store.put_tasks([known(task)])
    assert store.load() == Snapshot((DEMO,), ())
    with pytest.raises(StoreError):
        store.add(keys("t", profile=OTHER.id), NOW)


def test_a_call_that_fails_writes_nothing(store: Store) -> None:
    (task,) = store.add(keys("t"), NOW)
    with pytest.raises(StoreError):
        store.add([*keys("u"), TaskKey("nobody", "v")], NOW)
    with pytest.raises(StoreError):
        store.put_tasks([replace(task, prompt="new"), replace(task, prompt="\ud800")])
    with pytest.raises(StoreError):
        store.put_tasks([replace(task, videos=(Video("v", seed=1 << 64),))])
    assert store.load().tasks == (task,)


def test_a_code_that_is_not_known_loses_no_task(store: Store, path: Path) -> None:
    (task,) = store.add(keys("t"), NOW)
    store.put_tasks([known(task)])
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE task SET problem='of_the_future'")
    assert store.load().tasks[0].problem == Problem(ErrorCode.INTERNAL, "of_the_future task_not_exist")


def test_the_data_folder_is_for_the_user_alone(store: Store, path: Path) -> None:
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_commits_wait_for_the_disk(store: Store) -> None:
    (level,) = store._db.execute("PRAGMA synchronous").fetchone()
    (mode,) = store._db.execute("PRAGMA journal_mode").fetchone()
    assert (level, mode) == (2, "wal")


# Saves that are not done

VIDEO = VideoKey(DEMO_PROFILE, "t", "v", 1)
FILE = SavedFile("/a.mp4", 3, "ab", NOW, NOW, 2.0)
WANTED = (WantedSave(VIDEO, "/one", "film"), WantedSave(VIDEO, "/two", "晨", paused=True, file=FILE))


def test_saves_that_are_not_done_come_back_in_their_order(store: Store, path: Path) -> None:
    store.add(keys("t", "u"), NOW)
    later = WantedSave(VideoKey(DEMO_PROFILE, "u", "w", 0), "/one", "film")
    store.put_saves([*WANTED, later])
    store.put_saves([replace(WANTED[0], paused=True)])
    assert read_only(path).saves == (replace(WANTED[0], paused=True), WANTED[1], later)
    store.drop_saves([WANTED[0]])
    assert store.load().saves == (WANTED[1], later)


def test_saves_go_with_their_task(store: Store) -> None:
    store.put_saves(WANTED)
    assert store.load().saves == ()  # nothing is tracked
    store.add(keys("t"), NOW)
    store.put_saves(WANTED)
    store.set_removed(keys("t"), NOW)
    assert store.load().saves == ()
    store.set_removed(keys("t"), None)
    assert store.load().saves == WANTED
    store.remove_profile(DEMO_PROFILE)
    store.put_profile(DEMO)
    store.add(keys("t"), NOW)
    assert store.load().saves == ()


def test_a_save_that_is_done_leaves_its_file(store: Store) -> None:
    (task,) = store.add(keys("t"), NOW)
    store.put_tasks([replace(task, videos=(Video("v"), Video("v", 1), Video("w", 1)))])
    store.put_saves(WANTED)
    store.finish_save(WANTED[0], FILE)
    assert [video.saved for video in store.load().tasks[0].videos] == [None, FILE, None]
    assert store.load().saves == WANTED[1:]


# Migrations


def test_the_first_schema_is_brought_up(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as db, db:
        MIGRATIONS[0](db)
        db.execute("PRAGMA user_version=1")
        db.execute("INSERT INTO profile VALUES ('demo', 'Demo', 'http://127.0.0.1:1', 0)")
        db.execute("INSERT INTO task (profile, task_id, added) VALUES ('demo', 't', 1)")
        db.execute(
            "INSERT INTO video VALUES (1, 0, 'v', 0, 'finished', 'ok', 100, 7, 5.0, 'l', '', '', '', '', NULL,"
            " '/a.mp4', 3, 'ab', 9.0, NULL, '')"
        )
    with closing(Store(path)) as store:
        (video,) = store.load().tasks[0].videos
    assert video.saved == SavedFile("/a.mp4", 3, "ab", 9.0, 9.0, None)
    assert path.with_name("library.sqlite.v1.backup").exists()


def test_what_the_second_schema_removed_at_one_moment_is_one_step(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as db, db:
        for step in MIGRATIONS[:2]:
            step(db)
        db.execute("PRAGMA user_version=2")
        db.execute("INSERT INTO profile VALUES ('demo', 'Demo', 'http://127.0.0.1:1', 0)")
        for name, removed in (("a", 9.25), ("b", None), ("c", 8.5), ("d", 9.25)):
            db.execute("INSERT INTO task (profile, task_id, added, removed) VALUES ('demo', ?, 1, ?)", (name, removed))
    with closing(Store(path)) as store:
        found = store.load()
    assert [task.key.task_id for task in found.tasks] == ["b"]
    assert found.removals == (Removal(1, 8.5, tuple(keys("c"))), Removal(2, 9.25, tuple(keys("a", "d"))))
    assert path.with_name("library.sqlite.v2.backup").exists()


def test_thousands_of_single_removals_are_brought_up_in_one_go() -> None:
    """Counted in the database's own steps: twice as many tasks are about twice the work, not four times."""

    def work(count: int) -> int:
        with closing(sqlite3.connect(":memory:")) as db:
            for step in MIGRATIONS[:2]:
                step(db)
            db.execute("INSERT INTO profile VALUES ('demo', 'Demo', 'http://127.0.0.1:1', 0)")
            rows = [(str(number), float(number)) for number in range(count)]
            db.executemany("INSERT INTO task (profile, task_id, added, removed) VALUES ('demo', ?, 1, ?)", rows)
            done: list[None] = []
            db.set_progress_handler(lambda: done.append(None), 100)
            MIGRATIONS[2](db)
            db.set_progress_handler(None, 0)
            assert db.execute("SELECT max(removal), count(DISTINCT removal) FROM task").fetchone() == (count, count)
            return len(done)

    assert work(800) < 3 * work(400)


def _next_step(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE task ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'")


def _broken(db: sqlite3.Connection) -> None:
    _next_step(db)
    db.execute("DELETE FROM task")
    raise sqlite3.OperationalError("disk I/O error")


def tasks_in(path: Path) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(path)) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        return [(name, version) for (name,) in db.execute("SELECT task_id FROM task ORDER BY seq")]


def test_a_migration_keeps_a_backup_of_what_was(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add(keys("t"), NOW)
    store.close()
    monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, _next_step))
    for _ in range(2):
        with closing(Store(path)) as migrated:
            assert [task.key.task_id for task in migrated.load().tasks] == ["t"]
    assert tasks_in(path) == [("t", NOW_AT + 1)]
    assert tasks_in(path.with_name(f"library.sqlite.v{NOW_AT}.backup")) == [("t", NOW_AT)]


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add(keys("t"), NOW)
    store.close()
    monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, _broken))
    with pytest.raises(StoreError, match="disk I/O error"):
        Store(path)
    monkeypatch.undo()
    with closing(Store(path)) as again:
        assert [task.key.task_id for task in again.load().tasks] == ["t"]


def test_a_kill_within_a_migration_leaves_the_database_as_it_was(store: Store, path: Path) -> None:
    store.add(keys("t"), NOW)
    store.close()
    killed = run(
        """
        import os, sys
        from pathlib import Path
        from app.core import store
        def step(db):
            db.execute("DELETE FROM task")
            os._exit(9)
        store.MIGRATIONS = (*store.MIGRATIONS, step)
        store.Store(Path(sys.argv[1]))
        """,
        path,
    )
    assert killed.returncode == 9, killed.stderr
    assert tasks_in(path) == [("t", NOW_AT)]


def test_an_older_database_is_not_migrated_by_a_reader(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, _next_step))
    with pytest.raises(StoreError, match="opened by the window first"):
        read_only(path)
    assert not list(path.parent.glob("*.backup"))


@pytest.mark.parametrize("reader", [False, True])
def test_a_newer_database_is_refused_and_left_alone(store: Store, path: Path, reader: bool) -> None:
    store.add(keys("t"), NOW)
    store._db.execute("PRAGMA user_version=99")
    store.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="99 is newer than this program"):
        Store(path, read_only=reader)
    assert path.read_bytes() == before


@pytest.mark.parametrize("reader", [False, True])
def test_a_file_that_is_no_database_is_told_and_left_alone(path: Path, reader: bool) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is a diary\n" * 500)
    with pytest.raises(StoreError, match="not a database"):
        Store(path, read_only=reader)
    assert path.read_bytes() == b"this is a diary\n" * 500
    assert list(path.parent.iterdir()) == [path]


def test_a_damaged_database_is_told(store: Store, path: Path) -> None:
    store.add(keys(*(f"t{number}" for number in range(2_000))), NOW)
    store.close()
    data = bytearray(path.read_bytes())
    data[4096 : len(data) - 4096] = b"\x55" * (len(data) - 8192)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="malformed"):
        read_only(path)


def test_a_place_where_nothing_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError):
        Store(tmp_path / "file" / "library.sqlite")
    with pytest.raises(StoreError):
        Store(tmp_path / "missing.sqlite", read_only=True)
    assert not (tmp_path / "missing.sqlite").exists()


# Kills, readers and full disks

WRITER = """
    import os, sys
    from pathlib import Path
    from app.core.model import Profile, TaskKey
    from app.core.store import Store
    store = Store(Path(sys.argv[1]))
    store.put_profile(Profile("demo", "Demo", "http://127.0.0.1:1"))
    store.add([TaskKey("demo", "committed")], 1.0)
    """


def test_a_kill_within_a_transaction_loses_only_that(path: Path) -> None:
    killed = run(
        WRITER
        + """
    with store._change():
        store._db.execute("UPDATE task SET task_id='half'")
        store._db.execute("INSERT INTO task (profile, task_id, added) VALUES ('demo', 'other', 1)")
        os._exit(9)
    """,
        path,
    )
    assert killed.returncode == 9, killed.stderr
    assert [task.key.task_id for task in read_only(path).tasks] == ["committed"]
    with closing(Store(path)) as again:
        assert [task.key.task_id for task in again.load().tasks] == ["committed"]


@pytest.mark.parametrize("shm", [True, False], ids=["all files left", "without the index of the log"])
def test_an_export_reads_what_a_killed_window_left_in_its_log(path: Path, shm: bool) -> None:
    killed = run(WRITER + "os.kill(os.getpid(), 9)\n", path)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert path.with_name("library.sqlite-wal").stat().st_size > 0
    if not shm:
        path.with_name("library.sqlite-shm").unlink()
    assert [task.key.task_id for task in read_only(path).tasks] == ["committed"]


def test_an_export_reads_beside_an_open_window_also_within_its_transaction(store: Store, path: Path) -> None:
    store.add(keys("t"), NOW)
    with store._change():
        store._db.execute("UPDATE task SET prompt='half'")
        assert [task.prompt for task in read_only(path).tasks] == [""]
    assert [task.prompt for task in read_only(path).tasks] == ["half"]


def test_a_reader_changes_nothing(store: Store, path: Path) -> None:
    store.add(keys("t"), NOW)
    with closing(Store(path, read_only=True)) as reader:
        with pytest.raises(StoreError, match="readonly"):
            reader.purge(NOW)
        assert len(reader.load().tasks) == 1


def test_a_full_disk_is_told_and_what_was_committed_stays(store: Store, path: Path) -> None:
    (task,) = store.add(keys("t"), NOW)
    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    store._db.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match="full"):
        store.put_tasks([replace(task, prompt="x" * 100_000)])
    assert store.load().tasks == (task,)
    store._db.execute("PRAGMA max_page_count=1000000")
    store.put_tasks([replace(task, prompt="x" * 100_000)])
    assert len(read_only(path).tasks[0].prompt) == 100_000


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of a file's size is POSIX")
def test_a_disk_that_fills_within_a_commit_loses_nothing_of_before(path: Path) -> None:
    code = (
        WRITER
        + """
    import resource, signal
    from dataclasses import replace
    from app.core.store_errors import StoreError
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    (task,) = store.load().tasks
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, -1))
    try:
        store.put_tasks([replace(task, prompt="x" * 10_000_000)])
    except StoreError as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
    assert store.load().tasks == (task,)
    store.put_tasks([replace(task, prompt="later")])
    store.close()
    """
    )
    ended = run(code, path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip()
    assert [task.prompt for task in read_only(path).tasks] == ["later"]
    assert os.path.getsize(path) < 200_000
