"""Which keys a content file may have, and what each holds.

A fault reads `file: key: what is wrong and what to write instead`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from skill.errors import ContentError


@dataclass(frozen=True)
class Key:
    """What one key holds: a text, a list of texts, either of them, a table, a number, or true or false."""

    holds: str
    required: bool = True
    may_be_empty: bool = False


TOPIC = {
    "family": Key("text"),
    "title": Key("text"),
    "questions": Key("texts"),
    "also": Key("texts", required=False, may_be_empty=True),
    "answer": Key("text"),
    "more": Key("text"),
    "evidence": Key("text"),
    "claims": Key("texts", may_be_empty=True),
    "sources": Key("texts", required=False, may_be_empty=True),
    "caution": Key("text", required=False),
    "follow_up": Key("table"),
}
FOLLOW_UP = {
    "ask": Key("text or texts"),
    "yes": Key("text"),
    "no": Key("text"),
    "reprompt": Key("text", required=False),
    "closing": Key("text", required=False),
    "hears": Key("text", required=False),
}
SMALL_TALK = {
    "title": Key("text", required=False),
    "questions": Key("texts"),
    "also": Key("texts", required=False, may_be_empty=True),
}
FAMILY = {
    "is": Key("text"),
    "yes": Key("texts"),
    "not": Key("table"),
    "caution": Key("text", required=False),
    "personal": Key("truth", required=False),
}
CLAIM = {
    "section": Key("text"),
    "lines": Key("numbers"),
    "says": Key("text"),
    "finding": Key("text"),
    "research": Key("text"),
    "sources": Key("texts", may_be_empty=True),
}
SOURCE = {
    "status": Key("text"),
    "authors": Key("text"),
    "title": Key("text"),
    "where": Key("text", required=False, may_be_empty=True),
    "url": Key("text", required=False, may_be_empty=True),
    "doi": Key("text", required=False, may_be_empty=True),
    "year": Key("number", required=False),
}

_REMEDIES = {
    "text": 'write one text in quotes, such as "…"',
    "texts": 'write a list of texts, such as ["…", "…"]',
    "text or texts": 'write one text, or a list of texts such as ["…", "…"]',
    "table": "write a table, such as { ask = …, yes = …, no = … }",
    "number": "write a whole number",
    "truth": "write true or false",
    "numbers": "write a list of whole numbers",
}


def faults(file: str, raw: Mapping[str, Any], keys: Mapping[str, Key], inside: str = "") -> Iterator[ContentError]:
    """Every key that is unknown, missing, empty, or of the wrong kind."""
    for name in raw:
        if name not in keys:
            yield ContentError(file, inside + name, f"is not a key this skill knows; {_nearest(name, keys)}")
    for name, key in keys.items():
        if name not in raw:
            if key.required:
                yield ContentError(file, inside + name, f"is missing; {_REMEDIES[key.holds]}")
        elif not _holds(raw[name], key.holds):
            yield ContentError(file, inside + name, f"is of the wrong kind; {_REMEDIES[key.holds]}")
        elif not key.may_be_empty and _is_empty(raw[name]):
            yield ContentError(file, inside + name, f"is empty; {_REMEDIES[key.holds]}")


def _nearest(name: str, keys: Mapping[str, Key]) -> str:
    near = get_close_matches(name, keys, n=1)
    return f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(keys)}"


def _is_empty(value: Any) -> bool:
    texts = value if isinstance(value, list) else [value]
    return not texts or any(isinstance(text, str) and not text.strip() for text in texts)


def _holds(value: Any, kind: str) -> bool:
    if kind == "table":
        return isinstance(value, dict)
    if kind == "truth":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "numbers":
        return isinstance(value, list) and all(_holds(item, "number") for item in value)
    if isinstance(value, str):
        return kind in ("text", "text or texts")
    return kind != "text" and isinstance(value, list) and all(isinstance(item, str) for item in value)
