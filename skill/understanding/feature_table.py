"""Which features of an utterance are known, and how telling each is: one table that all models share.

Features are told apart by BITS bits of their hash. The first of them choose one of BUCKETS; the table keeps the rest,
in order, so that a feature takes two bytes.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from skill.understanding.stored import in_buckets, place_of

BITS, LOW_BITS = 26, 14
BUCKETS = 1 << (BITS - LOW_BITS)
IDF_STEPS = 16  # of how telling a feature is, as a whole number that fits into a byte
MOST_TELLING = 255


@dataclass(frozen=True)
class FeatureTable:
    """Known features by hash; a feature's place is its number in the table."""

    starts: "Sequence[int]"  # of each bucket, and the end
    lows: "Sequence[int]"  # the last LOW_BITS of each hash
    telling: "Sequence[int]"  # of each feature, in IDF_STEPS

    def place(self, feature: int) -> int | None:
        """Where a feature stands; None when no phrasing has it."""
        return place_of(feature >> (32 - BITS), self.starts, self.lows, LOW_BITS)


def feature_table(telling: Mapping[int, float]) -> FeatureTable:
    """The table of features (hashes of 32 bits) and their inverse frequencies. Of two with one name the first counts."""
    short: dict[int, float] = {}
    for feature in sorted(telling):
        short.setdefault(feature >> (32 - BITS), telling[feature])
    known = sorted(short)
    starts, lows = in_buckets(known, BUCKETS, LOW_BITS)
    steps = bytes(min(MOST_TELLING, round(short[feature] * IDF_STEPS)) for feature in known)
    return FeatureTable(starts, array("H", lows), steps)
