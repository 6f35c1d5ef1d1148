"""The versions of what the core stands on, for About and for reports of defects."""

from __future__ import annotations

import sys


def versions() -> tuple[tuple[str, str], ...]:
    """Pairs of a name and a version: Python, SQLite, OpenSSL."""
    import sqlite3  # these two are loaded by then; they are kept off the way to the first paint
    import ssl

    return (
        ("Python", sys.version.split()[0]),
        ("SQLite", sqlite3.sqlite_version),
        ("OpenSSL", ssl.OPENSSL_VERSION.removeprefix("OpenSSL ").split(" ", 1)[0]),
    )
