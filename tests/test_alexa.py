"""The Alexa channel answers whatever Amazon sends, inside Amazon's limits, and Amazon's own models can read it."""

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import ResponseEnvelope
from envelopes import SKILL_ID, envelope, intent, launch, without_session

from skill.app import Coach
from skill.channels.alexa import alexa_skill
from skill.content.loader import load_content
from skill.interaction_model import intent_name, interaction_model

ROOT = Path(__file__).parent.parent
CONTENT = load_content()
SPELT = CONTENT.locales["en-US"].spell
TOPIC_INTENTS = {intent_name(topic): topic for topic in CONTENT.topics}
OTHER_INTENTS = [
    one["name"]
    for one in interaction_model(CONTENT)["interactionModel"]["languageModel"]["intents"]
    if one["name"] not in TOPIC_INTENTS
]
LARGEST_RESPONSE, LONGEST_SPEECH = 24_000, 8_000


@pytest.fixture(scope="module")
def lambda_handler() -> Callable[[dict[str, Any], object], dict[str, Any]]:
    """The handler that Lambda imports, from its own file."""
    spec = importlib.util.spec_from_file_location("lambda_function", ROOT / "lambda" / "lambda_function.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SKILL_ID", SKILL_ID)
        sys.modules["lambda_function"] = module
        spec.loader.exec_module(module)
        module.lambda_handler(launch(), None)
    return module.lambda_handler


def checked(answer: dict[str, Any]) -> dict[str, Any]:
    """The response, after everything that Amazon would hold against it."""
    text = json.dumps(answer)
    assert len(text.encode()) <= LARGEST_RESPONSE
    assert DefaultSerializer().deserialize(text, ResponseEnvelope).response is not None
    response: dict[str, Any] = answer["response"]
    assert isinstance(response["shouldEndSession"], bool)
    if "outputSpeech" in response:
        ssml = response["outputSpeech"]["ssml"]
        assert len(ssml) <= LONGEST_SPEECH
        spoken = "".join(ElementTree.fromstring(ssml).itertext())
        assert spoken.endswith("?") is not response["shouldEndSession"]
        assert spoken.count("?") <= 1
    assert ("reprompt" in response) is not response["shouldEndSession"]
    return response


def test_a_launch_is_answered_with_value_and_a_question(lambda_handler: Any) -> None:
    response = checked(lambda_handler(launch(), None))

    assert "leg" in response["outputSpeech"]["ssml"].lower()
    assert not response["shouldEndSession"]


@pytest.mark.parametrize("name", TOPIC_INTENTS)
def test_every_topic_intent_gives_its_topics_answer(lambda_handler: Any, name: str) -> None:
    response = checked(lambda_handler(intent(name), None))

    assert SPELT(CONTENT.topics[TOPIC_INTENTS[name]].answer)[:30] in response["outputSpeech"]["ssml"]


@pytest.mark.parametrize("name", OTHER_INTENTS)
def test_every_other_intent_is_answered(lambda_handler: Any, name: str) -> None:
    assert checked(lambda_handler(intent(name), None))["outputSpeech"]["ssml"]


@pytest.mark.parametrize("name", OTHER_INTENTS)
def test_every_other_intent_is_answered_in_the_middle_of_a_conversation(lambda_handler: Any, name: str) -> None:
    first = lambda_handler(intent("ShouldRunIntent"), None)

    assert checked(lambda_handler(intent(name, first["sessionAttributes"]), None))["outputSpeech"]["ssml"]


def test_the_catch_all_brings_raw_words_to_our_own_understanding(lambda_handler: Any) -> None:
    response = checked(lambda_handler(intent("AnythingIntent", words="is it okay to run with sore legs"), None))

    assert CONTENT.topics["sore_legs"].answer in response["outputSpeech"]["ssml"]


def test_a_session_end_is_met_with_silence(lambda_handler: Any) -> None:
    response = checked(lambda_handler(envelope({"type": "SessionEndedRequest", "reason": "USER_INITIATED"}), None))

    assert "outputSpeech" not in response


ODDITIES = {
    "a skill event without session": without_session({"type": "AlexaSkillEvent.SkillDisabled"}),
    "a skill event of another kind": without_session({"type": "AlexaSkillEvent.SkillEnabled"}),
    "an unknown request type": envelope({"type": "Alexa.Something.New"}),
    "an unknown request type without session": without_session({"type": "Alexa.Something.New"}),
    "an unknown reason for a session's end": envelope({"type": "SessionEndedRequest", "reason": "BORED"}),
    "an unknown intent": intent("BrandNewIntent"),
    "an unknown dialog state": envelope(
        {"type": "IntentRequest", "dialogState": "PONDERING", "intent": {"name": "ShouldRunIntent"}}
    ),
    "an unknown viewport": {
        **launch(),
        "context": {**launch()["context"], "Viewport": {"mode": "HOLOGRAM", "shape": "CUBE"}},
    },
    "unknown properties everywhere": {**launch(), "novelty": {"a": 1}, "request": {**launch()["request"], "b": [2]}},
    "no context but the system": {
        **launch(),
        "context": {"System": launch()["context"]["System"]},
    },
    "a slot of nothing": intent("AnythingIntent"),
    "attributes of another version": intent("AMAZON.YesIntent", {"state": {"turn": "x", "pending": 5}, "old": True}),
    "a timestamp that can't be read": envelope({"type": "LaunchRequest", "timestamp": "yesterday"}),
    "markup in a slot": intent("AnythingIntent", words="<audio src='x'/> & <break time='10s'/>"),
    "an emoji": intent("AnythingIntent", words="🦵🏃"),
}


@pytest.mark.parametrize("odd", ODDITIES.values(), ids=ODDITIES.keys())
def test_whatever_amazon_sends_is_answered(lambda_handler: Any, odd: dict[str, Any]) -> None:
    checked(lambda_handler(odd, None))


def test_another_skills_request_is_refused(lambda_handler: Any) -> None:
    foreign = launch()
    foreign["context"]["System"]["application"] = {"applicationId": "amzn1.ask.skill.other"}

    with pytest.raises(Exception, match="Skill ID"):
        lambda_handler(foreign, None)


def test_a_fault_of_ours_is_spoken_as_an_apology(coach: Coach) -> None:
    class Broken:
        def __getattr__(self, name: str) -> Any:
            raise RuntimeError("on purpose")

    skill = alexa_skill(coach)
    for chain in skill.request_dispatcher.request_mappers[0].request_handler_chains:
        if hasattr(chain.request_handler, "meanings"):
            chain.request_handler.coach = Broken()
    opened = skill.serializer.deserialize(json.dumps(intent("ShouldRunIntent")), _envelope_type())

    response = checked(skill.serializer.serialize(skill.invoke(opened, None)))

    assert "sorry" in response["outputSpeech"]["ssml"].lower()
    assert response["shouldEndSession"]


def _envelope_type() -> Any:
    from ask_sdk_model import RequestEnvelope

    return RequestEnvelope
