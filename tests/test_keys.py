"""Keys can be changed: the newest seals, all of them open, and nobody who was remembered is lost or left behind."""

import hashlib
import hmac
from dataclasses import replace
from pathlib import Path

import pytest

from skill.app import Caller, Coach
from skill.channels.session_token import SessionSeal
from skill.channels.webhook import create_app
from skill.conversation.state import State
from skill.memory.mapping import MappingMemory
from skill.settings import Settings

OLD, NEW = "the old secret, which may have leaked", "the new secret"
ANN, VOICE = "ann", "ann's voice"


def with_keys(coach: Coach, newest: str, *older: str) -> Coach:
    return replace(coach, settings=replace(coach.settings, secret_key=newest, old_secret_keys=older))


def held(coach: Coach) -> set[str]:
    memory = coach.memory
    assert isinstance(memory, MappingMemory)
    return set(memory.kept)


def key(secret: str, person: str = ANN) -> str:
    return hmac.new(secret.encode(), person.encode(), hashlib.sha256).hexdigest()


def say(coach: Coach, *utterances: str, person: str = ANN, account: str | None = None) -> str:
    state, caller = State(), Caller(person=person, account=account)
    for text in utterances:
        answer = coach.hear(text, state, caller)
        state = answer.state
    return answer.reply.speech


def test_the_newest_key_seals_and_all_of_them_open() -> None:
    before, during, after = SessionSeal.of(OLD), SessionSeal.of(NEW, [OLD]), SessionSeal.of(NEW)
    state = State(turn=3)

    assert during.open(before.seal(state)) == state
    assert after.open(during.seal(state)) == state
    assert before.open(during.seal(state)) is None
    assert after.open(before.seal(state)) is None


def test_a_conversation_goes_on_over_a_change_of_keys(coach: Coach) -> None:
    before = create_app(with_keys(coach, OLD), None).test_client()
    during = create_app(with_keys(coach, NEW, OLD), None).test_client()
    first = before.post("/ask", json={"text": "should i run today"}).get_json()
    second = during.post("/ask", json={"text": "a little sore", "session": first["session"]}).get_json()

    assert (first["about"], second["about"]) == ("check_in", "check_in")
    assert second["understood"]["facts"] == {"soreness": 2}
    assert "start" not in second["speech"]


def test_who_was_remembered_under_the_old_key_is_known_and_moves_to_the_new_one(coach: Coach) -> None:
    say(with_keys(coach, OLD), "log leg day yesterday")
    changed = with_keys(coach, NEW, OLD)
    known = say(changed, "when was my last leg day")
    before = held(coach)
    say(changed, "log leg day")

    assert "yesterday" in known
    assert (before, held(coach)) == ({key(OLD)}, {key(NEW)})


def test_who_is_forgotten_is_forgotten_under_every_key(coach: Coach) -> None:
    say(with_keys(coach, OLD), "log leg day yesterday")
    say(with_keys(coach, NEW, OLD), "forget everything about me", "yes")

    assert held(coach) == set()


def test_an_account_that_leaves_takes_the_voices_of_every_key_with_it(coach: Coach) -> None:
    say(with_keys(coach, OLD), "log leg day", person=VOICE, account=ANN)
    changed = with_keys(coach, NEW, OLD)
    say(changed, "log leg day", person="another voice", account=ANN)
    changed.forget(ANN)

    assert held(coach) == set()


def test_without_the_old_key_nobody_can_tell_whose_a_record_is(coach: Coach) -> None:
    say(with_keys(coach, OLD), "log leg day yesterday")

    assert "yesterday" not in say(with_keys(coach, NEW), "when was my last leg day")


@pytest.mark.parametrize("text", ["one,two", " one two ", "one, two,"])
def test_old_keys_are_read_from_the_environment(text: str) -> None:
    settings = Settings.from_environment({"SECRET_KEY": NEW, "OLD_SECRET_KEYS": text})

    assert (settings.secret_key, settings.old_secret_keys) == (NEW, ("one", "two"))


def test_a_kept_file_may_hold_old_keys_below_the_newest(tmp_path: Path) -> None:
    (tmp_path / "coach.sqlite3.key").write_text("newest\nolder\noldest\n")
    settings = Settings(memory_url=f"sqlite:///{tmp_path}/coach.sqlite3").with_secret()

    assert (settings.secret_key, settings.old_secret_keys) == ("newest", ("older", "oldest"))
