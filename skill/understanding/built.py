"""The built form of a language's understanding: one file, read in milliseconds.

A line of JSON says what is inside and which content it was made from; the numbers follow as they lie in memory,
and last the lexicon of facts as this Python stores values. Another Python reads the lexicon's own files instead.
"""

import json
import marshal
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any
from zlib import crc32

from skill.errors import ContentError
from skill.understanding.model import Model
from skill.understanding.phrasebook import Phrasebook

BUILT_FOLDER = Path(__file__).parent / "built"
PYTHON = f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor}"  # whose values marshal writes


# What a stored lexicon depends on: its words, and the code that reads them.
LEXICON_WORDS = ("facts", "warning_signs", "circumstances")
LEXICON_CODE = ("lexicon", "lexicon_file", "pattern", "number", "words", "time_phrase")


def lexicon_digest(spoken: Path) -> str:
    """Names the state of everything the stored lexicon depends on. A checksum: it tells old from new, not friend from foe."""
    files = [*(spoken / f"{name}.toml" for name in LEXICON_WORDS)]
    files += [BUILT_FOLDER.parent / f"{name}.py" for name in LEXICON_CODE]
    mark = 0
    for path in files:
        mark = crc32(path.read_bytes(), mark) if path.exists() else mark
    return f"{mark:08x}"


@dataclass(frozen=True)
class Built:
    """Which family, which topic of it, which phrasings are authored, and the lexicon; with the digests of their sources."""

    families: Model
    topics: Model
    signs: Model  # which warning sign, or none, in words that no pattern foresaw
    phrasebook: Phrasebook
    digest: str
    lexicon: tuple[Any, ...] | None  # in plain form; None when another Python made it
    lexicon_digest: str


def save(built: Built, path: Path) -> None:
    sections = [section for model in (built.families, built.topics, built.signs) for section in _model_sections(model)]
    sections += [built.phrasebook.hashes, built.phrasebook.owners, array("B", marshal.dumps(built.lexicon))]
    header = {
        "digest": built.digest,
        "lexicon_digest": built.lexicon_digest,
        "python": PYTHON,
        "families": _model_header(built.families),
        "topics": _model_header(built.topics),
        "signs": _model_header(built.signs),
        "owners": built.phrasebook.labels,
        "sections": [(section.typecode, len(section)) for section in sections],
    }
    path.parent.mkdir(exist_ok=True)
    body = b"".join(_little_endian(section).tobytes() for section in sections)
    path.write_bytes(json.dumps(header).encode() + b"\n" + body)


def load(path: Path) -> Built:
    """Raises ContentError when the file is missing, cut short, or in an older form."""
    try:
        with path.open("rb") as file:
            raw = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
            head = file.readline()
    except FileNotFoundError as fault:
        raise ContentError(path.name, "file", "is missing; run `leg-day-coach models`") from fault
    except ValueError as fault:
        raise ContentError(path.name, "file", "is empty; run `leg-day-coach models`") from fault
    try:
        header = json.loads(head)
        sections = _sections(raw, len(head), header["sections"])
        return Built(
            families=_model(header["families"], sections),
            topics=_model(header["topics"], sections),
            signs=_model(header["signs"], sections),
            phrasebook=Phrasebook(tuple(header["owners"]), next(sections), next(sections)),
            # Marshal trusts its input: the file is part of the package, as the code beside it is.
            lexicon=marshal.loads(next(sections)) if header["python"] == PYTHON else None,  # nosec B302
            digest=header["digest"],
            lexicon_digest=header["lexicon_digest"],
        )
    except (ValueError, KeyError, TypeError, EOFError, StopIteration) as fault:
        raise ContentError(path.name, "file", "can't be read; run `leg-day-coach models`") from fault


def existing(path: Path) -> Built | None:
    """What is there already; None when there is no file, or one in an older form."""
    try:
        return load(path)
    except ContentError:
        return None


def _model_header(model: Model) -> dict[str, Any]:
    return {
        "labels": model.labels,
        "bias": model.bias,
        "scale": model.scale,
        "unknown_idf": model.unknown_idf,
        "with_pieces": model.with_pieces,
    }


def _model_sections(model: Model) -> "list[array[Any]]":
    return [model.hashes, model.idf, array("B", model.rows)]


def _model(header: dict[str, Any], sections: "Iterator[Any]") -> Model:
    hashes, idf, rows = next(sections), next(sections), next(sections)
    return Model(
        labels=tuple(header["labels"]),
        hashes=hashes,
        idf=idf,
        rows=rows,
        bias=tuple(header["bias"]),
        scale=header["scale"],
        unknown_idf=header["unknown_idf"],
        with_pieces=header["with_pieces"],
    )


def _sections(raw: memoryview, start: int, sizes: list[tuple[str, int]]) -> "Iterator[Any]":
    """The numbers as arrays; plain bytes stay where they lie in the file, and only what is used is ever read."""
    for code, length in sizes:
        values: array[Any] = array(code)
        end = start + length * values.itemsize
        if end > len(raw):
            raise ValueError("the file was cut short")
        if code == "B":
            yield raw[start:end]
        else:
            values.frombytes(raw[start:end])
            yield _little_endian(values)
        start = end


def _little_endian(values: "array[Any]") -> "array[Any]":
    """The file is little-endian; other machines swap on the way in and out."""
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values
