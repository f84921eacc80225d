"""What time it is for the person: the zone of their device, from Alexa's settings.

Asked for once a session and only where a clock matters. Where none matters, and when Alexa does not answer in time, the
earliest clock of the locale stands in: it makes leg day the more recent, which is the careful mistake.
"""

import json
from datetime import datetime, timedelta, timezone, tzinfo
from threading import BoundedSemaphore
from time import monotonic
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LIMIT_SECONDS = 0.7  # in all
MOST_CALLS = 8  # at a time
NOT_ASKED_FOR = 10.0  # seconds after an Alexa that did not answer, so that not everybody waits for it
LONGEST_NAME = 80  # characters of a zone's name
AMAZONS = ".amazonalexa.com"
MOST_ENDPOINTS = 16  # Amazon has three

_calls = BoundedSemaphore(MOST_CALLS)
_silent_until: dict[str, float] = {}  # by endpoint


def zone(name: str | None) -> tzinfo | None:
    """The zone of a name; None for a name that is unknown."""
    try:
        return ZoneInfo(name) if name and len(name) <= LONGEST_NAME else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def local_time(zone_name: str | None, utc_offset: float) -> datetime:
    """Now, in the named zone or on the clock that stands in for it, so many hours from UTC."""
    return datetime.now(zone(zone_name) or timezone(timedelta(hours=utc_offset)))


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
    from skill.channels.deadline import within

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
    # Here, because most turns need no clock and a cold start should not load what speaks TLS.
    import ssl
    from http.client import HTTPConnection, HTTPException, HTTPSConnection

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
