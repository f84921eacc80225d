"""Every authored phrasing by hash: what was written down is understood as it was written."""

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from zlib import crc32


@dataclass(frozen=True)
class Phrasebook:
    """Sorted 64-bit hashes of phrasings in normal form, and which label each belongs to."""

    labels: tuple[str, ...]
    hashes: "array[int]"  # "Q"
    owners: "array[int]"  # "H", a place in labels for each hash

    def owner(self, phrasing: str) -> str | None:
        """The topic or act whose phrasing this is, word for word."""
        wanted = phrase_hash(phrasing)
        place = bisect_left(self.hashes, wanted)
        if place < len(self.hashes) and self.hashes[place] == wanted:
            return self.labels[self.owners[place]]
        return None


def phrase_hash(phrasing: str) -> int:
    """Two independent checksums: of the text, and of the text backwards."""
    text = phrasing.encode()
    return crc32(text) << 32 | crc32(text[::-1])


def make_phrasebook(owners: dict[str, str]) -> Phrasebook:
    """The phrasebook of phrasings (in normal form) and the labels that own them."""
    labels = tuple(sorted(set(owners.values())))
    place = {label: number for number, label in enumerate(labels)}
    entries = sorted((phrase_hash(text), place[label]) for text, label in owners.items())
    return Phrasebook(labels, array("Q", (entry[0] for entry in entries)), array("H", (entry[1] for entry in entries)))
