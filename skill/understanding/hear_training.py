"""How hard leg day was, how long somebody has trained legs, and what matters most to them."""

from skill.understanding.as_answer import answering, careful
from skill.understanding.facts import EFFORTS, PRIORITIES, TRAINING_AGES
from skill.understanding.lexicon import Match
from skill.understanding.listening import Listening, longest, standing

EFFORT_ASKED = ("effort", "logged_effort")
AGE_ASKED = ("age",)
PRIORITY_ASKED = ("priority",)
# What a word beside belongs to, and says no effort then: "two days ago", "five k", "an easy jog".
OF_OTHER_THINGS = ("effort_not", "counted", "clock", "minutes", "distance")
HARD_FROM, MODERATE_FROM = 7, 5  # out of ten
NEW_UNTIL, REGULAR_UNTIL = 6, 24  # months

# Where two are heard, the more careful one counts: the later in these.
CAREFUL_EFFORTS = EFFORTS
CAREFUL_AGES = tuple(reversed(TRAINING_AGES))
CAREFUL_PRIORITIES = ("running", "balanced", "muscle")


def hear_effort(listening: Listening, corrected: int | None) -> str | None:
    of_soreness = list(listening.of("scale", "sore_of_ten"))
    scaled = [_effort(match) for match in longest(standing(listening.of("effort_scale"), of_soreness))]
    if scaled:
        return scaled[-1]
    heard = _said(listening, "effort", EFFORTS)
    if not heard and listening.asked in EFFORT_ASKED:
        heard = _alone(listening)
    return _careful(heard, CAREFUL_EFFORTS, corrected)


def _alone(listening: Listening) -> list[Match]:
    """A word or a number that says how hard, and nothing of a time, a size or the run."""
    groups = (*OF_OTHER_THINGS, *(("a_number",) if listening.heard("of_the_body") else ()))
    others = [match for group in groups for match in listening.of(group)]
    return careful(listening, longest(standing(listening.of("effort_alone"), others)), EFFORTS[:2])


def hear_training_age(listening: Listening, corrected: int | None) -> str | None:
    if listening.heard("training_age", "lapsed"):
        return None
    times = longest(listening.of("training_time"))
    if listening.asked in AGE_ASKED:
        times = times or answering(listening, longest(listening.of("age_alone_time")))
    if times:
        return _age(times[-1])
    heard = _said(listening, "training_age", TRAINING_AGES)
    if not heard and listening.asked in AGE_ASKED:
        heard = careful(listening, _not_denied(listening, "age_alone"), TRAINING_AGES[1:])
    return _careful(heard, CAREFUL_AGES, corrected)


def _not_denied(listening: Listening, group: str) -> list[Match]:
    return [match for match in longest(listening.of(group)) if match.own_not or not listening.denied(match)]


def hear_priority(listening: Listening, corrected: int | None) -> str | None:
    heard = _said(listening, "priority", PRIORITIES)
    if not heard and listening.asked in PRIORITY_ASKED:
        heard = longest(listening.of("priority_alone"))
    return _careful(heard, CAREFUL_PRIORITIES, corrected)


def _said(listening: Listening, group: str, labels: tuple[str, ...]) -> list[Match]:
    heard = longest(standing(listening.of(group, *labels), listening.of(group, "not_said")))
    return [match for match in heard if not listening.denied_itself(match)]


def _careful(heard: list[Match], order: tuple[str, ...], corrected: int | None) -> str | None:
    if corrected is not None:
        heard = [match for match in heard if match.start >= corrected] or heard
    return max((match.label for match in heard), key=order.index, default=None)


def _effort(match: Match) -> str:
    value, out_of = match.caught[0].high, match.caught[1].high if len(match.caught) > 1 else 10
    level = 10 * value / (out_of or 10)
    return "hard" if level >= HARD_FROM else "moderate" if level >= MODERATE_FROM else "light"


def _age(match: Match) -> str:
    counted = match.caught[0].low if match.caught else 1  # "a year" counts nothing
    months = counted * float(match.label)
    return "new" if months < NEW_UNTIL else "regular" if months < REGULAR_UNTIL else "experienced"
