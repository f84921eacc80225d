"""What a phrase for a time stands for, as a content file says it."""

from typing import NamedTuple


class TimePhrase(NamedTuple):
    """When something was: so many hours ago, or at an hour of a day."""

    hours: float | None = None
    each: float | None = None  # for every one counted
    day: int | None = None  # days back
    weekday: int | None = None
    begins: int | None = None  # the weekday from which it lies ahead, when that is another: of a weekend
    weeks: int = 0  # further back than the last such weekday
    hour: float | None = None
    without: float | None = None  # hours ago when nobody says what time it is now
    ahead: float | None = None  # hours still to come
    ahead_each: float | None = None
    asked: bool = False  # means a time only where one was asked for
    bare: bool = False  # a number without a unit
    weak: bool = False  # gives way to any other time that was said


class Clock(NamedTuple):
    """How a time of day is read: an hour said or fixed, minutes more or less, and a half of the day."""

    hour: float | None = None
    minutes: float = 0
    afternoon: bool | None = None
