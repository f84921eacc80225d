"""The OpenAPI description of the web address, as `GET /openapi.json` serves it."""

import json
from pathlib import Path
from typing import Any

from skill import __version__

FILE = Path(__file__).with_name("openapi.json")


def description(wants_token: bool) -> dict[str, Any]:
    """The description; with a bearer token as the way in when the owner set one."""
    described: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    described["info"]["version"] = __version__
    if wants_token:
        described["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        described["paths"]["/ask"]["post"]["security"] = [{"token": []}]
    else:
        described["paths"]["/ask"]["post"]["responses"].pop("401")
    return described
