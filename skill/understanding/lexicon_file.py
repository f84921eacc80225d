"""Reads what to listen for from a content folder, and refuses what it does not know."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from skill.errors import ContentError
from skill.understanding.facts import RED_FLAGS
from skill.understanding.key import NO_OTHER, TIMES, Key
from skill.understanding.number import Phrases
from skill.understanding.pattern import (
    Lists,
    Sequence,
    Writing,
    compile_pattern,
    first_words,
    one_of,
    required,
)
from skill.understanding.stored import squeezed
from skill.understanding.time_phrase import Clock, TimePhrase
from skill.understanding.words import Spelling, spelt_out

FACTS, SIGNS, CIRCUMSTANCES, ACTS = "facts.toml", "warning_signs.toml", "circumstances.toml", "acts.toml"
_SIGN_GROUPS = {
    "hear": "sign",
    "look_alikes": "sign_alike",
    "exaggerations": "exaggeration",
    "names": "sign_name",
    "readings": "sign_reading",
    "whatever": "sign_whatever",
    "unless": "sign_unless",
}
_BETWEEN = "between"  # the ranges that a reading counts in
_CIRCUMSTANCE_GROUPS = {"hear": "circumstance", "look_alikes": "circumstance_alike"}
_AROUND = ("degrees", "plain", "silent", "before", "after", "parts", "asking", "turning", "turned")  # of a bare value
_ACT_GROUPS = {"hear": "act", "hear_within": "act_within", "look_alikes": "act_alike"}
ANY = "any"

# A pattern before it is indexed (with what it can begin with, and its needs), and as it is stored; and words in a row.
_Read = tuple[str, str, Sequence, frozenset[str], tuple[frozenset[str], ...]]
_Pattern = tuple[str, str, Sequence]
_Phrase = tuple[str, str, tuple[str, ...]]
# One line of content: where it stands, the group and label it is heard under, and the pattern.
_Line = tuple[str, str, str, str, str]


def compile_lexicon(folder: Path) -> tuple[Any, ...]:
    """The plain form of a folder's lexicon, in the order of the lexicon's fields."""
    facts, signs, circumstances, acts = (_read(folder / name) for name in (FACTS, SIGNS, CIRCUMSTANCES, ACTS))
    missing = [code for code in RED_FLAGS if not _table(signs, code).get("hear")]
    if missing:
        raise ContentError(SIGNS, missing[0], "has nothing to hear, and every warning sign must be heard")
    spelling = _spelling(_table(facts, "spelling"))
    lists = _lists(((FACTS, facts), (SIGNS, signs), (CIRCUMSTANCES, circumstances), (ACTS, acts)), spelling)
    lines = [
        *_fact_lines(facts),
        *_coded_lines(SIGNS, signs, _SIGN_GROUPS, (*RED_FLAGS, ANY)),
        *_coded_lines(CIRCUMSTANCES, circumstances, _CIRCUMSTANCE_GROUPS, None),
        *_coded_lines(ACTS, acts, _ACT_GROUPS, None),
    ]
    negation = _table(facts, "negation")
    phrases, patterns = _compiled(lines, lists, spelling)
    times = tuple(_row(TimePhrase, row, "times") for row in facts["times"])
    return (
        (spelling.written, spelling.words, spelling.endings, spelling.silent),
        _numbers(_table(facts, "numbers")),
        tuple(frozenset(negation[key]) for key in ("words", "through", "and", "carried")),
        times,
        tuple(_row(Clock, row, "clocks") for row in facts["clocks"]),
        frozenset(facts["stops"]),
        {code: keys[_BETWEEN] for code, keys in signs.items() if _BETWEEN in keys},
        lists,
        _keys(
            phrases,
            _by_word((name, first_words((name,), lists)) for name in lists),
            _by_word((name, _telling_words(name, lists)) for name in lists),
            *_indexes(patterns),
        ),
        tuple(pattern[:3] for pattern in patterns),
        tuple(frozenset(facts["answers"][key].split()) for key in _AROUND),
        squeezed([place for place, pattern in enumerate(patterns) if _tells_time(pattern, times)]),
    )


def _tells_time(pattern: tuple[Any, ...], times: tuple[tuple[Any, ...], ...]) -> bool:
    """Whether it means a time also where none was asked for."""
    group, label = pattern[:2]
    return group in TIMES and not (group == "time" and TimePhrase(*times[int(label)]).asked)


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ContentError(path.name, "file", str(error)) from error


def _table(content: dict[str, Any], key: str) -> dict[str, Any]:
    table = content.get(key, {})
    return table if isinstance(table, dict) else {}


def _spelling(table: dict[str, Any]) -> Spelling:
    return Spelling(
        tuple(table["written"].items()),
        {word: tuple(full.split()) for word, full in table["words"].items()},
        tuple((ending, tuple(full.split())) for ending, full in table["endings"].items()),
        frozenset(table["silent"]),
    )


def _numbers(table: dict[str, Any]) -> tuple[Any, ...]:
    return (
        _phrases(table["words"]),
        _phrases(table["words"] | table["sound_alikes"]),
        table["scales"],
        _phrases(table["tails"]),
        *(frozenset(table[key]) for key in ("points", "links", "joins", "between")),
    )


def _phrases(values: dict[str, float]) -> Phrases:
    phrases: dict[str, list[tuple[tuple[str, ...], float]]] = {}
    for phrase, value in sorted(values.items(), key=lambda item: -len(item[0].split())):
        first, *rest = phrase.split()
        phrases.setdefault(first, []).append((tuple(rest), float(value)))
    return {first: tuple(rows) for first, rows in phrases.items()}


def _lists(files: tuple[tuple[str, dict[str, Any]], ...], spelling: Spelling) -> Lists:
    """A list may name the lists above it."""
    lists: Lists = {}
    for file, content in files:
        for name, entries in _table(content, "lists").items():
            writing = Writing(file, f"lists.{name}", lists, partial(spelt_out, spelling=spelling))
            if f"<{name}>" in lists:
                raise writing.error("is defined twice")
            lists[f"<{name}>"] = one_of([compile_pattern(entry, writing) for entry in entries])
    return lists


def _telling_words(name: str, lists: Lists) -> frozenset[str]:
    """Words of which one must be there for the list to match, lists inside it resolved."""
    words: set[str] = set()
    for need in required((((lists[name],),),), lists)[0]:
        words |= _telling_words(need, lists) if need in lists else {need}
    return frozenset(words)


def _by_word(named: Iterable[tuple[str, frozenset[str]]]) -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for name, words in named:
        for word in sorted(words):
            table.setdefault(word, []).append(name)
    return {word: tuple(names) for word, names in table.items()}


def _fact_lines(facts: dict[str, Any]) -> Iterator[_Line]:
    for group, labels in _table(facts, "hear").items():
        for label, patterns in labels.items():
            if not isinstance(patterns, list):
                raise ContentError(FACTS, f"hear.{group}.{label}", "must be a list of patterns")
            yield from ((FACTS, f"hear.{group}.{label}", group, label, pattern) for pattern in patterns)
    for key, group in (("times", "time"), ("clocks", "clock")):
        for place, row in enumerate(facts[key]):
            for pattern in row.get("hear", ()):
                yield FACTS, key, group, str(place), pattern


def _coded_lines(
    file: str, content: dict[str, Any], groups: dict[str, str], codes: tuple[str, ...] | None
) -> Iterator[_Line]:
    for code, keys in content.items():
        if code == "lists":
            continue
        if codes and code not in codes:
            raise ContentError(file, code, f"is no warning sign; they are {', '.join(codes)}")
        for key, patterns in keys.items():
            if key == _BETWEEN:
                continue
            if key not in groups:
                raise ContentError(file, f"{code}.{key}", f"is not a key here; they are {', '.join(groups)}")
            yield from ((file, f"{code}.{key}", groups[key], code, pattern) for pattern in patterns)


def _row(kind: Any, row: dict[str, Any], key: str) -> tuple[Any, ...]:
    values = {name: value for name, value in row.items() if name != "hear"}
    unknown = sorted(values.keys() - set(kind._fields))
    if unknown:
        raise ContentError(FACTS, f"{key}.{unknown[0]}", f"is not a key here; they are {', '.join(kind._fields)}")
    return tuple(kind(**values))


def _compiled(
    lines: list[_Line], lists: Lists, spelling: Spelling
) -> tuple[dict[str, tuple[_Phrase, ...]], list[_Read]]:
    phrases: dict[str, list[_Phrase]] = {}
    patterns: list[_Read] = []
    shared: dict[Any, Any] = {}  # equal parts become one, to be stored once
    for file, key, group, label, pattern in lines:
        if not isinstance(pattern, str):
            raise ContentError(file, key, "must be a list of patterns")
        writing = Writing(file, key, lists, partial(spelt_out, spelling=spelling))
        sequence = compile_pattern(pattern, writing)
        words = tuple(only.strip() for only in sequence if isinstance(only, str) and only[0] == " ")
        if len(words) == len(sequence) and not any(" " in word for word in words):
            phrases.setdefault(words[0], []).append((group, label, words[1:]))
            continue
        needs = required(sequence, lists)
        sequence = tuple(shared.setdefault(element, element) for element in sequence)
        patterns.append((group, label, sequence, first_words(sequence), needs))
    return {first: tuple(rows) for first, rows in phrases.items()}, patterns


def _indexes(patterns: list[_Read]) -> tuple[dict[str, int | bytes], ...]:
    """By word: the patterns of which it is the rarest need, the next one, and the one after (under NO_OTHER, those that
    have none such), and those that can begin with it. Rare means that few patterns hold the word."""
    held = Counter(word for pattern in patterns for need in pattern[-1] for word in need)
    found = tuple(defaultdict[str, list[int]](list) for _ in range(4))
    for place, (_, _, _, begins, needs) in enumerate(patterns):
        by_rarity = sorted(needs, key=lambda need: (max(held[word] for word in need), len(need)))
        wanted = [*by_rarity, *[frozenset((NO_OTHER,))] * 2]
        for index, words in zip(found, (*wanted[:3], begins), strict=True):
            for word in words:
                index[word].append(place)
    return tuple({word: squeezed(places) for word, places in index.items()} for index in found)


def _keys(*tables: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """Tables by word as one, in the order of the fields of Key, of which the last follows from the first."""
    fresh = Key()[:-1]
    return {
        word: tuple(table.get(word, nothing) for table, nothing in zip(tables, fresh, strict=True))
        for word in sorted(set().union(*tables))
    }
