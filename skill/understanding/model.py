"""A linear model that generalises from the authored phrasings: tf-idf features, one row of weights for each.

It is trained when content is built (training.py) and runs on the standard library alone.
The weights of a feature for all labels are one row of bytes; a row is spread into the lanes of one big integer,
so that a single multiplication weighs a feature for every label at once.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import exp, sqrt
from typing import NamedTuple

from skill.understanding.features import features_of, pairs_of

WEIGHING = "each time a feature is there it counts once more"  # changes with how rows are made of an utterance
LANE_BYTES = 4
IDF_STEPS = 64  # of how telling a feature is, as an integer: lanes hold 60 words of 40 features, and some more
ZERO_WEIGHT = 128  # the byte that stands for a weight of nothing
MOST_WORDS_KEPT = 2048


class Sum(NamedTuple):
    """What some features of an utterance say together."""

    lanes: int  # weights for each label, times what each feature counts, in the lanes of one integer
    counted: int  # what the features count
    length: float  # squared, of the utterance as a vector


@dataclass(frozen=True)
class Model:
    """Labels with the weights that tell them apart. Feature hashes are sorted; rows follow their order."""

    labels: tuple[str, ...]
    hashes: "array[int]"  # "I"
    idf: "array[float]"  # "f", for each feature
    rows: bytes | memoryview  # a byte for each feature and label
    bias: tuple[float, ...]
    scale: float  # what a step of a weight is worth
    unknown_idf: float  # how much a feature counts that no phrasing has
    with_pieces: bool = True  # whether it looks inside words
    _words: dict[str, Sum] = field(default_factory=dict, repr=False, compare=False)

    def scores(self, utterance: str) -> list[float]:
        """A probability for each label, adding up to one. The utterance is in normal form."""
        return softmax(self.logits(utterance))

    def logits(self, utterance: str) -> list[float]:
        """The same before they are made to add up: enough to tell which label is likelier."""
        words = utterance.split()
        parts = [self._of_word(word) for word in words]
        parts.append(self._sum(pairs_of(words)))
        length = sqrt(sum(part.length for part in parts)) or 1.0
        counted = sum(part.counted for part in parts)
        lanes = sum(part.lanes for part in parts)
        sums = array("I", lanes.to_bytes(len(self.labels) * LANE_BYTES, "little"))
        unit, offset = self.scale / IDF_STEPS / length, counted * ZERO_WEIGHT
        return [(lane - offset) * unit + bias for lane, bias in zip(sums, self.bias, strict=True)]

    def labelled(self, utterance: str) -> dict[str, float]:
        """The probabilities by label."""
        return dict(zip(self.labels, self.scores(utterance), strict=True))

    def _of_word(self, word: str) -> Sum:
        """What a word says by itself. Words come again, so it is kept."""
        kept = self._words.get(word)
        if kept is None:
            kept = self._sum(features_of(word, self.with_pieces))
            if len(self._words) >= MOST_WORDS_KEPT:
                self._words.clear()
            self._words[word] = kept
        return kept

    def _sum(self, features: Iterable[int]) -> Sum:
        hashes, idf, rows, width = self.hashes, self.idf, self.rows, len(self.labels)
        spread = bytearray(width * LANE_BYTES)
        lanes, counted, length = 0, 0, 0.0
        for feature in features:
            place = bisect_left(hashes, feature)
            if place == len(hashes) or hashes[place] != feature:
                length += self.unknown_idf**2
                continue
            telling = idf[place]
            length += telling * telling
            steps = round(telling * IDF_STEPS)
            spread[::LANE_BYTES] = rows[place * width : (place + 1) * width]
            lanes += steps * int.from_bytes(spread, "little")
            counted += steps
        return Sum(lanes, counted, length)

    def weight(self, place: int, label: int) -> float:
        """What a feature says for a label, for explaining."""
        return (self.rows[place * len(self.labels) + label] - ZERO_WEIGHT) * self.scale


def softmax(logits: list[float]) -> list[float]:
    top = max(logits)
    powers = [exp(logit - top) for logit in logits]
    total = sum(powers)
    return [power / total for power in powers]
