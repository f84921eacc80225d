"""A linear model that generalises from the authored phrasings: tf-idf features, one row of weights for each.

It is trained when content is built (training.py) and runs on the standard library alone.
The weights of a feature for all labels are one row of bytes; a row is spread into the lanes of one big integer,
so that a single multiplication weighs a feature for every label at once.
"""

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from math import exp, log, sqrt

from skill.understanding.features import features

LANE_BYTES = 4
VALUE_STEPS = 1023  # a feature's value of 1.0, as an integer
ZERO_WEIGHT = 128  # the byte that stands for a weight of nothing


@dataclass(frozen=True)
class Model:
    """Labels with the weights that tell them apart. Feature hashes are sorted; rows follow their order."""

    labels: tuple[str, ...]
    hashes: "array[int]"  # "I"
    idf: "array[float]"  # "f", for each feature
    rows: bytes  # a byte for each feature and label
    bias: tuple[float, ...]
    scale: float  # what a step of a weight is worth
    unknown_idf: float  # how much a feature counts that no phrasing has
    with_pieces: bool = True  # whether it looks inside words

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
        known: list[tuple[int, float]] = []
        unknown = 0.0
        hashes, idf = self.hashes, self.idf
        for feature, count in features(utterance, self.with_pieces).items():
            often = 1.0 if count == 1 else 1.0 + log(count)
            place = bisect_left(hashes, feature)
            if place < len(hashes) and hashes[place] == feature:
                known.append((place, idf[place] * often))
            else:
                unknown += (self.unknown_idf * often) ** 2
        return known, unknown

    def weight(self, place: int, label: int) -> float:
        """What a feature says for a label, for explaining."""
        return (self.rows[place * len(self.labels) + label] - ZERO_WEIGHT) * self.scale


def softmax(logits: list[float]) -> list[float]:
    top = max(logits)
    powers = [exp(logit - top) for logit in logits]
    total = sum(powers)
    return [power / total for power in powers]
