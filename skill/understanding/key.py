"""What hangs on a word of the lexicon, as it is stored and as it is looked up."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

TIMES = ("time", "clock")  # the groups of days and hours
NO_OTHER = ""  # in the place of a word that a pattern needs too, for patterns that need none

# Words in a row stand under the first of them, with the group and label they are heard under: here are the rest.
Phrase: TypeAlias = tuple[str, str, tuple[str, ...]]


# Under None stand the phrases of one word.
Following: TypeAlias = Mapping[str | None, tuple[Phrase, ...]]


class Key(NamedTuple):
    """What hangs on a word, or on a list or a number that was heard. Patterns are the bits of an integer."""

    phrases: tuple[Phrase, ...] = ()  # that begin with it
    opens: tuple[str, ...] = ()  # lists that have an entry beginning with it
    tells: tuple[str, ...] = ()  # lists that it makes worth looking for
    needing: int = 0  # patterns of which it is the rarest need
    needing_too: int = 0  # and of which it is the next one
    needing_more: int = 0  # and the one after
    opening: int = 0  # and that can begin with it
    following: Following = MappingProxyType({})  # its phrases by their second word, which is looked up and not compared


def by_second_word(phrases: tuple[Phrase, ...]) -> Following:
    following: dict[str | None, list[Phrase]] = {}
    for phrase in phrases:
        following.setdefault(phrase[2][0] if phrase[2] else None, []).append(phrase)
    return {second: tuple(some) for second, some in following.items()}
