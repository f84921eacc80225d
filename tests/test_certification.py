"""What Amazon's testers do first, and that the page about certification names tests that exist."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ask_sdk_model import RequestEnvelope
from envelopes import intent, launch, without_session

from skill.app import Caller, Coach
from skill.channels.alexa import alexa_skill
from skill.content.loader import load_content
from skill.conversation.state import State
from skill.interaction_model import interaction_model
from skill.manifest import Hosting, manifest

ROOT = Path(__file__).parent.parent
CONTENT = load_content()
INTENTS = interaction_model(CONTENT)["interactionModel"]["languageModel"]["intents"]
PHRASES = manifest(CONTENT, Hosting())["manifest"]["publishingInformation"]["locales"]["en-US"]["examplePhrases"]
NAMED = re.findall(r"`(test_\w+\.py)::(test_\w+)`", (ROOT / "docs" / "certification.md").read_text(encoding="utf-8"))

Ask = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture
def ask(coach: Coach) -> Ask:
    """Sends an envelope to the skill."""
    skill = alexa_skill(coach)

    def answer(event: dict[str, Any]) -> dict[str, Any]:
        opened = skill.serializer.deserialize(json.dumps(event), RequestEnvelope)
        said: dict[str, Any] = skill.serializer.serialize(skill.invoke(opened, None))
        return said

    return answer


def speech(answer: dict[str, Any]) -> str:
    ssml: str = answer["response"]["outputSpeech"]["ssml"]
    return ssml.removeprefix("<speak>").removesuffix("</speak>")


def test_the_page_names_many_tests() -> None:
    assert len(NAMED) > 40


@pytest.mark.parametrize(("file", "test"), sorted(set(NAMED)))
def test_every_test_that_the_page_names_exists(file: str, test: str) -> None:
    path = next(path for path in (ROOT / "tests" / file, ROOT / "tests" / "channels" / file) if path.exists())

    assert re.search(rf"^(async )?def {test}\(", path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("phrase", PHRASES)
def test_an_example_phrase_is_answered_and_not_greeted(ask: Ask, phrase: str) -> None:
    said = re.sub(r"^Alexa, ask leg day coach ", "", phrase).lower()
    name = next(one["name"] for one in INTENTS if said in one["samples"])

    answer = ask(intent(name))

    assert speech(answer) != speech(ask(launch()))
    assert speech(answer).endswith("?")


def test_help_explains_asks_and_is_not_the_welcome(ask: Ask) -> None:
    help_, welcome = ask(intent("AMAZON.HelpIntent")), ask(launch())

    assert speech(help_) != speech(welcome)
    assert speech(help_).startswith(CONTENT.phrases["help"][0])
    assert speech(help_).endswith("?")
    assert help_["response"]["shouldEndSession"] is False


def test_help_in_the_check_is_help_and_the_check_goes_on(ask: Ask) -> None:
    asked = ask(intent("CheckInIntent"))

    helped = ask(intent("AMAZON.HelpIntent", asked["sessionAttributes"]))
    answered = ask(intent("SorenessValueIntent", helped["sessionAttributes"], soreness="a little"))

    assert speech(helped).startswith(CONTENT.phrases["help_in_check"][0])
    assert speech(answered).endswith(CONTENT.phrases["safety"][0])


@pytest.mark.parametrize("name", ["AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.NavigateHomeIntent"])
def test_stop_cancel_and_home_close_the_session(ask: Ask, name: str) -> None:
    response = ask(intent(name, ask(launch())["sessionAttributes"]))["response"]

    assert response["shouldEndSession"] is True
    assert "?" not in response["outputSpeech"]["ssml"]


def test_amazons_fallback_is_declined_with_a_question(ask: Ask) -> None:
    answer = ask(intent("AMAZON.FallbackIntent", ask(launch())["sessionAttributes"]))

    assert speech(answer).startswith(tuple(CONTENT.phrases["missed"]))
    assert speech(answer).endswith("?")


def test_disabling_the_skill_forgets_the_person(ask: Ask, coach: Coach) -> None:
    event = without_session({"type": "AlexaSkillEvent.SkillDisabled"})
    person = event["context"]["System"]["user"]["userId"]
    caller = Caller(datetime(2026, 11, 25, 18, tzinfo=UTC), "en-US", person)
    coach.hear("log leg day yesterday", State(), caller)

    ask(event)

    assert coach.hear("when was my last leg day", State(), caller).reply.speech.startswith(
        CONTENT.phrases["nothing_remembered"][0]
    )
