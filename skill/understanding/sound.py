"""How a word sounds, roughly, so that a misheard word is still like the one that was said."""

from functools import lru_cache
from itertools import pairwise

WORDS_KEPT = 4096
# Letters that are heard as one another, to one sign each; vowels leave no trace but at the start.
_ALIKE = ("aeiou", "bp", "fv", "ckqg", "sxz", "j", "dt", "l", "mn", "r", "hwy")
_SOUNDS = {letter: str(sound) for sound, letters in enumerate(_ALIKE) for letter in letters}
_SILENT = {_SOUNDS["a"], _SOUNDS["h"]}


@lru_cache(WORDS_KEPT)
def sound(word: str) -> str:
    """How a word sounds, roughly: its first letter's sound, then its consonants without doubles."""
    signs = [_SOUNDS.get(letter, letter) for letter in word]
    return "".join([*signs[:1], *(sign for before, sign in pairwise(signs) if sign not in _SILENT and sign != before)])
