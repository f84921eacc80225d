"""The run that is planned: its kind, its length in the unit that was said, and a pace."""

from collections.abc import Iterator
from dataclasses import dataclass

from skill.understanding.lexicon import Match
from skill.understanding.listening import Listening, longest, standing
from skill.understanding.teens import sounds_like

RUN, PAST, OTHER, SUPPOSED = "run", "past", "other", "supposed"
# From the gentlest to the most demanding: what is said twice counts as the harder.
KINDS = ("easy", "long", "tempo", "intervals")
KM, MILES = "km", "miles"
OF_THE_UNIT, MILE = "said", 0.621371  # of a pace, and kilometres that turn it into one for a kilometre
FIXED = "="  # a label that holds the size itself
MOST_BARE_MINUTES = 180  # with no run said, more are no run
TIME_ASKED = ("hours",)
MOST_OF_A_SCALE = 10
MINUTES_ASKED = "run_minutes"
KIND_ASKED = "run_type"
NEAR = 2  # words between a correction and what it puts right
BESIDE = 1  # words within which a size belongs to what stands there, also when it is said first


@dataclass(frozen=True)
class Run:
    kind: str | None = None
    minutes: float | None = None
    km: float | None = None
    miles: float | None = None
    pace: float | None = None  # minutes for a kilometre
    unit: str | None = None
    sounds_like: float | None = None  # what a heard teen or ty may have been


def hear_run(listening: Listening, corrected: int | None) -> Run:
    paces = longest(listening.of("pace"))
    pace = _pace(listening, paces[0]) if paces else None
    minutes = [
        match
        for match in longest(standing(listening.of("minutes"), [*listening.of("minutes_not_run"), *paces]))
        if _is_planned(listening, match, _size(match, match.label) <= MOST_BARE_MINUTES)
    ]
    distances = [
        match
        for match in longest(standing(listening.of("distance"), [*listening.of("distance_not_run"), *paces]))
        if _is_planned(listening, match, True)
    ]
    minutes, distances = (_corrected(found, corrected) for found in (minutes, distances))
    size = max((_size(match, match.label) for match in (minutes or _said_alone(listening))), default=None)
    if listening.asked == MINUTES_ASKED or (
        corrected is not None and minutes and _ends_in_a_number(listening, corrected)
    ):
        size = _bare(listening, corrected, minutes) or size
    km, miles = (_distance(distances, unit) for unit in (KM, MILES))
    return Run(_kind(listening, corrected), size, km, miles, pace, _unit(listening), _other_sound(minutes))


def _pace(listening: Listening, match: Match) -> float:
    """Minutes for a kilometre; for one of the unit that was said, where the pace names none."""
    in_miles = {distance.label.split()[0] for distance in listening.of("distance")} == {MILES}
    each = float(match.label) if match.label != OF_THE_UNIT else MILE if in_miles else 1.0
    return match.caught[0].high * each


def _ends_in_a_number(listening: Listening, corrected: int) -> bool:
    """ "Forty minutes, sorry, I meant fourteen"."""
    numbers = listening.of("a_number")
    return any(corrected <= match.start <= corrected + NEAR and match.end == listening.length for match in numbers)


def _said_alone(listening: Listening) -> list[Match]:
    """ "Make it thirty": more than a soreness can be, and of no unit."""
    said = standing(listening.of("minutes_alone"), listening.of("counted"))
    return [match for match in said if match.caught[0].high > MOST_OF_A_SCALE and match.end == listening.length]


def _bare(listening: Listening, corrected: int | None, minutes: list[Match]) -> float | None:
    """ "Forty five", where minutes were asked for, and "no, thirty" after minutes that were said."""
    counted = [*listening.of("counted"), *listening.of("distance"), *listening.of("pace")]
    numbers = longest(standing(listening.of("a_number"), counted))
    if corrected is not None:
        numbers = [match for match in numbers if match.start >= corrected]
    elif minutes:
        return None
    return max((match.caught[0].high for match in numbers), default=None)


def _kind(listening: Listening, corrected: int | None) -> str | None:
    heard = standing(listening.of("run_type", *KINDS), listening.of("run_type", "not_said"))
    heard = [match for match in heard if not listening.denied_itself(match) and not _is_over(listening, match)]
    if not heard and listening.asked == KIND_ASKED:
        heard = [match for match in listening.of("run_type_alone") if not listening.denied(match)]
    labels = {match.label for match in _corrected(heard, corrected)}
    return max(labels, key=KINDS.index, default=None)


def _corrected(matches: list[Match], corrected: int | None) -> list[Match]:
    if corrected is None:
        return matches
    return [match for match in matches if match.start >= corrected] or matches


def _distance(matches: list[Match], unit: str) -> float | None:
    sizes = [_size(match, match.label.split()[1]) for match in matches if match.label.split()[0] == unit]
    return max((round(size, 2) for size in sizes), default=None)


def _size(match: Match, label: str) -> float:
    """A fixed size, or so much for every one counted; a range rounds up."""
    if label.startswith(FIXED):
        return float(label.removeprefix(FIXED))
    size = match.caught[-1].high * float(label)
    return int(size) if size.is_integer() else size


def _is_planned(listening: Listening, match: Match, alone: bool) -> bool:
    """The nearest thing that it could be the size of is a run, and none that was already run."""
    nearest = min(_events(listening, match), default=None)
    if match.start == 0 and alone and listening.asked is None and (nearest is None or nearest[0] > BESIDE):
        return True  # "eight miles, been lifting for years": what opens an utterance is asked about
    return alone and listening.asked not in TIME_ASKED if nearest is None else nearest[1] == RUN


def _is_over(listening: Listening, match: Match) -> bool:
    nearest = min(_events(listening, match), default=None)
    return nearest is not None and nearest[1] == PAST and nearest[0] <= 0


def _events(listening: Listening, match: Match) -> Iterator[tuple[int, str]]:
    """How far away, and what; on a tie what is over or something else goes before a run."""
    supposed = {match.end for match in listening.of("run", SUPPOSED)}
    for event in longest(listening.of("run", RUN, PAST, OTHER)):
        label = RUN if event.label == PAST and event.start in supposed else event.label
        holds = event.start <= match.start and match.end <= event.end
        apart = -1 if holds else max(0, event.start - match.end, match.start - event.end)
        yield apart, label


def _unit(listening: Listening) -> str | None:
    units = {match.label for match in listening.of("unit")}
    return units.pop() if len(units) == 1 else None


def _other_sound(matches: list[Match]) -> float | None:
    """Fifteen may have been fifty, and the other way round."""
    others = (sounds_like(match.caught[-1].high) for match in matches if match.caught)
    return next((other for other in others if other is not None), None)
