"""Whatever Amazon's own types allow, the skill answers, inside Amazon's limits: no fault, and never a traceback."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from amazons_requests import envelopes
from ask_sdk_model import RequestEnvelope
from envelopes import SKILL_ID
from hypothesis import HealthCheck, given, settings
from signed_cases import Maker
from signing import NOW, Authority
from test_alexa import checked

from skill.app import open_coach
from skill.channels.alexa import Failed, alexa_skill
from skill.channels.alexa_signature import Verifier
from skill.channels.webhook import create_app
from skill.content.loader import load_content
from skill.interaction_model import interaction_model
from skill.settings import Settings

MODEL = interaction_model(load_content())["interactionModel"]["languageModel"]
INTENTS = tuple(intent["name"] for intent in MODEL["intents"])

Handler = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture(scope="module")
def handler() -> Handler:
    """The skill without the handler that apologises, so that no fault hides behind an apology."""
    skill = alexa_skill(open_coach(Settings.from_environment({"SKILL_ID": SKILL_ID}, memory_url="none:")))
    dispatcher = skill.request_dispatcher
    dispatcher.exception_mapper.exception_handlers = [
        one for one in dispatcher.exception_mapper.exception_handlers if not isinstance(one, Failed)
    ]

    def answer(event: dict[str, Any]) -> dict[str, Any]:
        request = skill.serializer.deserialize(json.dumps(event), RequestEnvelope)
        return skill.serializer.serialize(skill.invoke(request, None))  # type: ignore[no-any-return]

    return answer


@pytest.fixture(scope="module")
def webhook() -> Handler:
    """The web address, which is sent each request rightly signed."""
    authority = Authority()
    verifier = Verifier([authority.root], lambda _: authority.chain(), lambda: NOW)
    coach = open_coach(Settings.from_environment({"SKILL_ID": SKILL_ID}, memory_url="none:"))
    client = create_app(coach, verifier).test_client()

    def answer(event: dict[str, Any]) -> dict[str, Any]:
        event["request"]["timestamp"] = NOW.isoformat()
        case = Maker(authority, NOW).case(event)
        response = client.post("/alexa", data=case.body, headers=case.headers())
        assert response.status_code == 200, response.text
        return response.json  # type: ignore[no-any-return]

    return answer


@contextmanager
def silence() -> Iterator[None]:
    """A thousand odd requests are a thousand lines of log that nobody reads."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@settings(max_examples=1000, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(event=envelopes(INTENTS))
def test_every_request_that_amazons_types_allow_is_answered(handler: Handler, event: dict[str, Any]) -> None:
    with silence():
        checked(handler(event))


@settings(max_examples=500, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(event=envelopes(INTENTS))
def test_each_of_them_is_answered_at_the_web_address_too(webhook: Handler, event: dict[str, Any]) -> None:
    with silence():
        checked(webhook(event))
