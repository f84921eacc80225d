"""Every authored phrasing by hash: what was written down is understood as it was written."""

from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from zlib import crc32

from skill.understanding.stored import in_buckets, place_of

BITS, LOW_BITS = 36, 24  # of a hash; the first ones choose a bucket, the last ones are kept in order
BUCKETS = 1 << (BITS - LOW_BITS)


class Entry(NamedTuple):
    owner: str  # the topic or act whose phrasing it is
    only_asks: bool  # it tells nothing of a body, a run or a time, so nobody need listen for that


@dataclass(frozen=True)
class Phrasebook:
    """Hashes of phrasings in normal form, and which label each belongs to."""

    labels: tuple[str, ...]
    starts: "Sequence[int]"  # of each bucket, and the end
    lows: "Sequence[int]"  # the last LOW_BITS of each hash
    owners: "Sequence[int]"  # a place in labels for each hash
    asking: "Sequence[int]"  # bytes with a bit for each hash, set where the phrasing only asks

    def entry(self, phrasing: str) -> Entry | None:
        """What there is about a phrasing, word for word."""
        place = self._place(phrasing)
        if place is None:
            return None
        return Entry(self.labels[self.owners[place]], bool(self.asking[place >> 3] >> (place & 7) & 1))

    def owner(self, phrasing: str) -> str | None:
        """The topic or act whose phrasing this is, word for word."""
        place = self._place(phrasing)
        return None if place is None else self.labels[self.owners[place]]

    def heard_out(self) -> "Phrasebook":
        """The same, with none that only asks."""
        return replace(self, asking=bytes(len(self.asking)))

    def _place(self, phrasing: str) -> int | None:
        return place_of(phrase_hash(phrasing), self.starts, self.lows, LOW_BITS)


def phrase_hash(phrasing: str) -> int:
    """Two independent checksums, of the text and a part of that of the text backwards: BITS bits."""
    text = phrasing.encode("utf-8", "surrogatepass")
    return (crc32(text) << 32 | crc32(text[::-1])) >> (64 - BITS)


def as_bits(truths: Iterable[bool]) -> bytes:
    """A bit for each, the first ones lowest."""
    whole = sum(1 << place for place, truth in enumerate(truths) if truth)
    return whole.to_bytes(whole.bit_length() // 8 + 1, "little")


def make_phrasebook(owners: dict[str, str], only_ask: Collection[str] = frozenset()) -> Phrasebook:
    """The phrasebook of phrasings (in normal form) and the labels that own them. Some of them `only_ask`."""
    labels = tuple(sorted(set(owners.values())))
    number = {label: place for place, label in enumerate(labels)}
    entries = sorted((phrase_hash(text), number[label], text in only_ask) for text, label in owners.items())
    starts, lows = in_buckets([entry[0] for entry in entries], BUCKETS, LOW_BITS)
    asking = as_bits([*(entry[2] for entry in entries), True])  # the last one is there for its length
    return Phrasebook(labels, starts, array("I", lows), array("H", (entry[1] for entry in entries)), asking)
