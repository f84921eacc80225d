"""What time it is for the person: the zone of their device, from Alexa's settings.

Asked for once a session and only where a clock matters. When Alexa does not answer in time, the westernmost zone of
the locale stands in: it makes leg day the more recent, which is the careful mistake.
"""

import json
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LIMIT_SECONDS = 2.0
LONGEST_NAME = 80  # characters of a zone's name
AMAZONS = ".amazonalexa.com"


def zone(name: str | None) -> tzinfo | None:
    """The zone of a name; None for a name that is unknown."""
    try:
        return ZoneInfo(name) if name and len(name) <= LONGEST_NAME else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def local_time(zone_name: str | None, fallback: str | None) -> datetime:
    """Now, in the named zone or the one that stands in for it."""
    return datetime.now(zone(zone_name) or zone(fallback) or UTC)


def device_zone(system: Any) -> str | None:
    """The name of the device's time zone; None when Alexa can't tell within the limit."""
    device = system.device.device_id if system is not None and system.device else None
    if not device or not system.api_endpoint or not system.api_access_token:
        return None
    path = f"/v2/devices/{quote(device, safe='')}/settings/System.timeZone"
    try:
        name = json.loads(_get(system.api_endpoint, path, system.api_access_token))
    except (OSError, ValueError):
        return None
    return name if isinstance(name, str) and zone(name) else None


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
        answer = connection.getresponse()
        if answer.status != 200:
            raise OSError(f"Alexa answered {answer.status}")
        return answer.read(1024)
    except HTTPException as fault:
        raise OSError(f"Alexa's answer can't be read: {type(fault).__name__}") from fault
    finally:
        connection.close()
