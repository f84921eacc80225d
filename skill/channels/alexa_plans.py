"""Reads ordinary envelopes into Amazon's objects without asking the SDK about each of them.

Seven tenths of a turn in Amazon's SDK go into working out, for every object of every request, which class it is and
which names its parts have. Here that is worked out once for each class. The objects are the SDK's, and equal to what
its serializer makes of the same envelope (tests/test_alexa_plans.py holds them side by side); whatever is not exactly
as the SDK's types say is Odd, and is left to the SDK's own code.
"""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from ask_sdk_core.serialize import DefaultSerializer

# Parts that few skills look at, with a class or more for each: they are read when somebody looks.
LATER = {
    "Context": (
        *("alexa_presentation", "alexa_presentation_apl", "audio_player", "automotive", "display", "geolocation"),
        *("viewport", "viewports", "extensions", "alexa_data_store_package_manager", "app_link", "experimentation"),
    ),
    "Device": ("supported_interfaces",),
    "Slot": ("resolutions", "slot_value"),
}
Read = Callable[[Any], Any]
TIMESTAMP = len("2026-01-01T12:00:00Z")


class Odd(Exception):
    """Not as the SDK's types say; only the SDK knows what it makes of it."""


class Plan(NamedTuple):
    """The parts of a class: by the key in JSON, the attribute and how its value is read."""

    parts: dict[str, tuple[str, Read]]
    attributes: frozenset[str]


def read_envelope(event: dict[str, Any]) -> Any:
    """The RequestEnvelope of an event. Raises Odd."""
    try:
        return _reader("ask_sdk_model.request_envelope.RequestEnvelope")(event)
    except Odd:
        raise
    except Exception as fault:  # whatever it is, the SDK has its own word for it
        raise Odd from fault


@cache
def _reader(kind: str) -> Read:
    """How a value of a type is read, by the name that the SDK's models give the type."""
    if kind in _NATIVE:
        return _NATIVE[kind]
    if kind.startswith("list[") and "," not in kind:
        return _each(_later(kind[5:-1]))
    if kind.startswith("dict(str, "):
        return _by_name(_later(kind[10:-1]))
    if "(" in kind or "[" in kind or "." not in kind:
        return _odd
    module, _, name = kind.rpartition(".")
    made = _named(module, name)
    if issubclass(made, Enum):
        return _member(made)
    if hasattr(made, "get_real_child_model"):
        return _kin(made)
    return _object(made)


def _later(kind: str) -> Read:
    """A reader that is found when it is needed: its class is not loaded for values that never come."""
    found: list[Read] = []

    def read(value: Any) -> Any:
        if not found:
            found.append(_reader(kind))
        return found[0](value)

    return _NATIVE.get(kind, read)


def _object(made: Any) -> Read:
    plan, later = _plan(made), LATER.get(made.__name__, ())
    new = _looking(made) if later else made

    def read(value: Any) -> Any:
        if value.__class__ is not dict:
            raise Odd
        it = new()
        attributes, parts = it.__dict__, plan.parts
        for key, part in value.items():
            known = parts.get(key)
            if known is None:
                if key in plan.attributes or key[:1] == "_":
                    raise Odd
                attributes[key] = part  # newer than the SDK, which keeps it as it is too
            elif part is None:
                attributes[known[0]] = None
            elif known[0] in later:
                it._unread[known[0]] = part
                del attributes[known[0]]
            else:
                attributes[known[0]] = known[1](part)
        return it

    return read


def _looking(made: Any) -> Any:
    """The class with parts that are read when somebody looks at them. What is odd then is read by the SDK."""

    class Looking(made):  # type: ignore[misc]  # a class that is known when it runs
        __slots__ = ("_unread",)

        def __init__(self) -> None:
            super().__init__()
            self._unread: dict[str, Any] = {}

        def __getattr__(self, name: str) -> Any:
            unread, kind = object.__getattribute__(self, "_unread"), made.deserialized_types.get(name)
            if name not in unread:
                raise AttributeError(f"{made.__name__!r} object has no attribute {name!r}")
            try:
                value = _reader(kind)(unread[name])
            except Exception:  # whatever it is, the SDK has its own word for it
                value = DefaultSerializer().deserialize(json.dumps(unread[name]), kind)
            self.__dict__[name] = value
            del unread[name]
            return value

        def __eq__(self, other: object) -> bool:
            for one in (self, other):
                for name in tuple(getattr(one, "_unread", ())):
                    getattr(one, name)
            return bool(super().__eq__(other))

        __hash__ = None  # type: ignore[assignment]  # as for the SDK's own class

    Looking.__name__, Looking.__qualname__, Looking.__module__ = made.__name__, made.__qualname__, made.__module__
    return Looking


def _plan(made: Any) -> Plan:
    kinds: dict[str, str] = made.deserialized_types
    keys = {attribute: getattr(made, "attribute_map", {}).get(attribute, attribute) for attribute in kinds}
    if len(set(keys.values())) < len(keys):
        raise Odd
    parts = {key: (attribute, _later(kinds[attribute])) for attribute, key in keys.items()}
    return Plan(parts, frozenset(dir(made())) | set(keys))


def _kin(made: Any) -> Read:
    """One of the classes that share a base, told apart by a key of the object."""

    def read(value: Any) -> Any:
        name = made.get_real_child_model(value)
        if not name:
            raise Odd
        return _child(name)(value)

    return read


def _named(module: str, name: str) -> Any:
    __import__(module)  # what `importlib` brings along beside is more than it is worth
    return getattr(sys.modules[module], name)


@cache
def _child(name: str) -> Read:
    module, _, of = name.rpartition(".")
    return _object(_named(module, of))


def _member(made: type[Enum]) -> Read:
    members = {one.value: one for one in made}

    def read(value: Any) -> Any:
        if value.__class__ is not str or value not in members:
            raise Odd
        return members[value]

    return read


def _each(of: Read) -> Read:
    def read(value: Any) -> Any:
        if value.__class__ is not list:
            raise Odd
        return [None if one is None else of(one) for one in value]

    return read


def _by_name(of: Read) -> Read:
    def read(value: Any) -> Any:
        if value.__class__ is not dict:
            raise Odd
        return {key: None if one is None else of(one) for key, one in value.items()}

    return read


def _exactly(kind: type) -> Read:
    def read(value: Any) -> Any:
        if value.__class__ is not kind:
            raise Odd
        return value

    return read


def _number(value: Any) -> float:
    if value.__class__ is not float and value.__class__ is not int:
        raise Odd
    return float(value)


def _moment(value: Any) -> datetime:
    """The one form that Amazon sends. The SDK takes a package as large as itself to read it."""
    if value.__class__ is not str or len(value) != TIMESTAMP or value[10] + value[-1] != "TZ":
        raise Odd
    return datetime.fromisoformat(value)


def _same(value: Any) -> Any:
    return value


def _odd(value: Any) -> Any:  # noqa: ARG001 - a reader like the others
    raise Odd


_NATIVE: dict[str, Read] = {
    "str": _exactly(str),
    "int": _exactly(int),
    "bool": _exactly(bool),
    "float": _number,
    "datetime": _moment,
    "object": _same,
    "date": _odd,
    "long": _odd,
}
