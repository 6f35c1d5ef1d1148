"""Owns the rules of who may import whom: every arrow points down, and none runs in a circle."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

NETWORK = {"requests", "urllib", "urllib3", "socket", "ssl", "http", "PySide6.QtNetwork"}
DATABASE = {"sqlite3", "PySide6.QtSql"}
# Parts of the core that reach network or disk: windows ask a service, which does so on a thread of its own.
REACHING = {"app.core.transport", "app.core.feed_client", "app.core.download", "app.core.store"}
ABOVE_ALL = {"app.application", "app.command_line", "app.__main__", "app.tour"}

FORBIDDEN = {
    "app.core": {"PySide6", "shiboken6", "app.services", "app.ui", "app.demo"} | ABOVE_ALL,
    "app.services": {"PySide6.QtWidgets", "PySide6.QtQml", "PySide6.QtQuick", "app.ui"} | ABOVE_ALL,
    "app.ui": NETWORK | DATABASE | REACHING | {"keyring"} | ABOVE_ALL,
    "app.demo": {"PySide6", "app.services", "app.ui"} | ABOVE_ALL,
}


@dataclass(frozen=True, slots=True)
class Import:
    """One name that a module imports, anywhere in it."""

    module: str  # the importing module
    name: str  # dotted: the module named, with the name that is taken from it, as in `PySide6.QtCore.QObject`
    line: int
    typing_only: bool  # under `if TYPE_CHECKING:`, which never runs


def modules(root: Path) -> dict[str, Path]:
    """Name every module of the package `app` under `root`."""
    found = {}
    for path in sorted((root / "app").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def _is_type_checking(test: ast.expr) -> bool:
    return ast.unparse(test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def imports(module: str, path: Path) -> list[Import]:
    """List what a module imports, inside functions too: a late import hides a cycle, it does not undo it."""
    found: list[Import] = []

    def walk(node: ast.AST, typing_only: bool) -> None:
        if isinstance(node, ast.Import):
            found.extend(Import(module, alias.name, node.lineno, typing_only) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
                base = ".".join([*package[: len(package) - node.level + 1], *([base] if base else [])])
            found.extend(Import(module, f"{base}.{alias.name}", node.lineno, typing_only) for alias in node.names)
        elif isinstance(node, ast.If) and _is_type_checking(node.test):
            for statement in node.body:
                walk(statement, True)
            for statement in node.orelse:
                walk(statement, typing_only)
        else:
            for child in ast.iter_child_nodes(node):
                walk(child, typing_only)

    walk(ast.parse(path.read_text(encoding="utf-8"), str(path)), False)
    return found


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def violations(root: Path) -> list[str]:
    """Say where a layer imports what it must not know, as `module:line name`."""
    return [
        f"{found.module}:{found.line} {found.name}"
        for module, path in modules(root).items()
        for found in imports(module, path)
        for layer, forbidden in FORBIDDEN.items()
        if _within(module, layer) and any(_within(found.name, name) for name in forbidden)
    ]


def strangers(root: Path, layer: str) -> list[str]:
    """Say where a layer imports more than the standard library and the core, as `module:line name`."""
    return [
        f"{found.module}:{found.line} {found.name}"
        for module, path in modules(root).items()
        if _within(module, layer)
        for found in imports(module, path)
        if found.name.split(".")[0] not in sys.stdlib_module_names
        and not any(_within(found.name, own) for own in ("app.core", "app.resources", layer))
    ]


def cycle(root: Path) -> list[str]:
    """Return the modules of one import cycle, first and last the same, or nothing."""
    known = modules(root)
    graph: dict[str, set[str]] = {}
    for module, path in known.items():
        needed = graph.setdefault(module, set())
        for found in imports(module, path):
            if not found.typing_only:
                target = found.name if found.name in known else found.name.rpartition(".")[0]
                needed.update({target} & known.keys() - {module})
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_layer_imports_what_it_must_not_know() -> None:
    assert violations(ROOT) == []


def test_the_demo_needs_nothing_but_the_standard_library_and_the_core() -> None:
    assert strangers(ROOT, "app.demo") == []


def test_no_imports_run_in_a_circle() -> None:
    assert cycle(ROOT) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("core/a", "from PySide6.QtCore import QObject"),
        ("core/a", "def late():\n    import app.services.b"),
        ("services/b", "from PySide6 import QtWidgets"),
        ("services/b", "if True:\n    from ..ui import c"),
        ("ui/c", "import urllib.request"),
        ("ui/c", "from http.client import HTTPConnection"),
        ("ui/c", "from PySide6.QtNetwork import QNetworkAccessManager"),
        ("ui/c", "from app.core import store"),
        ("ui/c", "import keyring"),
        ("demo/d", "from PySide6 import QtCore"),
    ],
)
def test_a_forbidden_import_is_found(tmp_path: Path, module: str, source: str) -> None:
    _write(tmp_path, {module: source})
    assert len(violations(tmp_path)) == 1


def test_a_cycle_is_found_even_through_a_late_import(tmp_path: Path) -> None:
    _write(tmp_path, {"core/a": "from app.core import b", "core/b": "def late():\n    from app.core.a import thing"})
    assert set(cycle(tmp_path)) == {"app.core.a", "app.core.b"}


def test_an_import_for_the_type_checker_alone_is_no_cycle(tmp_path: Path) -> None:
    _write(tmp_path, {"core/a": "import app.core.b", "core/b": "if TYPE_CHECKING:\n    import app.core.a"})
    assert cycle(tmp_path) == []


def _write(root: Path, sources: dict[str, str]) -> None:
    for name, source in sources.items():
        path = root / "app" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
