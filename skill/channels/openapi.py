"""The OpenAPI description of the web address, as `GET /openapi.json` serves it."""

import json
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from skill import __version__

FILE = Path(__file__).with_name("openapi.json")


@cache
def zones() -> tuple[str, ...]:
    """The names of time zones that this machine knows."""
    return tuple(sorted(available_timezones()))


def description(wants_token: bool) -> dict[str, Any]:
    """The description; with a bearer token as the way in when the owner set one."""
    described: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    described["info"]["version"] = __version__
    described["components"]["schemas"]["Utterance"]["properties"]["time_zone"]["enum"] = [*zones(), "", None]
    if wants_token:
        described["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        described["paths"]["/ask"]["post"]["security"] = [{"token": []}]
    else:
        described["paths"]["/ask"]["post"]["responses"].pop("401")
    return described
