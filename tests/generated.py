"""Envelopes as Amazon's own classes describe them, of every type and with every part that may be there."""

from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from random import Random
from typing import Any

from ask_sdk_model import Request, RequestEnvelope, ResponseEnvelope

DEEPEST = 7
OFTEN, RARELY = 0.6, 0.004  # how often a part is there, and how often it is not as the SDK's types say
STRANGE = (None, 7, -1.5, True, "", "strange", [], {}, ["strange"], {"type": "strange"}, "2026-01-01T12:00:00.5+01:00")


def envelopes(count: int, seed: int, strange: float = RARELY) -> Iterator[dict[str, Any]]:
    """So many envelopes of each type of request."""
    random = Random(seed)
    for kind, name in sorted(Request.discriminator_value_class_map.items()):
        for _ in range(count):
            envelope = _object(RequestEnvelope, random, 0, strange)
            envelope["request"] = {**_object(_class(name), random, 1, strange), "type": kind}
            yield envelope


def responses(count: int, seed: int) -> Iterator[dict[str, Any]]:
    random = Random(seed)
    for _ in range(count):
        yield _object(ResponseEnvelope, random, 0, 0.0)


def _class(name: str) -> Any:
    module, _, of = name.rpartition(".")
    return getattr(import_module(module), of)


def _object(made: Any, random: Random, depth: int, strange: float) -> dict[str, Any]:
    keys = getattr(made, "attribute_map", {})
    told = {}
    for attribute, kind in made.deserialized_types.items():
        if random.random() < (OFTEN if depth < DEEPEST else 0.1):
            told[keys.get(attribute, attribute)] = _value(kind, random, depth + 1, strange)
    if random.random() < strange:
        told[random.choice(("newer", "request_id", "__class__", "to_dict"))] = random.choice(STRANGE)
    return told


def _value(kind: str, random: Random, depth: int, strange: float) -> Any:
    if random.random() < strange:
        return random.choice(STRANGE)
    if kind in NATIVE:
        return NATIVE[kind](random)
    if kind.startswith("list["):
        return [_value(kind[5:-1], random, depth, strange) for _ in range(random.randint(0, 2))]
    if kind.startswith("dict("):
        of = kind[5:-1].split(", ", 1)[1]
        return {f"key{number}": _value(of, random, depth, strange) for number in range(random.randint(0, 2))}
    made = _class(kind)
    if issubclass(made, Enum):
        return random.choice(list(made)).value
    if not hasattr(made, "get_real_child_model"):
        return _object(made, random, depth, strange)
    if depth > DEEPEST:
        return None
    discriminator, name = random.choice(sorted(made.discriminator_value_class_map.items()))
    return {**_object(_class(name), random, depth, strange), made.json_discriminator_key: discriminator}


NATIVE = {
    "str": lambda random: random.choice(("", "words", "ünïcode")),
    "int": lambda random: random.randint(-3, 10**12),
    "float": lambda random: random.choice((0, 1.5, -2)),
    "bool": lambda random: random.random() < 0.5,
    "object": lambda random: random.choice(("text", 1, {"a": [1, {}]}, [])),
    "datetime": lambda random: (
        f"2026-{random.randint(1, 12):02}-{random.randint(1, 28):02}T00:{random.randint(0, 59):02}:07Z"
    ),
    "date": lambda random: f"2026-{random.randint(1, 12):02}-01",
}
