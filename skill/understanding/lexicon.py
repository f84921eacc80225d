"""What the skill listens for in one language: the patterns of a content folder, indexed by a rare word.

Its compiled form is plain tuples, sets and dictionaries, stored so that only what an utterance needs is read.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from skill.understanding.key import NO_OTHER, TIMES, Key, by_second_word
from skill.understanding.number import NumberWords, numbers_at
from skill.understanding.pattern import ENDS, HEARD, NUMBER, Caught, Lists, Said, Sequence, advance
from skill.understanding.stored import MOST_KEPT, Rows, Table, bits, packed, places, union, unpacked
from skill.understanding.time_phrase import Clock, TimePhrase
from skill.understanding.words import STOP, Spelling, spoken_words


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


class Answers(NamedTuple):
    """Words around a bare value that make it an answer, or keep it from being one."""

    degrees: frozenset[str]  # may weigh whatever stands behind them
    plain: frozenset[str]  # leave a no a no to how sore
    silent: frozenset[str]  # mean nothing wherever they stand
    before: frozenset[str]
    after: frozenset[str]
    parts: frozenset[str]  # begin or end what stands by itself
    asking: frozenset[str]  # open a question
    turning: frozenset[str]  # do so with one of the next behind it: "is it", "are they"
    turned: frozenset[str]


class Keys(dict[str, Key]):
    """Keys by word, each read when it is asked for and kept; one of nothing for a word that has none."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def __missing__(self, word: str) -> Key:
        row = self._table[word]
        key = Key(*row[:3], *map(bits, row[3:]))._replace(following=by_second_word(row[0])) if row else Key()
        if len(self) >= MOST_KEPT:
            self.clear()
        self[word] = key
        return key


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
    keys: Keys
    patterns: Rows  # the group and label that each is heard under, and its sequence
    answers: Answers
    times_at: int  # the patterns of times that count also where none was asked for, as the bits of an integer


def said(text: str, lexicon: Lexicon) -> Said:
    words = spoken_words(text, lexicon.spelling)
    tables = {
        NUMBER: numbers_at(words, lexicon.numbers, lenient=False),
        HEARD: numbers_at(words, lexicon.numbers, lenient=True),
    }
    spaced = (*(f" {word} " for word in words), f" {STOP} ", "  ")
    return Said((*words, "", ""), spaced, tables, lexicon.lists, lexicon.stops)


def may_tell_time(utterance: Said, lexicon: Lexicon) -> bool:
    """Whether words are there without which no time can be told. Most utterances have none, and need no closer look."""
    keys = [lexicon.keys[word] for word in utterance.words[:-ENDS]]
    if any(group in TIMES for key in keys for group, _, _ in key.phrases):
        return True
    keys += [lexicon.keys[name] for key in keys for name in key.tells]
    keys += [lexicon.keys[name] for name, table in utterance.numbers.items() if table]
    needing = union(key.needing for key in keys) & lexicon.times_at
    return bool(needing) and bool(needing & union(key.needing_too for key in [*keys, lexicon.keys[NO_OTHER]]))


def tells_time(text: str, lexicon: Lexicon) -> bool:
    """Whether the words hold a day or an hour, which only a clock can place."""
    utterance, times = said(text, lexicon), lexicon.times
    found = find(utterance, lexicon, only_times=True) if may_tell_time(utterance, lexicon) else {}
    return "clock" in found or any(not times[int(match.label)].asked for match in found.get("time", ()))


def find(utterance: Said, lexicon: Lexicon, only_times: bool = False) -> dict[str, list[Match]]:
    """Everything that matches, by group, in the order it was said; of all groups or only times."""
    found: dict[str, list[Match]] = {}
    words = utterance.words
    for start, word in enumerate(words):
        following = lexicon.keys[word].following
        if not following:
            continue
        for group, label, rest in (*following.get(None, ()), *following.get(words[start + 1], ())):
            if only_times and group not in TIMES:
                continue
            end = start + 1 + len(rest)
            if words[start + 1 : end] == rest:
                own_not = not lexicon.denying.words.isdisjoint((word, *rest))
                found.setdefault(group, []).append(Match(start, end, label, own_not))
    present, openings = _keys(utterance, lexicon)
    keys = lexicon.keys
    opened = [(keys[word].opening, starts) for word, starts in openings.items()]
    needing = union(mask for mask, _ in opened) & union(keys[word].needing for word in present)
    present.add(NO_OTHER)
    needing &= union(keys[word].needing_too for word in present) & union(keys[word].needing_more for word in present)
    if only_times:
        needing &= lexicon.times_at
    tried: dict[int, set[int]] = {}
    for mask, starts in opened:
        for place in places(mask & needing):
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
        for key in (word, *lexicon.keys[word].opens, *caught):
            openings.setdefault(key, []).append(place)
        present.add(word)
        present.update(lexicon.keys[word].tells, caught)
    return present, openings


def load_lexicon(folder: str | Path) -> Lexicon:
    from skill.understanding.lexicon_file import compile_lexicon  # reading TOML is for when content changes

    return from_stored(unpacked(memoryview(packed(compile_lexicon(Path(folder))))))


def from_stored(plain: tuple[Any, ...]) -> Lexicon:
    """A lexicon from its compiled form, as it is stored."""
    spelling, numbers, denying, times, clocks, stops, readings, lists, keys, patterns, answers, times_at = plain
    return Lexicon(
        Spelling(*spelling),
        NumberWords(*numbers),
        Denying(*denying),
        tuple(TimePhrase(*row) for row in times),
        tuple(Clock(*row) for row in clocks),
        stops,
        readings,
        lists,
        Keys(keys),
        patterns,
        Answers(*answers),
        bits(times_at),
    )
