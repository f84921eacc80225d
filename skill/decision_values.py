"""What can be told to the decision, and how a caller's JSON is read into it.

A fault names the input and what to write, never the value: what was sent may be about somebody's body.
"""

import math
import sys
from collections.abc import Mapping
from typing import Any

from skill.errors import BadInput

# How urgent each warning sign is, the most urgent first: when several are named, the first gives the reason.
RED_FLAGS: Mapping[str, str] = {
    "chest_pain": "emergency",
    "breathless_or_faint": "emergency",
    "sudden_severe_pain": "emergency",
    "deformed_cold_or_blue_limb": "emergency",
    "dark_urine": "urgent_now",
    "pain_much_worse_than_expected": "urgent_now",
    "severe_weakness": "urgent_now",
    "severe_swelling": "urgent_now",
    "numbness": "urgent_now",
    "one_leg_swollen_hot": "urgent_today",
    "cannot_bear_weight": "urgent_today",
    "fever": "advice",
}
SORENESS_WORDS: Mapping[str, int] = {"none": 0, "a little": 2, "moderate": 5, "very": 8}
MOST_SORE = 10
RUN_TYPES = ("easy", "tempo", "intervals", "long")
LONGEST_RUN = 24 * 60
TRAINING_AGES = ("new", "regular", "experienced")
EFFORTS = ("light", "moderate", "hard")
PRIORITIES = ("muscle", "balanced", "running")


def read(given: Mapping[str, Any]) -> dict[str, Any]:
    """The nine inputs; the run may be told as planned_run or as run_type and run_minutes.

    Keys we don't know are dropped, which is harmless: what is missing is asked for or taken carefully.
    """
    planned = given.get("planned_run")
    if not isinstance(planned, Mapping | None):
        raise BadInput("planned_run: write an object with type and minutes, or null for unknown")
    run = {f"run_{key}": told for key, told in (planned or {}).items() if told is not None}
    told = {**given, **run}
    return {
        "red_flags": flags("red_flags", told.get("red_flags")),
        "sharp_or_joint_pain": truth("sharp_or_joint_pain", told.get("sharp_or_joint_pain")),
        "soreness": soreness("soreness", told.get("soreness")),
        "hours_since_leg_day": number("hours_since_leg_day", told.get("hours_since_leg_day")),
        "run_type": one_of("type of the run", told.get("run_type"), RUN_TYPES),
        "run_minutes": number("minutes of the run", told.get("run_minutes"), LONGEST_RUN),
        "training_age": one_of("training_age", told.get("training_age"), TRAINING_AGES),
        "leg_day_effort": one_of("leg_day_effort", told.get("leg_day_effort"), EFFORTS),
        "priority": one_of("priority", told.get("priority"), PRIORITIES),
    }


def flags(name: str, given: object) -> tuple[str, ...] | None:
    """Known codes only: a sign that we can't read must not pass for no sign."""
    if given is None:
        return None
    if not isinstance(given, list | tuple) or any(code not in tuple(RED_FLAGS) for code in given):
        raise BadInput(f"{name}: write a list of any of {', '.join(RED_FLAGS)}, [] for none, null for unknown")
    return tuple(code for code in RED_FLAGS if code in given)


def truth(name: str, given: object) -> bool | None:
    if given is None or isinstance(given, bool):
        return given
    raise BadInput(f"{name}: write true, false, or null for unknown")


def soreness(name: str, given: object) -> int | None:
    """Half a point rounds up, the careful way."""
    told = SORENESS_WORDS.get(given.strip().lower()) if isinstance(given, str) else given
    if given is not None and told is None:
        raise BadInput(f"{name}: write 0 to {MOST_SORE}, or one of {', '.join(SORENESS_WORDS)}")
    points = number(name, told, MOST_SORE)
    return None if points is None else math.ceil(points)


def number(name: str, given: object, most: float = sys.float_info.max) -> float | None:
    if given is None:
        return None
    if isinstance(given, int | float) and not isinstance(given, bool) and 0 <= given <= most:
        return given
    limit = "or more" if most == sys.float_info.max else f"to {most}"
    raise BadInput(f"{name}: write a number, 0 {limit}, or null for unknown")


def one_of(name: str, given: object, choices: tuple[str, ...]) -> str | None:
    if given is None:
        return None
    told = given.strip().lower() if isinstance(given, str) else given
    if told not in choices:
        raise BadInput(f"{name}: write one of {', '.join(choices)}, or null for unknown")
    return str(told)
