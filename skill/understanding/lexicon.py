"""What the skill listens for in one language: the patterns of a content folder, indexed by a rare word.

Its compiled form is plain tuples, sets and dictionaries, stored so that only what an utterance needs is read.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from skill.understanding.number import NumberWords, numbers_at
from skill.understanding.pattern import ENDS, HEARD, NUMBER, Caught, Lists, Said, Sequence, advance
from skill.understanding.stored import Masks, Rows, Table, packed, places, union, unpacked
from skill.understanding.time_phrase import Clock, TimePhrase
from skill.understanding.words import STOP, Spelling, spoken_words

INDEXES = 5  # at the end of the stored form
NO_OTHER = ""  # in the place of a word that a pattern needs too, for patterns that need none

# Words in a row stand under the first of them, with the group and label they are heard under: here are the rest.
Phrase: TypeAlias = tuple[str, str, tuple[str, ...]]


class Match(NamedTuple):
    start: int
    end: int
    label: str
    own_not: bool = False  # it holds a denial that belongs to it
    caught: Caught = ()


class Denying(NamedTuple):
    """Words that deny, and how far they reach: past some words, and past a link to what is carried on."""

    words: frozenset[str]
    through: frozenset[str]
    links: frozenset[str]
    carried: frozenset[str]


@dataclass(frozen=True)
class Lexicon:
    spelling: Spelling
    numbers: NumberWords
    denying: Denying
    times: tuple[TimePhrase, ...]
    clocks: tuple[Clock, ...]
    stops: frozenset[str]  # a gap ends here
    readings: dict[str, list[list[float]]]  # a warning sign, and between what a measured number is one
    lists: Lists
    opened_by: Table  # a word, and the lists that have an entry beginning with it
    told_by: Table  # a word, and the lists that it makes worth looking for
    phrases: Table  # a word, and the phrases that begin with it
    patterns: Rows  # the group and label that each is heard under, and its sequence
    needing: Masks  # a word, and the patterns of which it is the rarest need
    needing_too: Masks  # and those of which it is the next one
    needing_more: Masks  # and the one after
    opening: Masks  # and those that can begin with it
    groups: Masks  # a group, and its patterns


def said(text: str, lexicon: Lexicon) -> Said:
    words = spoken_words(text, lexicon.spelling)
    tables = {
        NUMBER: numbers_at(words, lexicon.numbers, lenient=False),
        HEARD: numbers_at(words, lexicon.numbers, lenient=True),
    }
    spaced = (*(f" {word} " for word in words), f" {STOP} ", "  ")
    return Said((*words, "", ""), spaced, tables, lexicon.lists, lexicon.stops)


def find(utterance: Said, lexicon: Lexicon, only: tuple[str, ...] = ()) -> dict[str, list[Match]]:
    """Everything that matches, by group, in the order it was said; of all groups or only of those."""
    found: dict[str, list[Match]] = {}
    words = utterance.words
    for start, word in enumerate(words):
        for group, label, rest in lexicon.phrases[word]:
            if only and group not in only:
                continue
            end = start + 1 + len(rest)
            if words[start + 1 : end] == rest:
                own_not = not lexicon.denying.words.isdisjoint((word, *rest))
                found.setdefault(group, []).append(Match(start, end, label, own_not))
    present, openings = _keys(utterance, lexicon)
    opened = [(lexicon.opening[key], starts) for key, starts in openings.items()]
    left = union(map(lexicon.needing.__getitem__, present)) & union(mask for mask, _ in opened)
    present.add(NO_OTHER)
    for index in (lexicon.needing_too, lexicon.needing_more):
        left &= union(map(index.__getitem__, present))
    if only:
        left &= union(map(lexicon.groups.__getitem__, only))
    tried: dict[int, set[int]] = {}
    for mask, starts in opened:
        for place in places(mask & left):
            tried.setdefault(place, set()).update(starts)
    for place, begins in tried.items():
        group, label, sequence = lexicon.patterns[place]
        for start in begins:
            ends = advance(sequence, {start: ()}, utterance)
            for end in {min(ends), max(ends)} if ends else ():
                own_not = _needs_its_denial(sequence, start, end, utterance, lexicon)
                found.setdefault(group, []).append(Match(start, end, label, own_not, ends[end]))
    for matches in found.values():
        matches.sort()
    return found


def _needs_its_denial(sequence: Sequence, start: int, end: int, utterance: Said, lexicon: Lexicon) -> bool:
    """Whether a "not" among the words belongs to the pattern, and does not just stand in a gap of it."""
    denying = [at for at in range(start, end) if utterance.words[at] in lexicon.denying.words]
    if not denying:
        return False
    spaced = tuple("  " if at in denying else word for at, word in enumerate(utterance.spaced))
    return end not in advance(sequence, {start: ()}, utterance._replace(spaced=spaced))


def _keys(utterance: Said, lexicon: Lexicon) -> tuple[set[str], dict[str, list[int]]]:
    """What the utterance holds, and where each of the words, lists and numbers in it begins."""
    present = {STOP}  # the end is one
    openings: dict[str, list[int]] = {}
    numbers = utterance.numbers
    for place, word in enumerate(utterance.words[:-ENDS]):
        caught = tuple(name for name, table in numbers.items() if place in table)
        for key in (word, *lexicon.opened_by[word], *caught):
            openings.setdefault(key, []).append(place)
        present.add(word)
        present.update(lexicon.told_by[word], caught)
    return present, openings


def load_lexicon(folder: str | Path) -> Lexicon:
    from skill.understanding.lexicon_file import compile_lexicon  # reading TOML is for when content changes

    return from_stored(unpacked(memoryview(packed(compile_lexicon(Path(folder))))))


def from_stored(plain: tuple[Any, ...]) -> Lexicon:
    """A lexicon from its compiled form, as it is stored."""
    spelling, numbers, denying, times, clocks, *rest = plain
    return Lexicon(
        Spelling(*spelling),
        NumberWords(*numbers),
        Denying(*denying),
        tuple(TimePhrase(*row) for row in times),
        tuple(Clock(*row) for row in clocks),
        *rest[:-INDEXES],
        *map(Masks, rest[-INDEXES:]),
    )
