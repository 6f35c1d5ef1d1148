"""The tables of the database, and the steps that bring an older one up to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable


def _schema_1(db: sqlite3.Connection) -> None:
    _run(
        db,
        """
    CREATE TABLE profile (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, endpoint TEXT NOT NULL, insecure_key INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE task (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, profile TEXT NOT NULL REFERENCES profile(id), task_id TEXT NOT NULL,
        added REAL NOT NULL, prompt TEXT NOT NULL DEFAULT '', answered REAL, changed REAL NOT NULL DEFAULT 0,
        problem TEXT, problem_detail TEXT NOT NULL DEFAULT '', missing_since REAL, misses INTEGER NOT NULL DEFAULT 0,
        stopped INTEGER NOT NULL DEFAULT 0,
        auto_save_dir TEXT NOT NULL DEFAULT '', removed REAL, UNIQUE (profile, task_id)
    );
    CREATE TABLE video (
        seq INTEGER NOT NULL REFERENCES task(seq) ON DELETE CASCADE, place INTEGER NOT NULL, video_id TEXT NOT NULL,
        nth INTEGER NOT NULL, status TEXT NOT NULL, provider_status TEXT NOT NULL, progress INTEGER, seed INTEGER,
        duration REAL, result_url TEXT NOT NULL, sharing_url TEXT NOT NULL, poster_url TEXT NOT NULL,
        thumb_url TEXT NOT NULL, error TEXT NOT NULL, finished_at REAL, saved_path TEXT, saved_size INTEGER,
        saved_sha256 TEXT, saved_at REAL, save_error TEXT, save_error_detail TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (seq, place)
    ) WITHOUT ROWID
    """,
    )


def _schema_2(db: sqlite3.Connection) -> None:
    """Saves that were asked for outlive the program; a saved file tells when it was last verified, and its length."""
    _run(
        db,
        """
    CREATE TABLE save (
        seq INTEGER NOT NULL REFERENCES task(seq) ON DELETE CASCADE, video_id TEXT NOT NULL, nth INTEGER NOT NULL,
        folder TEXT NOT NULL, stem TEXT NOT NULL, paused INTEGER NOT NULL DEFAULT 0,
        saved_path TEXT, saved_size INTEGER, saved_sha256 TEXT, saved_at REAL, saved_verified REAL, saved_duration REAL,
        PRIMARY KEY (seq, video_id, nth, folder)
    );
    ALTER TABLE video ADD COLUMN saved_verified REAL;
    ALTER TABLE video ADD COLUMN saved_duration REAL;
    UPDATE video SET saved_verified=saved_at
    """,
    )


def _schema_3(db: sqlite3.Connection) -> None:
    """What was removed in one step belongs together: `removal` counts the steps. One step had one moment so far."""
    _run(
        db,
        """
    ALTER TABLE task ADD COLUMN removal INTEGER;
    CREATE INDEX task_removed ON task (removal) WHERE removed IS NOT NULL
    """,
    )
    removed = db.execute("SELECT seq, removed FROM task WHERE removed IS NOT NULL").fetchall()
    numbers = {moment: number for number, moment in enumerate(sorted({moment for _, moment in removed}), 1)}
    # By row, not by moment: of `removed` there is no index, and each of thousands would go through the whole table.
    db.executemany("UPDATE task SET removal=? WHERE seq=?", [(numbers[moment], seq) for seq, moment in removed])


def _schema_4(db: sqlite3.Connection) -> None:
    """What happened when: a video tells when it was first seen, and when it was first seen to run."""
    _run(
        db,
        """
    ALTER TABLE video ADD COLUMN seen_at REAL;
    ALTER TABLE video ADD COLUMN started_at REAL
    """,
    )


def _schema_5(db: sqlite3.Connection) -> None:
    """A saved file that was not found is told from one that was changed; which it was is not known of older looks."""
    _run(
        db,
        """
    ALTER TABLE video ADD COLUMN saved_missing INTEGER;
    ALTER TABLE save ADD COLUMN saved_missing INTEGER
    """,
    )


def _run(db: sqlite3.Connection, statements: str) -> None:
    """Within the transaction that is open; `executescript` would commit it."""
    for statement in statements.split(";"):
        db.execute(statement)


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_schema_1, _schema_2, _schema_3, _schema_4, _schema_5)
"""Step n brings the schema from version n to n + 1; a released step is never changed."""
