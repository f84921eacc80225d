"""Word patterns: how a content file says what to listen for.

A pattern is words, `(this|that way)` for a choice, `[maybe]` for what may be missing, `...` for a gap of
up to four words, `{number}` for a number (`{heard}` also takes what only sounds like one), and `<name>`
for a list defined beside it. A pattern is compiled to plain tuples, which can be stored as they are; a
list stays a name in it, so that a long one is stored once.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from skill.errors import ContentError
from skill.understanding.number import Number

# Words of which one is said, the length of a gap, or a choice of sequences. Words stand in one string with a
# space on either side of each, which is quick to look into and quicker to load than a set. A number to catch
# is a name in braces, a list one in angles.
Element: TypeAlias = "str | int | tuple[tuple[Element, ...], ...]"
Sequence: TypeAlias = tuple[Element, ...]
Caught: TypeAlias = tuple[Number, ...]
Reached: TypeAlias = dict[int, Caught]
Lists: TypeAlias = dict[str, Element]

NUMBER, HEARD = "{number}", "{heard}"
GAP = 4
ENDS = 2
_SYNTAX = ("...", "(", ")", "[", "]", "|")
_SIGNS = frozenset("./:-")  # words of one sign, as in "6/10"


class Said(NamedTuple):
    """One utterance, ready to be matched.

    It ends in ENDS empty words, so that no step looks past the end; the first of them may be matched as a
    full stop.
    """

    words: tuple[str, ...]
    spaced: tuple[str, ...]  # the same, each as it stands in an element
    numbers: dict[str, dict[int, Number]]
    lists: Lists
    stops: frozenset[str]


class Writing(NamedTuple):
    """Where a pattern is written, so that an error can name the place, and what its words stand for."""

    file: str
    key: str
    lists: Lists
    spell: Callable[[str], tuple[str, ...]]

    def error(self, problem: str) -> ContentError:
        return ContentError(self.file, self.key, problem)


def compile_pattern(pattern: str, writing: Writing) -> Sequence:
    tokens = iter(_tokens(pattern))
    options, closing = _choice(tokens, writing, pattern)
    if closing:
        raise writing.error(f'"{pattern}" closes a bracket that was not opened')
    sequence = options[0] if len(options) == 1 else (one_of(options),)
    if not sequence or () in options:
        raise writing.error(f'"{pattern}" would match nothing at all')
    if isinstance(sequence[0], int) or isinstance(sequence[-1], int):
        raise writing.error(f'"{pattern}" starts or ends with a gap')
    if not required(sequence, writing.lists):
        raise writing.error(f'"{pattern}" has no word that must be said')
    return sequence


def advance(sequence: Sequence, reached: Reached, said: Said) -> Reached:
    """Where the sequence can end, from every place reached so far, with the numbers caught on the way."""
    words, spaced = said.words, said.spaced
    for element in sequence:
        onward: Reached = {}
        if isinstance(element, str) and element[0] == "<":
            element = said.lists[element]
        if isinstance(element, str):
            if element[0] == "{":
                table = said.numbers[element]
                for at, caught in reached.items():
                    number = table.get(at)
                    if number:
                        onward.setdefault(number.end, (*caught, number))
            else:
                for at, caught in reached.items():
                    if spaced[at] in element:
                        onward[at + 1] = caught
        elif isinstance(element, int):
            for at, caught in reached.items():
                for place in range(at, at + element + 1):
                    onward.setdefault(place, caught)
                    if not words[place] or words[place] in said.stops:
                        break
        else:
            for option in element:
                if option and option[0].__class__ is str and option[0][0] == " ":
                    first = option[0]  # most options fail at their first word, and need no look at the rest
                    for at in reached:
                        if spaced[at] in first:
                            break
                    else:
                        continue
                for at, caught in (advance(option, reached, said) if option else reached).items():
                    onward.setdefault(at, caught)
        if not onward:
            return onward
        reached = onward
    return reached


def required(sequence: Sequence, lists: Lists) -> tuple[frozenset[str], ...]:
    """Sets of words or names, of each of which one must be there, or the sequence cannot match."""
    needs: list[frozenset[str]] = []
    for element in sequence:
        if isinstance(element, str):
            needs.append(frozenset(element.split()))
        elif isinstance(element, tuple) and () not in element:
            parts = [required(option, lists) for option in element]
            if all(parts):
                needs.append(frozenset().union(*(min(part, key=_telling) for part in parts)))
    return tuple(needs)


def first_words(sequence: Sequence, lists: Lists | None = None) -> frozenset[str]:
    """The words or names that a match can begin with; given the lists, words instead of their names."""
    first: frozenset[str] = frozenset()
    for element in sequence:
        if lists and isinstance(element, str) and element in lists:
            element = ((lists[element],),)
        if isinstance(element, str):
            return first.union(element.split())
        if isinstance(element, tuple):
            first = first.union(*(first_words(option, lists) for option in element))
            if () not in element:
                break
    return first


def _telling(need: frozenset[str]) -> tuple[int, int]:
    """Few and long words tell most."""
    return len(need), -max(map(len, need))


def _tokens(pattern: str) -> list[str]:
    for sign in _SYNTAX:
        pattern = pattern.replace(sign, f" {sign} ")
    return pattern.split()


def _choice(tokens: Iterator[str], writing: Writing, pattern: str) -> tuple[list[Sequence], str]:
    """Reads up to a closing bracket or the end; gives the options and the bracket."""
    options: list[Sequence] = []
    sequence: list[Element] = []
    for token in tokens:
        if token in ("|", ")", "]"):
            options.append(tuple(sequence))
            sequence = []
            if token != "|":
                return options, token
        elif token in ("(", "["):
            inner, closing = _choice(tokens, writing, pattern)
            if closing != {"(": ")", "[": "]"}[token]:
                raise writing.error(f'"{pattern}" has a "{token}" that is not closed')
            if () in inner:
                raise writing.error(f'"{pattern}" has an empty choice')
            sequence.append(one_of([*inner, ()] if token == "[" else inner))
        else:
            sequence += _element(token, writing, pattern)
    return [*options, tuple(sequence)], ""


def _element(token: str, writing: Writing, pattern: str) -> Sequence:
    if token == "...":
        return (GAP,)
    if token in (NUMBER, HEARD):
        return (token,)
    if token[0] == "<" and token[-1] == ">":
        if token not in writing.lists:
            raise writing.error(f'"{pattern}" names the list {token}, which is not defined')
        return (token,)
    if token in _SIGNS:
        return (f" {token} ",)
    if not token.replace("'", "").isalnum():
        raise writing.error(f'"{pattern}" holds "{token}", which is no word')
    return tuple(f" {word} " for word in writing.spell(token))


def one_of(options: list[Sequence]) -> Element:
    """Options of one word each become one string of words."""
    words: set[str] = set()
    others: list[Sequence] = []
    for option in options:
        only = option[0] if len(option) == 1 else None
        if isinstance(only, str) and only[0] == " ":
            words.update(only.split())
        else:
            others.append(option)
    together = f" {' '.join(sorted(words))} "
    if not others:
        return together
    return (*(((together,),) if words else ()), *others)
