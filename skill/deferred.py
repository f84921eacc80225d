"""Moves the import of what is dear to load to the calls that need it."""

import ast

# Modules that are dear to load and that few calls need; such a call imports them.
DEFERRED = {
    "hashlib",
    "hmac",
    "logging",
    "pathlib",
    "pprint",
    "secrets",
    "six",
    "unicodedata",
    "urllib.parse",
    "zoneinfo",
}
DEFERRED |= {
    "warnings",
    "ask_sdk_model.interfaces.display",
    "ask_sdk_model.list_slot_value",
    "ask_sdk_model.simple_slot_value",
}
DEFERRED |= {"ask_sdk_model.interfaces.alexa.experimentation.experiment_trigger_response"}
DEFERRED |= {"ask_sdk_model.canfulfill", "ask_sdk_model.supported_interfaces"}
DEFERRED |= {"ask_sdk_model.services", ".view_resolvers", "skill.channels.alexa_settings"}


def defer(tree: ast.Module) -> None:
    """Moves an import of DEFERRED to where functions need it, unless the module itself does; its logger as well."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inner = {id(node) for function in functions for part in function.body for node in ast.walk(part)}
    functions = [function for function in functions if id(function) not in inner]
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for statement in reversed(tree.body.copy()):
        names, its_own = _deferred(statement), {id(node) for node in ast.walk(statement)}
        rest = (node for node in ast.walk(tree) if id(node) not in inner | its_own)
        if not names or names & {*arguments, *(node.id for node in rest if isinstance(node, ast.Name))}:
            continue
        tree.body.remove(statement)
        for function in functions:
            _place(function.body, statement, names)
        inner |= its_own


def _deferred(statement: ast.stmt) -> set[str]:
    """The names that a statement brings, where it may be moved; else none."""
    if isinstance(statement, ast.Assign) and ast.unparse(statement.value) == "logging.getLogger(__name__)":
        return {ast.unparse(target) for target in statement.targets}
    modules = _imported(statement)
    if not modules or not DEFERRED.issuperset(modules) or not isinstance(statement, ast.Import | ast.ImportFrom):
        return set()
    return {alias.asname or alias.name for alias in statement.names}


def _imported(statement: ast.stmt) -> list[str] | None:
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    return ["." * statement.level + (statement.module or "")] if isinstance(statement, ast.ImportFrom) else None


def _place(body: list[ast.stmt], statement: ast.stmt, names: set[str]) -> None:
    """Puts the import before what needs it; into a branch, when only that branch does."""

    def needs(node: ast.AST) -> bool:
        return any(isinstance(one, ast.Name) and one.id in names for one in ast.walk(node))

    needing = [place for place, one in enumerate(body) if needs(one)]
    if not needing:
        return
    first, *others = needing
    branching = body[first]
    if (
        not others
        and isinstance(branching, ast.If | ast.Try)
        and not (isinstance(branching, ast.If) and needs(branching.test))
    ):
        blocks = [branching.body, branching.orelse, *([branching.finalbody] if isinstance(branching, ast.Try) else [])]
        handlers = branching.handlers if isinstance(branching, ast.Try) else []
        if not any(handler.type and needs(handler.type) for handler in handlers):
            inside = [block for block in (*blocks, *(one.body for one in handlers)) if any(map(needs, block))]
            if len(inside) == 1:
                _place(inside[0], statement, names)
                return
    body.insert(first, statement)
