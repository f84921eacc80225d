"""What Amazon's testers listen for, over the whole content and not a sample of it."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from ask_sdk_model import RequestEnvelope
from envelopes import SKILL_ID, intent, launch
from test_alexa import checked

from skill.app import open_coach
from skill.channels.alexa import alexa_skill
from skill.content.loader import load_content
from skill.content.topic import Content
from skill.content.wording import normal
from skill.interaction_model import intent_name
from skill.models import owners
from skill.settings import Settings
from skill.understanding.understand import Understanding

CONTENT = load_content()
DEEPER = ("tell me more", "what does the research say", "say that again", "thanks")

Ask = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture(scope="module")
def ask() -> Ask:
    skill = alexa_skill(open_coach(Settings.from_environment({"SKILL_ID": SKILL_ID}, memory_url="none:")))

    def answer(event: dict[str, Any]) -> dict[str, Any]:
        event["context"]["System"].pop("apiAccessToken")  # nobody is asked for the time zone
        opened = skill.serializer.deserialize(json.dumps(event), RequestEnvelope)
        said: dict[str, Any] = skill.serializer.serialize(skill.invoke(opened, None))
        return said

    return answer


def spoken(part: dict[str, Any]) -> str:
    return re.sub("<.*?>", "", part["outputSpeech"]["ssml"])


@pytest.mark.parametrize("topic", CONTENT.topics)
def test_everything_a_topic_says_keeps_amazons_rules_on_a_screen_too(ask: Ask, topic: str) -> None:
    """Size, session, one question, and a reprompt that is shorter and another one than what it follows."""
    answer = ask(intent(intent_name(topic)))
    for words in (*DEEPER, None):
        response = checked(answer)
        if "reprompt" in response:
            assert len(spoken(response["reprompt"])) < len(spoken(response))
            assert not spoken(response).endswith(spoken(response["reprompt"]))
        if words is not None:
            answer = ask(intent("AnythingIntent", answer.get("sessionAttributes"), words=words))


@pytest.mark.parametrize("words", ["ß&" * 4000, "is it okay to run with sore legs " * 250, "<" * 8000])
def test_a_reply_keeps_amazons_size_whatever_was_said(ask: Ask, words: str) -> None:
    checked(ask(intent("AnythingIntent", words=words)))


def test_a_question_whose_if_was_swallowed_is_the_same_question(content: Content, understanding: Understanding) -> None:
    """ "Ask leg day coach if i should run": Alexa hands on "i should run". All phrasings that can be said so."""
    swallowed = {
        normal(text).replace(ours, theirs, 1): owner
        for text, owner in owners(content).items()
        for theirs, ours in content.indirect.items()
        if normal(text).startswith(f"{ours} ") and normal(text).count(" ") > ours.count(" ") + 1
    }
    wrong = [
        (text, owner, heard.topic)
        for text, owner in swallowed.items()
        if (heard := understanding.understand(text)).topic not in (owner, "red_flag")
    ]

    assert len(swallowed) > 4000
    assert [one for one in wrong if one[0] not in owners(content)] == []


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("i should run after leg day", "should_run"),
        ("running after leg day", "should_run"),
        ("i can run with sore legs", "sore_legs"),
        ("it is okay to run with sore legs", "sore_legs"),
        ("ice baths", "cold_plunge"),
        ("how long i should wait to run after leg day", "run_when"),
        ("i should stretch before or after a run", "stretching"),
    ],
)
def test_what_alexa_leaves_of_a_one_shot_question_is_answered(ask: Ask, words: str, topic: str) -> None:
    answer = ask(intent("AnythingIntent", words=words))

    assert spoken(answer["response"]).startswith(CONTENT.topics[topic].answer[:40])


@pytest.mark.parametrize("words", ["remind me tomorrow", "set a reminder", "set an alarm for my run"])
def test_who_wants_a_reminder_is_told_kindly_that_there_are_none_yet(ask: Ask, words: str) -> None:
    for event in (intent("AnythingIntent", words=words), intent("ReminderIntent")):
        response = checked(ask(event))

        assert CONTENT.phrases["no_reminders"][0] in spoken(response)
        assert not response["shouldEndSession"]


def test_the_phone_gets_a_card_with_the_answer_and_what_it_stands_on(ask: Ask) -> None:
    card = ask(intent("SoreLegsIntent"))["response"]["card"]

    assert card["type"] == "Simple"
    assert card["title"]
    assert CONTENT.topics["sore_legs"].answer in card["content"]
    assert CONTENT.topics["sore_legs"].evidence in card["content"]


def test_the_welcome_gives_something_before_it_asks(ask: Ask) -> None:
    sentences = re.split(r"(?<=[.?]) ", spoken(ask(launch())["response"]))

    assert sentences[-1].endswith("?")
    assert any("run" in sentence for sentence in sentences[:-1])
