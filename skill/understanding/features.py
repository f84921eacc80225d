"""What the model sees of an utterance: its words, its pairs of words, and the pieces inside its words.

Pieces of three to five letters let it recognise a word it never met in this form: misheard, misspelt, or inflected.
Features are known by a 32-bit hash, so that no table of strings is loaded.
"""

from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

SHORTEST_PIECE, LONGEST_PIECE = 3, 5


def features(utterance: str, with_pieces: bool = True) -> dict[int, int]:
    """Counts by feature hash, of an utterance in normal form; of whole words only without the pieces."""
    words = utterance.split()
    counts: dict[int, int] = {}
    for word in words:
        _add(counts, _of_word(word) if with_pieces else _of_word(word)[:1])
    _add(counts, (crc32(f"{left} {right}".encode()) for left, right in zip(["^", *words], [*words, "$"], strict=True)))
    return counts


def _add(counts: dict[int, int], hashes: Iterable[int]) -> None:
    for feature in hashes:
        counts[feature] = counts.get(feature, 0) + 1


@lru_cache(maxsize=4096)
def _of_word(word: str) -> tuple[int, ...]:
    """The word itself and its pieces. Words of everyday speech come again, so they are kept."""
    framed = f"<{word}>"
    pieces = [
        framed[start : start + length]
        for length in range(SHORTEST_PIECE, LONGEST_PIECE + 1)
        for start in range(len(framed) - length + 1)
    ]
    return tuple(crc32(piece.encode()) for piece in (f"={word}", *pieces))
