"""The web address: talk page, Alexa webhook and text API, as one WSGI application."""

import json
import logging
from dataclasses import replace
from types import TracebackType
from typing import Any

from ask_sdk_core.exceptions import AskSdkException
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from skill.app import Coach
from skill.channels.alexa import alexa_skill
from skill.channels.alexa_answers import as_text
from skill.channels.alexa_envelope import Parsed
from skill.channels.alexa_hosting import webservice_handler
from skill.channels.alexa_signature import SIGNED_BY, Refused, Verifier
from skill.channels.legal import legal_pages
from skill.channels.openapi import description
from skill.channels.replay import OnlyRead, Seen
from skill.channels.talk import talk_page
from skill.channels.text_api import text_api
from skill.errors import MemoryUnavailable
from skill.health import Health
from skill.told import TOLD, fault_line

WHAT_TO_DO = {
    404: "there is nothing here; POST /ask takes questions, and GET /openapi.json describes them",
    405: "this address takes another method; send one of {Allow}",
    500: "something went wrong here; try it once more in a moment",
}
TRY_AGAIN = 60  # seconds until an event that could not be carried out should be sent again
LARGEST_ENVELOPE = 256 * 1024  # bytes; Amazon's are a few thousand

log = logging.getLogger(__name__)


class Web(Flask):
    """Logs a fault of ours by its kind and place. Flask would write its text, which may quote what was said."""

    def log_exception(
        self, exc_info: tuple[type, BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> None:
        if exc_info[1] is not None:
            log.error("a request failed", extra={TOLD: fault_line(exc_info[1])})


def create_app(coach: Coach, verifier: Verifier | None, health: Health | None = None) -> Flask:
    """The application. Without a verifier /alexa takes unsigned requests, which only `serve --dev` may do."""
    app = Web(__name__)
    well = health or Health(coach)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's default provider has it
    app.register_blueprint(text_api(coach))
    app.register_blueprint(talk_page())
    app.register_blueprint(legal_pages())
    hosted, hosted_again = (
        webservice_handler()(skill=alexa_skill(one), verify_signature=False, verify_timestamp=False)
        for one in (coach, replace(coach, memory=OnlyRead(coach.memory)))
    )
    seen = Seen()

    @app.post("/alexa")
    def alexa() -> Response:
        body = request.stream.read(LARGEST_ENVELOPE + 1)
        if len(body) > LARGEST_ENVELOPE:
            raise Refused("the envelope is too big")
        if verifier is not None:
            if not coach.settings.skill_id:
                raise Refused("SKILL_ID is not set on this server")
            verifier.verify({name: request.headers.get(name, "") for name in SIGNED_BY}, body)
        event, handler = _envelope(body), hosted
        if verifier is not None:
            _check(event, verifier, coach.settings.skill_id)
            if not _is_event(event) and seen.before(body, verifier.clock()):
                coach.metrics.repeats.add()
                handler = hosted_again
        try:
            answer = handler.verify_request_and_dispatch({}, Parsed(body.decode("utf-8"), event))  # verified above
        except (AskSdkException, AttributeError, TypeError, ValueError) as fault:
            raise Refused("the envelope can't be read") from fault
        return Response(as_text(answer) + "\n", mimetype="application/json")

    @app.get("/healthz")
    def healthz() -> tuple[Response, int]:
        told = well.told()
        # Whoever chooses servers by their status must not lose all of them to a store that all of them share.
        serves = told["status"] == "ok" or (told["status"] == "degraded" and "strict" not in request.args)
        return jsonify(told), 200 if serves else 503

    @app.get("/openapi.json")
    def openapi() -> Response:
        return jsonify(description(coach.settings.ask_token is not None))

    @app.errorhandler(MemoryUnavailable)
    def not_forgotten(_: MemoryUnavailable) -> tuple[Response, int, dict[str, str]]:
        told = {"error": "the person could not be forgotten; send the event again"}
        return jsonify(told), 503, {"Retry-After": str(TRY_AGAIN)}

    @app.errorhandler(Refused)
    def refused(fault: Refused) -> tuple[Response, int]:
        coach.metrics.refusals.add("alexa", fault.reason)
        return jsonify({"error": str(fault)}), 400

    @app.errorhandler(HTTPException)
    def failed(fault: HTTPException) -> tuple[Response, int, dict[str, str]]:
        if (fault.code or 500) >= 500:
            coach.metrics.failures.add(type(getattr(fault, "original_exception", None) or fault).__name__)
        headers = {name: value for name, value in fault.get_headers() if name == "Allow"}
        told = WHAT_TO_DO.get(fault.code or 500, fault.description or fault.name)
        return (
            jsonify({"error": told.replace("{Allow}", headers.get("Allow", "another one"))}),
            fault.code or 500,
            headers,
        )

    return app


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
