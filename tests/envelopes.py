"""Alexa's envelopes, as Amazon sends them."""

from typing import Any

SKILL_ID = "amzn1.ask.skill.test"


def envelope(request: dict[str, Any], attributes: dict[str, Any] | None = None, new: bool = True) -> dict[str, Any]:
    """A request in a session, from a device with a screen."""
    application, user = {"applicationId": SKILL_ID}, {"userId": "amzn1.ask.account.TEST"}
    return {
        "version": "1.0",
        "session": {
            "new": new,
            "sessionId": "amzn1.echo-api.session.TEST",
            "application": application,
            "attributes": attributes or {},
            "user": user,
        },
        "context": {
            "System": {
                "application": application,
                "user": user,
                "device": {"deviceId": "TEST", "supportedInterfaces": {"Alexa.Presentation.APL": {}}},
                "apiEndpoint": "https://api.amazonalexa.com",
                "apiAccessToken": "token",
            },
            "Viewport": {"mode": "HUB", "shape": "RECTANGLE", "pixelWidth": 1280, "pixelHeight": 800, "dpi": 160},
        },
        "request": {
            "requestId": "amzn1.echo-api.request.TEST",
            "timestamp": "2026-11-25T18:00:00Z",
            "locale": "en-US",
            **request,
        },
    }


def launch() -> dict[str, Any]:
    return envelope({"type": "LaunchRequest"})


def intent(name: str, attributes: dict[str, Any] | None = None, **slots: str) -> dict[str, Any]:
    filled = {
        slot: {"name": slot, "value": value, "confirmationStatus": "NONE", "source": "USER"}
        for slot, value in slots.items()
    }
    asked = {"name": name, "confirmationStatus": "NONE", "slots": filled}
    return envelope(
        {"type": "IntentRequest", "intent": asked, "dialogState": "COMPLETED"}, attributes, new=not attributes
    )


def without_session(request: dict[str, Any]) -> dict[str, Any]:
    """A skill event comes outside of any session."""
    outside = envelope(request)
    del outside["session"]
    return outside
