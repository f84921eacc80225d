"""Alexa's requests at the web address: verified, carried out, and answered in bytes.

They are answered before Flask is asked, which would set up and take down as much as a sixth of a whole turn.
"""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from ask_sdk_core.exceptions import AskSdkException
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wsgi import get_input_stream

from skill.app import Coach
from skill.channels.alexa import alexa_skill
from skill.channels.alexa_answers import as_text
from skill.channels.alexa_envelope import Parsed
from skill.channels.alexa_hosting import webservice_handler
from skill.channels.alexa_signature import SIGNED_BY, Refused, Verifier
from skill.channels.replay import OnlyRead, Seen
from skill.errors import MemoryUnavailable
from skill.told import TOLD, fault_line

PATH = "/alexa"
TRY_AGAIN = 60  # seconds until an event that could not be carried out should be sent again
LARGEST_ENVELOPE = 256 * 1024  # bytes; Amazon's are a few thousand
OUT_OF_ORDER = "something went wrong here; try it once more in a moment"

log = logging.getLogger(__name__)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Sent(NamedTuple):
    """An answer, ready to be sent: JSON in UTF-8."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


class Address:
    """Without a verifier it takes unsigned requests, which only `serve --dev` may do."""

    def __init__(self, coach: Coach, verifier: Verifier | None) -> None:
        self.coach, self.verifier, self.seen = coach, verifier, Seen()
        self.hosted, self.hosted_again = (
            webservice_handler()(skill=alexa_skill(one), verify_signature=False, verify_timestamp=False)
            for one in (coach, replace(coach, memory=OnlyRead(coach.memory)))
        )

    def answer(self, environ: dict[str, Any]) -> Sent:
        """What is sent to a request, whatever it holds. Never raises."""
        try:
            body = get_input_stream(environ).read(LARGEST_ENVELOPE + 1)
            return Sent(200, self._carried_out(environ, body).encode())
        except Refused as fault:
            self.coach.metrics.refusals.add("alexa", fault.reason)
            return _told(400, str(fault))
        except MemoryUnavailable:
            told = _told(503, "the person could not be forgotten; send the event again")
            return told._replace(headers=(("Retry-After", str(TRY_AGAIN)),))
        except HTTPException as fault:  # the connection broke off
            return _told(fault.code or 400, fault.description or fault.name)
        except Exception as fault:
            self.coach.metrics.failures.add(type(fault).__name__)
            log.error("a request failed", extra={TOLD: fault_line(fault)})
            return _told(500, OUT_OF_ORDER)

    def _carried_out(self, environ: dict[str, Any], body: bytes) -> str:
        verifier, skill_id = self.verifier, self.coach.settings.skill_id
        if len(body) > LARGEST_ENVELOPE:
            raise Refused("the envelope is too big")
        if verifier is not None:
            if not skill_id:
                raise Refused("SKILL_ID is not set on this server")
            signature = verifier.verify({name: environ.get(key, "") for name, key in SIGNED_BY.items()}, body)
        event, handler = _envelope(body), self.hosted
        if verifier is not None:
            _check(event, verifier, skill_id)
            if not _is_event(event) and self.seen.before(signature, verifier.clock()):
                self.coach.metrics.repeats.add()
                handler = self.hosted_again
        try:
            answer = handler.verify_request_and_dispatch({}, Parsed(body.decode("utf-8"), event))  # verified above
        except (AskSdkException, AttributeError, TypeError, ValueError) as fault:
            raise Refused("the envelope can't be read") from fault
        return as_text(answer) + "\n"


class AlexaFirst:
    """The web address, where Alexa's requests go their own way and everything else goes to `others`."""

    def __init__(self, address: Address, others: Wsgi) -> None:
        self.address, self.others = address, others

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != PATH or environ.get("REQUEST_METHOD") != "POST":
            return self.others(environ, start_response)
        sent = self.address.answer(environ)
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(sent.body))), *sent.headers]
        start_response(f"{sent.status} {HTTP_STATUS_CODES[sent.status]}", headers)
        return [sent.body]


def _told(status: int, error: str) -> Sent:
    return Sent(status, json.dumps({"error": error}).encode() + b"\n")


def _envelope(body: bytes) -> dict[str, Any]:
    try:
        event = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise Refused("the body is not JSON in UTF-8") from fault
    if not isinstance(event, dict) or not isinstance(event.get("request"), dict):
        raise Refused("the body is no Alexa envelope")
    return event


def _check(event: dict[str, Any], verifier: Verifier, skill_id: str | None) -> None:
    """The parts of a signed envelope that say it is fresh and meant for this skill."""
    verifier.check_timestamp(event["request"].get("timestamp"), _is_event(event))
    for part in (_at(event, "context", "System", "application"), _at(event, "session", "application")):
        if part is not None and part.get("applicationId") != skill_id:
            raise Refused("the request is for another skill")
    if _at(event, "context", "System", "application") is None:
        raise Refused("the request names no skill")


def _is_event(event: dict[str, Any]) -> bool:
    """Whether it tells of the skill itself, which may come late and again."""
    kind = event["request"].get("type")
    return isinstance(kind, str) and kind.startswith("AlexaSkillEvent.")


def _at(event: Any, *path: str) -> dict[str, Any] | None:
    for name in path:
        event = event.get(name) if isinstance(event, dict) else None
    return event if isinstance(event, dict) else None
