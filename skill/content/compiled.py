"""What is spoken, in one file of lines, which a start reads in a moment where a hundred TOML files take a tenth of a second.

The first line names what follows and which sources it was made from; then one line of JSON for each table and each
topic, read when something is asked of it. Phrasings are left out but for the samples, since the trained form of
understanding has them. A package carries this form; beside sources that it was not made from, it is not used.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
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
    head = {"language": content.language, "sources": sources_digest(str(folder), content.language), "topics": topics}
    said = [replace(topic, questions=topic.questions[:1], also=()) for topic in content.topics.values()]
    talk = {name: replace(one, questions=(), also=()) for name, one in content.small_talk.items()}
    spoken = replace(content, small_talk=talk)
    parts = [head, *(getattr(spoken, table) for table in TABLES), *said]
    lines = (json.dumps(part, default=asdict, separators=(",", ":")) for part in parts)
    path.write_text("\n".join(lines), encoding="ascii")
    return path


def fresh_content(folder: str, language: str) -> Content | None:
    """What was compiled from the sources as they are; None where nothing was, or from others."""
    path = compiled_path(folder, language)
    try:
        with open(path, encoding="utf-8") as file:
            head, *lines = file.read().split("\n")
    except FileNotFoundError:
        return None
    try:
        told = json.loads(head)
        sources = sources_digest(folder, language)
        if sources is not None and sources != told["sources"]:
            return None
        return _content(told, lines)
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


def _content(head: dict[str, Any], lines: list[str]) -> Content:
    tables, families = dict(zip(TABLES, lines, strict=False)), head["topics"]
    if len(lines) != len(TABLES) + len(families):
        raise ValueError("the file was cut short")
    topics = dict(zip(families, lines[len(TABLES) :], strict=True))

    def table(name: str, make: Callable[[Any], Any]) -> Lazy[Any]:
        return Lazy(lambda: json.loads(tables[name]), make)

    return Content(
        language=head["language"],
        topics=Lazy(lambda: topics, lambda line: _topic(json.loads(line))),
        topic_families=families,
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
