"""Every authored phrasing by hash: what was written down is understood as it was written."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

BITS, LOW_BITS = 36, 24  # of a hash; the first ones choose a bucket, the last ones are kept in order
BUCKETS = 1 << (BITS - LOW_BITS)


@dataclass(frozen=True)
class Phrasebook:
    """Hashes of phrasings in normal form, and which label each belongs to."""

    labels: tuple[str, ...]
    starts: "Sequence[int]"  # of each bucket, and the end
    lows: "Sequence[int]"  # the last LOW_BITS of each hash
    owners: "Sequence[int]"  # a place in labels for each hash

    def owner(self, phrasing: str) -> str | None:
        """The topic or act whose phrasing this is, word for word."""
        bucket, low = divmod(phrase_hash(phrasing), 1 << LOW_BITS)
        end = self.starts[bucket + 1]
        place = bisect_left(self.lows, low, self.starts[bucket], end)
        return self.labels[self.owners[place]] if place < end and self.lows[place] == low else None


def phrase_hash(phrasing: str) -> int:
    """Two independent checksums, of the text and a part of that of the text backwards: BITS bits."""
    text = phrasing.encode("utf-8", "surrogatepass")
    return (crc32(text) << 32 | crc32(text[::-1])) >> (64 - BITS)


def make_phrasebook(owners: dict[str, str]) -> Phrasebook:
    """The phrasebook of phrasings (in normal form) and the labels that own them."""
    labels = tuple(sorted(set(owners.values())))
    number = {label: place for place, label in enumerate(labels)}
    entries = sorted((phrase_hash(text), number[label]) for text, label in owners.items())
    hashes = [entry[0] for entry in entries]
    return Phrasebook(
        labels,
        array("I", (bisect_left(hashes, bucket << LOW_BITS) for bucket in range(BUCKETS + 1))),
        array("I", (one & ((1 << LOW_BITS) - 1) for one in hashes)),
        array("H", (entry[1] for entry in entries)),
    )
