"""Turns bytes into choices, so that whatever mutates the bytes mutates what is built from them.

Without the fuzzer the same bytes give the same input, so a case that was found is a test.
"""

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MOST_EDITS = 12
ODD_TEXTS = (
    "", " ", "\x00", "\ud800", "\u202eshould i run\u202c", "ru\u200bn", "<speak><audio src='x'/></speak>", "]]>&amp;",
    "{emergency_number} {0} %s %(x)s", "${7*7} {{7*7}}", "a\r\nSet-Cookie: x=1", "../../etc/passwd", "yes", "no", "7",
    "NaN", "true", "2026-11-25T18:00:00Z", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00-23:59", "P9999D", "PT1H",
    "en-US", "xx", "AMAZON.FallbackIntent", "a" * 5000, "１２", "²", "٣", "🦵🏃",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10, 10**20, 10**400, 1e308, 5e-324, -0.0, math.nan, math.inf, [], {}, [[]], [None],
    {"": ""}, {"value": []}, {"type": "x"},
)  # fmt: skip


@dataclass
class Choices:
    """Reads a choice at a time from the front of the bytes; when they are used up, the first choice is taken."""

    data: bytes

    def number(self, below: int) -> int:
        if below > 256:
            return (self.number(256) * 256 + self.number(256)) % below
        first, self.data = self.data[:1], self.data[1:]
        return (first[0] if first else 0) % below

    def of(self, options: Any) -> Any:
        return options[self.number(len(options))]

    def text(self) -> str:
        """Half of the time an odd text that we know of, else bytes as they come."""
        if self.number(2):
            return str(self.of(ODD_TEXTS))
        length = self.number(64)
        raw, self.data = self.data[:length], self.data[length:]
        return decoded(raw)

    def value(self, depth: int = 3) -> Any:
        """Anything that JSON can hold."""
        kind = self.number(6 if depth else 3)
        if kind == 0:
            return copy.deepcopy(self.of(ODD_VALUES))
        if kind in (1, 2):
            return self.text()
        if kind == 3:
            return [self.value(depth - 1) for _ in range(self.number(4))]
        if kind == 4:
            return {self.text(): self.value(depth - 1) for _ in range(self.number(4))}
        return self.number(1000) / 10


def decoded(raw: bytes) -> str:
    """As text, with the lone surrogates that JSON can bring."""
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def edited(tree: Any, choices: Choices) -> Any:
    """The tree with some of its values changed, taken away, doubled or added."""
    for _ in range(1 + choices.number(MOST_EDITS)):
        places = list(_places(tree))
        parent, key = choices.of(places)
        _edit(parent, key, choices)
    return tree


def _edit(parent: Any, key: Any, choices: Choices) -> None:
    acts: tuple[Callable[[], None], ...] = (
        lambda: parent.__setitem__(key, choices.value()),
        lambda: parent.__delitem__(key),
        lambda: parent.__setitem__(key, [parent[key], copy.deepcopy(parent[key])]),
        lambda: parent.update({choices.text(): choices.value()}) if isinstance(parent, dict) else parent.append(1),
        lambda: parent.__setitem__(key, choices.text()),
    )
    choices.of(acts)()


def _places(tree: Any) -> Any:
    keys = tree.keys() if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in list(keys):
        yield tree, key
        if len(tree) < 200:
            yield from _places(tree[key])
    if not keys and isinstance(tree, dict):
        tree[""] = None
        yield tree, ""
