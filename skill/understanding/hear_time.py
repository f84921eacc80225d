"""When the last leg day was, in hours, from what people say about it.

A time belongs to a leg day when that is the nearest thing it could belong to: "legs yesterday, ran this
morning" has one time of each kind.
"""

from dataclasses import dataclass

from skill.understanding.clock import Moment, ago, moments
from skill.understanding.lexicon import Match
from skill.understanding.listening import Listening, longest
from skill.understanding.teens import sounds_like
from skill.understanding.to_come import is_asked, to_come, waits_for

ASKED = "hours"
LEG_DAY, HABIT, OTHER, FROM, BRIDGE = "leg_day", "habit", "other", "from", "bridge"
ACROSS_A_TURN = 4  # words that a step to something new counts for
OPENS = 1  # the place within which an answer begins
FAR = 12  # words between a time and what it belongs to, at most


@dataclass(frozen=True)
class Time:
    hours: float | None = None
    legs_ahead: float | None = None  # hours until a leg day still to come
    run_ahead: float | None = None  # hours until the run that is asked about
    places: tuple[Moment, ...] = ()
    sounds_like: float | None = None  # the hours that a counted teen or ty may have been


def hear_time(listening: Listening, corrected: int | None) -> Time:
    said = _not_denied(listening, moments(listening))
    past: list[tuple[Moment, float]] = []
    legs_ahead: float | None = None
    run_ahead: float | None = None
    for moment in said:
        # "What if I wait till tomorrow" corrects nothing: a day to come is no leg day put right.
        lies_ahead = moment.ahead is not None or is_asked(listening, moment)
        owner = _owner(listening, moment, None if lies_ahead else corrected)
        owner = OTHER if waits_for(listening, moment) else owner
        hours = ago(moment, listening.now)
        ahead = to_come(listening, moment, owner in (LEG_DAY, HABIT)) if moment.ahead is None else moment.ahead
        if ahead is None and hours is not None and hours <= 0 and owner != LEG_DAY and moment.phrase.day is not None:
            ahead = abs(hours)  # "tonight" is still to come
        if owner is None and ahead is None and not moment.phrase.weak and _stands_alone(listening, moment):
            owner = LEG_DAY
        if ahead is not None:
            legs_ahead = ahead if owner in (LEG_DAY, HABIT) else legs_ahead
            run_ahead = ahead if owner not in (LEG_DAY, HABIT) else run_ahead
        elif hours is not None and (
            owner == LEG_DAY or (owner == HABIT and not moment.recurs and not moment.phrase.weak)
        ):
            past.append((moment, hours))
    chosen = _chosen(past, corrected)
    counted = any(hours == chosen == moment.count for moment, hours in past)
    return Time(chosen, legs_ahead, run_ahead, tuple(said), sounds_like(chosen) if counted else None)


def _not_denied(listening: Listening, said: list[Moment]) -> list[Moment]:
    """ "Two days ago, not yesterday" is two days ago."""
    denied = {end for _, end in listening.denials}
    return [moment for moment in said if moment.start not in denied]


def _chosen(past: list[tuple[Moment, float]], corrected: int | None) -> float | None:
    """After a correction the later one counts, else the nearer leg day: fewer hours are the safer guess."""
    past = [(moment, hours) for moment, hours in past if not moment.phrase.weak] or past
    past = [(moment, hours) for moment, hours in past if hours >= 0] or past  # what is to come dates no past leg day
    if corrected is not None:
        past = [(moment, hours) for moment, hours in past if moment.start >= corrected] or past
    return min((round(max(0.0, hours), 1) for _, hours in past), default=None)


def _owner(listening: Listening, moment: Moment, corrected: int | None) -> str | None:
    """What the time belongs to: the kind of the nearest event, on a tie the one said before it."""
    every = longest(listening.of("event", LEG_DAY, HABIT, OTHER))
    if any(_inside(moment, match) and _kind(listening, match) == LEG_DAY for match in every):
        return LEG_DAY  # "haven't done legs this week"
    if corrected is not None and corrected <= moment.start and not _apart(listening, corrected, moment.start):
        return LEG_DAY  # "leg day was Monday, no wait, Tuesday"
    asks = {(turn.start, turn.end) for turn in listening.of("turn") if turn.start >= moment.end}
    # "This morning, may I" is asked after the time, and is not what happened then.
    events = [match for match in every if not _inside(moment, match) and (match.start, match.end) not in asks]
    costs = [
        (_distance(listening, match, moment), match.start > moment.start, place) for place, match in enumerate(events)
    ]
    distance, _, place = min(costs, default=(FAR + 1, False, 0))
    asked = listening.asked == ASKED
    if asked and moment.start <= OPENS and distance > 0 and moment.ahead is None:
        return LEG_DAY  # "Friday, and I've legs again tomorrow"
    if distance <= FAR and not (asked and events[place].label == OTHER and distance > 0):
        return _kind(listening, events[place])
    return LEG_DAY if asked or corrected is not None or _dates_soreness(listening, moment) else None


def _kind(listening: Listening, event: Match) -> str:
    """ "Squats yesterday" is a leg day unless the words around say that it recurs or lies ahead."""
    if event.label != LEG_DAY:
        return event.label
    habits = listening.of("event", HABIT)
    return HABIT if any(habit.start < event.end and event.start < habit.end for habit in habits) else LEG_DAY


def _stands_alone(listening: Listening, moment: Moment) -> bool:
    beside = {at for match in listening.of("beside_time") for at in range(match.start, match.end)}
    return all(at in beside for at in range(listening.length) if not moment.start <= at < moment.end)


def _dates_soreness(listening: Listening, moment: Moment) -> bool:
    """ "Sore since two days"."""
    before = (match.end == moment.start or match.start == moment.start for match in listening.of("event", FROM))
    return listening.heard("sore", "sore") and any(before)


def _inside(moment: Moment, match: Match) -> bool:
    return moment.start <= match.start and match.end <= moment.end


def _distance(listening: Listening, match: Match, moment: Moment) -> int:
    """Words between the two, with a turn between them counting for more."""
    first, last = (match.end, moment.start) if match.start < moment.start else (moment.end, match.start)
    turns = sum(first <= turn.start < last for turn in listening.of("turn"))
    return _apart(listening, first, last) + ACROSS_A_TURN * turns


def _apart(listening: Listening, first: int, last: int) -> int:
    """Words between two places that do set them apart."""
    if last <= first:
        return 0
    bridged = {at for match in listening.of("event", BRIDGE) for at in range(match.start, match.end)}
    return sum(at not in bridged for at in range(first, last))
