"""Promise 7: nothing about a body outlives the session. Every byte that is kept or logged is looked at."""

import hashlib
import hmac
import json
import logging
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from dynamodb_server import Server, moto
from envelopes import intent

from skill.app import Caller, Coach
from skill.channels.webhook import create_app
from skill.conversation.state import State
from skill.interaction_model import CATCH_ALL, CATCH_ALL_SLOT
from skill.memory import open_memory
from skill.memory.mapping import MappingMemory
from skill.settings import Settings

ANN = "ann.example-7c1e"
VOICE = f"{ANN}-voice"  # recognised on Ann's account
SECRET = "a secret of this test"

# A logged leg day, three checks with all that may be said in them, and what nobody understands.
UTTERANCES = (
    "remember that leg day was yesterday evening",
    "it was brutal, my knee was hurting",
    "should i run today",
    "seven out of ten",
    "i have a sharp stabbing pain in my knee",
    "no nothing else",
    "what about tomorrow",
    "my left calf is throbbing",
    "start over",
    "can i run today, i'm pregnant and i slept badly",
    "a little sore",
    "no pain, no swelling",
    "my ankle feels purple like a zeppelin",
    "log leg day",
    "hard, i have been training for years",
    "when was my last leg day",
    "my thighs are swollen and hard",
    "i have chest pain",
)
BODY = (
    "sore", "pain", "hurt", "ache", "swell", "swollen", "knee", "calf", "thigh", "ankle", "sharp", "stab", "throb",
    "chest", "numb", "pregnan", "slept", "joint", "flag", "symptom", "fever", "zeppelin", "brutal", "out of ten",
)  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """A store, and all the bytes it holds by now."""

    url: str
    bytes: Callable[[], bytes]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with moto() as running:
        yield running


@pytest.fixture(params=["mapping", "sqlite", "dynamodb"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    if request.param == "mapping":
        return Kept("memory:", bytes)
    if request.param == "sqlite":
        return Kept(f"sqlite:///{tmp_path}/coach.sqlite3", lambda: bytes_in(tmp_path))
    running: Server = request.getfixturevalue("server")
    table = running.table()
    return Kept(running.url(table), lambda: json.dumps(running.items(table)).encode())


def bytes_in(folder: Path) -> bytes:
    return b"\n".join(path.name.encode() + b"\n" + path.read_bytes() for path in sorted(folder.iterdir()))


def traces(raw: bytes) -> list[str]:
    """What must not be found and is: words of a body, an utterance, the person in any plain form."""
    person = {ANN, hashlib.sha256(ANN.encode()).hexdigest(), hashlib.md5(ANN.encode()).hexdigest(), ANN.encode().hex()}
    text = raw.decode("latin-1").lower()
    plain = [trace for trace in (*person, *UTTERANCES) if trace in text]
    return plain + [word for word in BODY if re.search(rf"(?<![a-z]){word}", text)]  # "cache" aches not


def key_of(person: str) -> str:
    return hmac.new(SECRET.encode(), person.encode(), hashlib.sha256).hexdigest()


def told(coach: Coach) -> list[str]:
    """The whole conversation, straight to the coach."""
    state, acts = State(), []
    for text in UTTERANCES:
        answer = coach.hear(text, state, Caller(person=ANN, locale="en-US"))
        state = State() if answer.reply.ends_session else answer.state
        acts.append(answer.reply.about)
    return acts


def asked(post: Callable[[dict[str, Any]], dict[str, Any]]) -> list[str]:
    """The same through the text API."""
    session, acts = None, []
    for text in UTTERANCES:
        reply = post({"text": text, "session": session, "user": ANN, "locale": "en-US"})
        session = reply["session"]
        acts.append(reply["about"])
    return acts


def test_no_store_and_no_log_line_holds_anything_about_a_body(
    coach: Coach, kept: Kept, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    memory = open_memory(kept.url)
    mine = replace(coach, memory=memory, settings=Settings(secret_key=SECRET))

    acts = told(mine)
    client = create_app(mine, None).test_client()
    acts += asked(lambda body: client.post("/ask", json=body).get_json())
    held = repr(memory.kept).encode() if isinstance(memory, MappingMemory) else kept.bytes()
    said = "".join(capfd.readouterr()) + caplog.text

    assert {"logged", "check_in", "verdict", "red_flag", "last_leg_day"} <= set(acts)
    assert key_of(ANN).encode() in held
    assert traces(held) == []
    assert traces(said.encode()) == []


def test_nothing_is_held_of_who_asked_for_nothing(coach: Coach, kept: Kept) -> None:
    memory = open_memory(kept.url)
    mine = replace(coach, memory=memory, settings=Settings(secret_key=SECRET))
    for text in ("should i run today", "quite sore", "no pain", "two days ago", "why", "bye"):
        mine.hear(text, State(), Caller(person=ANN))

    assert not (memory.kept if isinstance(memory, MappingMemory) else kept.bytes().strip(b"[]"))


def test_alexas_requests_leave_nothing_either(
    coach: Coach, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    mine = replace(
        coach,
        memory=open_memory(f"sqlite:///{tmp_path}/coach.sqlite3"),
        settings=replace(coach.settings, secret_key=SECRET),
    )
    client = create_app(mine, None).test_client()
    attributes: dict[str, Any] = {}
    for text in UTTERANCES:
        sent = intent(CATCH_ALL, attributes, **{CATCH_ALL_SLOT: text})
        sent["context"]["System"]["user"] = sent["session"]["user"] = {"userId": ANN}
        sent["context"]["System"]["person"] = {"personId": VOICE}
        attributes = client.post("/alexa", json=sent).get_json()["sessionAttributes"]

    assert key_of(ANN).encode() in bytes_in(tmp_path)
    assert key_of(VOICE).encode() in bytes_in(tmp_path)
    assert traces(bytes_in(tmp_path)) == []
    assert traces(("".join(capfd.readouterr()) + caplog.text).encode()) == []


def test_a_running_server_leaves_nothing_in_its_folder_and_says_nothing(tmp_path: Path) -> None:
    """With the store and the secret that nobody chose."""
    environment = {name: value for name, value in os.environ.items() if name not in ("MEMORY_URL", "SECRET_KEY")}
    output = tmp_path / "output"
    with (
        output.open("w") as log,
        subprocess.Popen(
            [sys.executable, "-u", "-m", "skill", "serve", "--port", "0"],
            cwd=tmp_path,
            env={**environment, "PYTHONPATH": str(Path(__file__).parent.parent)},
            stdout=log,
            stderr=log,
        ) as server,
    ):
        try:
            while not (listens := re.search(r"http://127.0.0.1:\d+", output.read_text())):
                assert server.poll() is None, output.read_text()
            acts = asked(lambda body: _posted(f"{listens.group()}/ask", body))
            living = bytes_in(tmp_path)
        finally:
            server.send_signal(signal.SIGKILL)
    secret = (tmp_path / "leg-day-coach.sqlite3.key").read_text()

    assert {"logged", "check_in", "verdict", "red_flag", "last_leg_day"} <= set(acts)
    assert hmac.new(secret.encode(), ANN.encode(), hashlib.sha256).hexdigest().encode() in living
    assert traces(living) == []
    assert traces(bytes_in(tmp_path)) == []


def _posted(address: str, body: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
        return json.loads(response.read())
