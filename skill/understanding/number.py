"""Numbers among words: digits, number words, halves, and ranges such as "five or six".

Two readings are kept: the plain one, and a lenient one for where a number was asked for, in which
words that only sound like a number count too.
"""

from dataclasses import dataclass
from typing import NamedTuple

MOST = 1_000_000  # nobody tells of more of anything; what says so is no number
# Where a phrase begins, the rest of its words and its value; the longest phrase stands first.
Phrases = dict[str, tuple[tuple[tuple[str, ...], float], ...]]


class Number(NamedTuple):
    """A number and where it ends; `low` and `high` differ for a range."""

    end: int
    low: float
    high: float


@dataclass(frozen=True)
class NumberWords:
    phrases: Phrases
    lenient: Phrases
    scales: dict[str, float]
    tails: Phrases  # "and a half"
    points: frozenset[str]
    links: frozenset[str]  # between a hundred and the rest
    joins: frozenset[str]  # between the ends of a range
    between: frozenset[str]  # opens a range whose ends are linked instead of joined


def numbers_at(words: tuple[str, ...], known: NumberWords, lenient: bool) -> dict[int, Number]:
    """Every place where a number starts. A number inside another one starts there too."""
    phrases = known.lenient if lenient else known.phrases
    single: dict[int, tuple[int, float]] = {}
    for at, word in enumerate(words):
        if word in phrases or word[0].isdecimal():
            found = _single(words, at, known, phrases)
            if found and found[1] <= MOST:
                single[at] = found
    return {at: _with_range(words, at, single, known) for at in single}


def _single(words: tuple[str, ...], at: int, known: NumberWords, phrases: Phrases) -> tuple[int, float] | None:
    begun = _small(words, at, phrases)
    if not begun:
        return None
    end, value = begun
    while end < len(words) and words[end] in known.scales:
        value *= known.scales[words[end]]
        end += 1
        link = end + (end < len(words) and words[end] in known.links)
        rest = _small(words, link, phrases)
        if rest and 1 <= rest[1] < value:
            end, value = rest[0], value + rest[1]
    if value in known.scales.values() and end < len(words) and words[end] in known.links:
        rest = _small(words, end + 1, phrases)  # "a hundred and two"
        if rest and 1 <= rest[1] < value:
            end, value = rest[0], value + rest[1]
    if end + 1 < len(words) and words[end] in known.points:
        decimal = _small(words, end + 1, phrases)
        if decimal and decimal[1] < 10:
            end, value = decimal[0], value + decimal[1] / 10
    tail = _phrase(words, end, known.tails)
    return (tail[0], value + tail[1]) if tail else (end, value)


def _small(words: tuple[str, ...], at: int, phrases: Phrases) -> tuple[int, float] | None:
    """Below a hundred: digits, one phrase, or tens and ones."""
    if at >= len(words):
        return None
    if words[at][0].isdecimal():
        return _digits(words[at], at)
    tens = _phrase(words, at, phrases)
    if tens and tens[1] in range(20, 100, 10):
        ones = _phrase(words, tens[0], phrases) if tens[0] < len(words) else None
        if ones and ones[1] in range(1, 10) and ones[0] == tens[0] + 1:
            return ones[0], tens[1] + ones[1]
    return tens


def _digits(word: str, at: int) -> tuple[int, float] | None:
    try:
        return at + 1, float(word)
    except ValueError:
        return None


def _phrase(words: tuple[str, ...], at: int, phrases: Phrases) -> tuple[int, float] | None:
    if at >= len(words):
        return None
    for rest, value in phrases.get(words[at], ()):
        end = at + 1 + len(rest)
        if words[at + 1 : end] == rest:
            return end, value
    return None


def _with_range(words: tuple[str, ...], at: int, single: dict[int, tuple[int, float]], known: NumberWords) -> Number:
    end, value = single[at]
    joined = end
    linked = at > 0 and words[at - 1] in known.between
    while joined < len(words) and (words[joined] in known.joins or (linked and words[joined] in known.links)):
        joined += 1
    other = single.get(joined)
    # "two three days" is a range without a join: only for neighbours.
    if other and (joined > end or other[1] == value + 1) and other[1] != value:
        return Number(other[0], min(value, other[1]), max(value, other[1]))
    return Number(end, value, value)
