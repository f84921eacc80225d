"""Home Assistant's own matcher reads what we export, and what it would speak is what the skill says."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from flask.testing import FlaskClient
from hassil import Intents
from hassil.recognize import RecognizeResult, recognize_best
from jinja2 import Environment

from skill.app import Coach
from skill.channels.home_assistant import ANYTHING, configuration, custom_sentences
from skill.channels.webhook import create_app
from skill.cli import leg_day_coach
from skill.content.loader import load_content
from skill.content.templates import expand

CONTENT = load_content()
CONFIGURATION = configuration(CONTENT)
TOPICS = dict(zip(CONFIGURATION["intent_script"], CONTENT.topics, strict=False))  # the catch-all comes after them


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command writes."""
    out = tmp_path_factory.mktemp("export") / "home-assistant"
    done = CliRunner().invoke(leg_day_coach, ["export", "home-assistant", "--out", str(out)])
    assert done.exit_code == 0, done.output
    return out


@pytest.fixture(scope="module")
def sentences(folder: Path) -> dict[str, Any]:
    text = (folder / "custom_sentences" / "en" / "leg_day_coach.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


@pytest.fixture(scope="module")
def intents(sentences: dict[str, Any]) -> Intents:
    return Intents.from_dict(sentences)


def test_the_files_hold_what_was_made(folder: Path, sentences: dict[str, Any]) -> None:
    written = yaml.safe_load((folder / "configuration.yaml").read_text(encoding="utf-8"))

    assert sentences == custom_sentences(CONTENT)
    assert written == CONFIGURATION
    assert sorted(path.name for path in folder.rglob("*.yaml")) == ["configuration.yaml", "leg_day_coach.yaml"]


def test_every_intent_that_is_heard_is_answered(sentences: dict[str, Any]) -> None:
    assert set(sentences["intents"]) == set(CONFIGURATION["intent_script"])
    assert len(sentences["intents"]) == len(CONTENT.topics) + 1


@pytest.mark.parametrize("name", TOPICS)
def test_every_exported_sentence_is_recognised_as_its_own_topic(
    name: str, sentences: dict[str, Any], intents: Intents
) -> None:
    (block,) = sentences["intents"][name]["data"]
    assert block["sentences"] == list(CONTENT.topics[TOPICS[name]].questions)

    for template in block["sentences"]:
        for text in expand(template):
            assert _name(recognize_best(text, intents)) == name, text


@pytest.mark.parametrize("text", ["turn on the kitchen lights", "what's the weather", "set a timer for ten minutes"])
def test_what_belongs_to_the_house_stays_with_the_house(text: str, intents: Intents) -> None:
    assert recognize_best(text, intents) is None


@pytest.mark.parametrize(
    "to_whom",
    [
        *(f"{verb} {whose}leg day coach" for verb in ("ask", "tell") for whose in ("", "the ", "my ")),
        "the leg day coach",
    ],
)
def test_any_other_question_arrives_in_its_own_words(to_whom: str, intents: Intents) -> None:
    heard = recognize_best(f"{to_whom}: my buddy always jogs after squats, should I copy him?", intents)

    assert _name(heard) == ANYTHING
    assert heard
    assert "my buddy always jogs after squats" in str(heard.entities["words"].value)


@pytest.fixture
def client(coach: Coach) -> FlaskClient:
    return create_app(coach, None).test_client()


@pytest.mark.parametrize("name", TOPICS)
def test_what_is_spoken_is_what_the_skill_says(name: str, client: FlaskClient) -> None:
    topic = CONTENT.topics[TOPICS[name]]

    assert CONTENT.locales["en-US"].spell(topic.answer)[:30] in spoken(client, name)


def test_what_is_spoken_to_any_other_question_is_what_the_skill_says(client: FlaskClient) -> None:
    said = client.post("/ask", json={"text": "my buddy always jogs after squats should i copy him"}).json["speech"]

    assert spoken(client, ANYTHING, words="my buddy always jogs after squats should i copy him") == said


def test_a_refusal_of_the_text_api_is_spoken_as_an_apology() -> None:
    answered = _rendered(CONFIGURATION["intent_script"][ANYTHING]["speech"]["text"], action_response={"content": {}})

    assert answered.startswith("Sorry")


def spoken(client: FlaskClient, name: str, **slots: str) -> str:
    """What Home Assistant would speak: the intent's script carried out against the text API."""
    script = CONFIGURATION["intent_script"][name]
    command, stop = script["action"]
    text = _rendered(command["data"]["text"], **slots)
    sent = _rendered(
        CONFIGURATION["rest_command"][command["action"].removeprefix("rest_command.")]["payload"], text=text
    )
    answer = client.post("/ask", data=sent, content_type="application/json")
    assert answer.status_code == 200, answer.json
    assert command["response_variable"] == stop["response_variable"]
    return _rendered(script["speech"]["text"], action_response={"status": 200, "content": answer.json})


def _rendered(template: str, **values: Any) -> str:
    """As Home Assistant renders a template."""
    environment = Environment(autoescape=False)
    environment.filters["to_json"] = json.dumps
    return environment.from_string(template).render(**values)


def _name(heard: RecognizeResult | None) -> str | None:
    return heard.intent.name if heard else None
