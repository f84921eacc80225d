"""Weekdays that lie ahead: "what if I wait till Thursday" is the next one, and no leg day of last week."""

from datetime import datetime

from skill.understanding.clock import HOURS_A_DAY, WEEK, Moment, at_hour
from skill.understanding.listening import Listening

WAITED, NEXT, ASKED, WAS, TODAY_FIRST = "waited", "next", "asked", "was", "today_first"


def waits_for(listening: Listening, moment: Moment) -> bool:
    """Said to be waited for, so it is the run's day whatever stands beside it."""
    return moment.phrase.weekday is not None and _told(listening, moment, WAITED)


def is_asked(listening: Listening, moment: Moment) -> bool:
    """The day of a run that is asked about, unless it is of legs."""
    weekday = moment.phrase.weekday is not None
    return weekday and _told(listening, moment, ASKED) and not _told(listening, moment, WAS)


def to_come(listening: Listening, moment: Moment, is_of_legs: bool) -> float | None:
    """Hours until the weekday, for one that lies ahead; None for any other, and where nobody knows what day it is."""
    if moment.phrase.weekday is None or listening.now is None or _told(listening, moment, TODAY_FIRST):
        return None
    waited = waits_for(listening, moment)
    is_next = waited or _told(listening, moment, NEXT)
    asked = not is_of_legs and is_asked(listening, moment)
    return _until(moment, listening.now, is_next) if is_next or asked else None


def _told(listening: Listening, moment: Moment, label: str) -> bool:
    return any(match.start < moment.end and moment.start < match.end for match in listening.of("to_come", label))


def _until(moment: Moment, now: datetime, is_next: bool) -> float | None:
    """To the day's own hour where one was said, else whole days; the day it is now is meant only as the next one."""
    phrase = moment.phrase
    day = phrase.weekday if phrase.begins is None else phrase.begins
    if day is None:
        return None
    days = (day - now.weekday()) % WEEK
    if not days and not is_next:
        return None
    days = days or WEEK
    back = at_hour(moment, now, -days) if moment.hour is not None else None
    return float(HOURS_A_DAY * days) if back is None else -back
