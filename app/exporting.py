"""`--export` as a command: no window, no display, one clear line where it fails."""

from __future__ import annotations

from app.command_line import Options, say
from app.core.errors import ErrorCode
from app.core.export import export
from app.core.store_errors import StoreError
from app.places import places

_REPAIRED_IN_WINDOW = frozenset({ErrorCode.LIBRARY_DAMAGED, ErrorCode.LIBRARY_MISSING})


def run_export(options: Options) -> int:
    """Writes the export; 0, or 1 after one line that says why not."""
    try:
        export(places(options.data_dir).database, options.export)
    except StoreError as error:
        hint = "; open Pika Monitor to repair it" if error.code in _REPAIRED_IN_WINDOW else ""
        say(f"pika-monitor: the library cannot be read: {error}{hint}")
        return 1
    except OSError as error:
        say(f"pika-monitor: {options.export!r} cannot be written: {error.strerror}")
        return 1
    return 0
