"""Every authored phrasing by hash: what was written down is understood as it was written."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from skill.understanding.stored import in_buckets, place_of

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
        place = place_of(phrase_hash(phrasing), self.starts, self.lows, LOW_BITS)
        return None if place is None else self.labels[self.owners[place]]


def phrase_hash(phrasing: str) -> int:
    """Two independent checksums, of the text and a part of that of the text backwards: BITS bits."""
    text = phrasing.encode("utf-8", "surrogatepass")
    return (crc32(text) << 32 | crc32(text[::-1])) >> (64 - BITS)


def make_phrasebook(owners: dict[str, str]) -> Phrasebook:
    """The phrasebook of phrasings (in normal form) and the labels that own them."""
    labels = tuple(sorted(set(owners.values())))
    number = {label: place for place, label in enumerate(labels)}
    entries = sorted((phrase_hash(text), number[label]) for text, label in owners.items())
    starts, lows = in_buckets([entry[0] for entry in entries], BUCKETS, LOW_BITS)
    return Phrasebook(labels, starts, array("I", lows), array("H", (entry[1] for entry in entries)))
