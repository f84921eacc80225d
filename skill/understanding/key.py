"""What hangs on a word of the lexicon, as it is stored and as it is looked up."""

from typing import NamedTuple, TypeAlias

TIMES = ("time", "clock")  # the groups of days and hours
NO_OTHER = ""  # in the place of a word that a pattern needs too, for patterns that need none

# Words in a row stand under the first of them, with the group and label they are heard under: here are the rest.
Phrase: TypeAlias = tuple[str, str, tuple[str, ...]]


class Key(NamedTuple):
    """What hangs on a word, or on a list or a number that was heard. Patterns are the bits of an integer."""

    phrases: tuple[Phrase, ...] = ()  # that begin with it
    opens: tuple[str, ...] = ()  # lists that have an entry beginning with it
    tells: tuple[str, ...] = ()  # lists that it makes worth looking for
    needing: int = 0  # patterns of which it is the rarest need
    needing_too: int = 0  # and of which it is the next one
    needing_more: int = 0  # and the one after
    opening: int = 0  # and that can begin with it
