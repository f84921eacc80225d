"""What a device with a screen sends: a launch, and a question in words with what Amazon resolved it to."""

from typing import Any

SKILL_ID = "amzn1.ask.skill.bench"
QUESTION = "is it okay to run with sore legs"  # written down as a phrasing
FREE_QUESTION = "my quads feel heavy from the gym could i still go jogging"  # and one that is not


def launch() -> dict[str, Any]:
    return _envelope({"type": "LaunchRequest", "shouldLinkResultBeReturned": False}, new=True)


def question(words: str = QUESTION) -> dict[str, Any]:
    slots = {"words": _slot("words", words), "soreness": _slot("soreness", None)}
    asked = {"name": "AnythingIntent", "confirmationStatus": "NONE", "slots": slots}
    return _envelope({"type": "IntentRequest", "dialogState": "COMPLETED", "intent": asked}, new=False)


def topic() -> dict[str, Any]:
    """A question that Amazon has an intent for, which is what most of them are."""
    asked = {"name": "SoreLegsIntent", "confirmationStatus": "NONE", "slots": {}}
    return _envelope({"type": "IntentRequest", "dialogState": "COMPLETED", "intent": asked}, new=False)


def _slot(name: str, value: str | None) -> dict[str, Any]:
    slot: dict[str, Any] = {"name": name, "confirmationStatus": "NONE", "source": "USER"}
    if value is None:
        return slot
    authority = "amzn1.er-authority.echo-sdk.amzn1.ask.skill.bench.ANYTHING"
    per_authority = {
        "authority": authority,
        "status": {"code": "ER_SUCCESS_MATCH"},
        "values": [{"value": {"name": "running on sore legs", "id": "sore_legs"}}],
    }
    resolutions = {"resolutionsPerAuthority": [per_authority]}
    told = {"type": "Simple", "value": value, "resolutions": resolutions}
    return {**slot, "value": value, "resolutions": resolutions, "slotValue": told}


def _envelope(request: dict[str, Any], new: bool) -> dict[str, Any]:
    application, user = {"applicationId": SKILL_ID}, {"userId": "amzn1.ask.account." + "A" * 180}
    screen_language = {"maxVersion": "2024.3"}
    device = {
        "deviceId": "amzn1.ask.device." + "B" * 180,
        "supportedInterfaces": {"AudioPlayer": {}, "Alexa.Presentation.APL": {"runtime": screen_language}},
    }
    experiences = [{"arcMinuteWidth": 246, "arcMinuteHeight": 144, "canRotate": False, "canResize": False}]
    viewport = {
        "experiences": experiences,
        "mode": "HUB",
        "shape": "RECTANGLE",
        "pixelWidth": 1024,
        "pixelHeight": 600,
        "dpi": 160,
        "currentPixelWidth": 1024,
        "currentPixelHeight": 600,
        "touch": ["SINGLE"],
        "video": {"codecs": ["H_264_42", "H_264_41"]},
    }
    return {
        "version": "1.0",
        "session": {
            "new": new,
            "sessionId": "amzn1.echo-api.session.bench",
            "application": application,
            "attributes": {},
            "user": user,
        },
        "context": {
            "Viewports": [
                {
                    "type": "APL",
                    "id": "main",
                    "shape": "RECTANGLE",
                    "dpi": 160,
                    "presentationType": "STANDARD",
                    "canRotate": False,
                    "configuration": {
                        "current": {
                            "mode": "HUB",
                            "video": {"codecs": ["H_264_42", "H_264_41"]},
                            "size": {"type": "DISCRETE", "pixelWidth": 1024, "pixelHeight": 600},
                        }
                    },
                }
            ],
            "AudioPlayer": {"playerActivity": "IDLE"},
            "Viewport": viewport,
            "System": {
                "application": application,
                "user": user,
                "device": device,
                "unit": {"unitId": "amzn1.ask.unit." + "C" * 180},
                "apiEndpoint": "https://api.eu.amazonalexa.com",
                "apiAccessToken": "D" * 700,
            },
        },
        "request": {
            "requestId": "amzn1.echo-api.request.bench",
            "timestamp": "2026-01-01T12:00:00Z",
            "locale": "en-GB",
            **request,
        },
    }
