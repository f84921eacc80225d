"""What the model sees of an utterance: its words and how they sound, its pairs of words, and the pieces inside its words.

Pieces of three to five letters let it recognise a word it never met in this form: misheard, misspelt, or inflected.
Features are known by a 32-bit hash, so that no table of strings is loaded.
"""

from collections.abc import Iterator, Sequence
from zlib import crc32

from skill.understanding.sound import sound

SHORTEST_PIECE, LONGEST_PIECE = 3, 5
SOUND = "~"  # opens a feature that is how a word sounds


def pairs_of(words: Sequence[str]) -> Iterator[int]:
    """Each word with the next one; the first and the last one with the edge."""
    for left, right in zip(["^", *words], [*words, "$"], strict=True):
        yield crc32(f"{left} {right}".encode())


def word_of(word: str) -> Iterator[int]:
    """The word itself, and how it sounds."""
    yield crc32(f"={word}".encode())
    yield crc32(f"{SOUND}{sound(word)}".encode())


def pieces_of(word: str) -> Iterator[int]:
    """The pieces inside of a word and at its edges."""
    framed = f"<{word}>"
    for length in range(SHORTEST_PIECE, LONGEST_PIECE + 1):
        for start in range(len(framed) - length + 1):
            yield crc32(framed[start : start + length].encode())
