"""What is spoken, in one file of lines, which a start reads in a moment where a hundred TOML files take a tenth of a second.

The first line names what follows and which sources it was made from; then one line of JSON for each table and each
topic. A table is made when something is asked of it, a topic is also read only then. Phrasings are left out but for the samples, since the trained form of
understanding has them. A package carries this form; beside sources that it was not made from, it is not used.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar
from zlib import crc32

from skill.content.topic import Claim, Content, Family, FollowUp, Locale, SmallTalk, Source, Topic
from skill.errors import ContentError

Part = TypeVar("Part")
TABLES = ("phrases", "words", "misheard", "reasons", "small_talk", "locales", "families", "claims", "sources")


def compiled_path(folder: str, language: str) -> str:
    return os.path.join(folder, f"{language}.spoken")


def write_compiled(content: Content, folder: Path) -> Path:
    """Writes the compiled form for a folder."""
    path = Path(compiled_path(str(folder), content.language))
    topics = {name: topic.family for name, topic in content.topics.items()}
    said = [replace(topic, questions=topic.questions[:1], also=()) for topic in content.topics.values()]
    talk = {name: replace(one, questions=(), also=()) for name, one in content.small_talk.items()}
    spoken = replace(content, small_talk=talk)
    tables, lines = ([_line(part) for part in parts] for parts in ((getattr(spoken, name) for name in TABLES), said))
    head = {
        "language": content.language,
        "sources": sources_digest(str(folder), content.language),
        "topics": topics,
        "lengths": [len(line) for line in lines],
    }
    path.write_bytes(b"".join([_line(head), *tables, *lines]))
    return path


def _line(part: Any) -> bytes:
    return json.dumps(part, default=asdict, separators=(",", ":")).encode("ascii") + b"\n"


def fresh_content(folder: str, language: str) -> Content | None:
    """What was compiled from the sources as they are; None where nothing was, or from others."""
    path = compiled_path(folder, language)
    try:
        with open(path, "rb") as file:
            head, *tables = (file.readline() for _ in ("head", *TABLES))
            begin, end = file.tell(), os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        return None
    try:
        told = json.loads(head)
        sources = sources_digest(folder, language)
        if sources is not None and sources != told["sources"]:
            return None
        if begin + sum(told["lengths"]) != end:
            raise ValueError("the file was cut short")
        return _content(told, dict(zip(TABLES, tables, strict=True)), _lines(path, begin, told))
    except (ValueError, KeyError, TypeError) as fault:
        raise ContentError(
            os.path.basename(path), "file", "can't be read; remove it, or package the skill anew"
        ) from fault


def sources_digest(folder: str, language: str) -> str | None:
    """Names the state of the sources; None where there are none, as in a package. A checksum: it tells old from new."""
    if not os.path.exists(os.path.join(folder, language, "topics")):
        return None
    mark, here = 0, Path(folder)
    for path in sorted([*here.glob("*.toml"), *(here / language).rglob("*.toml")]):
        mark = crc32(path.read_bytes(), crc32(path.name.encode(), mark))
    return f"{mark:08x}"


class Lazy(Mapping[str, Part], Generic[Part]):
    """Parts by name; what holds them is read, and each is made, when it is asked for the first time."""

    def __init__(self, read: Callable[[], Mapping[str, Any]], make: Callable[[Any], Part]) -> None:
        self._read, self._make = read, make
        self._raw: Mapping[str, Any] | None = None
        self._made: dict[str, Part] = {}

    def _all(self) -> Mapping[str, Any]:
        if self._raw is None:
            self._raw = self._read()
        return self._raw

    def __getitem__(self, name: str) -> Part:
        if name not in self._made:
            self._made[name] = self._make(self._all()[name])
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._all()

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _lines(path: str, begin: int, head: dict[str, Any]) -> dict[str, Callable[[], bytes]]:
    """What reads the line of each topic."""
    found: dict[str, Callable[[], bytes]] = {}
    for name, length in zip(head["topics"], head["lengths"], strict=True):
        found[name] = partial(_read, path, begin, length)
        begin += length
    return found


def _read(path: str, begin: int, length: int) -> bytes:
    with open(path, "rb") as file:
        file.seek(begin)
        return file.read(length)


def _content(head: dict[str, Any], tables: dict[str, bytes], topics: dict[str, Callable[[], bytes]]) -> Content:

    def table(name: str, make: Callable[[Any], Any]) -> Lazy[Any]:
        return Lazy(lambda: json.loads(tables[name]), make)

    return Content(
        language=head["language"],
        topics=Lazy(lambda: topics, lambda line: _topic(json.loads(line()))),
        topic_families=head["topics"],
        phrases=table("phrases", tuple),
        words=table("words", str),
        misheard=json.loads(tables["misheard"]),
        reasons=table("reasons", str),
        small_talk=table("small_talk", _small_talk),
        locales=table("locales", lambda raw: Locale(**raw)),
        families=table("families", lambda raw: Family(**raw)),
        claims=table("claims", _claim),
        sources=table("sources", lambda raw: Source(**raw)),
    )


def _topic(raw: dict[str, Any]) -> Topic:
    follow_up = FollowUp(**{**raw["follow_up"], "ask": tuple(raw["follow_up"]["ask"])})
    rows = {name: tuple(raw[name]) for name in ("questions", "claims", "also", "sources")}
    return Topic(**{**raw, **rows, "follow_up": follow_up})


def _small_talk(raw: dict[str, Any]) -> SmallTalk:
    return SmallTalk(**{**raw, "questions": tuple(raw["questions"]), "also": tuple(raw["also"])})


def _claim(raw: dict[str, Any]) -> Claim:
    return Claim(**{**raw, "lines": tuple(raw["lines"]), "sources": tuple(raw["sources"])})
