"""What a frozen class needs while the skill runs from compiled bytecode, without the `dataclasses` module.

`dataclasses` writes methods for each class whenever a program starts, and loads a fourth of Python's own tools for it.
The package's bytecode has them written already (bytecode.py), and shares what is here. Only that bytecode uses it; the
sources say `dataclass`, and a Python that the bytecode is not for runs them as they are.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple


class FrozenInstanceError(AttributeError):
    """Somebody set a field of a frozen class."""


class Field(NamedTuple):
    name: str


class _Listed(type):
    """Classes that can be gone through, text by text, as an enumeration can."""

    def __iter__(cls) -> Iterator[Any]:
        return (text for name, text in vars(cls).items() if name[0] != "_" and isinstance(text, str))


class Texts(str, metaclass=_Listed):
    """Stands for StrEnum, whose members take long to make: here they are their texts."""


UNSET: Any = object()  # stands for a value that is made anew for each object


def plain(
    names: tuple[str, ...], compared: tuple[str, ...], shown: tuple[str, ...], frozen: bool
) -> Callable[[Any], Any]:
    """A decorator: gives a class the methods that `dataclass` would, but for __init__, which it brings along."""

    def decorate(cls: Any) -> Any:
        cls._plain_names, cls._plain_compared, cls._plain_shown = names, compared, shown
        if frozen:
            cls.__setattr__, cls.__delattr__ = _refuse, _refuse
        cls.__repr__ = _repr
        cls.__eq__ = _equal
        cls.__hash__ = _hash if frozen else None
        return cls

    return decorate


def replace(it: Any, /, **changes: Any) -> Any:
    """A copy with some fields changed."""
    values = it.__dict__
    return it.__class__(**{**{name: values[name] for name in it._plain_names}, **changes})


def fields(cls: Any) -> tuple[Field, ...]:
    return tuple(map(Field, cls._plain_names))


def asdict(it: Any) -> Any:
    """The fields by name, and so on for all that is inside of them."""
    kind = it.__class__
    if hasattr(kind, "_plain_names"):
        return {name: asdict(it.__dict__[name]) for name in kind._plain_names}
    if isinstance(it, tuple) and hasattr(kind, "_fields"):
        return kind(*map(asdict, it))
    if isinstance(it, list | tuple):
        return kind(map(asdict, it))
    if isinstance(it, dict):
        return kind((asdict(key), asdict(value)) for key, value in it.items())
    return it


def _repr(self: Any) -> str:
    shown = ", ".join(f"{name}={self.__dict__[name]!r}" for name in self._plain_shown)
    return f"{self.__class__.__qualname__}({shown})"


def _compared(it: Any) -> tuple[Any, ...]:
    values = it.__dict__
    return tuple([values[name] for name in it._plain_compared])


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return _compared(self) == _compared(other)


def _hash(self: Any) -> int:
    return hash(_compared(self))


def _refuse(self: Any, name: str, *value: Any) -> None:  # noqa: ARG001 - Python's own form
    raise FrozenInstanceError(f"cannot assign to field {name!r}")
