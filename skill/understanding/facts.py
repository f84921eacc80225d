"""What a person has said about their legs and their run.

A fact that was not said is None. Of the warning signs, None means that nothing was said about them
and an empty tuple that the person said to have none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

RED_FLAGS = (
    "chest_pain",
    "breathless_or_faint",
    "sudden_severe_pain",
    "deformed_cold_or_blue_limb",
    "dark_urine",
    "pain_much_worse_than_expected",
    "severe_weakness",
    "severe_swelling",
    "numbness",
    "one_leg_swollen_hot",
    "cannot_bear_weight",
    "fever",
)
RUN_TYPES = ("easy", "tempo", "intervals", "long")
EFFORTS = ("light", "moderate", "hard")
TRAINING_AGES = ("new", "regular", "experienced")
PRIORITIES = ("muscle", "balanced", "running")
LARGEST = 1e9  # of hours, minutes or miles; whoever sends more, or no number, has told nothing


@dataclass(frozen=True)
class Facts:
    hours_since_leg_day: float | None = None
    soreness: int | None = None
    sharp_or_joint_pain: bool | None = None
    red_flags: tuple[str, ...] | None = None
    run_type: str | None = None
    run_minutes: float | None = None
    run_km: float | None = None
    run_miles: float | None = None
    leg_day_effort: str | None = None
    training_age: str | None = None
    priority: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Only what was said, in the shape of the design's facts."""
        said = {name: value for name, value in vars(self).items() if value is not None}
        if self.red_flags is not None:
            said["red_flags"] = list(self.red_flags)
        return said

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> "Facts":
        """Callers and old sessions may send anything: what does not fit was not said."""
        return cls(**{name: fit(said.get(name)) for name, fit in _FITTING.items()})

    def merged(self, newer: "Facts") -> "Facts":
        """What was said last wins, and a new size of the run replaces the old one in whichever unit."""
        said = {name: value for name, value in vars(newer).items() if value is not None}
        older = self
        if not said.keys().isdisjoint(_RUN_SIZES):
            older = replace(self, run_minutes=None, run_km=None, run_miles=None)
        return Facts(**(vars(older) | said))


_RUN_SIZES = ("run_minutes", "run_km", "run_miles")


def _number(value: Any) -> float | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number and 0 <= value <= LARGEST else None


def _soreness(value: Any) -> int | None:
    number = _number(value)
    return None if number is None else min(10, -int(-number // 1))


def _claim(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _flags(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, (list, tuple)):
        return None
    known = tuple(code for code in RED_FLAGS if code in value)
    return known if known or not value else None


def _one_of(words: tuple[str, ...]) -> Callable[[Any], str | None]:
    return lambda value: value if isinstance(value, str) and value in words else None


_FITTING: dict[str, Callable[[Any], Any]] = {
    "hours_since_leg_day": _number,
    "soreness": _soreness,
    "sharp_or_joint_pain": _claim,
    "red_flags": _flags,
    "run_type": _one_of(RUN_TYPES),
    "run_minutes": _number,
    "run_km": _number,
    "run_miles": _number,
    "leg_day_effort": _one_of(EFFORTS),
    "training_age": _one_of(TRAINING_AGES),
    "priority": _one_of(PRIORITIES),
}
