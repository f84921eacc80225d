"""A signed request that comes again within Amazon's tolerance is answered, and changes nothing that is kept."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from envelopes import intent, without_session
from signing import NOW, URL, Authority

from skill.app import Coach
from skill.channels.alexa_signature import TOLERANCE, Verifier
from skill.channels.replay import KEPT_FOR, MOST, OnlyRead, Seen
from skill.channels.webhook import create_app
from skill.conversation.scene import Profile
from skill.interaction_model import CATCH_ALL, CATCH_ALL_SLOT
from skill.memory.mapping import MappingMemory
from skill.metrics import Metrics

AUTHORITY = Authority()
CHAIN = AUTHORITY.chain()


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


class Webhook:
    """A webhook that verifies, and the clock it goes by."""

    def __init__(self, coach: Coach) -> None:
        self.memory = MappingMemory()
        self.clock = Clock()
        self.coach = replace(coach, memory=self.memory, metrics=Metrics())
        self.client = create_app(self.coach, Verifier([AUTHORITY.root], lambda _: CHAIN, self.clock)).test_client()

    def send(self, body: bytes) -> Any:
        headers = {"SignatureCertChainUrl": URL, "Signature-256": AUTHORITY.sign(body)}
        return self.client.post("/alexa", data=body, headers=headers)

    def leg_days(self) -> int:
        return sum(len(json.loads(text)["leg_days"]) for text, _ in self.memory.kept.values())


@pytest.fixture
def webhook(coach: Coach) -> Webhook:
    return Webhook(coach)


def said(text: str, state: dict[str, Any] | None = None, number: int = 1) -> bytes:
    envelope = intent(CATCH_ALL, {"zone": "UTC", **(state or {})}, **{CATCH_ALL_SLOT: text})
    envelope["request"] |= {"requestId": f"amzn1.echo-api.request.{number}", "timestamp": NOW.isoformat()}
    return json.dumps(envelope).encode()


def test_a_leg_day_is_logged_once_however_often_its_request_comes(webhook: Webhook) -> None:
    answers = [webhook.send(said("log leg day")) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert webhook.leg_days() == 1


def test_another_request_counts(webhook: Webhook) -> None:
    webhook.send(said("log leg day yesterday", number=1))
    webhook.send(said("log leg day", number=2))

    assert webhook.leg_days() == 2


def test_a_recorded_request_brings_nobody_back_who_was_forgotten(webhook: Webhook) -> None:
    recorded = said("log leg day")
    webhook.send(recorded)
    webhook.memory.kept.clear()
    webhook.send(recorded)

    assert webhook.leg_days() == 0


def test_a_recorded_forget_me_deletes_nothing_that_came_after_it(webhook: Webhook) -> None:
    webhook.send(said("log leg day"))
    asked = webhook.send(said("forget everything about me", number=2)).get_json()
    recorded = said("yes", asked["sessionAttributes"], number=3)
    webhook.send(recorded)
    gone = webhook.leg_days()
    webhook.send(said("log leg day", number=4))
    webhook.send(recorded)

    assert (gone, webhook.leg_days()) == (0, 1)


def test_repeats_are_counted(webhook: Webhook) -> None:
    for _ in range(3):
        webhook.send(said("log leg day"))

    assert "leg_day_coach_repeats_total 2" in webhook.coach.metrics.text({}, {})


def test_an_event_may_come_again_and_is_carried_out_again(webhook: Webhook) -> None:
    """Amazon sends it again when we could not forget the person the first time."""
    event = without_session({"type": "AlexaSkillEvent.SkillDisabled", "timestamp": NOW.isoformat()})
    person = json.loads(said("hi"))["context"]["System"]["user"]["userId"]
    event["context"]["System"]["user"] = {"userId": person}
    body = json.dumps(event).encode()
    webhook.send(body)
    webhook.send(said("log leg day"))
    webhook.send(body)

    assert webhook.leg_days() == 0


def test_once_its_time_is_outside_the_tolerance_it_is_refused(webhook: Webhook) -> None:
    webhook.send(said("log leg day"))
    webhook.clock.now = NOW + TOLERANCE + timedelta(seconds=1)

    assert webhook.send(said("log leg day")).status_code == 400


def test_a_request_is_known_for_as_long_as_it_would_be_taken() -> None:
    seen = Seen()
    earliest, latest = NOW - TOLERANCE, NOW + TOLERANCE

    assert not seen.before(b"one", earliest)
    assert seen.before(b"one", latest)
    assert not seen.before(b"one", earliest + KEPT_FOR + timedelta(seconds=1))


def test_it_knows_no_more_requests_than_it_has_room_for() -> None:
    seen = Seen()
    for number in range(MOST + 10):
        seen.before(str(number).encode(), NOW + timedelta(microseconds=number))

    assert len(seen._seen) == MOST
    assert seen.before(str(MOST + 9).encode(), NOW + timedelta(seconds=1))


def test_a_store_that_is_only_read_tells_what_it_holds_and_takes_nothing() -> None:
    memory = MappingMemory()
    memory.save("a", Profile().with_leg_day(NOW), NOW)
    only = OnlyRead(memory)
    only.save("b", Profile(), NOW)
    only.forget("a")
    only.check()

    assert (only.load("a", NOW), only.load("b", NOW), only.reach) == (Profile().with_leg_day(NOW), None, "process")
