"""Asks Alexa for the time zone of a device. Loaded when it is asked for the first time, since most turns need no clock."""

import json
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import BoundedSemaphore
from time import monotonic
from typing import Any
from urllib.parse import quote, urlsplit

from skill.channels.alexa_clock import zone
from skill.deadline import within

LIMIT_SECONDS = 0.7  # in all
MOST_CALLS = 8  # at a time
NOT_ASKED_FOR = 10.0  # seconds after an Alexa that did not answer, so that not everybody waits for it
AMAZONS = ".amazonalexa.com"
MOST_ENDPOINTS = 16  # Amazon has three

_calls = BoundedSemaphore(MOST_CALLS)
_silent_until: dict[str, float] = {}  # by endpoint


def device_zone(system: Any) -> str | None:
    """The name of the device's time zone; None when Alexa can't tell within the limit."""
    device = system.device.device_id if system is not None and system.device else None
    if not device or not system.api_endpoint or not system.api_access_token:
        return None
    try:
        path = f"/v2/devices/{quote(device, safe='')}/settings/System.timeZone"
        name = json.loads(_asked(system.api_endpoint, path, system.api_access_token))
    except (OSError, ValueError):
        return None
    return name if isinstance(name, str) and zone(name) else None


def _asked(endpoint: str, path: str, token: str) -> bytes:
    """The body of Alexa's answer. Raises OSError when there is none in time, and for a while after that at once."""
    if monotonic() < _silent_until.get(endpoint, 0.0):
        raise OSError("Alexa did not answer just now")
    try:
        return within(LIMIT_SECONDS, _calls, lambda: _get(endpoint, path, token))
    except TimeoutError:
        if len(_silent_until) >= MOST_ENDPOINTS:
            _silent_until.clear()
        _silent_until[endpoint] = monotonic() + NOT_ASKED_FOR
        raise


def _get(endpoint: str, path: str, token: str) -> bytes:
    """The body of Alexa's answer. Raises OSError for any other host, and for any answer but 200."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    connection: HTTPConnection
    if parts.scheme == "https" and host.endswith(AMAZONS):
        connection = HTTPSConnection(host, timeout=LIMIT_SECONDS, context=ssl.create_default_context())
    elif parts.scheme == "http" and host == "127.0.0.1":
        connection = HTTPConnection(host, parts.port, timeout=LIMIT_SECONDS)
    else:
        raise OSError(f"{host} is not Alexa")
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        with connection.getresponse() as answer:
            if answer.status != 200:
                raise OSError(f"Alexa answered {answer.status}")
            return answer.read(1024)
    except HTTPException as fault:
        raise OSError(f"Alexa's answer can't be read: {type(fault).__name__}") from fault
    finally:
        connection.close()
