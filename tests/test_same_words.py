"""Promise 4: the same utterance in the same state gets the same speech on every channel.

Five ways in hear the same two hundred utterances side by side, each carrying its own session from turn to turn.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape
from zoneinfo import ZoneInfo

import anyio
import pytest
from envelopes import SKILL_ID, intent

from skill.app import Caller, Coach
from skill.channels.lambda_host import lambda_handler
from skill.channels.mcp_server import coach_server
from skill.channels.terminal import Session
from skill.channels.webhook import create_app
from skill.content.loader import load_content
from skill.memory import open_memory
from skill.settings import Settings
from skill.understanding.understand import load_understanding

ROOT = Path(__file__).parent.parent
CONTENT = load_content()
LOCALE, ZONE = "en-GB", "Europe/London"
TURNS, CONVERSATION = 200, 5  # utterances in all, and in one conversation

Say = Callable[[str], str]  # an utterance in, the speech out; who says it carries the session


def conversations() -> list[list[str]]:
    """Questions from the held-out file with small talk between them, so that follow-ups have something to follow."""
    lines = (ROOT / "tests" / "utterances" / "held_out.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["text"] for line in lines]
    talk = [phrase for one in CONTENT.small_talk.values() for phrase in one.also]
    pairs = zip(_spread(questions, TURNS // 2), _spread(talk, TURNS // 2), strict=True)
    turns = [text for pair in pairs for text in pair]
    return [turns[start : start + CONVERSATION] for start in range(0, TURNS, CONVERSATION)]


def _spread(texts: list[str], number: int) -> list[str]:
    """So many of them, from all over the list."""
    return [texts[index * len(texts) // number] for index in range(number)]


CONVERSATIONS = conversations()


@dataclass
class Prompt:
    """Somebody at the prompt."""

    coach: Coach
    session: Session | None = None

    def __call__(self, text: str) -> str:
        self.session = self.session or Session(self.coach, lambda: Caller(datetime.now(ZoneInfo(ZONE)), LOCALE))
        return self.session.said(text).reply.speech


@dataclass
class Tokened:
    """A caller that sends the session's token with the next turn."""

    send: Callable[[dict[str, Any]], dict[str, Any]]
    session: str | None = None

    def __call__(self, text: str) -> str:
        sent = {"text": text, "locale": LOCALE, "time_zone": ZONE, "session": self.session}
        reply = self.send(sent)
        self.session = reply["session"]
        return str(reply["speech"])


@dataclass
class Speaker:
    """A device of Amazon's, whose catch-all brings the raw words."""

    send: Callable[[dict[str, Any]], dict[str, Any]]
    attributes: dict[str, Any] = field(default_factory=dict)

    def __call__(self, text: str) -> str:
        # The zone is known, so that nobody is asked for it over the network.
        envelope = intent("AnythingIntent", {"zone": ZONE, **self.attributes}, words=text)
        envelope["request"]["locale"] = LOCALE
        answer = self.send(envelope)
        self.attributes = answer.get("sessionAttributes") or {}
        ssml: str = answer["response"]["outputSpeech"]["ssml"]
        return unescape(ssml.removeprefix("<speak>").removesuffix("</speak>"))


@pytest.fixture(scope="module")
def ways_in() -> Iterator[Callable[[], dict[str, Say]]]:
    """Makes a fresh caller on every channel. None of them is remembered, because Lambda and MCP remember nobody."""
    settings = Settings(skill_id=SKILL_ID, secret_key="test", ask_per_minute=0)
    coach = Coach(CONTENT, load_understanding(CONTENT), open_memory("none:"), settings)
    web = create_app(coach, None).test_client()
    server = coach_server(coach)

    def post(path: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
        return lambda sent: web.post(path, json=sent).json

    def tool(sent: dict[str, Any]) -> dict[str, Any]:
        return dict(anyio.run(server.call_tool, "ask", sent).structured_content)  # type: ignore[union-attr]

    def on_lambda(envelope: dict[str, Any]) -> dict[str, Any]:
        return dict(lambda_handler(envelope, None))

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SKILL_ID", SKILL_ID)
        environment.delenv("MEMORY_URL", raising=False)
        yield lambda: {
            "prompt": Prompt(coach),
            "text API": Tokened(post("/ask")),
            "MCP": Tokened(tool),
            "Alexa webhook": Speaker(post("/alexa")),
            "Alexa on Lambda": Speaker(on_lambda),
        }


def test_there_are_two_hundred_utterances_in_conversations() -> None:
    assert sum(len(conversation) for conversation in CONVERSATIONS) == TURNS
    assert len({text for conversation in CONVERSATIONS for text in conversation}) >= TURNS * 0.9


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=range(len(CONVERSATIONS)))
def test_every_way_in_says_the_same_words(conversation: list[str], ways_in: Callable[[], dict[str, Say]]) -> None:
    callers = ways_in()

    for turn, text in enumerate(conversation):
        spoken = {channel: say(text) for channel, say in callers.items()}

        assert len(set(spoken.values())) == 1, f"turn {turn}, {text!r}: {json.dumps(spoken, indent=1)}"
