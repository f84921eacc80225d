"""The web address: talk page, Alexa webhook and text API, as one WSGI application."""

import logging
from types import TracebackType

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from skill.app import Coach
from skill.channels.alexa_address import OUT_OF_ORDER, PATH, Address, AlexaFirst
from skill.channels.alexa_signature import Verifier
from skill.channels.legal import legal_pages
from skill.channels.openapi import description
from skill.channels.talk import talk_page
from skill.channels.text_api import text_api
from skill.health import Health
from skill.told import TOLD, fault_line

WHAT_TO_DO = {
    404: "there is nothing here; POST /ask takes questions, and GET /openapi.json describes them",
    405: "this address takes another method; send one of {Allow}",
    500: OUT_OF_ORDER,
}

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
    address = Address(coach, verifier)
    app.wsgi_app = AlexaFirst(address, app.wsgi_app)  # type: ignore[method-assign]  # as Flask's documents say

    @app.post(PATH)
    def alexa() -> Response:  # so that Flask tells other methods which one it takes
        sent = address.answer(request.environ)
        return Response(sent.body, sent.status, sent.headers, "application/json")

    @app.get("/healthz")
    def healthz() -> tuple[Response, int]:
        told = well.told()
        # Whoever chooses servers by their status must not lose all of them to a store that all of them share.
        serves = told["status"] == "ok" or (told["status"] == "degraded" and "strict" not in request.args)
        return jsonify(told), 200 if serves else 503

    @app.get("/openapi.json")
    def openapi() -> Response:
        return jsonify(description(coach.settings.ask_token is not None))

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
