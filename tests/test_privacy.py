"""docs/privacy.md, sentence by sentence: each is held by a test, or is somebody else's promise."""

import ast
import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from envelopes import intent
from flask.testing import FlaskClient
from test_infrastructure import Template

from skill.app import Caller, Coach
from skill.channels.session_token import VALID_SECONDS, SessionSeal
from skill.channels.webhook import create_app
from skill.conversation.state import State
from skill.interaction_model import CATCH_ALL, CATCH_ALL_SLOT
from skill.manifest import Hosting, manifest
from skill.memory.mapping import MappingMemory

ROOT = Path(__file__).parent.parent
CLAIMS: dict[str, list[str] | str] = tomllib.loads((ROOT / "tests/privacy_claims.toml").read_text(encoding="utf-8"))
NAMED = sorted({test for tests in CLAIMS.values() if isinstance(tests, list) for test in tests})
# The modules that may open a connection, and to whom.
CALLERS = {
    "channels/certificates.py": "Amazon's certificates",
    "channels/alexa_settings.py": "Alexa, for the time zone",
    "memory/dynamodb.py": "the owner's table",
}
CONNECTING = r"^\s*(?:import|from) (?:http|socketserver|requests|urllib3|urllib\.request|boto3|aiohttp|httpx|ftplib|smtplib|ask_sdk_core\.api_client)\b"


def sentences() -> list[str]:
    text = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    lines = [line.removeprefix("- ") for line in text.splitlines() if line and not line.startswith("#")]
    return [sentence for line in lines for sentence in re.split(r'(?<=[.!?]) (?=[A-Z"])', line)]


def test_every_sentence_has_its_test() -> None:
    untested = [one for one in sentences() if sum(one.startswith(claim) for claim in CLAIMS) != 1]
    gone = [claim for claim in CLAIMS if not any(one.startswith(claim) for one in sentences())]

    assert (untested, gone) == ([], [])


@pytest.mark.parametrize("named", NAMED)
def test_every_test_that_is_named_is_there(named: str) -> None:
    file, _, test = named.partition("::")

    assert re.search(rf"^\s*(async )?def {test}\(", (ROOT / "tests" / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_a_conversation_is_over_after_half_an_hour_of_silence() -> None:
    seal = SessionSeal.of("a secret")
    token = seal.seal(State(turn=3))

    assert timedelta(seconds=VALID_SECONDS) == timedelta(minutes=30)
    assert seal.open(token) == State(turn=3)
    assert seal.open(token, later=VALID_SECONDS + 1) is None


def test_the_zone_of_a_device_is_in_no_store(coach: Coach) -> None:
    client = create_app(coach, None).test_client()
    said = intent(CATCH_ALL, {"zone": "Pacific/Chatham"}, **{CATCH_ALL_SLOT: "log leg day"})
    answer = client.post("/alexa", json=said).get_json()
    memory = coach.memory
    assert isinstance(memory, MappingMemory)

    assert answer["sessionAttributes"]["zone"] == "Pacific/Chatham"
    assert len(memory.kept) == 1
    assert "Chatham" not in repr(memory.kept)


def test_the_skill_asks_amazon_for_no_permission_and_no_account(coach: Coach) -> None:
    made = manifest(coach.content, Hosting.of("https://coach.example.org", None))["manifest"]

    assert made.get("permissions", []) == []
    assert not re.search(r"account_?linking", repr(made), re.IGNORECASE)
    assert not list((ROOT / "infrastructure").glob("*account*"))


def test_numbers_are_in_no_file() -> None:
    for name in ("metrics.py", "channels/metrics_page.py"):
        assert not re.search(r"\bopen\(|write_|sqlite", (ROOT / "skill" / name).read_text(encoding="utf-8"))


def test_amazons_log_lets_go_after_fourteen_days() -> None:
    text = (ROOT / "infrastructure/template.yaml").read_text(encoding="utf-8")

    assert yaml.load(text, Loader=Template)["Resources"]["CoachLog"]["Properties"]["RetentionInDays"] == 14


@pytest.mark.parametrize("kind", ["audio/wav", "audio/webm", "application/octet-stream"])
def test_no_way_in_takes_sound(coach: Coach, kind: str) -> None:
    client: FlaskClient = create_app(coach, None).test_client()
    sound = b"RIFF\xff\xff\xff\xffWAVE"

    assert client.post("/ask", data=sound, content_type=kind).status_code == 400
    assert client.post("/alexa", data=sound, content_type=kind).status_code == 400


def test_every_sentence_that_is_said_stands_in_the_content(coach: Coach) -> None:
    """No speech has a word that no file has: what is put in is a number, a day or a clock."""
    written = " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "skill/content").rglob("*.toml"))
    known = set(re.findall(r"[a-z]+", written.lower()))
    spoken: set[str] = set()
    for topic in coach.content.topics:
        spoken |= set(re.findall(r"[a-z]+", coach.intent(topic, {}, State(), Caller()).reply.speech.lower()))

    assert len(spoken) > 500
    assert spoken <= known


def test_the_skill_calls_nobody_but_amazon() -> None:
    calling = {
        path.relative_to(ROOT / "skill").as_posix()
        for path in (ROOT / "skill").rglob("*.py")
        if re.search(CONNECTING, path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert calling == set(CALLERS)


def test_nothing_is_told_to_a_maker_of_statistics_or_text() -> None:
    packages = _declared()

    assert not [
        name for name in packages if re.search(r"analytic|sentry|posthog|segment|openai|anthropic|telemetry", name)
    ]
    assert "flask" in packages


def _declared() -> list[str]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    return [re.split(r"[\[<>=!~ ]", one)[0].lower() for one in wanted]


def test_these_tests_are_functions_of_this_file() -> None:
    """So that a claim can't be held by a comment."""
    tree = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    here = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}

    assert {named.partition("::")[2] for named in NAMED if named.startswith("test_privacy.py")} <= here
