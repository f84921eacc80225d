"""Writes answers of Amazon's classes as JSON, with what is known of each class found once. What is odd the SDK writes."""

import json
from enum import Enum
from functools import cache, cached_property
from typing import Any

from skill.channels.alexa_plans import Odd

DOCUMENT = "document"
_ENCODER = json.JSONEncoder(separators=(",", ":"))


class Json(dict[str, Any]):
    """Holds nothing but what JSON has, so that it need not be looked through."""

    @cached_property
    def text(self) -> str:
        return _ENCODER.encode(self)


def written(it: Any) -> Any:
    """An answer as JSON has it. Raises Odd."""
    kind = it.__class__
    if kind is str or it is None or kind is bool or kind is int or kind is float or kind is Json:
        return it
    if kind is dict:
        return {key: written(part) for key, part in it.items()}
    if kind is list:
        return [written(part) for part in it]
    if kind is tuple:
        return tuple([written(part) for part in it])
    if isinstance(it, Enum):
        return it.value
    values = ((key, getattr(it, attribute)) for attribute, key in _keys(kind))
    return {key: written(part) for key, part in values if part is not None}


def as_text(answer: dict[str, Any]) -> str:
    """A written answer as it is sent. A screen's document, its largest part, is always the same: its text is put in."""
    response = answer["response"]
    last = response["directives"][-1] if response.get("directives") else {}
    document = last.get(DOCUMENT)
    if not isinstance(document, Json):
        return _ENCODER.encode(answer)
    directives = [*response["directives"][:-1], {**last, DOCUMENT: None}]
    text = _ENCODER.encode({**answer, "response": {**response, "directives": directives}})
    before, _, after = text.rpartition(f'"{DOCUMENT}":null')  # which no text holds: in there the marks are escaped
    return f'{before}"{DOCUMENT}":{document.text}{after}'


@cache
def _keys(kind: Any) -> tuple[tuple[str, str], ...]:
    """The attributes of a class that are written, each with its key."""
    if not hasattr(kind, "deserialized_types"):
        raise Odd
    keys = getattr(kind, "attribute_map", {})
    return tuple((attribute, keys.get(attribute, attribute)) for attribute in kind.deserialized_types)
