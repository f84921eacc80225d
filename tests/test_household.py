"""One speaker, many voices: recognised ones never see each other's leg day, and one that isn't recognised is asked."""

import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from envelopes import intent, launch, without_session
from flask.testing import FlaskClient
from memory_troubles import dynamodb_down
from test_memory import Open, opened, server  # noqa: F401 - the same three stores

from skill.app import Caller, Coach
from skill.channels.webhook import create_app
from skill.conversation.state import State
from skill.errors import MemoryUnavailable
from skill.memory.mapping import MappingMemory
from skill.memory.notes import LATEST_START, Notes
from skill.memory.patience import ASKING

ANN, BEN = "amzn1.ask.person.ANN", "amzn1.ask.person.BEN"
ACCOUNT = "amzn1.ask.account.TEST"
NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
DISABLED = {"type": "AlexaSkillEvent.SkillDisabled"}


@dataclass
class Device:
    """A speaker of the household's; a session belongs to whoever began it."""

    client: FlaskClient
    attributes: dict[str, Any] = field(default_factory=dict)

    def say(self, text: str, voice: str | None = None) -> str:
        """One utterance in the open session, in a recognised voice or in one that isn't."""
        return self._send(intent("AnythingIntent", {"zone": "UTC", **self.attributes}, words=text), voice)

    def open(self, voice: str | None = None) -> str:
        self.attributes = {}
        return self._send(launch(), voice)

    def ask(self, *texts: str, voice: str | None = None) -> str:
        """The last speech of a session of its own."""
        self.attributes = {}
        return [self.say(text, voice) for text in texts][-1]

    def _send(self, envelope: dict[str, Any], voice: str | None) -> str:
        if voice:
            envelope["context"]["System"]["person"] = {"personId": voice}
        answer = self.client.post("/alexa", json=envelope).get_json()
        self.attributes = answer["sessionAttributes"]
        speech: str = answer["response"]["outputSpeech"]["ssml"]
        return speech


@pytest.fixture
def device(coach: Coach, opened: Open) -> Device:  # noqa: F811 - a fixture
    return Device(create_app(replace(coach, memory=opened()), None).test_client())


LAST = "when was my last leg day"
CHECK = ("should i run today", "not at all", "no")


def test_two_recognised_voices_never_see_each_others_leg_day(device: Device) -> None:
    device.ask("log leg day yesterday", "hard", voice=ANN)

    assert "yesterday" in device.ask(LAST, voice=ANN)
    assert "don't have a leg day of yours" in device.ask(LAST, voice=BEN)
    assert "When was leg day" in device.ask(*CHECK, voice=BEN)
    assert "yesterday" in device.ask(*CHECK, voice=ANN)
    assert "yesterday" not in device.open(voice=BEN)
    assert "yesterday" in device.open(voice=ANN)


def test_another_voice_in_the_same_session_begins_afresh(device: Device) -> None:
    device.ask("should i run today it was a hard leg day yesterday", voice=ANN)
    device.say("not at all", voice=ANN)

    said = device.say("should i run today", voice=BEN)

    assert "How sore" in said


def test_a_short_answer_that_is_not_recognised_stays_with_the_voice_that_spoke(device: Device) -> None:
    device.ask("log leg day yesterday", voice=ANN)
    device.say("hard")

    assert "don't have a leg day" not in device.ask(LAST, voice=ANN)
    assert "Was that you?" in device.ask(LAST)


def test_a_voice_that_is_not_recognised_is_asked_whose_the_leg_day_was(device: Device) -> None:
    device.ask("log leg day yesterday", "hard", voice=ANN)

    asked = device.ask(*CHECK)
    theirs = device.say("yes")
    device.ask(*CHECK)
    not_theirs = device.say("no")

    assert asked.count("yesterday") == asked.count("Was that you?") == 1
    assert "Go easy" in theirs
    assert "When was leg day" in not_theirs


def test_a_voice_that_is_not_recognised_is_not_greeted_as_somebody_else(device: Device) -> None:
    device.ask("log leg day yesterday", "hard", voice=ANN)

    assert "yesterday" not in device.open()


@pytest.mark.parametrize(("answer", "told"), [("yes", "yesterday"), ("no", "don't have a leg day of yours")])
def test_who_asks_for_their_last_leg_day_unrecognised_is_asked_first(device: Device, answer: str, told: str) -> None:
    device.ask("log leg day yesterday", "hard", voice=ANN)

    asked = device.ask(LAST)

    assert "Was that you?" in asked
    assert told in device.say(answer)


def test_where_no_voice_was_ever_recognised_nobody_is_asked(device: Device) -> None:
    device.ask("log leg day yesterday", "hard")

    assert "yesterday" in device.open()
    assert "You did legs yesterday" in device.ask(*CHECK)


def test_one_voice_is_forgotten_and_the_others_are_not(device: Device) -> None:
    for voice in (ANN, BEN):
        device.ask("log leg day yesterday", "hard", voice=voice)
    device.ask("log leg day", "hard")

    device.ask("forget everything about me", "yes", voice=ANN)

    assert "don't have a leg day of yours" in device.ask(LAST, voice=ANN)
    assert "yesterday" in device.ask(LAST, voice=BEN)
    assert "Was that you?" in device.ask(LAST)


def test_a_voice_that_is_not_recognised_forgets_its_own_and_nobody_elses(device: Device) -> None:
    device.ask("log leg day yesterday", "hard", voice=ANN)
    device.ask("log leg day", "hard")

    assert "Done" in device.ask("forget everything about me", "yes")
    assert "nothing to forget" in device.ask("forget everything about me")
    assert "yesterday" in device.ask(LAST, voice=ANN)


def test_who_disables_the_skill_is_forgotten_with_every_voice(device: Device) -> None:
    for voice in (ANN, BEN, None):
        device.ask("log leg day yesterday", "hard", voice=voice)

    assert device.client.post("/alexa", json=without_session(DISABLED)).status_code == 200

    for voice in (ANN, BEN, None):
        assert "don't have a leg day of yours" in device.ask(LAST, voice=voice)


def test_nothing_is_left_once_everybody_was_forgotten(coach: Coach) -> None:
    store = MappingMemory()
    device = Device(create_app(replace(coach, memory=store), None).test_client())
    for voice in (ANN, BEN):
        device.ask("log leg day yesterday", "hard", voice=voice)
    for voice in (ANN, BEN):
        device.ask("forget everything about me", "yes", voice=voice)

    assert store.kept == {}


def test_an_event_that_could_not_be_carried_out_is_refused_so_that_it_comes_again(
    coach: Coach, caplog: pytest.LogCaptureFixture
) -> None:
    with dynamodb_down(None) as store:  # type: ignore[arg-type]  # it needs no folder
        client = create_app(replace(coach, memory=store), None).test_client()
        answer = client.post("/alexa", json=without_session(DISABLED))

    assert (answer.status_code, bool(answer.get_json()["error"])) == (503, True)
    assert int(answer.headers["Retry-After"]) > 0
    assert [record.levelno for record in caplog.records if "not forgotten" in record.message] == [logging.ERROR]
    assert ACCOUNT not in caplog.text


def test_a_no_that_corrects_says_nothing_about_how_hard_it_was(coach: Coach) -> None:
    mine, state = replace(coach, memory=MappingMemory()), State()
    for text in ("log leg day", "no, that was monday"):
        state = mine.hear(text, state, Caller(NOW, person=ANN)).state

    assert state.facts.hours_since_leg_day == 48
    assert state.facts.leg_day_effort is None


def test_a_slow_store_is_left_alone_before_the_person_has_waited_too_long() -> None:
    late = Notes(MappingMemory(), "secret", ANN, ACCOUNT, NOW, began=-LATEST_START)

    with pytest.raises(MemoryUnavailable, match="slow"):
        late.read()
    assert LATEST_START + ASKING < 1.5


def test_only_the_newest_voices_are_kept_in_mind(coach: Coach) -> None:
    mine = replace(coach, memory=MappingMemory())
    for number in range(20):
        caller = Caller(NOW + timedelta(minutes=number), person=f"voice {number}", account=ACCOUNT)
        mine.hear("log leg day", State(), caller)

    profile = mine.memory.load(Notes(mine.memory, "test", ACCOUNT, None, NOW).key(ACCOUNT), NOW)

    assert profile is not None
    assert len(profile.voices) == 12
