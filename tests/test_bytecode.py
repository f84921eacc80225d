"""What the package's bytecode does is what its sources say."""

import ast
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from skill.bare_source import bare
from skill.bytecode import written_out

ROOT = Path(__file__).parent.parent
SOURCE = '''
"""A module."""
import logging
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from nowhere import Nothing

T = TypeVar("T")
Row = dict[str, Any]
log = logging.getLogger(__name__)

class Says(StrEnum):
    """Two moments."""
    HELLO = "hello"
    GOODBYE = "goodbye"

@dataclass(frozen=True)
class Point:
    """A place."""
    x: int
    y: int = 2
    seen: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

@dataclass
class Open:
    inside: tuple[Point, ...] = ()
    count: Counter[str] = field(default_factory=Counter)

class Match(NamedTuple):
    start: int
    end: int = 0

    def length(self) -> int:
        return self.end - self.start

class Kept(Generic[T]):
    def __init__(self, it: T) -> None:
        self.it = cast(Any, it)

class Table(dict[str, T], Generic[T]):
    """Rows."""

class Store(Protocol):
    reach: str
    def close(self) -> "Nothing": ...

class Coach(Store):
    """It keeps something."""

def warn(is_odd: bool) -> str:
    if is_odd:
        log.warning("odd")
    return "odd" if is_odd else "even"
'''


def run(compiled: Any) -> ModuleType:
    module = ModuleType("made")
    exec(compile(compiled, "made.py", "exec", dont_inherit=True), module.__dict__)
    return module


@pytest.fixture(params=["written out", "as it is"])
def made(request: pytest.FixtureRequest) -> Any:
    return run(written_out(SOURCE, "made.py") if request.param == "written out" else SOURCE)


def test_frozen_classes_are_equal_copied_shown_and_refuse_to_change(made: Any) -> None:
    point = made.Point(1)

    assert point == made.Point(1, 2, {"other": 1}) != made.Point(1, 3)
    assert hash(point) == hash(made.Point(1, 2))
    assert repr(point) == "Point(x=1, y=2)"
    assert made.replace(point, y=5) == made.Point(1, 5)
    with pytest.raises(AttributeError):
        point.x = 3
    with pytest.raises(TypeError):
        made.Point()


def test_each_object_has_values_of_its_own(made: Any) -> None:
    made.Open().count.update("a")

    assert made.Open().count == {}
    assert made.asdict(made.Open((made.Point(1),)))["inside"] == ({"x": 1, "y": 2, "seen": {}},)


def test_an_enumeration_is_its_texts_and_can_be_gone_through(made: Any) -> None:
    assert [str(text) for text in made.Says] == ["hello", "goodbye"]
    assert made.Says.HELLO == "hello" == made.Says("hello")


def test_a_branch_that_needs_a_deferred_module_has_it(made: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert (made.warn(True), made.warn(False)) == ("odd", "even")
    assert caplog.messages == ["odd"]


def test_a_deferred_module_is_not_loaded_with_the_module() -> None:
    assert not hasattr(run(written_out(SOURCE, "made.py")), "log")


def test_tuples_with_names_are_what_they_were(made: Any) -> None:
    assert made.Match(2) == (2, 0)
    assert made.Match(1, 3).length() == 2
    assert made.Match(1)._replace(end=4) == made.Match(start=1, end=4)
    assert made.Match._fields == ("start", "end")
    with pytest.raises(TypeError):
        made.Match()
    with pytest.raises(AttributeError):
        made.Match(1).other = 1


def test_what_only_speaks_of_types_is_left_out_and_nothing_else(made: Any) -> None:
    assert (made.Kept(3).it, made.Table(a=1), made.Coach().close()) == (3, {"a": 1}, None)


def test_typing_is_not_loaded_with_the_module() -> None:
    assert "typing" not in ast.unparse(written_out(SOURCE, "made.py"))


@pytest.mark.parametrize("form", ["@dataclass(slots=True)", "@dataclass(frozen=True, order=True)"])
def test_a_form_that_is_not_written_out_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="not written out"):
        written_out(f"from dataclasses import dataclass\n{form}\nclass Point:\n    x: int\n", "made.py")


@pytest.mark.parametrize("name", ["app.py", "content/topic.py", "channels/alexa.py", "settings.py"])
def test_a_bare_source_says_the_same_on_the_same_lines(name: str) -> None:
    source = (ROOT / "skill" / name).read_text(encoding="utf-8")

    def statements(text: str) -> list[tuple[int, str]]:
        nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt) and not _is_told(node)]
        return sorted((node.lineno, type(node).__name__) for node in nodes if not isinstance(node, ast.Pass))

    assert statements(bare(source)) == statements(source)
    assert "#" not in bare("x = 1  # one\n")


def _is_told(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
