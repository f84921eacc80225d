"""Whole conversations, played by many kinds of people. Each file is one; each turn is also held to the laws of speech.

A file judges what a reply is about and what it asks next, and words only where safety hangs on them.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from conftest import NOW

from skill.app import Answer, Caller, Coach
from skill.content.topic import Content
from skill.content.vocabulary import ACTS, Says
from skill.content.wording import count_words
from skill.conversation.scene import Profile
from skill.conversation.state import State
from skill.decision import VERDICTS
from skill.memory.mapping import MappingMemory
from skill.memory.notes import Notes
from skill.settings import Settings
from skill.understanding.understand import Understanding

FOLDER = Path(__file__).parent / "conversations"
FILES = sorted(FOLDER.glob("*.toml"))
PERSON = "somebody in a conversation"

KEYS = {"now", "reach", "locale", "health_questions", "remembered", "turn"}
TURN_KEYS = {
    "says", "about", "asks", "verdict", "rule", "minutes", "ends", "family", "lacks", "holds", "days_later", "voice",
}  # fmt: skip
CHECK_QUESTIONS = ("soreness", "safety", "hours")
MOST_QUESTIONS = 3
MEDIAN_QUESTIONS = 2
QUESTION_WORDS, VERDICT_WORDS, ALL_WORDS = 15, 45, 75
UNSAYABLE = ("as planned", "guaranteed", "no risk", "cures", "heals", "speeds recovery", "you have doms")
# What closes a session.
CLOSING = ("goodbye", "red_flag", "fallback")
# Acts that give health information. A warning sign is one action, and nothing is put beside it.
HEALTH_ACTS = ("verdict", "referral")


@dataclass(frozen=True)
class Played:
    """One turn as it went, with the state before and after it."""

    script: dict[str, Any]
    answer: Answer
    before: State
    after: State

    @property
    def speech(self) -> str:
        return self.answer.reply.speech


@dataclass
class Stage:
    """A coach with a memory of its own, and whoever speaks to it."""

    coach: Coach
    caller: Caller
    played: list[Played] = field(default_factory=list)

    def play(self, turns: list[dict[str, Any]]) -> list[Played]:
        """Turn by turn. Another voice, or another day, begins a session of its own."""
        state = State()
        for script in turns:
            if "voice" in script or "days_later" in script:
                later = timedelta(days=script.get("days_later", 0))
                self.caller = replace(
                    self.caller, now=self.caller.now + later, person=script.get("voice", self.caller.person)
                )
                state = State()
            answer = self.say(script["says"], state)
            after = State() if answer.reply.ends_session else answer.state
            # What a session remembers travels as plain values, so it is played that way.
            after = State.from_dict(after.to_dict())
            self.played.append(Played(script, answer, state, after))
            state = after
        return self.played

    def say(self, words: str, state: State) -> Answer:
        if words == "(launch)":
            return self.coach.launch(self.caller)
        return self.coach.hear(words, state, self.caller) if words else self.coach.silence(state, self.caller)


def stage(script: dict[str, Any], content: Content, understanding: Understanding) -> Stage:
    asks_about_health = script.get("health_questions", True)
    settings = Settings(secret_key="test", skill_health_questions=asks_about_health)
    coach = Coach(content, understanding, MappingMemory(reach=script.get("reach", "process")), settings)
    now = datetime.fromisoformat(script["now"]) if "now" in script else NOW
    if "remembered" in script:
        profile = Profile(leg_days=(now - timedelta(hours=script["remembered"]),))
        Notes(coach.memory, "test", PERSON, None, now).keep(profile)
    return Stage(coach, Caller(now, script.get("locale"), PERSON))


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem, scope="module")
def script(request: pytest.FixtureRequest) -> dict[str, Any]:
    return read(request.param)


@pytest.fixture(scope="module")
def played(script: dict[str, Any], content: Content, understanding: Understanding) -> list[Played]:
    return stage(script, content, understanding).play(script["turn"])


def test_there_are_conversations_to_play() -> None:
    assert len(FILES) >= 45


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_says_what_it_shows_and_has_no_other_keys(path: Path) -> None:
    script = read(path)

    assert path.read_text(encoding="utf-8").startswith("# ")
    assert set(script) <= KEYS
    for turn in script["turn"]:
        assert set(turn) <= TURN_KEYS
        assert {"says", "about"} <= set(turn)


def test_the_conversation_goes_as_written(played: list[Played]) -> None:
    went = [(turn.script["says"], _shown(turn, turn.script)) for turn in played]

    assert went == [(turn.script["says"], _expected(turn.script)) for turn in played], _transcript(played)


def _expected(script: dict[str, Any]) -> dict[str, Any]:
    expected = {key: script[key] for key in ("about", "asks", "verdict", "rule", "minutes", "family") if key in script}
    return {**expected, "ends": script.get("ends", False)}


def _shown(turn: Played, script: dict[str, Any]) -> dict[str, Any]:
    """What the reply shows of the things that the script speaks of."""
    reply, verdict = turn.answer.reply, turn.answer.reply.verdict or {}
    shown = {
        "about": reply.about,
        "asks": turn.after.pending.kind if turn.after.pending else None,
        "verdict": verdict.get("name"),
        "rule": verdict.get("rule"),
        "minutes": verdict.get("run_minutes"),
        "family": reply.family,
        "ends": reply.ends_session,
    }
    return {key: value for key, value in shown.items() if key in script or key == "ends"}


def test_words_that_safety_hangs_on_are_said_or_left_out(played: list[Played]) -> None:
    for turn in played:
        spoken = turn.speech.casefold()
        assert not [word for word in turn.script.get("lacks", ()) if word.casefold() in spoken], turn.speech
        assert not [word for word in turn.script.get("holds", ()) if word.casefold() not in spoken], turn.speech


def test_speech_asks_once_and_exactly_while_the_session_is_open(played: list[Played]) -> None:
    for turn in played:
        reply = turn.answer.reply
        assert turn.speech.endswith("?") is not reply.ends_session, turn.speech
        assert turn.speech.count("?") <= 1, turn.speech
        assert reply.reprompt is None or (reply.reprompt.endswith("?") and reply.reprompt.count("?") == 1)


def test_only_a_goodbye_a_warning_and_a_third_miss_close(played: list[Played]) -> None:
    for turn in played:
        assert not turn.answer.reply.ends_session or turn.answer.reply.about in CLOSING, turn.speech


def test_a_breath_is_enough_for_every_speech(played: list[Played], content: Content) -> None:
    for turn in played:
        assert count_words(turn.speech) <= ALL_WORDS, turn.speech
        assert count_words(_question(turn.speech)) <= QUESTION_WORDS, turn.speech
        if turn.answer.reply.about == "verdict":
            statement = turn.speech.removesuffix(_question(turn.speech)).replace(_disclaimer(content), "")
            assert count_words(statement) <= VERDICT_WORDS, turn.speech


def _question(speech: str) -> str:
    return re.split(r"(?<=[.!])\s", speech)[-1] if speech.endswith("?") else ""


def test_what_may_not_be_said_is_not_said(played: list[Played]) -> None:
    for turn in played:
        assert not [name for name in VERDICTS if name in turn.speech], turn.speech
        assert not [words for words in UNSAYABLE if words in turn.speech.casefold()], turn.speech


def test_the_disclaimer_comes_once_and_by_the_first_health_answer(played: list[Played], content: Content) -> None:
    for session in _sessions(played):
        said = [_disclaimer(content) in turn.speech for turn in session]
        assert sum(said) <= 1, _transcript(session)
        gives_health = [_is_health(turn, content) for turn in session]
        if any(gives_health):
            assert any(said[: gives_health.index(True) + 1]), _transcript(session)


def _disclaimer(content: Content) -> str:
    return content.phrases[Says.DISCLAIMER][0]


def _is_health(turn: Played, content: Content) -> bool:
    return turn.answer.reply.about in content.topics or turn.answer.reply.about in HEALTH_ACTS


def test_nothing_is_said_twice_in_a_row(played: list[Played]) -> None:
    for session in _sessions(played):
        for earlier, later in pairwise(session):
            assert earlier.speech != later.speech


def test_suggestions_work_when_they_are_said(
    played: list[Played], script: dict[str, Any], content: Content, understanding: Understanding
) -> None:
    for turn in played:
        for suggestion in turn.answer.reply.suggestions:
            said = stage(script, content, understanding).say(suggestion, turn.after)
            assert said.reply.about not in ("fallback", "clarify"), f"{suggestion} after: {turn.speech}"


def test_a_reply_is_about_a_topic_or_an_act_and_shows_its_verdict_whole(played: list[Played], content: Content) -> None:
    for turn in played:
        reply = turn.answer.reply
        assert reply.about in content.topics or reply.about in ACTS
        if reply.about in ("verdict", "red_flag"):
            assert reply.verdict is not None
        if reply.verdict is not None:
            assert set(reply.verdict) == {"name", "rule", "run_minutes", "why", "assumed"}
            assert reply.verdict["name"] in VERDICTS


def test_a_check_asks_three_questions_at_most(played: list[Played]) -> None:
    for check in _checks(played):
        assert len(set(check)) <= MOST_QUESTIONS


def test_half_of_the_checks_ask_two_questions_at_most(content: Content, understanding: Understanding) -> None:
    asked = [
        len(set(check))
        for path in FILES
        for check in _checks(stage(read(path), content, understanding).play(read(path)["turn"]))
    ]

    assert asked
    assert median(asked) <= MEDIAN_QUESTIONS, sorted(asked)


def _checks(played: list[Played]) -> Iterator[list[str]]:
    """The check's questions that were asked before each first verdict of a session, or before it was cut short."""
    for session in _sessions(played):
        asked: list[str] = []
        for turn in session:
            if turn.answer.reply.about in ("verdict", "red_flag", "referral"):
                if asked or turn.answer.reply.about == "verdict":
                    yield asked
                break
            if turn.after.pending and turn.after.pending.kind in CHECK_QUESTIONS:
                asked.append(turn.after.pending.kind)


def _sessions(played: list[Played]) -> Iterator[list[Played]]:
    session: list[Played] = []
    for turn in played:
        if session and turn.before == State():
            yield session
            session = []
        session.append(turn)
        if turn.answer.reply.ends_session:
            yield session
            session = []
    if session:
        yield session


def _transcript(played: list[Played]) -> str:
    return "\n".join(f"{turn.script['says']!r} -> {turn.speech}" for turn in played)
