"""Reads Amazon's envelopes: ordinary ones quickly, and also those newer than the SDK.

The SDK takes unknown properties but raises at an unknown enum value or request type, before any handler runs.
What it can't read is left out, from the least needed part to the most, so that a person still gets an answer.
"""

import json
from collections.abc import Callable
from typing import Any

from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import RequestEnvelope
from ask_sdk_model.request import Request

from skill.channels.alexa_answers import written
from skill.channels.alexa_plans import Odd, read_envelope

IDS = {"application": "applicationId", "user": "userId", "person": "personId", "device": "deviceId"}


class UnknownRequest(Request):
    """A request of a type that this SDK does not know."""

    def __init__(self, request_id: str | None = None, locale: str | None = None) -> None:
        self.request_id, self.locale = request_id, locale
        self.timestamp, self.object_type = None, "Unknown"


class Parsed(str):
    """A body that was parsed already, so that it is not parsed again."""

    def __new__(cls, body: str, event: dict[str, Any]) -> "Parsed":
        parsed = super().__new__(cls, body)
        parsed.event = event
        return parsed

    event: dict[str, Any]


class TolerantSerializer(DefaultSerializer):
    """Amazon's serializer, with a second and third look at what it refuses."""

    def deserialize(self, payload: str | None, obj_type: Any) -> Any:
        if obj_type is not RequestEnvelope or payload is None:
            return super().deserialize(payload, obj_type)
        if isinstance(payload, Parsed):
            return self.read(payload.event)
        try:
            event = json.loads(payload)
        except ValueError:
            return super().deserialize(payload, obj_type)
        return self.read(event)

    def read(self, event: Any) -> RequestEnvelope:
        """The envelope of an event that is no text any more. Raises SerializationException."""
        try:
            return _envelope(read_envelope(event))
        except Odd:
            pass
        try:
            return _envelope(super().deserialize(json.dumps(event), RequestEnvelope))
        except (SerializationException, AttributeError, TypeError, ValueError):
            return self._salvaged(event)

    def serialize(self, obj: Any) -> Any:
        try:
            return written(obj)
        except Odd:
            return super().serialize(obj)

    def _salvaged(self, event: dict[str, Any]) -> RequestEnvelope:
        """The envelope without what can't be read. Raises SerializationException when nothing is left to answer."""
        for reduce in REDUCTIONS:
            event = reduce(event)
            try:
                return _envelope(super().deserialize(json.dumps(event), RequestEnvelope))
            except (SerializationException, AttributeError, TypeError, ValueError):
                continue
        request = event.get("request") if isinstance(event.get("request"), dict) else None
        if request is None or not isinstance(request.get("type"), str):
            raise SerializationException("the envelope holds no request")
        envelope = _envelope(super().deserialize(json.dumps({**event, "request": None}), RequestEnvelope))
        envelope.request = UnknownRequest(_text(request.get("requestId")), _text(request.get("locale")))
        return envelope


def _envelope(read: Any) -> RequestEnvelope:
    """The SDK says Any; it is an envelope."""
    assert isinstance(read, RequestEnvelope)  # for the type checker; nothing hangs on it  # nosec B101
    return read


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _part(whole: Any, name: str) -> dict[str, Any]:
    part = whole.get(name) if isinstance(whole, dict) else None
    return part if isinstance(part, dict) else {}


def _without_screens(event: dict[str, Any]) -> dict[str, Any]:
    """Of the context only who speaks, through which skill and device."""
    system = _part(event.get("context"), "System")
    kept = {**_ids(system), **{key: _text(system.get(key)) for key in ("apiEndpoint", "apiAccessToken")}}
    return {**event, "context": {"System": kept}}


def _plain_request(event: dict[str, Any]) -> dict[str, Any]:
    """Of the request only its kind, its language, and the intent with the words of its slots."""
    request = _part(event, "request")
    kept = {key: request[key] for key in ("type", "requestId", "locale", "timestamp") if _text(request.get(key))}
    intent = _part(request, "intent")
    if intent:
        kept["intent"] = {"name": _text(intent.get("name")), "slots": _plain_slots(_part(intent, "slots"))}
    return {**event, "request": kept}


def _plain_slots(slots: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {"name": name, "value": _text(slot.get("value"))}
        for name, slot in slots.items()
        if isinstance(slot, dict)
    }


def _without_time(event: dict[str, Any]) -> dict[str, Any]:
    return {**event, "request": {**_part(event, "request"), "timestamp": None}}


def _plain_session(event: dict[str, Any]) -> dict[str, Any]:
    session = _part(event, "session")
    if not session:
        return {**event, "session": None}
    kept = {"new": session.get("new") is True, "sessionId": _text(session.get("sessionId")), **_ids(session)}
    return {**event, "session": {**kept, "attributes": _part(session, "attributes")}}


def _ids(part: dict[str, Any]) -> dict[str, Any]:
    """Who speaks, through which skill and device: the ids alone."""
    return {
        key: {name: _text(_part(part, key).get(name))} for key, name in IDS.items() if isinstance(part.get(key), dict)
    }


REDUCTIONS: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = (
    _without_screens,
    _plain_request,
    _plain_session,
    _without_time,
)
