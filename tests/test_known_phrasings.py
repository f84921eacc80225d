"""Phrasings of which is stored what is heard in them are not listened to, and are understood as if they had been."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import cycle
from pathlib import Path

import pytest

from skill.content.source import CONTENT_FOLDER
from skill.content.topic import Content
from skill.models import owners
from skill.understanding import built, understand
from skill.understanding.understand import Understanding, load_understanding

MOMENTS = (
    None,
    datetime(2026, 3, 2, 0, 5, tzinfo=UTC),  # a Monday
    datetime(2024, 2, 29, 11, 59, tzinfo=timezone(timedelta(hours=-8))),
    datetime(2025, 10, 26, 23, 30, tzinfo=timezone(timedelta(hours=13))),
)


@pytest.fixture(scope="module")
def listening(understanding: Understanding) -> Understanding:
    """The same understanding, which listens to everything."""
    return replace(understanding, is_fresh=False)


def known(content: Content, understanding: Understanding) -> list[str]:
    entries = ((text, understanding.built.phrasebook.entry(text)) for text in owners(content))
    return [text for text, entry in entries if entry and entry.heard]


def test_every_authored_phrasing_is_understood_as_if_it_was_listened_to(
    content: Content, understanding: Understanding, listening: Understanding
) -> None:
    """All that are not listened to anyway, one after the other at one of several moments."""
    for text, moment in zip(known(content, understanding), cycle(MOMENTS), strict=False):
        assert understanding.understand(text, moment) == listening.understand(text, moment), text
        assert understanding.tells_time(text) == listening.tells_time(text), text


def test_most_phrasings_are_known_and_those_that_tell_something_are_heard(
    content: Content, understanding: Understanding
) -> None:
    stored = set(known(content, understanding))

    assert len(stored) > len(owners(content)) / 2
    assert "should i run after leg day" in stored
    assert stored.isdisjoint({"yes", "i dont know", "my calf is swollen and hot", "can i run tomorrow"})


@pytest.mark.parametrize("asked", ["soreness", "safety", "hours", "pain_kind", "doubt:numbness"])
def test_after_a_question_everything_is_listened_to(
    content: Content, understanding: Understanding, listening: Understanding, asked: str
) -> None:
    for text in known(content, understanding)[::50]:
        assert understanding.understand(text, None, asked) == listening.understand(text, None, asked), text


@pytest.mark.parametrize("form", ["{}?", "No. {}.", "{}: 7/10", "{}, it's 10 pm", "¿{}", "{}"])
def test_signs_around_a_phrasing_are_not_left_unheard(
    content: Content, understanding: Understanding, listening: Understanding, form: str
) -> None:
    for text in known(content, understanding)[::100]:
        said = form.format(text.capitalize())
        assert understanding.understand(said, MOMENTS[1]) == listening.understand(said, MOMENTS[1]), said


def test_a_phrasing_is_listened_to_when_the_words_or_the_code_that_hear_it_have_changed(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_understanding(content).is_fresh
    monkeypatch.setattr(understand, "lexicon_digest", lambda _: "changed")

    assert not load_understanding(content).is_fresh


@pytest.mark.parametrize("room", ["hearing", "hear_pain", "warning_signs", "words"])
def test_a_change_of_the_code_that_hears_is_noticed(room: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, spoken = Path(built.ROOM), str(CONTENT_FOLDER / "en")
    before = built.lexicon_digest(spoken)
    for file in code.glob("*.py"):
        shutil.copy(file, tmp_path)
    monkeypatch.setattr(built, "ROOM", str(tmp_path))
    assert built.lexicon_digest(spoken) == before
    with (tmp_path / f"{room}.py").open("a") as file:
        file.write("# changed")

    assert built.lexicon_digest(spoken) != before
