"""The built form of a language's understanding: one file, read in milliseconds.

A line of JSON says what is inside and which content it was made from; the numbers follow as they lie in memory.
"""

import json
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skill.errors import ContentError
from skill.understanding.model import Model
from skill.understanding.phrasebook import Phrasebook

BUILT_FOLDER = Path(__file__).parent / "built"


@dataclass(frozen=True)
class Built:
    """Which family, which topic of it, and which phrasings are authored; with the digest of the content behind it."""

    families: Model
    topics: Model
    phrasebook: Phrasebook
    digest: str


def save(built: Built, path: Path) -> None:
    sections = [*_model_sections(built.families), *_model_sections(built.topics)]
    sections += [built.phrasebook.hashes, built.phrasebook.owners]
    header = {
        "digest": built.digest,
        "families": _model_header(built.families),
        "topics": _model_header(built.topics),
        "owners": built.phrasebook.labels,
        "sections": [(section.typecode, len(section)) for section in sections],
    }
    path.parent.mkdir(exist_ok=True)
    body = b"".join(_little_endian(section).tobytes() for section in sections)
    path.write_bytes(json.dumps(header).encode() + b"\n" + body)


def load(path: Path) -> Built:
    """Raises ContentError when the file is missing, cut short, or in an older form."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError as fault:
        raise ContentError(path.name, "file", "is missing; run `leg-day-coach models`") from fault
    try:
        header = json.loads(raw[: raw.index(b"\n")])
        sections = _sections(raw, raw.index(b"\n") + 1, header["sections"])
        return Built(
            families=_model(header["families"], sections),
            topics=_model(header["topics"], sections),
            phrasebook=Phrasebook(tuple(header["owners"]), next(sections), next(sections)),
            digest=header["digest"],
        )
    except (ValueError, KeyError, TypeError, StopIteration) as fault:
        raise ContentError(path.name, "file", "can't be read; run `leg-day-coach models`") from fault


def saved_digest(path: Path) -> str | None:
    """Which content the file was made from; None when there is no file, or one in an older form."""
    try:
        return load(path).digest
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


def _model(header: dict[str, Any], sections: "Iterator[array[Any]]") -> Model:
    hashes, idf, rows = next(sections), next(sections), next(sections)
    return Model(
        labels=tuple(header["labels"]),
        hashes=hashes,
        idf=idf,
        rows=rows.tobytes(),
        bias=tuple(header["bias"]),
        scale=header["scale"],
        unknown_idf=header["unknown_idf"],
        with_pieces=header["with_pieces"],
    )


def _sections(raw: bytes, start: int, sizes: list[tuple[str, int]]) -> "Iterator[array[Any]]":
    for code, length in sizes:
        values: array[Any] = array(code)
        end = start + length * values.itemsize
        if end > len(raw):
            raise ValueError("the file was cut short")
        values.frombytes(raw[start:end])
        yield _little_endian(values)
        start = end


def _little_endian(values: "array[Any]") -> "array[Any]":
    """The file is little-endian; other machines swap on the way in and out."""
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values
