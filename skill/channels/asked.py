"""What a caller asks in JSON, read strictly: every fault says what to send instead.

The text API and MCP take the same questions, so they read them here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from skill.app import Caller
from skill.channels.session_token import SessionSeal
from skill.conversation.state import State
from skill.errors import BadInput
from skill.understanding.facts import Facts

TEXT_KEYS = ("text", "locale", "session", "user", "time_zone")


@dataclass(frozen=True)
class Asked:
    """Words, the session they belong to, and who says them."""

    text: str
    state: State
    caller: Caller


def read_asked(told: Mapping[str, Any], seal: SessionSeal) -> Asked:
    """Raises BadInput, which names the key and what to send."""
    for key in TEXT_KEYS:
        if told.get(key) is not None and not isinstance(told[key], str):
            raise BadInput(f"{key} is not a text; send a JSON string")
    if not (told.get("text") or "").strip():
        raise BadInput("text is missing or empty; send what the person said")
    if not isinstance(told.get("facts", {}), dict | None):
        raise BadInput("facts is not an object; send the facts that are known, or leave it out")
    caller = Caller(datetime.now(_zone(told)), told.get("locale"), told.get("user"))
    return Asked(told["text"], _session(told, seal), caller)


def _session(told: Mapping[str, Any], seal: SessionSeal) -> State:
    """The session to go on with, with the facts the caller knows. A token that can't be opened starts a fresh one."""
    token = told.get("session")
    state = (seal.open(token) if token else None) or State()
    given = Facts.from_dict(told.get("facts") or {})
    return state.knowing(given)


def _zone(told: Mapping[str, Any]) -> tzinfo:
    name = told.get("time_zone")
    if not name:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise BadInput("time_zone is not known; send a name such as Europe/London") from fault
