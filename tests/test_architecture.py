"""Promise 6: imports go down, there is no circle, and no file outgrows its room."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "skill").rglob("*.py"))
LONGEST = 250

# Rooms from the street down to the cellar. A module may import its own floor and those below it.
FLOORS = (
    ("cli", "__main__"),
    ("commands",),
    ("channels", "command_line"),
    (
        "app",
        "evaluation",
        "health",
        "locked",
        "log_lines",
        "metrics",
        "models",
        "manifest",
        "packaged_sdk",
        "bytecode",
        "deferred",
        "untyped",
        "packaging",
        "rehearsal",
        "handler_modules",
        "bare_source",
        "turn_notice",
        "unanswered",
    ),
    ("memory",),
    ("conversation",),
    ("understanding", "mishearing"),
    ("interaction_model", "content", "decision_report"),
    ("decision",),
    ("decision_values", "settings"),
    ("errors", "plain", "told", "deadline", ""),
)


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path): path for path in MODULES}


def floor(module: str) -> int:
    room = ([*module.split("."), ""])[1]
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def imported(path: Path) -> set[str]:
    """The modules of ours that a file imports, in each of the ways Python has."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {module for module in found if module in NAMES and module != "skill"}


def test_there_are_modules_to_look_at() -> None:
    assert len(MODULES) > 20


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_only_go_down(path: Path) -> None:
    name = name_of(path)

    up = [other for other in imported(path) if floor(other) < floor(name)]

    assert not up, f"{name} imports {up}, which is above it"


def test_no_import_runs_in_a_circle() -> None:
    graph = {name: imported(path) - {name} for name, path in NAMES.items()}

    assert tuple(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_file_outgrows_its_room(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_file_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not text.strip() or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", [path for path in MODULES if floor(name_of(path)) >= 5], ids=name_of)
def test_the_core_holds_no_clock_chance_network_or_log(path: Path) -> None:
    if path.name == "mishearing.py":
        return
    modules = {
        alias.name.split(".")[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        (node.module or "").split(".")[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    }

    assert not modules & {"random", "time", "socket", "logging", "urllib", "http", "requests", "sqlite3", "flask"}
    assert "datetime.now(" not in path.read_text(encoding="utf-8")
