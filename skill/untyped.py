"""Takes `typing` out of a module, which costs a start more than any other of Python's own: it only speaks of types.

Tuples with names are made without it, and where a type is used as a value any other will do.
"""

import ast
from collections import Counter
from typing import TypeGuard

TYPING = "typing"
NAMED, STANDS_FOR = "NamedTuple", {"Any": "object"}
BASES = {"Protocol", "Generic"}  # say nothing while a program runs
FOR_CHECKERS = ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def untype(tree: ast.Module) -> None:
    """In place. Annotations are gone already; a module that needs more of typing than is known here keeps it."""
    _Untyping().visit(tree)
    _drop_variables(tree)
    used = _used(tree)
    body: list[ast.stmt] = []
    for statement in tree.body:
        if _is_of_typing(statement):
            body += _kept(statement, used)
        else:
            body.append(statement)
    tree.body = body


class _Untyping(ast.NodeTransformer):
    def visit_If(self, node: ast.If) -> ast.AST | None:
        self.generic_visit(node)
        return None if ast.unparse(node.test) in FOR_CHECKERS and not node.orelse else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        return node.args[1] if ast.unparse(node.func) in ("cast", "typing.cast") and len(node.args) == 2 else node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
        node.bases = [base for base in bases if _name(base) not in BASES]
        if [_name(base) for base in node.bases] == [NAMED]:
            _name_its_fields(node)
        return node


def _name_its_fields(node: ast.ClassDef) -> None:
    """`class Row(NamedTuple)` as a class on `namedtuple("Row", …)`."""
    fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
    names = tuple(ast.unparse(one.target) for one in fields)
    maker = ast.parse("__import__('collections').namedtuple", mode="eval").body
    defaults = ast.Tuple([one.value for one in fields if one.value is not None], ast.Load())
    row = [ast.Constant(node.name), ast.Tuple([ast.Constant(name) for name in names], ast.Load())]
    made = ast.Call(maker, row, [ast.keyword("defaults", defaults)])
    slots = ast.parse("__slots__ = ()").body
    for part in (made, *slots):
        for inner in ast.walk(part):
            ast.copy_location(inner, node)
    node.bases = [made]
    node.body = [*slots, *(one for one in node.body if one not in fields)]


def _drop_variables(tree: ast.Module) -> None:
    """`T = TypeVar("T")`, which nothing uses any more."""
    used = _used(tree)
    tree.body = [
        statement
        for statement in tree.body
        if not (
            isinstance(statement, ast.Assign)
            and isinstance(statement.value, ast.Call)
            and ast.unparse(statement.value.func) in ("TypeVar", "typing.TypeVar")
            and all(used[ast.unparse(target)] == 1 for target in statement.targets)
        )
    ]


def _used(tree: ast.Module) -> Counter[str]:
    return Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def _is_of_typing(statement: ast.stmt) -> TypeGuard[ast.Import | ast.ImportFrom]:
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names] == [TYPING]
    return isinstance(statement, ast.ImportFrom) and statement.module == TYPING


def _kept(statement: ast.Import | ast.ImportFrom, used: Counter[str]) -> list[ast.stmt]:
    """What is left of an import of typing."""
    if isinstance(statement, ast.Import):
        return [statement] if used[TYPING] else []
    names = [alias.name for alias in statement.names if used[alias.asname or alias.name]]
    stand_ins = [ast.parse(f"{name} = {STANDS_FOR[name]}").body[0] for name in names if name in STANDS_FOR]
    others = [ast.alias(name) for name in names if name not in STANDS_FOR]
    left = [*stand_ins, *([ast.ImportFrom(TYPING, others, 0)] if others else [])]
    for part in left:
        for inner in ast.walk(part):
            ast.copy_location(inner, statement)
    return left


def _name(base: ast.expr) -> str:
    return ast.unparse(base).rpartition(".")[2]
