"""Text in, speech out: `POST /ask`, with errors that say what to do.

It is the way in for phones, the talk page, Home Assistant, and anything else that can send JSON.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Blueprint, Request, Response, jsonify, request

from skill.app import Caller, Coach
from skill.channels.rate_limit import RateLimit
from skill.channels.reply_object import reply_object
from skill.channels.session_token import SessionSeal
from skill.conversation.state import State
from skill.errors import BadInput
from skill.understanding.facts import Facts

LARGEST_BODY = 64 * 1024  # bytes
TEXT_KEYS = ("text", "locale", "session", "user", "time_zone")


class Problem(BadInput):
    """An answer of 4xx with its reason."""

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status, self.reason, self.headers = status, reason, headers or {}


def text_api(coach: Coach) -> Blueprint:
    """The routes of the text API."""
    api = Blueprint("text_api", __name__)
    seal = SessionSeal.of(coach.settings.secret_key)
    limit = RateLimit(coach.settings.ask_per_minute)

    @api.post("/ask")
    def ask() -> Response:
        wait = limit.wait(request.remote_addr or "", datetime.now(UTC))
        if wait:
            raise Problem(429, f"too many requests; wait {wait} seconds", {"Retry-After": str(wait)})
        _authorise(request, coach.settings.ask_token)
        asked = _body(request)
        state = _session(asked, seal)
        caller = Caller(datetime.now(_zone(asked)), asked.get("locale"), asked.get("user"))
        return jsonify(reply_object(coach.hear(asked["text"], state, caller), seal))

    @api.errorhandler(Problem)
    def refused(problem: Problem) -> tuple[Response, int, Mapping[str, str]]:
        return jsonify({"error": problem.reason}), problem.status, problem.headers

    return api


def _authorise(incoming: Request, token: str | None) -> None:
    if token is None:
        return
    sent = incoming.headers.get("Authorization", "")
    if not hmac.compare_digest(sent.encode(), f"Bearer {token}".encode()):
        raise Problem(401, "send the header Authorization: Bearer <token>", {"WWW-Authenticate": "Bearer"})


def _body(incoming: Request) -> dict[str, Any]:
    """The request's object with a text in it. Raises Problem for anything else."""
    if (incoming.content_length or 0) > LARGEST_BODY:
        raise Problem(413, f"the body is too big; send at most {LARGEST_BODY} bytes")
    raw = incoming.stream.read(LARGEST_BODY + 1)
    if len(raw) > LARGEST_BODY:
        raise Problem(413, f"the body is too big; send at most {LARGEST_BODY} bytes")
    try:
        asked = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as fault:
        raise Problem(400, "the body is not UTF-8; send JSON in UTF-8") from fault
    except (ValueError, RecursionError) as fault:
        raise Problem(400, 'the body is not JSON; send {"text": "should I run after leg day?"}') from fault
    if not isinstance(asked, dict):
        raise Problem(400, 'the body is not an object; send {"text": "should I run after leg day?"}')
    for key in TEXT_KEYS:
        if asked.get(key) is not None and not isinstance(asked[key], str):
            raise Problem(400, f"{key} is not a text; send a JSON string")
    if not (asked.get("text") or "").strip():
        raise Problem(400, "text is missing or empty; send what the person said")
    if not isinstance(asked.get("facts", {}), dict | None):
        raise Problem(400, "facts is not an object; send the facts that are known, or leave it out")
    return asked


def _session(asked: Mapping[str, Any], seal: SessionSeal) -> State:
    """The session to go on with, with the facts the caller knows. A token that can't be opened starts a fresh one."""
    token = asked.get("session")
    state = (seal.open(token) if token else None) or State()
    given = Facts.from_dict(asked.get("facts") or {})
    return state.knowing(given)


def _zone(asked: Mapping[str, Any]) -> tzinfo:
    name = asked.get("time_zone")
    if not name:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise Problem(400, "time_zone is not known; send a name such as Europe/London") from fault
