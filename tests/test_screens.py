"""What a screen is sent beside the speech, and what a touch on it does."""

import copy
import json
from collections.abc import Callable
from typing import Any, cast

import pytest
from ask_sdk_model import RequestEnvelope
from envelopes import SKILL_ID, envelope, intent

from skill.app import open_coach
from skill.channels.alexa import alexa_skill
from skill.settings import Settings

Handler = Callable[[dict[str, Any]], dict[str, Any]]
SHOWS = "Alexa.Presentation.APL.RenderDocument"


@pytest.fixture(scope="module")
def handler() -> Handler:
    skill = alexa_skill(open_coach(Settings.from_environment({"SKILL_ID": SKILL_ID}, memory_url="none:")))

    def answer(event: dict[str, Any]) -> dict[str, Any]:
        request = skill.serializer.deserialize(json.dumps(event), RequestEnvelope)
        return cast("dict[str, Any]", skill.serializer.serialize(skill.invoke(request, None)))

    return answer


def said(words: str, attributes: dict[str, Any] | None = None) -> dict[str, Any]:
    return intent("AnythingIntent", attributes, words=words)


def touch(arguments: Any, attributes: dict[str, Any] | None = None) -> dict[str, Any]:
    event = {"type": "Alexa.Presentation.APL.UserEvent", "token": "leg-day-coach", "arguments": arguments}
    return envelope({**event, "source": {"type": "TouchWrapper"}, "components": {}}, attributes, new=False)


def screen(answer: dict[str, Any]) -> dict[str, Any] | None:
    found = [one for one in answer["response"].get("directives", []) if one["type"] == SHOWS]
    return found[0]["datasources"]["reply"] if found else None


def test_a_screen_shows_what_was_heard_the_answer_the_question_and_the_sources(handler: Handler) -> None:
    shown = screen(handler(said("is it okay to run with sore legs")))

    assert shown
    assert shown["heard"].endswith("is it okay to run with sore legs")
    assert shown["answer"].endswith(".")
    assert shown["question"].endswith("?")
    assert "yes" in shown["ways_on"]
    assert "(20" in shown["sources"]


def test_a_device_without_a_screen_is_sent_none(handler: Handler) -> None:
    event = copy.deepcopy(said("is it okay to run with sore legs"))
    event["context"]["System"]["device"]["supportedInterfaces"] = {}

    assert screen(handler(event)) is None


def test_a_closed_session_leaves_nothing_to_touch(handler: Handler) -> None:
    shown = screen(handler(said("my calf is swollen and hot")))

    assert shown
    assert shown["ways_on"] == []
    assert shown["question"] == ""


@pytest.mark.parametrize("words", ["yes", "no", "tell me more"])
def test_a_touch_is_answered_as_the_voice_is(handler: Handler, words: str) -> None:
    state = handler(said("is it okay to run with sore legs"))["sessionAttributes"]

    spoken = [
        handler(event)["response"]["outputSpeech"] for event in (touch(["say", words], state), said(words, state))
    ]

    assert spoken[0] == spoken[1]


@pytest.mark.parametrize(
    "arguments", [None, [], ["say"], ["say", 7], ["jump", "yes"], [{"a": 1}, "yes"], ["say", "yes", "no"]]
)
def test_a_touch_of_another_kind_gets_a_kind_reply(handler: Handler, arguments: Any) -> None:
    response = handler(touch(arguments))["response"]

    assert response["outputSpeech"]["ssml"].endswith("?</speak>")


def test_a_touched_warning_sign_is_one(handler: Handler) -> None:
    response = handler(touch(["say", "my chest hurts"]))["response"]

    assert response["shouldEndSession"]


def test_no_markup_reaches_a_screen(handler: Handler) -> None:
    shown = screen(handler(said("<b>sore</b> & ${viewport.width} legs <script>")))

    assert shown
    assert "<" not in shown["heard"]
    assert "&lt;b&gt;" in shown["heard"]
