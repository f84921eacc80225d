"""Linear models that generalise from the authored phrasings: tf-idf features, one row of weights for each.

They are trained when content is built (training.py) and run on the standard library alone. All of them look at the
same features. The weights of a feature for all labels are one row of bytes; a row is spread into the lanes of one big
integer, so that a single multiplication weighs a feature for every label at once.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import exp, sqrt
from typing import NamedTuple

from skill.understanding.feature_table import IDF_STEPS, FeatureTable
from skill.understanding.features import pairs_of, pieces_of, word_of

WEIGHING = "tables of features of 26 bits, of three words or four pieces, and weights in 24 or 64 steps"  # changes with how rows are made of an utterance
LANE_BYTES = 4  # hold 60 words of 40 features, and some more
ZERO_WEIGHT = 128  # the byte that stands for a weight of nothing
MOST_WORDS_KEPT = 2048


class Found(NamedTuple):
    """What is known of some features: their places with how telling each is, and what they measure as a vector."""

    known: tuple[tuple[int, int], ...]
    counted: int  # the sum of how telling they are, in steps
    length: float  # squared, with the features that nobody knows


class Vector(NamedTuple):
    """An utterance as the models see it: its pairs of words, and of each word itself and its pieces."""

    pairs: Found
    words: tuple[tuple[str, Found, Found], ...]


@dataclass(frozen=True)
class Features:
    """Makes vectors of utterances in normal form. Words and pairs have a table, pieces inside of words another."""

    whole: FeatureTable
    pieces: FeatureTable
    unknown_idf: float  # how much a feature counts that no phrasing has
    _words: dict[str, tuple[str, Found, Found]] = field(default_factory=dict, repr=False, compare=False)

    def vector(self, utterance: str) -> Vector:
        words = utterance.split()
        return Vector(self._found(self.whole, pairs_of(words)), tuple([self._of_word(word) for word in words]))

    def _of_word(self, word: str) -> tuple[str, Found, Found]:
        """Words come again, so what is found of one is kept."""
        kept = self._words.get(word)
        if kept is None:
            kept = word, self._found(self.whole, word_of(word)), self._found(self.pieces, pieces_of(word))
            if len(self._words) >= MOST_WORDS_KEPT:
                self._words.clear()
            self._words[word] = kept
        return kept

    def _found(self, table: FeatureTable, features: Iterable[int]) -> Found:
        known, counted, length = [], 0, 0.0
        for feature in features:
            place = table.place(feature)
            if place is None:
                length += self.unknown_idf**2
                continue
            steps = table.telling[place]
            known.append((place, steps))
            counted += steps
            length += (steps / IDF_STEPS) ** 2
        return Found(tuple(known), counted, length)


@dataclass(frozen=True)
class Model:
    """Labels with the weights that tell them apart. Rows follow the order of the tables."""

    labels: tuple[str, ...]
    whole: "bytes | memoryview"  # a byte for each word or pair and label
    pieces: "bytes | memoryview"  # and for each piece; empty for a model that does not look inside words
    bias: tuple[float, ...]
    scale: float  # what a step of a weight is worth
    _lanes: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    def scores(self, vector: Vector) -> list[float]:
        """A probability for each label, adding up to one."""
        return softmax(self.logits(vector))

    def logits(self, vector: Vector) -> list[float]:
        """The same before they are made to add up: enough to tell which label is likelier."""
        looks_inside = len(self.pieces) > 0
        lanes, counted, length = self._sum(self.whole, vector.pairs), vector.pairs.counted, vector.pairs.length
        for word, whole, pieces in vector.words:
            kept = self._lanes.get(word)
            lanes += self._of_word(word, whole, pieces) if kept is None else kept
            counted += whole.counted + pieces.counted if looks_inside else whole.counted
            length += whole.length + pieces.length if looks_inside else whole.length
        sums = array("I", lanes.to_bytes(len(self.labels) * LANE_BYTES, "little"))
        unit, offset = self.scale / IDF_STEPS / (sqrt(length) or 1.0), counted * ZERO_WEIGHT
        return [(lane - offset) * unit + bias for lane, bias in zip(sums, self.bias, strict=True)]

    def labelled(self, vector: Vector) -> dict[str, float]:
        """The probabilities by label."""
        return dict(zip(self.labels, self.scores(vector), strict=True))

    def _of_word(self, word: str, whole: Found, pieces: Found) -> int:
        lanes = self._sum(self.whole, whole)
        if len(self.pieces):
            lanes += self._sum(self.pieces, pieces)
        if len(self._lanes) >= MOST_WORDS_KEPT:
            self._lanes.clear()
        self._lanes[word] = lanes
        return lanes

    def _sum(self, rows: "bytes | memoryview", found: Found) -> int:
        """Weights for each label, times how telling the features are, in the lanes of one integer."""
        width = len(self.labels)
        spread = bytearray(width * LANE_BYTES)
        lanes = 0
        for place, steps in found.known:
            spread[::LANE_BYTES] = rows[place * width : (place + 1) * width]
            lanes += steps * int.from_bytes(spread, "little")
        return lanes

    def weights(self, vector: Vector, label: int) -> Iterable[tuple[bool, int, float]]:
        """What each feature says for a label, for explaining: whether it is a piece, its place, and its weight."""
        width = len(self.labels)
        parts = [(False, vector.pairs), *((False, whole) for _, whole, _ in vector.words)]
        parts += [(True, pieces) for _, _, pieces in vector.words]
        for inside, found in parts:
            rows: Sequence[int] = self.pieces if inside else self.whole
            for place, steps in found.known if rows else ():
                weight = (rows[place * width + label] - ZERO_WEIGHT) * self.scale
                yield inside, place, weight * steps / IDF_STEPS


def softmax(logits: list[float]) -> list[float]:
    top = max(logits)
    powers = [exp(logit - top) for logit in logits]
    total = sum(powers)
    return [power / total for power in powers]
