"""Which modules of ours the Lambda handler needs: what it imports, in a module's head or later, and so on."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ENTRY = "skill.channels.lambda_host"


def handler_modules() -> dict[str, Path]:
    """The modules of ours that the handler imports, in its head or later, by name."""
    found: dict[str, Path] = {}
    wanted = [ENTRY]
    while wanted:
        name = wanted.pop()
        path = _module(name)
        if path is None or name in found:
            continue
        found[name] = path
        wanted += [name.rpartition(".")[0], *_imports(path)]
    return found


def _module(name: str) -> Path | None:
    path = ROOT.joinpath(*name.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.exists()), None)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
