"""The TOML files that writers fill, read into Content.

The loader is strict: the first fault stops it and names file and key. `content check` lists all faults.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from skill.content import schema
from skill.content.topic import Claim, Content, Family, FollowUp, Locale, SmallTalk, Source, Topic
from skill.errors import ContentError

CONTENT_FOLDER = Path(__file__).parent
SPELLING = "spelling"


def read_content(folder: Path, language: str) -> Content:
    """Everything one language says. Raises ContentError at the first fault of form."""
    spoken = folder / language
    topics = {path.stem: _topic(path.stem, _checked(path, schema.TOPIC)) for path in topic_files(spoken)}
    return Content(
        language=language,
        topics=topics,
        topic_families={name: topic.family for name, topic in topics.items()},
        phrases=_phrases(spoken / "phrases.toml"),
        words=_texts(spoken / "words.toml"),
        misheard=_texts(spoken / "misheard.toml"),
        reasons={
            f"{rule}.{name}": text
            for rule, reasons in _groups(spoken / "decision.toml", "text")
            for name, text in reasons.items()
        },
        small_talk=_small_talk(spoken / "small_talk.toml"),
        locales=_locales(spoken / "locales.toml"),
        families={
            name: Family(name, raw.get("caution"), raw.get("personal") is True)
            for name, raw in _tables(folder / "families.toml", schema.FAMILY)
        },
        claims=_claims(folder / "claims.toml"),
        sources=_sources(folder / "sources.toml"),
    )


def topic_files(spoken: Path) -> list[Path]:
    return sorted((spoken / "topics").glob("*.toml"))


def read_toml(path: Path) -> dict[str, Any]:
    """The file's table. Raises ContentError when it can't be read as TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise ContentError(path.name, "file", f"is missing; write it in {path.parent.name}/") from fault
    except UnicodeDecodeError as fault:
        raise ContentError(path.name, "file", f"is not UTF-8; save it as UTF-8 ({fault})") from fault
    except tomllib.TOMLDecodeError as fault:
        raise ContentError(path.name, "file", f"is not TOML: {fault}") from fault
    except (RecursionError, ValueError) as fault:  # brackets in brackets, or a date that there is not
        raise ContentError(path.name, "file", f"can't be read as TOML: {fault}") from fault


def topic_faults(path: Path) -> Iterator[ContentError]:
    """Every fault of form in one topic file."""
    try:
        raw = read_toml(path)
    except ContentError as fault:
        yield fault
        return
    yield from schema.faults(path.name, raw, schema.TOPIC)
    if isinstance(raw.get("follow_up"), dict):
        yield from schema.faults(path.name, raw["follow_up"], schema.FOLLOW_UP, inside="follow_up.")


def _checked(path: Path, keys: Mapping[str, schema.Key]) -> dict[str, Any]:
    if keys is schema.TOPIC:
        for fault in topic_faults(path):
            raise fault
    return read_toml(path)


def _topic(name: str, raw: Mapping[str, Any]) -> Topic:
    follow_up = raw["follow_up"]
    return Topic(
        id=name,
        family=raw["family"],
        title=raw["title"],
        questions=tuple(raw["questions"]),
        also=tuple(raw.get("also", ())),
        answer=raw["answer"],
        more=raw["more"],
        evidence=raw["evidence"],
        claims=tuple(raw["claims"]),
        sources=tuple(raw.get("sources", ())),
        caution=raw.get("caution"),
        follow_up=FollowUp(
            ask=_variants(follow_up["ask"]),
            yes=follow_up["yes"],
            no=follow_up["no"],
            reprompt=follow_up.get("reprompt"),
            closing=follow_up.get("closing"),
            hears=follow_up.get("hears"),
        ),
    )


def _variants(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _tables(path: Path, keys: Mapping[str, schema.Key]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, raw in read_toml(path).items():
        if not isinstance(raw, dict):
            raise ContentError(path.name, name, f"is no table; write [{name}] with {', '.join(keys)}")
        for fault in schema.faults(path.name, raw, keys, inside=f"{name}."):
            raise fault
        yield name, raw


def _groups(path: Path, holds: str | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables of a file whose keys are the writer's own; each value is of one kind."""
    for name, raw in read_toml(path).items():
        if not isinstance(raw, dict):
            raise ContentError(path.name, name, f"is no table; write [{name}] and its keys below it")
        if holds:
            _hold(path, raw, holds, f"{name}.")
        yield name, raw


def _texts(path: Path) -> dict[str, Any]:
    texts = read_toml(path)
    _hold(path, texts, "text")
    return texts


def _hold(path: Path, raw: Mapping[str, Any], holds: str, inside: str = "") -> None:
    for fault in schema.faults(path.name, raw, dict.fromkeys(raw, schema.Key(holds, may_be_empty=True)), inside):
        raise fault


def _phrases(path: Path) -> dict[str, tuple[str, ...]]:
    """The tables [says] and [asks] flattened: a moment's name is unique in the file."""
    return {key: _variants(value) for _, table in _groups(path, "text or texts") for key, value in table.items()}


def _small_talk(path: Path) -> dict[str, SmallTalk]:
    return {
        name: SmallTalk(name, tuple(raw["questions"]), tuple(raw.get("also", ())), raw.get("title"))
        for name, raw in _tables(path, schema.SMALL_TALK)
    }


def _locales(path: Path) -> dict[str, Locale]:
    """A locale's plain keys fill placeholders; its `spelling` table changes words and phrases."""
    locales = {}
    for name, raw in _groups(path):
        values = {key: value for key, value in raw.items() if key != SPELLING}
        spelling = raw.get(SPELLING, {})
        if not isinstance(spelling, dict):
            raise ContentError(path.name, f"{name}.{SPELLING}", f"is no table; write [{name}.{SPELLING}]")
        for inside, texts in ((f"{name}.", values), (f"{name}.{SPELLING}.", spelling)):
            _hold(path, texts, "text", inside)
        locales[name] = Locale(name, values, spelling)
    return locales


def _claims(path: Path) -> dict[str, Claim]:
    return {
        name: Claim(
            name,
            raw["section"],
            tuple(raw["lines"]),
            raw["says"],
            raw["finding"],
            raw["research"],
            tuple(raw["sources"]),
        )
        for name, raw in _tables(path, schema.CLAIM)
    }


def _sources(path: Path) -> dict[str, Source]:
    return {
        name: Source(
            name, raw["status"], raw["authors"], raw["title"], raw.get("where", ""), raw.get("url", ""), raw.get("year")
        )
        for name, raw in _tables(path, schema.SOURCE)
    }
