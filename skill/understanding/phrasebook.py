"""Every authored phrasing by hash: what was written down is understood as it was written."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple
from zlib import crc32

from skill.understanding.stored import in_buckets, place_of

BITS, LOW_BITS = 36, 24  # of a hash; the first ones choose a bucket, the last ones are kept in order
BUCKETS = 1 << (BITS - LOW_BITS)


class Entry(NamedTuple):
    owner: str  # the topic or act whose phrasing it is
    heard: int  # what is heard in it whenever it is said, as its number; 0 where that must be listened for


@dataclass(frozen=True)
class Phrasebook:
    """Hashes of phrasings in normal form, and which label each belongs to."""

    labels: tuple[str, ...]
    starts: "Sequence[int]"  # of each bucket, and the end
    lows: "Sequence[int]"  # the last LOW_BITS of each hash
    owners: "Sequence[int]"  # a place in labels for each hash
    heard: "Sequence[int]"  # the number of what is heard in each; 0 where that must be listened for

    def entry(self, phrasing: str) -> Entry | None:
        """What there is about a phrasing, word for word."""
        place = self._place(phrasing)
        if place is None:
            return None
        return Entry(self.labels[self.owners[place]], self.heard[place])

    def owner(self, phrasing: str) -> str | None:
        """The topic or act whose phrasing this is, word for word."""
        place = self._place(phrasing)
        return None if place is None else self.labels[self.owners[place]]

    def unheard(self) -> "Phrasebook":
        """The same, with all to be listened to."""
        return replace(self, heard=bytes(len(self.heard)))

    def _place(self, phrasing: str) -> int | None:
        return place_of(phrase_hash(phrasing), self.starts, self.lows, LOW_BITS)


def phrase_hash(phrasing: str) -> int:
    """Two independent checksums, of the text and a part of that of the text backwards: BITS bits."""
    text = phrasing.encode("utf-8", "surrogatepass")
    return (crc32(text) << 32 | crc32(text[::-1])) >> (64 - BITS)


def make_phrasebook(owners: Mapping[str, str], heard: Mapping[str, int] = MappingProxyType({})) -> Phrasebook:
    """The phrasebook of phrasings (in normal form), the labels that own them, and the numbers of what is heard in them."""
    labels = tuple(sorted(set(owners.values())))
    number = {label: place for place, label in enumerate(labels)}
    entries = sorted((phrase_hash(text), number[label], heard.get(text, 0)) for text, label in owners.items())
    starts, lows = in_buckets([entry[0] for entry in entries], BUCKETS, LOW_BITS)
    numbers = array("H", (entry[1] for entry in entries)), bytes(entry[2] for entry in entries)
    return Phrasebook(labels, starts, array("I", lows), *numbers)
