"""The entry point: `python -m app`, the installed scripts and the frozen app all begin here."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Runs the app with the process's arguments; the exit code is for `sys.exit`."""
    try:
        return _run()
    except KeyboardInterrupt:  # while arguments are read, as a shell's own commands end
        return 130


def _run() -> int:
    gc.disable()  # for good: `services/garbage` collects, where Qt objects may be destroyed
    from app.command_line import parse

    options = parse(sys.argv[1:])
    if options.export:
        from app.exporting import run_export

        return run_export(options)
    from app.early_signals import hold

    hold()
    from app.imports import without_features

    without_features()
    from app.opening import run

    return run(options)


if __name__ == "__main__":
    sys.exit(main())
