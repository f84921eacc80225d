"""Moments in the past or ahead: so many hours ago, or an hour of a day on the person's own clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from skill.understanding.as_answer import answering
from skill.understanding.lexicon import Match
from skill.understanding.listening import Listening, longest
from skill.understanding.time_phrase import Clock, TimePhrase

WEEK, NOON, HALF_A_DAY, HOURS_A_DAY = 7, 12, 12, 24
NEAR = 2  # words between a day and its hour
A_FEW = 12  # a bare number from here on counts hours, below it days


@dataclass(frozen=True)
class Moment:
    start: int
    end: int
    phrase: TimePhrase
    count: float | None = None
    hour: float | None = None  # a stated one
    afternoon: bool | None = None

    @property
    def ahead(self) -> float | None:
        """Hours still to come, for what lies ahead by its words."""
        if self.phrase.ahead_each is not None and self.count is not None:
            return self.phrase.ahead_each * self.count
        return self.phrase.ahead

    @property
    def recurs(self) -> bool:
        """A weekday may be a habit, and so may an hour without a day."""
        return self.phrase.weekday is not None or self.phrase.bare


def moments(listening: Listening) -> list[Moment]:
    """Every time that was said, a day together with the hour beside it."""
    rows = listening.lexicon.times
    hours_asked = listening.asked == "hours"
    phrases = [match for match in listening.of("time") if not rows[int(match.label)].asked]
    if hours_asked and not listening.heard("event", "leg_day"):  # "I've a wedding on Saturday" dates no leg day
        phrases = answering(listening, phrases, (*phrases, *listening.of("clock")), follows=False)
    phrases += _bare(listening, phrases) if hours_asked else []
    clocks = longest(listening.of("clock"))
    phrases = [match for match in phrases if not (rows[int(match.label)].bare and _told(match, clocks))]
    said = [_moment(match, rows[int(match.label)], clocks, listening) for match in longest(phrases)]
    alone = [clock for clock in clocks if not any(_beside(clock, moment) for moment in said)]
    for clock in alone:
        if hours_asked or (clock.caught and listening.lexicon.clocks[int(clock.label)].afternoon is not None):
            without_a_day = TimePhrase(day=0, bare=True, weak=not hours_asked)
            said.append(_at(clock, without_a_day, clock.start, clock.end, listening))
    return said


def _bare(listening: Listening, told: list[Match]) -> list[Match]:
    """What means a time only where one was asked for."""
    counted = list(listening.of("counted"))
    bare = [
        match
        for match in listening.of("time")
        if listening.lexicon.times[int(match.label)].asked
        and not any(other.start < match.start < other.end for other in counted)  # "I'm thirty" is an age
    ]
    return answering(listening, bare, (*told, *bare, *listening.of("event", "leg_day")))


def ago(moment: Moment, now: datetime | None) -> float | None:
    """Hours since then; None when it cannot be told."""
    phrase = moment.phrase
    if phrase.hours is not None:
        return phrase.hours if moment.hour is None else at_hour(moment, now, round(phrase.hours / HOURS_A_DAY))
    if phrase.each is not None and moment.count is not None:
        each = 1.0 if phrase.bare and moment.count >= A_FEW else phrase.each
        if moment.hour is not None and each == HOURS_A_DAY:
            return at_hour(moment, now, round(moment.count))
        return each * moment.count
    if phrase.weekday is not None:
        return _weekday(moment, phrase, now)
    hours = at_hour(moment, now, phrase.day) if phrase.day is not None else None
    return hours + HOURS_A_DAY if hours is not None and hours < 0 and phrase.bare else hours  # the last such hour


def _weekday(moment: Moment, phrase: TimePhrase, now: datetime | None) -> float | None:
    if now is None or phrase.weekday is None:
        return None
    days = (now.weekday() - phrase.weekday) % WEEK + WEEK * phrase.weeks
    if not days:
        return None  # today or a week ago: nobody can tell
    return at_hour(moment, now, days) if moment.hour is not None else float(HOURS_A_DAY * days)


def at_hour(moment: Moment, now: datetime | None, days: int) -> float | None:
    """An hour of a day so many days back; the day's own hour where none was stated."""
    phrase = moment.phrase
    if now is None:
        if moment.hour is None or phrase.hour is None:
            return phrase.without if phrase.hours is None else phrase.hours
        return phrase.without
    hour = phrase.hour if moment.hour is None else _on_the_clock(moment, now if days == 0 else None)
    if hour is None:
        return phrase.without
    then = (now - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
    then = then.replace(hour=int(hour) % HOURS_A_DAY, minute=round(hour % 1 * 60) % 60)
    return (now.timestamp() - then.timestamp()) / 3600


def _on_the_clock(moment: Moment, now: datetime | None) -> float | None:
    """An hour of twelve becomes one of twenty-four: by its half of the day, or the latest that has been."""
    hour = moment.hour
    if hour is None or hour > NOON:
        return hour
    afternoon = moment.afternoon
    if afternoon is None and moment.phrase.hour is not None:
        afternoon = moment.phrase.hour >= NOON
    if afternoon is None:
        afternoon = now is None or now.hour + now.minute / 60 >= hour % NOON + HALF_A_DAY
    return hour % NOON + HALF_A_DAY * afternoon


def _moment(match: Match, phrase: TimePhrase, clocks: list[Match], listening: Listening) -> Moment:
    count = match.caught[0].low if match.caught else None
    moment = Moment(match.start, match.end, phrase, count)
    if phrase.each == 1:
        return moment
    # A part of the day first, then the hour in it: "Monday evening at seven".
    rows = listening.lexicon.clocks
    for clock in sorted(clocks, key=lambda clock: rows[int(clock.label)].hour is None):
        if _beside(clock, moment) and not _parted(clock, moment, listening):
            start, end = min(moment.start, clock.start), max(moment.end, clock.end)
            moment = _at(clock, phrase, start, end, listening, count, moment.afternoon)
    return moment


def _at(
    match: Match,
    phrase: TimePhrase,
    start: int,
    end: int,
    listening: Listening,
    count: float | None = None,
    afternoon: bool | None = None,
) -> Moment:
    clock: Clock = listening.lexicon.clocks[int(match.label)]
    if clock.hour is not None:
        return Moment(start, end, phrase, count, clock.hour, clock.hour >= NOON)
    minutes = clock.minutes + (match.caught[1].low if len(match.caught) > 1 else 0)
    half = afternoon if clock.afternoon is None else clock.afternoon
    return Moment(start, end, phrase, count, match.caught[0].low + minutes / 60, half)


def _beside(clock: Match, moment: Moment) -> bool:
    return clock.start <= moment.end + NEAR - 1 and moment.start <= clock.end + NEAR - 1


def _parted(clock: Match, moment: Moment, listening: Listening) -> bool:
    """ "Legs today, run at eight": what is named between takes the hour."""
    return any(moment.end <= match.start < clock.start for match in listening.of("event", "other"))


def _told(match: Match, clocks: list[Match]) -> bool:
    """The number of an hour on the clock counts nothing else."""
    return any(clock.start <= match.start and match.end <= clock.end for clock in clocks)
