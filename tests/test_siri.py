"""The requests of docs/siri.md, word for word, get what the recipe needs of the reply."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from skill.app import Coach
from skill.channels.webhook import create_app

RECIPE = (Path(__file__).parent.parent / "docs" / "siri.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```http\n(?P<method>\w+) (?P<path>\S+)\n(?P<headers>.*?)\n\n(?P<body>.*?)\n```", re.DOTALL)
SESSION = "<session>"


@dataclass(frozen=True)
class Turn:
    """A request of the recipe, as it is written there."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


TURNS = [
    Turn(
        block["method"],
        block["path"],
        dict(line.split(": ", 1) for line in block["headers"].splitlines()),
        block["body"],
    )
    for block in BLOCK.finditer(RECIPE)
]


@pytest.fixture
def replies(coach: Coach) -> list[dict[str, Any]]:
    """The recipe's conversation."""
    return replayed(create_app(coach, None).test_client())


def replayed(client: FlaskClient) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = []
    for turn in TURNS:
        body = turn.body.replace(SESSION, said[-1]["session"]) if said else turn.body
        answer = client.open(turn.path, method=turn.method, headers=turn.headers, data=body)
        assert answer.status_code == 200, answer.json
        said.append(answer.json)
    return said


def test_the_recipe_has_a_conversation_in_it() -> None:
    assert len(TURNS) >= 4
    assert SESSION not in TURNS[0].body
    assert all(SESSION in turn.body for turn in TURNS[1:])
    assert all(set(json.loads(turn.body)) == {"text", "session", "locale"} for turn in TURNS)


def test_the_loop_goes_on_until_the_session_ends(replies: list[dict[str, Any]]) -> None:
    assert [reply["ends_session"] for reply in replies] == [False] * (len(TURNS) - 1) + [True]
    assert replies[-1]["session"] is None


def test_what_is_spoken_is_plain_text_with_a_question_while_it_goes_on(replies: list[dict[str, Any]]) -> None:
    for reply in replies:
        assert reply["speech"].strip()
        assert "<" not in reply["speech"]
        assert reply["speech"].endswith("?") is not reply["ends_session"]


def test_the_conversation_comes_to_the_verdict_that_the_recipe_promises(replies: list[dict[str, Any]]) -> None:
    about = [reply["about"] for reply in replies]

    assert about[0] == "check_in"
    assert "verdict" in about
    assert about[-1] == "goodbye"


def test_the_recipe_takes_only_what_a_reply_has(replies: list[dict[str, Any]]) -> None:
    taken = set(re.findall(r"the value for `(\w+)`", RECIPE))

    assert taken == {"speech", "ends_session", "session"}
    assert taken <= set(replies[0])
