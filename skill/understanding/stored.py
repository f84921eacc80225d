"""Tables and rows as they lie in a file, of which a start reads nothing: an entry is read when it is looked up.

A lexicon has some thousand patterns, and an utterance needs a few dozen of them.
"""

import marshal  # trusts its input: the files are part of the package, as the code beside them is  # nosec B403
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from zlib import crc32

LENGTH = 4  # bytes of a number that says how long something is
FAR = 255  # a step between places that takes two more bytes
MOST_KEPT = 4096  # texts of a table, also those that have nothing in it


def packed(parts: Sequence[Any]) -> bytes:
    """Values for `unpacked`: tuples and dictionaries of tuples stay where they lie, all else is read at once."""
    bodies = [_body(part) for part in parts]
    head = marshal.dumps([(kind, len(body)) for kind, body in bodies])
    return b"".join([len(head).to_bytes(LENGTH, "little"), head, *(body for _, body in bodies)])


def unpacked(view: memoryview) -> tuple[Any, ...]:
    """What was packed, as this Python stores values. Raises ValueError, EOFError or TypeError for anything else."""
    start = LENGTH + int.from_bytes(view[:LENGTH], "little")
    found: list[Any] = []
    for kind, length in marshal.loads(view[LENGTH:start]):  # nosec B302
        found.append(_KINDS[kind](view[start : start + length]))
        start += length
    return tuple(found)


class Rows(dict[int, Any]):
    """Values by their place, of which each is read when it is asked for, and kept."""

    def __init__(self, view: memoryview) -> None:
        count = int.from_bytes(view[:LENGTH], "little")
        begin = LENGTH * (count + 1)
        self._starts, self._rows = view[LENGTH:begin].cast("I"), view[begin:]

    def __missing__(self, place: int) -> Any:
        value = self[place] = marshal.loads(self._rows[self._starts[place] :])  # nosec B302
        return value

    def __iter__(self) -> Iterator[Any]:
        """The values, in their order."""
        return (self[place] for place in range(len(self._starts)))

    def __len__(self) -> int:
        return len(self._starts)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Rows | tuple) else NotImplemented


class Table(dict[str, Any]):
    """Tuples by text, of which each is read when it is asked for, and kept; () for a text that has none."""

    def __init__(self, view: memoryview) -> None:
        count = int.from_bytes(view[:LENGTH], "little")
        begin = LENGTH + array("H").itemsize * count
        self._marks, self._entries = view[LENGTH:begin].cast("H"), Rows(view[begin:])

    def __missing__(self, key: str) -> Any:
        value, wanted = (), _mark(key)
        place = bisect_left(self._marks, wanted)
        while place < len(self._marks) and self._marks[place] == wanted:
            if self._entries[place][0] == key:
                value = self._entries[place][1]
            place += 1
        if len(self) >= MOST_KEPT:
            self.clear()
        self[key] = value
        return value

    def __eq__(self, other: object) -> bool:
        return self.entries() == (other.entries() if isinstance(other, Table) else other)

    def entries(self) -> dict[str, Any]:
        """All of them, which takes a while."""
        return {key: value for key, value in iter(self._entries)}  # noqa: C416 - dict() would take places for keys


def in_buckets(hashes: Sequence[int], buckets: int, low_bits: int) -> "tuple[array[int], list[int]]":
    """Rising hashes for `place_of`: where each bucket starts, and the end; and the last bits of each hash."""
    starts = array("I", (bisect_left(hashes, bucket << low_bits) for bucket in range(buckets + 1)))
    return starts, [one & ((1 << low_bits) - 1) for one in hashes]


def place_of(hashed: int, starts: Sequence[int], lows: Sequence[int], low_bits: int) -> int | None:
    """Where a hash stands; None when it is not there. Its first bits choose a bucket, in which the last are in order."""
    bucket, low = hashed >> low_bits, hashed & ((1 << low_bits) - 1)
    end = starts[bucket + 1]
    place = bisect_left(lows, low, starts[bucket], end)
    return place if place < end and lows[place] == low else None


def squeezed(places: Sequence[int]) -> int | bytes:
    """Rising places for `bits`, in little room: as steps from one to the next, or as bits where they are many."""
    steps = bytearray()
    for before, place in zip((-1, *places), places, strict=False):
        step = place - before
        steps += bytes((step,)) if step < FAR else bytes((FAR, *step.to_bytes(2, "little")))
    whole = sum(1 << place for place in places)
    return bytes(steps) if 8 * len(steps) < whole.bit_length() else whole


def bits(squeezed: int | bytes) -> int:
    """Places as an integer with a bit for each, so that many are brought together in one step."""
    if isinstance(squeezed, int):
        return squeezed
    whole, place, steps = 0, -1, iter(squeezed)
    for step in steps:
        place += step if step < FAR else next(steps) | next(steps) << 8
        whole |= 1 << place
    return whole


def union(masks: Iterable[int]) -> int:
    whole = 0
    for mask in masks:
        whole |= mask
    return whole


def places(mask: int) -> Iterator[int]:
    """The places whose bit is set."""
    while mask:
        place = mask.bit_length() - 1
        yield place
        mask ^= 1 << place


_KINDS = {"value": marshal.loads, "rows": Rows, "table": Table}


def _mark(key: str) -> int:
    return crc32(key.encode("utf-8", "surrogatepass")) >> 16


def _body(part: Any) -> tuple[str, bytes]:
    if isinstance(part, Rows | tuple):
        return "rows", _rows(map(marshal.dumps, part))
    if isinstance(part, Table):
        part = part.entries()
    if not isinstance(part, dict) or not all(isinstance(value, tuple) for value in part.values()):
        return "value", marshal.dumps(part)
    entries = sorted((_mark(key), key) for key in part)
    marks = array("H", (mark for mark, _ in entries))
    return "table", len(marks).to_bytes(LENGTH, "little") + marks.tobytes() + _rows(
        marshal.dumps((key, part[key])) for _, key in entries
    )


def _rows(rows: Iterable[bytes]) -> bytes:
    kept, starts = bytearray(), array("I")
    for row in rows:
        starts.append(len(kept))
        kept += row
    return len(starts).to_bytes(LENGTH, "little") + starts.tobytes() + kept
