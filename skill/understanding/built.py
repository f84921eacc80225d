"""The built form of a language's understanding: one file, read in milliseconds.

A line of JSON says what is inside and which content it was made from; the numbers follow as they lie in memory,
and last the lexicon of facts as this Python stores values. Another Python reads the lexicon's own files instead.
"""

import json
import os
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any
from zlib import crc32

from skill.errors import ContentError
from skill.understanding.feature_table import FeatureTable
from skill.understanding.model import Features, Model
from skill.understanding.phrasebook import Phrasebook
from skill.understanding.stored import packed, unpacked

ROOM = os.path.dirname(__file__)
PYTHON = f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor} {sys.byteorder}"  # whose values marshal writes


# What a stored lexicon depends on, and what is heard in phrasings: these words, and the code of this room.
LEXICON_WORDS = ("facts", "warning_signs", "circumstances", "acts")


def built_path(language: str) -> str:
    return os.path.join(ROOM, "built", f"{language}.bin")


def lexicon_digest(spoken: str) -> str | None:
    """Names the state of everything the stored lexicon depends on; None where its words are not, as in a package.
    A checksum: it tells old from new, not friend from foe."""
    files = [os.path.join(spoken, f"{name}.toml") for name in LEXICON_WORDS]
    if not any(map(os.path.exists, files)):
        return None
    mark = 0
    for path in (*files, *sorted(map(str, Path(ROOM).glob("*.py")))):
        mark = crc32(Path(path).read_bytes(), mark) if os.path.exists(path) else mark
    return f"{mark:08x}"


@dataclass(frozen=True)
class Built:
    """Which family, which topic of it, which phrasings are authored, and the lexicon; with the digests of their sources."""

    features: Features
    families: Model
    topics: Model
    signs: Model  # which warning sign, or none, in words that no pattern foresaw
    phrasebook: Phrasebook
    digest: str
    lexicon: tuple[Any, ...] | None  # in plain form; None when another Python made it
    lexicon_digest: str | None


def save(built: Built, path: Path) -> None:
    """Writes it beside and puts it in place: who has the one before open goes on with that."""
    book = built.phrasebook
    parts = [*(_table_parts(table) for table in (built.features.whole, built.features.pieces))]
    parts += [[("B", model.whole), ("B", model.pieces)] for model in (built.families, built.topics, built.signs)]
    parts += [[("I", book.starts), ("I", book.lows), ("H", book.owners), ("B", book.heard)]]
    parts += [[("B", packed(built.lexicon) if built.lexicon else b"")]]
    sections = [array(code, bytes(values) if code == "B" else values) for part in parts for code, values in part]
    header = {
        "digest": built.digest,
        "lexicon_digest": built.lexicon_digest,
        "python": PYTHON,
        "unknown_idf": built.features.unknown_idf,
        "families": _model_header(built.families),
        "topics": _model_header(built.topics),
        "signs": _model_header(built.signs),
        "owners": book.labels,
        "sections": [(section.typecode, len(section)) for section in sections],
    }
    path.parent.mkdir(exist_ok=True)
    body = b"".join(_little_endian(section).tobytes() for section in sections)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(json.dumps(header).encode() + b"\n" + body)
    fresh.replace(path)


def load(path: Path | str) -> Built:
    """Raises ContentError when the file is missing, cut short, or in an older form."""
    try:
        with open(path, "rb") as file:
            raw = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
            head = file.readline()
    except FileNotFoundError as fault:
        raise ContentError(os.path.basename(path), "file", "is missing; run `leg-day-coach models`") from fault
    except ValueError as fault:
        raise ContentError(os.path.basename(path), "file", "is empty; run `leg-day-coach models`") from fault
    try:
        header = json.loads(head)
        sections = _sections(raw, len(head), header["sections"])
        whole, pieces = (FeatureTable(next(sections), next(sections), next(sections)) for _ in range(2))
        return Built(
            features=Features(whole, pieces, header["unknown_idf"]),
            families=_model(header["families"], sections),
            topics=_model(header["topics"], sections),
            signs=_model(header["signs"], sections),
            phrasebook=Phrasebook(tuple(header["owners"]), *(next(sections) for _ in range(4))),
            lexicon=unpacked(next(sections)) if header["python"] == PYTHON else None,
            digest=header["digest"],
            lexicon_digest=header["lexicon_digest"],
        )
    except (ValueError, KeyError, TypeError, EOFError, StopIteration, RuntimeError) as fault:
        raise ContentError(os.path.basename(path), "file", "can't be read; run `leg-day-coach models`") from fault


def existing(path: Path) -> Built | None:
    """What is there already; None when there is no file, or one in an older form."""
    try:
        return load(path)
    except ContentError:
        return None


def _table_parts(table: FeatureTable) -> list[tuple[str, Any]]:
    return [("I", table.starts), ("H", table.lows), ("B", table.telling)]


def _model_header(model: Model) -> dict[str, Any]:
    return {"labels": model.labels, "bias": model.bias, "scale": model.scale}


def _model(header: dict[str, Any], sections: "Iterator[Any]") -> Model:
    whole, pieces = next(sections), next(sections)
    return Model(tuple(header["labels"]), whole, pieces, tuple(header["bias"]), header["scale"])


def _sections(raw: memoryview, start: int, sizes: list[tuple[str, int]]) -> "Iterator[Any]":
    """The numbers stay where they lie in the file, and only what is used is ever read."""
    for code, length in sizes:
        end = start + length * array(code).itemsize
        if end > len(raw):
            raise ValueError("the file was cut short")
        values: Any = raw[start:end]
        if code != "B" and sys.byteorder == "little":
            values = values.cast(code)
        elif code != "B":
            values = _little_endian(array(code, values.tobytes()))
        yield values
        start = end


def _little_endian(values: "array[Any]") -> "array[Any]":
    """The file is little-endian; other machines swap on the way in and out."""
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values
