"""What a caller asks in JSON, read strictly: every fault says what to send instead.

The text API and MCP take the same questions, so they read them here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from skill import decision_values as values
from skill.app import Caller
from skill.channels.session_token import SessionSeal
from skill.conversation.state import State
from skill.errors import BadInput
from skill.understanding.facts import Facts

FACTS: Mapping[str, Callable[[str, object], Any]] = {
    "hours_since_leg_day": values.number,
    "soreness": values.soreness,
    "sharp_or_joint_pain": values.truth,
    "red_flags": values.flags,
    "run_type": partial(values.one_of, choices=values.RUN_TYPES),
    "run_minutes": values.number,
    "run_km": values.number,
    "run_miles": values.number,
    "leg_day_effort": partial(values.one_of, choices=values.EFFORTS),
    "training_age": partial(values.one_of, choices=values.TRAINING_AGES),
    "priority": partial(values.one_of, choices=values.PRIORITIES),
}
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
    caller = Caller(datetime.now(_zone(told)), told.get("locale"), told.get("user"))
    return Asked(told["text"], _session(told, seal), caller)


def _session(told: Mapping[str, Any], seal: SessionSeal) -> State:
    """The session to go on with, with the facts the caller knows.

    A token that can't be opened, tampered with or expired, starts a fresh one, and the person is told so.
    """
    token = told.get("session")
    state = (seal.open(token) or State(lost=True)) if token else State()
    return state.knowing(_facts(told.get("facts")))


def _facts(told: Any) -> Facts:
    """Known keys are read strictly, because a warning sign that can't be read must not pass for none; others are let go."""
    if told is None:
        return Facts()
    if not isinstance(told, dict):
        raise BadInput("facts is not an object; send the facts that are known, or leave it out")
    return Facts(**{name: read(f"facts.{name}", told.get(name)) for name, read in FACTS.items()})


def _zone(told: Mapping[str, Any]) -> tzinfo:
    name = told.get("time_zone")
    if not name:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise BadInput("time_zone is not known; send a name such as Europe/London") from fault
