"""Everything a turn may look at beside the utterance and the state. It is given, never fetched."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

from skill.content.topic import Content, Locale

LEG_DAYS_KEPT = 5
A_MOMENT = timedelta(minutes=1)
VOICES_KEPT = 12  # of one account; Amazon recognises ten in a household
DAY_ONLY = 1  # the microsecond that marks a leg day of which only the day was told
KEPT_FOR = timedelta(days=90)


def day_only(when: datetime) -> datetime:
    """A leg day of which nobody told the hour. It is counted from, but its hour is never spoken."""
    return when.replace(microsecond=DAY_ONLY)


def is_day_only(when: datetime) -> bool:
    return when.microsecond == DAY_ONLY


def hours_since(when: datetime, now: datetime) -> float:
    return max(0.0, (now - when).total_seconds() / 3600)


@dataclass(frozen=True)
class Profile:
    """What a person asked us to remember. Nothing in it is about how a body feels."""

    leg_days: tuple[datetime, ...] = ()  # newest last
    leg_day_effort: str | None = None
    training_age: str | None = None
    priority: str | None = None
    units: str | None = None
    voices: tuple[str, ...] = ()  # of an account: the keys of recognised voices that are remembered; newest last

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the person is known; the voices of an account are other people."""
        return replace(self, voices=()) == Profile()

    def with_voice(self, key: str) -> Self:
        return self if key in self.voices else replace(self, voices=(*self.voices, key)[-VOICES_KEPT:])

    def with_leg_day(self, when: datetime) -> Self:
        """A leg day that was told twice within a moment, as when a request is sent again, is one."""
        others = tuple(day for day in self.leg_days if abs(day - when) > A_MOMENT)
        return replace(self, leg_days=(*others, when)[-LEG_DAYS_KEPT:])

    def with_last_leg_day(self, when: datetime) -> Self:
        """A correction: the newest leg day was at another time."""
        return replace(self, leg_days=(*self.leg_days[:-1], when))

    def without_last_leg_day(self) -> Self:
        return replace(self, leg_days=self.leg_days[:-1])

    def hours_since_leg_day(self, now: datetime) -> float | None:
        return hours_since(self.leg_days[-1], now) if self.leg_days else None

    def to_dict(self) -> dict[str, Any]:
        plain = {
            "leg_days": [when.isoformat() for when in self.leg_days],
            "leg_day_effort": self.leg_day_effort,
            "training_age": self.training_age,
            "priority": self.priority,
            "units": self.units,
            "voices": list(self.voices),
        }
        return {key: value for key, value in plain.items() if value}

    @classmethod
    def from_dict(cls, saved: dict[str, Any]) -> Self:
        """Old profiles outlive deploys, so keys we no longer know are dropped."""
        known = {key: saved.get(key) for key in ("leg_day_effort", "training_age", "priority", "units")}
        leg_days = tuple(datetime.fromisoformat(when) for when in saved.get("leg_days", ()))
        return cls(leg_days=leg_days, voices=tuple(saved.get("voices", ())), **known)


@dataclass(frozen=True)
class Scene:
    """Where and when the turn takes place."""

    content: Content
    locale: Locale
    now: datetime  # in the person's own time zone
    profile: Profile = field(default_factory=Profile)
    may_be_theirs: datetime | None = None  # a leg day saved in this household, by a voice that this one may be
    remembers: str = (
        "process"  # how far memory reaches: none, process, or store; away: a store that does not answer now
    )
    asks_about_health: bool = True
    sets_reminders: bool = False

    @property
    def saved_leg_day(self) -> datetime | None:
        """The newest leg day there is, of the person or of somebody they may be."""
        return self.may_be_theirs or (self.profile.leg_days[-1] if self.profile.leg_days else None)

    @property
    def is_away(self) -> bool:
        """Whether there is a store that can't be reached now: what it holds is not known, and nothing can be changed."""
        return self.remembers == "away"
