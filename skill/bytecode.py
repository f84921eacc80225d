"""Compiles what a start loads: `python -m skill.bytecode FOLDER`, with the names of the files on standard input.

What a program works out anew at every start is worked out here: methods of frozen classes are written (plain.py has
what they share), and what only readers and type checkers look at is left out. It runs in the package's own Python.
"""

import ast
import importlib.util
import json
import marshal
import sys
from pathlib import Path

from skill.deferred import defer
from skill.untyped import untype

DATACLASSES, PLAIN = "dataclasses", "skill.plain"
KEEPING_TYPES = {"NamedTuple", "TypedDict"}  # classes that are made of their annotations
UNCHECKED = 0b01  # unpacking gives files new times, which would void what is compared with them


def main(folder: Path, names: list[str]) -> None:
    for name in names:
        source = (folder / name).read_bytes()
        code = compile(written_out(source.decode(), name), name, "exec", dont_inherit=True)
        mark = UNCHECKED.to_bytes(4, "little") + importlib.util.source_hash(source)
        path = Path(importlib.util.cache_from_source(str(folder / name), optimization=""))
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(importlib.util.MAGIC_NUMBER + mark + marshal.dumps(code))


def written_out(source: str, name: str) -> ast.Module:
    """The module of a source. Raises ValueError for a form of dataclass that is not written out here."""
    tree = ast.parse(source, name)
    _WritingOut(name).visit(tree)
    untype(tree)
    defer(tree)
    return ast.fix_missing_locations(tree)


class _WritingOut(ast.NodeTransformer):
    def __init__(self, name: str) -> None:
        self.name = name

    def fault(self, node: ast.AST, problem: str) -> ValueError:
        return ValueError(f"{self.name}:{getattr(node, 'lineno', 0)}: {problem}")

    def visit_Import(self, node: ast.Import) -> ast.AST:
        if any(alias.name == DATACLASSES for alias in node.names):
            raise self.fault(node, "say `from dataclasses import …`")
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        if node.module == "enum" and [alias.name for alias in node.names] == ["StrEnum"]:
            return ast.copy_location(ast.ImportFrom(PLAIN, [ast.alias("Texts")], 0), node)
        if node.module != DATACLASSES:
            return node
        names = [alias for alias in node.names if alias.name not in ("dataclass", "field")]
        shared = [ast.alias(name) for name in ("plain", "UNSET")]
        return ast.copy_location(ast.ImportFrom(PLAIN, [*names, *shared], 0), node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.returns = None
        arguments = node.args
        for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
            if one is not None:
                one.annotation = None
        _without_documentation(node)
        return node

    def visit_Module(self, node: ast.Module) -> ast.AST:
        self.generic_visit(node)
        _without_documentation(node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        self.generic_visit(node)
        if node.value is None:
            return None
        return ast.copy_location(ast.Assign([node.target], node.value), node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        is_dataclass = [mark for mark in map(self._frozen, node.decorator_list) if mark is not None]
        if is_dataclass:
            self._write(node, is_dataclass[0])
        if [ast.unparse(base) for base in node.bases] == ["StrEnum"]:
            node.bases = [ast.copy_location(ast.Name("Texts", ast.Load()), node)]  # a running skill needs no more of it
        keeps = not KEEPING_TYPES.isdisjoint(base.id for base in node.bases if isinstance(base, ast.Name))
        parts = [one if keeps and isinstance(one, ast.AnnAssign) else self.visit(one) for one in node.body]
        node.body = [one for one in parts if one is not None]
        _without_documentation(node)
        return node

    def _frozen(self, decorator: ast.expr) -> bool | None:
        """Whether the decorator makes a frozen class; None when it makes no dataclass."""
        said = ast.unparse(decorator)
        if not said.startswith("dataclass"):
            return None
        if said not in ("dataclass", "dataclass(frozen=True)"):
            raise self.fault(decorator, f"@{said} is not written out")
        return said != "dataclass"

    def _write(self, node: ast.ClassDef, frozen: bool) -> None:
        if node.bases or len(node.decorator_list) > 1:
            raise self.fault(node, "a dataclass with a base or another decorator is not written out")
        given = [one for one in node.body if isinstance(one, ast.AnnAssign)]
        names = [ast.unparse(one.target) for one in given]
        hidden = {part: set[str]() for part in ("compare", "repr")}
        arguments, body = [], ["it = self.__dict__"]
        for name, one in zip(names, given, strict=True):
            options = self._options(one.value)
            for part in hidden:
                if part in options:
                    hidden[part].add(name)
            made = options.get("default_factory")
            arguments.append(f"{name}=UNSET" if made else f"{name}={name}" if one.value else name)
            body.append(f"it[{name!r}] = " + (f"({made})() if {name} is UNSET else {name}" if made else name))
            one.value = None if made else ast.parse(options["default"], mode="eval").body if options else one.value
        if any(isinstance(one, ast.FunctionDef) and one.name == "__post_init__" for one in node.body):
            body.append("self.__post_init__()")
        lines = "".join(f"\n    {line}" for line in body)
        init = ast.parse(f"def __init__({', '.join(['self', *arguments])}):{lines}").body[0]
        kept = [tuple(name for name in names if name not in hidden[part]) for part in ("compare", "repr")]
        mark = ast.parse(f"plain({tuple(names)!r}, {kept[0]!r}, {kept[1]!r}, {frozen})", mode="eval").body
        for made_here in (*ast.walk(init), *ast.walk(mark)):
            ast.copy_location(made_here, node)
        node.decorator_list = [mark]
        node.body.append(init)

    def _options(self, value: ast.expr | None) -> dict[str, str]:
        """What `field(…)` says of a field; empty when the field has a plain value or none."""
        if not isinstance(value, ast.Call) or ast.unparse(value.func) != "field":
            return {}
        options = {str(one.arg): ast.unparse(one.value) for one in value.keywords}
        known = {"default": None, "default_factory": None, "repr": "False", "compare": "False"}
        if value.args or any(known.get(key, key) not in (None, said) for key, said in options.items()):
            raise self.fault(value, f"{ast.unparse(value)} is not written out")
        if not options.keys() & {"default", "default_factory"}:
            raise self.fault(value, "a field() without a value is not written out")
        return options


def _without_documentation(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> None:
    def is_text(one: ast.stmt) -> bool:
        return isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str)

    node.body = [one for one in node.body if not is_text(one)] or [ast.Pass(lineno=1, col_offset=0)]


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), json.load(sys.stdin))
