"""A store that is locked, full, slow or away costs memory, never the answer, and nothing untrue is said about it."""

import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from dynamodb_server import moto
from memory_troubles import NOW, TROUBLES, Trouble, locked_against_everybody, sqlite_in

from skill.app import Answer, Caller, Coach
from skill.content.vocabulary import Says
from skill.conversation.scene import Profile
from skill.conversation.state import State
from skill.errors import MemoryUnavailable
from skill.memory import open_memory
from skill.memory.mapping import MappingMemory
from skill.memory.patience import ASKING, CALLS, IN_VAIN, NOTING, Patience

PERSON = "ann.example-7c1e"
A_TURN = 1.5  # seconds within which the person hears the advice


@dataclass
class Moody(MappingMemory):
    """Can be written to when it can't be read, and the other way round."""

    reach: str = "store"
    reads: bool = True
    writes: bool = True

    def load(self, key: str, now: datetime) -> Profile | None:
        if not self.reads:
            raise MemoryUnavailable("moody")
        return super().load(key, now)

    def save(self, key: str, profile: Profile, now: datetime) -> None:
        if not self.writes:
            raise MemoryUnavailable("moody")
        super().save(key, profile, now)

    def forget(self, key: str) -> None:
        if not self.writes:
            raise MemoryUnavailable("moody")
        super().forget(key)


@dataclass(frozen=True)
class Timed:
    answer: Answer
    seconds: float


def hear(
    coach: Coach, text: str, person: str | None = PERSON, state: State | None = None, account: str | None = None
) -> Timed:
    began = time.monotonic()
    answer = coach.hear(text, state or State(), Caller(now=NOW, person=person, account=account))
    return Timed(answer, time.monotonic() - began)


def told(coach: Coach, *texts: str) -> Answer:
    """The last answer of a conversation."""
    state = State()
    for text in texts:
        answer = hear(coach, text, state=state).answer
        state = answer.state
    return answer


@pytest.mark.parametrize("account", [None, "the account of a recognised voice"], ids=["a person", "a voice"])
@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_the_advice_comes_in_time_and_what_cannot_be_remembered_is_said(
    coach: Coach, tmp_path: Path, trouble: Trouble, account: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    alone = replace(coach, memory=open_memory("none:"))

    with trouble(tmp_path) as store:
        forgetful = replace(coach, memory=store)
        advised, logged = (
            hear(forgetful, text, account=account) for text in ("should i run after leg day", "log leg day")
        )

    assert advised.answer.reply == hear(alone, "should i run after leg day", None).answer.reply
    assert logged.answer.reply.about == "logged"
    assert says(coach, logged.answer, Says.NOT_LOGGED_NOW)
    assert max(advised.seconds, logged.seconds) < A_TURN
    assert "a turn went without memory" in caplog.text
    assert not any(said in caplog.text for said in (PERSON, "should i run", "log leg day"))


def says(coach: Coach, answer: Answer, moment: Says) -> bool:
    """Whether the reply says what is meant for this moment."""
    *_, ending = coach.content.phrases[moment][0].rpartition("}")
    return ending in answer.reply.speech


# What was said before the store failed, what is said then, and what must be answered.
DOWN: dict[str, tuple[dict[str, bool], tuple[str, ...], str, Says]] = {
    "asked for the last one": ({"reads": False}, (), "when was my last leg day", Says.NOT_READ_NOW),
    "asked what is known": ({"reads": False}, (), "what do you know about me", Says.NOT_READ_NOW),
    "told to forget": ({"reads": False}, (), "forget me", Says.NOT_FORGOTTEN_NOW),
    "told to forget, and sure": ({"reads": False}, ("log leg day", "hard", "forget me"), "yes", Says.NOT_FORGOTTEN_NOW),
    "sure, and only writing fails": (
        {"writes": False},
        ("log leg day", "hard", "forget me"),
        "yes",
        Says.NOT_FORGOTTEN_NOW,
    ),
    "asked to log": ({"reads": False}, (), "log leg day", Says.NOT_LOGGED_NOW),
    "asked to log, and only writing fails": ({"writes": False}, (), "i did squats, remember that", Says.NOT_LOGGED_NOW),
    "told how hard it was": ({"writes": False}, ("log leg day",), "hard", Says.NOT_NOTED_NOW),
    "told how hard it was, unread": ({"reads": False}, ("log leg day",), "hard", Says.NOT_NOTED_NOW),
    "corrected": ({"writes": False}, ("log leg day",), "no, that was monday", Says.NOT_CORRECTED_NOW),
    "told to drop it": ({"writes": False}, ("log leg day",), "forget that", Says.NOT_FORGOTTEN_NOW),
}


@pytest.mark.parametrize(("fails", "before", "then", "moment"), DOWN.values(), ids=DOWN)
def test_while_the_store_is_down_nothing_is_claimed_that_is_not_so(
    coach: Coach, fails: dict[str, bool], before: tuple[str, ...], then: str, moment: Says
) -> None:
    store = Moody()
    mine = replace(coach, memory=store)
    state = told(mine, *before).state if before else State()
    held = dict(store.kept)

    for name, can in fails.items():
        setattr(store, name, can)
    answer = hear(mine, then, state=state).answer

    assert says(coach, answer, moment), answer.reply.speech
    assert answer.reply.speech.endswith("?")
    assert store.kept == held


def test_nobody_is_offered_to_be_remembered_while_the_store_is_down(coach: Coach) -> None:
    check = ("should i run today it was a hard leg day yesterday", "not at all", "no")
    down, up = (told(replace(coach, memory=Moody(reads=reads)), *check).reply for reads in (False, True))

    assert down.about == up.about == "verdict"
    assert "remember" in up.speech
    assert "remember" not in down.speech


def test_a_file_that_cannot_be_read_is_no_file_that_was_never_there(coach: Coach, tmp_path: Path) -> None:
    with locked_against_everybody(tmp_path) as store:
        forgetful = replace(coach, memory=store)
        asked = hear(forgetful, "when was my last leg day").answer.reply
        forgotten = hear(forgetful, "forget me").answer.reply
    nothing_kept = replace(coach, memory=open_memory("memory:"))

    assert (asked.about, forgotten.about) == ("last_leg_day", "forgotten")
    assert asked.speech != hear(nothing_kept, "when was my last leg day").answer.reply.speech
    assert forgotten.speech != hear(nothing_kept, "forget me").answer.reply.speech


def test_nobody_is_told_to_be_forgotten_who_is_not(coach: Coach, tmp_path: Path) -> None:
    remembering = replace(coach, memory=sqlite_in(tmp_path))
    hear(remembering, "log leg day yesterday")
    sure = hear(remembering, "forget me").answer
    with closing(sqlite3.connect(tmp_path / "coach.sqlite3", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        refused = hear(remembering, "yes", state=sure.state).answer.reply

    told = hear(remembering, "yes", state=sure.state).answer.reply

    assert refused.about == told.about == "forgotten"
    assert refused.speech != told.speech


def test_what_could_not_be_read_is_not_overwritten(coach: Coach) -> None:
    remembering = replace(coach, memory=Moody())
    hear(remembering, "log leg day yesterday")
    before = dict(remembering.memory.kept)

    remembering.memory.reads = False
    assert hear(remembering, "log leg day").answer.reply.about == "logged"

    assert remembering.memory.kept == before


def test_without_a_secret_nobody_is_remembered(coach: Coach, tmp_path: Path) -> None:
    open_to_guesses = replace(coach, memory=sqlite_in(tmp_path), settings=replace(coach.settings, secret_key=None))

    assert hear(open_to_guesses, "log leg day").answer.reply == hear(open_to_guesses, "log leg day", None).answer.reply
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("person", ["\ud800", "", "键 🏃", "x" * 10_000])
def test_any_person_may_be_remembered(coach: Coach, person: str) -> None:
    assert hear(coach, "log leg day", person).answer.reply.about == "logged"


# Patience


def test_a_turn_stays_in_time_when_everything_takes_its_longest() -> None:
    assert ASKING + NOTING + ASKING < A_TURN - 0.1


def test_a_store_that_hangs_does_not_eat_the_threads() -> None:
    patience = Patience()
    for _ in range(CALLS):
        with pytest.raises(MemoryUnavailable, match="longer"):
            patience.wait(lambda: time.sleep(1), seconds=0)

    with pytest.raises(MemoryUnavailable, match="still waiting"):
        patience.wait(lambda: None)


def test_a_store_that_never_answers_is_not_waited_for_by_everybody_and_asked_again_after_a_while() -> None:
    patience, hung = Patience(rest=0.3), threading.Event()
    for _ in range(IN_VAIN):
        with pytest.raises(MemoryUnavailable, match="longer"):
            patience.wait(hung.wait)

    with pytest.raises(MemoryUnavailable, match="just now"):
        patience.wait(lambda: None)
    time.sleep(0.3)
    assert patience.wait(lambda: "well") == "well"
    assert patience.wait(lambda: "well") == "well"
    hung.set()


def test_a_fault_that_comes_at_once_is_asked_about_each_time() -> None:
    patience = Patience()
    for _ in range(2 * IN_VAIN):
        with pytest.raises(ZeroDivisionError):
            patience.wait(lambda: 1 / 0)


def test_tables_of_a_server_that_is_well_are_reached(coach: Coach) -> None:
    with moto() as server:
        table = server.table()
        here, there = (replace(coach, memory=open_memory(server.url(table))) for _ in range(2))
        hear(here, "log leg day yesterday")

        assert "yesterday" in hear(there, "when was my last leg day").answer.reply.speech
