"""A linear model that generalises from the authored phrasings: tf-idf features, one row of weights for each.

It is trained when content is built (training.py) and runs on the standard library alone.
The weights of a feature for all labels are one row of bytes; a row is spread into the lanes of one big integer,
so that a single multiplication weighs a feature for every label at once.
"""

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from math import exp, log, sqrt

from skill.understanding.features import features_of, pairs_of

LANE_BYTES = 4
VALUE_STEPS = 1023  # a feature's value of 1.0, as an integer
ZERO_WEIGHT = 128  # the byte that stands for a weight of nothing
MOST_WORDS_KEPT = 4096


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
    _words: dict[str, tuple[tuple[int, ...], int]] = field(default_factory=dict, repr=False, compare=False)

    def scores(self, utterance: str) -> list[float]:
        """A probability for each label, adding up to one. The utterance is in normal form."""
        known, unknown = self._weighed(utterance)
        norm = sqrt(sum(weight * weight for _, weight in known) + unknown) or 1.0
        width = len(self.labels)
        lanes = bytearray(width * LANE_BYTES)
        total, steps = 0, 0
        for place, weight in known:
            value = round(weight / norm * VALUE_STEPS)
            lanes[::LANE_BYTES] = self.rows[place * width : (place + 1) * width]
            total += value * int.from_bytes(lanes, "little")
            steps += value
        sums = array("I", total.to_bytes(width * LANE_BYTES, "little"))
        unit, offset = self.scale / VALUE_STEPS, steps * ZERO_WEIGHT
        return softmax([(lane - offset) * unit + bias for lane, bias in zip(sums, self.bias, strict=True)])

    def labelled(self, utterance: str) -> dict[str, float]:
        """The probabilities by label."""
        return dict(zip(self.labels, self.scores(utterance), strict=True))

    def _weighed(self, utterance: str) -> tuple[list[tuple[int, float]], float]:
        """Places and weights of the features we know, and the summed squares of those we don't."""
        counts: dict[int, int] = {}
        unknown = 0
        words = utterance.split()
        for word in words:
            places, strange = self._of_word(word)
            unknown += strange
            for place in places:
                counts[place] = counts.get(place, 0) + 1
        for pair in pairs_of(words):
            found = self._place(pair)
            if found is None:
                unknown += 1
            else:
                counts[found] = counts.get(found, 0) + 1
        idf = self.idf
        known = [(place, idf[place] if n == 1 else idf[place] * (1.0 + log(n))) for place, n in counts.items()]
        return known, unknown * self.unknown_idf**2

    def _of_word(self, word: str) -> tuple[tuple[int, ...], int]:
        """The places of a word's features, and how many of them we don't know. Words come again, so it is kept."""
        kept = self._words.get(word)
        if kept is None:
            places = [self._place(feature) for feature in features_of(word, self.with_pieces)]
            kept = tuple(place for place in places if place is not None), places.count(None)
            if len(self._words) >= MOST_WORDS_KEPT:
                self._words.clear()
            self._words[word] = kept
        return kept

    def _place(self, feature: int) -> int | None:
        place = bisect_left(self.hashes, feature)
        return place if place < len(self.hashes) and self.hashes[place] == feature else None

    def weight(self, place: int, label: int) -> float:
        """What a feature says for a label, for explaining."""
        return (self.rows[place * len(self.labels) + label] - ZERO_WEIGHT) * self.scale


def softmax(logits: list[float]) -> list[float]:
    top = max(logits)
    powers = [exp(logit - top) for logit in logits]
    total = sum(powers)
    return [power / total for power in powers]
