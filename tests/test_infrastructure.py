"""What the skill is hosted with fits the code: names, limits and rights."""

import re
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from skill.commands.package import package
from skill.conversation.scene import Profile
from skill.memory.dynamodb import DynamoDBMemory
from skill.settings import Settings

INFRASTRUCTURE = Path(__file__).parent.parent / "infrastructure"
ALEXAS_PATIENCE = 8  # seconds


class Template(yaml.SafeLoader):
    """Reads `!GetAtt A.B` and its like as the text they stand for."""


Template.add_multi_constructor("!", lambda loader, _, node: loader.construct_scalar(node))


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    read = yaml.load((INFRASTRUCTURE / "template.yaml").read_text(encoding="utf-8"), Loader=Template)
    made: dict[str, Any] = read["Resources"]
    return made


@pytest.fixture(scope="module")
def service() -> dict[str, Any]:
    read = yaml.safe_load((INFRASTRUCTURE / "compose.yaml").read_text(encoding="utf-8"))
    made: dict[str, Any] = read["services"]["coach"]
    return made


def test_the_function_gives_up_before_alexa_does(resources: dict[str, Any]) -> None:
    assert resources["Coach"]["Properties"]["Timeout"] < ALEXAS_PATIENCE


def test_the_function_runs_the_python_that_the_package_is_made_for(resources: dict[str, Any]) -> None:
    made_for = next(option.default for option in package.params if option.name == "python")

    assert resources["Coach"]["Properties"]["Runtime"] == f"python{made_for}"


def test_only_our_skill_may_call_the_function(resources: dict[str, Any]) -> None:
    coach = resources["Coach"]["Properties"]

    assert coach["Events"] == {"Alexa": {"Type": "AlexaSkill", "Properties": {"SkillId": "SkillId"}}}
    assert coach["Environment"]["Variables"]["SKILL_ID"] == "SkillId"


def test_the_function_is_given_settings_that_the_skill_reads(resources: dict[str, Any]) -> None:
    known = {field.name.upper() for field in fields(Settings)}

    assert set(resources["Coach"]["Properties"]["Environment"]["Variables"]) <= known


def test_the_table_has_the_key_and_the_expiry_that_the_store_writes(resources: dict[str, Any]) -> None:
    table = resources["Profiles"]["Properties"]
    written: dict[str, Any] = {}

    class Client:
        def put_item(self, **asked: Any) -> None:
            written.update(asked["Item"])

    DynamoDBMemory(Client(), "profiles", ()).save("a person", Profile(), datetime(2026, 1, 1, tzinfo=UTC))  # type: ignore[arg-type]
    keys = [one["AttributeName"] for one in table["KeySchema"]]

    assert keys == ["key"]
    assert set(keys) <= set(written)
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}
    assert "N" in written["expires"]


def test_the_function_has_only_the_rights_it_uses(resources: dict[str, Any]) -> None:
    statements = [
        statement
        for policy in resources["CoachRole"]["Properties"]["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]
    actions = {action for statement in statements for action in statement["Action"]}

    assert actions == {
        "logs:CreateLogStream", "logs:PutLogEvents",
        "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem",
    }  # fmt: skip
    assert {statement["Resource"] for statement in statements} == {"CoachLog.Arn", "Profiles.Arn"}


def test_the_container_runs_as_nobody_in_particular_and_writes_only_its_volume(service: dict[str, Any]) -> None:
    dockerfile = (INFRASTRUCTURE / "Dockerfile").read_text(encoding="utf-8")
    user = re.search(r"^USER (\d+)$", dockerfile, re.MULTILINE)

    assert user
    assert user.group(1) != "0"
    assert service["user"].split(":")[0] == user.group(1)
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "sqlite:////data/" in dockerfile


def test_the_container_is_only_reached_through_the_machines_own_proxy(service: dict[str, Any]) -> None:
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_the_container_is_given_settings_that_the_skill_reads(service: dict[str, Any]) -> None:
    assert set(service["environment"]) <= {field.name.upper() for field in fields(Settings)}


def test_the_health_check_asks_the_port_that_is_served() -> None:
    dockerfile = (INFRASTRUCTURE / "Dockerfile").read_text(encoding="utf-8")
    served = re.search(r'"--port", "(\d+)"', dockerfile)

    assert served
    assert f"127.0.0.1:{served.group(1)}/healthz" in dockerfile
