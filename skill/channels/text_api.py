"""Text in, speech out: `POST /ask`, with errors that say what to do.

It is the way in for phones, the talk page, Home Assistant, and anything else that can send JSON.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Request, Response, jsonify, request

from skill.app import Coach
from skill.channels.asked import read_asked
from skill.channels.rate_limit import RateLimit, client_of
from skill.channels.reply_object import reply_object
from skill.channels.session_token import SessionSeal
from skill.errors import BadInput

FOR_OTHER_PAGES = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Expose-Headers": "Retry-After",
    "Access-Control-Max-Age": "600",  # seconds that a browser need not ask again
}
LARGEST_BODY = 64 * 1024  # bytes
REASONS = {401: "no token", 413: "too big", 429: "too many requests"}  # what a refusal is counted as, by its status
UNREADABLE = "unreadable"


class Problem(BadInput):
    """An answer of 4xx with its reason."""

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status, self.reason, self.headers = status, reason, headers or {}


def text_api(coach: Coach) -> Blueprint:
    """The routes of the text API."""
    api = Blueprint("text_api", __name__)
    seal = SessionSeal.by(coach.settings, coach.seconds)
    limit = RateLimit(coach.settings.ask_per_minute)

    @api.post("/ask")
    def ask() -> Response:
        forwarded = request.headers.get("X-Forwarded-For", "")
        client = client_of(request.remote_addr or "", forwarded, coach.settings.ask_proxies)
        wait = limit.wait(client, datetime.now(UTC))
        if wait:
            raise Problem(429, f"too many requests; wait {wait} seconds", {"Retry-After": str(wait)})
        _authorise(request, coach.settings.ask_token)
        asked = read_asked(_body(request), seal)
        return jsonify(reply_object(coach.hear(asked.text, asked.state, asked.caller), seal))

    @api.after_request
    def open_to_named_pages(response: Response) -> Response:
        """Pages of other sites may read an answer only where the owner named them."""
        if coach.settings.ask_origins:
            response.vary.add("Origin")
        if request.headers.get("Origin") in coach.settings.ask_origins:
            response.headers.update({"Access-Control-Allow-Origin": request.headers["Origin"], **FOR_OTHER_PAGES})
        return response

    @api.errorhandler(Problem)
    def refused(problem: Problem) -> tuple[Response, int, Mapping[str, str]]:
        coach.metrics.refusals.add("ask", REASONS.get(problem.status, UNREADABLE))
        return jsonify({"error": problem.reason}), problem.status, problem.headers

    @api.errorhandler(BadInput)
    def unreadable(fault: BadInput) -> tuple[Response, int]:
        coach.metrics.refusals.add("ask", UNREADABLE)
        return jsonify({"error": str(fault)}), 400

    return api


def _authorise(incoming: Request, token: str | None) -> None:
    if token is None:
        return
    sent = incoming.headers.get("Authorization", "")
    if not hmac.compare_digest(sent.encode(), f"Bearer {token}".encode()):
        raise Problem(401, "send the header Authorization: Bearer <token>", {"WWW-Authenticate": "Bearer"})


def _body(incoming: Request) -> dict[str, Any]:
    """The request's object. Raises Problem for anything else."""
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
    return asked
