"""A profile as the stores hold it: JSON of known words and of times and hashed keys, and nothing else.

The same sieve stands in both directions. What is no known word is never written, so nothing about a body can be; and
what an older or a damaged store holds can't do harm when it is read.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from skill.conversation.scene import KEPT_FOR, LEG_DAYS_KEPT, VOICES_KEPT, Profile
from skill.understanding.facts import EFFORTS, PRIORITIES, TRAINING_AGES

UNITS = ("km", "kilometres", "miles", "metric", "imperial")
WORDS: Mapping[str, tuple[str, ...]] = {
    "leg_day_effort": EFFORTS,
    "training_age": TRAINING_AGES,
    "priority": PRIORITIES,
    "units": UNITS,
}
KEY = re.compile("[0-9a-f]{64}")  # a voice by its hashed key
NOTED_EVERY = timedelta(days=1)  # a use is noted once a day, so that a conversation costs one write and not twenty


def written(profile: Profile) -> str:
    return json.dumps(_known(profile.to_dict()))


def read(text: object) -> Profile | None:
    """The profile that was written; None when it can't be read, which costs memory and never the answer."""
    try:
        saved = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    return Profile.from_dict(_known(saved)) if isinstance(saved, dict) else None


def is_expired(used: float, now: datetime) -> bool:
    return used < expiry_line(now)


def expiry_line(now: datetime) -> float:
    """What was last used before this moment has expired."""
    return (now - KEPT_FOR).timestamp()


def is_noted(used: float, now: datetime) -> bool:
    """Whether the last use on record is recent enough to stand for this one."""
    return now.timestamp() - used < NOTED_EVERY.total_seconds()


def _known(saved: Mapping[str, Any]) -> dict[str, Any]:
    words = {key: saved[key] for key, known in WORDS.items() if saved.get(key) in known}
    leg_days = saved.get("leg_days")
    times = [when for when in leg_days if _is_time(when)] if isinstance(leg_days, list) else []
    voices = saved.get("voices")
    keys = [key for key in voices if isinstance(key, str) and KEY.fullmatch(key)] if isinstance(voices, list) else []
    return {"leg_days": times[-LEG_DAYS_KEPT:], **words, **({"voices": keys[-VOICES_KEPT:]} if keys else {})}


def _is_time(when: object) -> bool:
    """Whether it is a moment that can be counted from, which takes its zone."""
    try:
        return isinstance(when, str) and datetime.fromisoformat(when).utcoffset() is not None
    except ValueError:
        return False
