"""Amazon's own descriptions accept what we send: the skill package, the infrastructure, and every answer of the skill."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import smapi_schema
from envelopes import SKILL_ID, envelope, intent, launch, without_session

from skill.app import Coach
from skill.channels.alexa import alexa_skill
from skill.channels.alexa_dialog import CHECK_SLOTS
from skill.content.loader import load_content
from skill.interaction_model import CATCH_ALL, intent_name, interaction_model
from skill.manifest import Hosting, write_skill_package
from skill.memory.mapping import MappingMemory
from skill.settings import Settings
from skill.understanding.understand import load_understanding

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NODE = HERE / "node_modules"
TOOLS = HERE / ".venv-aws" / "bin"
CONTENT = load_content()
MODEL = interaction_model(CONTENT)["interactionModel"]["languageModel"]
HOSTINGS = {
    "a web address": Hosting.of("https://coach.example.org", None),
    "a Lambda function": Hosting.of(None, "arn:aws:lambda:us-east-1:123456789012:function:coach"),
    "nothing yet": Hosting(),
}
# A conversation through the check, with each kind of answer on the way, to a verdict and beyond.
CHECKED = (
    "should i run today", "a little", "no", "two days ago", "start over",
    "should i run today", "what", "i don't know", "a little", "why", "my knee hurts", "a dull ache", "no",
    "two days ago", "why", "what if i only jog ten minutes", "when can i run hard again", "i'm going anyway",
    "tell me more", "remember that", "it was hard", "when was my last leg day", "forget me", "yes", "help",
)  # fmt: skip

pytestmark = pytest.mark.channels


def package(hosting: Hosting, folder: Path) -> Path:
    return write_skill_package(CONTENT, hosting, folder)


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("hosting", HOSTINGS.values(), ids=HOSTINGS)
def test_amazons_skill_management_takes_the_manifest(hosting: Hosting, tmp_path: Path) -> None:
    assert smapi_schema.faults(smapi_schema.MANIFEST, read(package(hosting, tmp_path) / "skill.json")) == []


def test_amazons_skill_management_takes_every_interaction_model(tmp_path: Path) -> None:
    for path in (package(Hosting(), tmp_path) / "interactionModels" / "custom").glob("*.json"):
        assert smapi_schema.faults(smapi_schema.MODEL, read(path)) == [], path.name


MISTAKES = {
    "a misspelt key": ("publishingInformation", "catgory"),
    "a viewport of no known mode": ("apis", "custom", "interfaces", 0, "supportedViewports", 0, "mode"),
    "an event that is none": ("events", "subscriptions", 0, "eventName"),
    "a flag that is no flag": ("privacyAndCompliance", "isChildDirected"),
    "an endpoint that is no address": ("apis", "custom", "endpoint", "uri"),
}


@pytest.mark.parametrize("path", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_the_manifest_would_be_seen(path: tuple[str | int, ...], tmp_path: Path) -> None:
    made = read(package(HOSTINGS["a web address"], tmp_path) / "skill.json")
    place: Any = made["manifest"]
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = "wrong"

    assert smapi_schema.faults(smapi_schema.MANIFEST, made)


def requests(answer: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every answer the skill gives: to a whole check, to each intent fresh and in a conversation, and to oddities."""
    names = [one["name"] for one in MODEL["intents"]]
    attributes: dict[str, Any] = {}
    for number, words in enumerate(CHECKED):
        said = answer(intent(CATCH_ALL, attributes, words=words))
        attributes = said.get("sessionAttributes", {})
        yield f"check {number}", said
    yield "launch", answer(launch())
    kept = answer(intent("ShouldRunIntent"))["sessionAttributes"]
    for name in names:
        yield f"{name}, fresh", answer(intent(name))
        yield f"{name}, later", answer(intent(name, kept))
    yield "a warning sign", answer(intent(CATCH_ALL, words="i have chest pain"))
    yield "an end", answer(envelope({"type": "SessionEndedRequest", "reason": "USER_INITIATED"}))
    yield "an event", answer(without_session({"type": "AlexaSkillEvent.SkillDisabled"}))
    yield "something new", answer(envelope({"type": "Alexa.Something.New"}))


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    coach = Coach(CONTENT, load_understanding(CONTENT), MappingMemory(), Settings(skill_id=SKILL_ID, secret_key="test"))
    skill = alexa_skill(coach)

    def answer(event: dict[str, Any]) -> dict[str, Any]:
        opened = skill.serializer.deserialize(json.dumps(event), _envelope())
        said: dict[str, Any] = skill.serializer.serialize(skill.invoke(opened, None))
        return said

    return dict(requests(answer))


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The schema of a response, made from the types of Amazon's newest SDK."""
    made = tmp_path_factory.mktemp("schema") / "response.json"
    node("ts-json-schema-generator", "--path", str(NODE / "ask-sdk-model" / "index.d.ts"), "--type", "ResponseEnvelope",
         "--no-type-check", "--out", str(made))  # fmt: skip
    return made


def node(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(NODE / ".bin" / tool), *arguments]
    return subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=300, check=False)


def validated(schema: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return node("ajv", "validate", "--strict=false", "--all-errors", "-s", str(schema), "-d", f"{folder}/*.json")


def test_amazons_types_take_every_answer_of_the_skill(
    answers: dict[str, dict[str, Any]], schema: Path, tmp_path: Path
) -> None:
    for number, (name, said) in enumerate(answers.items()):
        (tmp_path / f"{number:03} {name}.json").write_text(json.dumps(said), encoding="utf-8")

    done = validated(schema, tmp_path)

    assert done.returncode == 0, done.stderr[:3000]
    assert done.stdout.count(" valid") == len(answers)


def test_the_answers_hold_every_kind_of_question_that_amazon_listens_for(answers: dict[str, dict[str, Any]]) -> None:
    asked = {
        directive["slotToElicit"]
        for said in answers.values()
        for directive in said["response"].get("directives", ())
        if directive["type"] == "Dialog.ElicitSlot"
    }

    assert {"soreness", "sign", "hours"} <= asked <= set(CHECK_SLOTS)


def test_what_amazon_is_sent_of_the_check_is_every_slot_it_has() -> None:
    check = next(one for one in MODEL["intents"] if one["name"] == intent_name("check_in"))

    assert {slot["name"] for slot in check["slots"]} == set(CHECK_SLOTS)


def test_a_mistake_in_an_answer_would_be_seen(schema: Path, tmp_path: Path) -> None:
    (tmp_path / "wrong.json").write_text('{"version": "1.0", "response": {"outputSpeach": {}}}', encoding="utf-8")

    assert validated(schema, tmp_path).returncode == 1


@pytest.mark.parametrize(
    "command", [["cfn-lint"], ["sam", "validate", "--lint", "--template"]], ids=["cfn-lint", "sam"]
)
def test_the_template_is_clean(command: list[str]) -> None:
    environment = {**os.environ, "AWS_DEFAULT_REGION": "us-east-1", "SAM_CLI_TELEMETRY": "0"}
    done = subprocess.run(
        [str(TOOLS / command[0]), *command[1:], str(ROOT / "infrastructure" / "template.yaml")],
        env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr


def _envelope() -> Any:
    from ask_sdk_model import RequestEnvelope

    return RequestEnvelope
