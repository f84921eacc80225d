"""Amazon's SDK as the package carries it: the same classes, without what no running skill reads.

Every package of the SDK imports all of its modules, three hundred and fifty for two turns of which thirty are used.
So a package's head is written anew: it names where each class lives, and a class is loaded when it is asked for.
Documentation and type comments go, and what a module imports for a rare call is imported at that call.
The SDK's licence (Apache 2.0) allows this; each file keeps its notice and says that it was changed.
"""

import ast
import warnings
from collections.abc import Iterator
from itertools import takewhile
from pathlib import PurePosixPath

CHANGED = "# Changed when it was packed with Leg Day Coach: documentation taken out, imports made lazy."
ROOM = "ask_sdk_model"  # the package with all the modules
SHARED = "lazy_packages"
# What the heads of packages share, as a module of its own.
LAZILY = '''\
"""Packages whose names are imported when they are asked for."""

import sys
from os.path import dirname, join

ARCHIVE = join(dirname(__file__), "sdk.zip")


def lazily(package, path, places):
    """__getattr__ and __dir__ of a package; what lies not beside it may lie in the archive."""
    path.append(join(ARCHIVE, *package.split(".")))

    def __getattr__(name):
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = f"{package}.{places[name]}"
        __import__(module)
        return getattr(sys.modules[module], name)

    return __getattr__, lambda: sorted(places)
'''
SIX = "text_type, integer_types = str, (int,)\n\n\ndef iteritems(mapping):\n    return iter(mapping.items())\n\n\n"
DEEPCOPY = """
def deepcopy(it):
    if isinstance(it, dict):
        return {key: deepcopy(value) for key, value in it.items()}
    if isinstance(it, list):
        return [deepcopy(value) for value in it]
    if it is None or isinstance(it, (str, int, float)):
        return it
    from copy import deepcopy as of_anything
    return of_anything(it)


"""
# What a module needs only in rare cases, by module: what stands there, and what stands there instead.
EDITS = {
    "ask_sdk_core/skill.py": (
        ("from ask_sdk_model.services import ServiceClientFactory, ApiConfiguration\n", ""),
        (
            "        if self.api_client is not None:\n",
            "        if self.api_client is not None:\n"
            "            from ask_sdk_model.services import ServiceClientFactory, ApiConfiguration\n",
        ),
        ("from .view_resolvers import TemplateFactory\n", ""),
        (
            "        template_factory = TemplateFactory(",
            "        template_factory = self.loaders and __import__('ask_sdk_core.view_resolvers').view_resolvers.TemplateFactory(",
        ),
    ),
    # A turn's attributes are JSON, and what copies anything is dear to load.
    "ask_sdk_core/attributes_manager.py": (("from copy import deepcopy\n", DEEPCOPY),),
    "ask_sdk_core/serialize.py": (
        ("import decimal\n", ""),
        ("from six import iteritems\nfrom six import text_type\nfrom six import integer_types\n", SIX),
        (
            "        elif isinstance(obj, decimal.Decimal):\n",
            "        elif 'decimal' in sys.modules and isinstance(obj, sys.modules['decimal'].Decimal):\n",
        ),
    ),
    "ask_sdk_core/handler_input.py": (("from .view_resolvers import TemplateFactory\n", ""),),
}


def thinned(name: str, source: str) -> str:
    """A module of the SDK, by its path inside of the SDK, as the package carries it."""
    with warnings.catch_warnings(action="ignore"):  # old escapes in Amazon's strings
        path, tree = PurePosixPath(name), ast.parse(source)
    places = _places(tree) if path.name == "__init__.py" else None
    body = _lazy_head(places) if places is not None else _edited(name, ast.unparse(_Thin().visit(tree)))
    return "\n".join([*_notice(source), CHANGED, body, ""])


def _notice(source: str) -> Iterator[str]:
    """The comment that a file opens with: whose it is, and its licence."""
    return takewhile(lambda line: not line.strip() or line.startswith("#"), source.splitlines())


def _places(tree: ast.Module) -> dict[str, str] | None:
    """Which module of a package holds each of its names; None when its head does more than import."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            continue
        if not isinstance(node, ast.ImportFrom) or node.level != 1 or node.module is None:
            return None
        found |= {alias.asname or alias.name: node.module for alias in node.names}
    return found


def _lazy_head(places: dict[str, str]) -> str:
    table = "{" + ", ".join(f"{name!r}: {module!r}" for name, module in places.items()) + "}"
    return f"from {SHARED} import lazily\n\n__getattr__, __dir__ = lazily(__name__, __path__, {table})"


def _edited(name: str, text: str) -> str:
    for old, new in EDITS.get(name, ()):
        if old not in text:
            raise ValueError(f"{name} of Amazon's SDK holds no {old!r} any more")
        text = text.replace(old, new)
    return text


class _Thin(ast.NodeTransformer):
    """Takes out documentation, and imports that only a type checker makes."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return None
        return node

    def visit_If(self, node: ast.If) -> ast.AST | None:
        if ast.unparse(node.test) in ("typing.TYPE_CHECKING", "TYPE_CHECKING"):
            return None
        return self.generic_visit(node)

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.Try) and not node.body:
            node.body = [ast.Pass()]
        return node
