"""The five ways in that are fuzzed. Each takes bytes and raises when a promise is broken."""

import base64
import json
import tomllib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from cryptography.x509 import load_pem_x509_certificates
from envelopes import envelope, intent, launch
from flask.testing import FlaskClient

from fuzz.choices import Choices, decoded, edited
from fuzz.promises import hold, is_spoken
from skill.app import Caller, Coach, open_coach
from skill.channels.alexa_signature import Refused, Verifier
from skill.channels.asked import read_asked
from skill.channels.session_token import SessionSeal
from skill.channels.webhook import create_app
from skill.content.loader import load_content
from skill.content.source import CONTENT_FOLDER
from skill.conversation.state import State
from skill.errors import BadInput, ContentError
from skill.settings import Settings

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
LOCALES = ("en-US", "en-GB", "en-AU", "en-CA", "en-IN", None, "xx")
SEAL = SessionSeal.of("fuzz")
MOST_TURNS = 6


@cache
def coach() -> Coach:
    return open_coach(Settings(memory_url="memory:", secret_key="fuzz", ask_per_minute=0))


def utterance(data: bytes) -> None:
    """A conversation, a turn a line."""
    state, locale = State(), LOCALES[data[0] % len(LOCALES)] if data else None
    for line in decoded(data[1:]).split("\n")[:MOST_TURNS]:
        answer = coach().hear(line, state, Caller(now=NOW, locale=locale, person="somebody"))
        hold(answer, SEAL)
        state = State() if answer.reply.ends_session else answer.state


def token(data: bytes) -> None:
    """A token as it comes, a state as an older version or another one may have sealed it, and a whole question."""
    choices = Choices(data)
    way = choices.number(3)
    if way == 0:
        SEAL.open(decoded(choices.data))
    elif way == 1:
        sealed = SEAL.fernet.encrypt(json.dumps(edited(_a_state(choices), choices)).encode()).decode()
        state = SEAL.open(sealed) or State()
        for text in ("yes", "why", "no", "a little"):
            hold(coach().hear(text, state, Caller(now=NOW)), SEAL)
    else:
        told = json.loads(json.dumps(edited({"text": "should i run", "facts": {"soreness": 3}}, choices)))
        with suppress(BadInput):
            asked = read_asked(told, SEAL)
            hold(coach().hear(asked.text, asked.state, asked.caller), SEAL)


def alexa(data: bytes) -> None:
    """An envelope that Amazon signed, however odd: an answer or a 400."""
    choices = Choices(data)
    if choices.number(4) == 0:
        body = choices.data
    else:
        event = edited(choices.of(ENVELOPES)(), choices)
        body = json.dumps(event).encode("utf-8", "surrogatepass")
    answered = client().post("/alexa", data=body)
    assert answered.status_code in (200, 400), answered.status_code
    text = answered.get_data(as_text=True)
    assert "Traceback" not in text, text
    if answered.status_code == 200:
        _check_response(json.loads(text))


def content(data: bytes) -> None:
    """One file of a writer's: it is read, or its fault is named with file and key."""
    choices = Choices(data)
    name = choices.of(sorted(SMALL))
    folder = small_content()
    if choices.number(2):
        text = choices.data
    else:
        text = _toml(edited(tomllib.loads(SMALL[name]), choices)).encode("utf-8", "replace")
    path = folder / name
    path.write_bytes(text)
    blamed = path.name
    try:
        load_content(folder)
    except ContentError as fault:
        blamed = fault.file
    finally:
        path.write_text(SMALL[name], encoding="utf-8")
    assert blamed == path.name, f"blames {blamed} for {name}"


def certificate(data: bytes) -> None:
    """Address, signature and chain, a line each and the rest: only the one right answer is taken."""
    url, signature, chain = (*data.split(b"\n", 2), b"", b"")[:3]
    if taken(url, signature, chain):
        right = (HERE / "seeds" / "certificate" / "right").read_bytes().splitlines()
        assert base64.b64decode(signature) == base64.b64decode(right[1]), "took a signature that is not the leaf's"
        assert decoded(url).lower().startswith("https://s3.amazonaws.com"), "took another host"


def taken(url: bytes, signature: bytes, chain: bytes) -> bool:
    headers = {"SignatureCertChainUrl": decoded(url), "Signature-256": decoded(signature)}
    try:
        Verifier(_roots(), lambda _: chain, lambda: NOW).verify(headers, b"{}")
    except Refused:
        return False
    return True


TARGETS: dict[str, Callable[[bytes], None]] = {
    "utterance": utterance,
    "token": token,
    "alexa": alexa,
    "content": content,
    "certificate": certificate,
}
ENVELOPES: tuple[Callable[[], dict[str, Any]], ...] = (
    launch,
    lambda: intent("ShouldRunIntent"),
    lambda: intent("CheckInIntent", {"state": {"pending": {"kind": "soreness"}, "checking": True}}, soreness="seven"),
    lambda: envelope({"type": "SessionEndedRequest", "reason": "ERROR", "error": {"type": "X", "message": "y"}}),
    lambda: envelope({"type": "AlexaSkillEvent.SkillDisabled", "eventCreationTime": "2026-11-25T18:00:00Z"}),
    lambda: envelope({"type": "Alexa.Presentation.APL.UserEvent", "arguments": ["say", "why"], "source": {}}),
    lambda: intent("SaidIntent", None, words="my legs are sore can i run"),
)


@cache
def client() -> FlaskClient:
    return create_app(coach(), None).test_client()


def _check_response(answer: dict[str, Any]) -> None:
    spoken = answer["response"].get("outputSpeech")
    if spoken is None:
        return
    ssml = spoken["ssml"]
    assert ssml.startswith("<speak>"), ssml
    assert ssml.endswith("</speak>"), ssml
    inner = ssml[len("<speak>") : -len("</speak>")]
    assert is_spoken(inner.replace("&amp;", "&")), ssml


def _a_state(choices: Choices) -> dict[str, Any]:
    said = ("should i run today", "my legs are a bit sore can i run", "log leg day", "stretching", "forget me")
    return coach().hear(choices.of(said), State(), Caller(now=NOW, person="somebody")).state.to_dict()


@cache
def _roots() -> list[Any]:
    return load_pem_x509_certificates((HERE / "root.crt").read_bytes())


def _first_tables(name: str, count: int) -> str:
    tables = tomllib.loads((CONTENT_FOLDER / name).read_text(encoding="utf-8"))
    return _toml(dict(list(tables.items())[:count]))


def _toml(tree: dict[str, Any]) -> str:
    """Top-level tables and values as inline TOML; strings are JSON's, which TOML reads too."""
    return "".join(f"{json.dumps(key)} = {_inline(value)}\n" for key, value in tree.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if value is None:
        return '""'
    return {"NaN": "nan", "Infinity": "inf"}.get(told := json.dumps(value), told)


# Each file that the loader reads, cut short so that it is read a thousand times a second.
SMALL = {
    "families.toml": _first_tables("families.toml", 2),
    "claims.toml": _first_tables("claims.toml", 2),
    "sources.toml": _first_tables("sources.toml", 2),
    "en/phrases.toml": _first_tables("en/phrases.toml", 1),
    "en/words.toml": _first_tables("en/words.toml", 3),
    "en/misheard.toml": _first_tables("en/misheard.toml", 2),
    "en/decision.toml": _first_tables("en/decision.toml", 3),
    "en/small_talk.toml": _first_tables("en/small_talk.toml", 2),
    "en/locales.toml": _first_tables("en/locales.toml", 2),
    "en/topics/sleep.toml": (CONTENT_FOLDER / "en/topics/sleep.toml").read_text(encoding="utf-8"),
}


@cache
def small_content() -> Path:
    folder = Path(mkdtemp(prefix="leg-day-coach-fuzz-"))
    for name, text in SMALL.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
