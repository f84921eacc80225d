"""What else bears on a verdict: people who get none, what may only lower one, and whose body it is about."""

from dataclasses import dataclass

from skill.understanding.lexicon import Match
from skill.understanding.listening import Listening, standing
from skill.understanding.warning_signs import EMERGENCIES, Signs

PAST, SOMEBODY, OTHER_EMERGENCY = "past_sign", "somebody_else", "other_emergency"
FINE_NOW = "fine_now"  # over too, unless it was of today or yesterday
OTHER_PERSON = "other_person"  # spoken of, perhaps only in passing
OF_PERSONS = (SOMEBODY, OTHER_PERSON, "what_about_me")  # "she's not injured, can she run" denies no wife
NOT_SORE_BUT = ("painkiller", "cold")  # "not sore, took something" denies the soreness alone
COLD, FEVER = "cold", "fever"
# Circumstances that are part of a warning sign, and nothing without it.
PART_OF = {"pop": "cannot_bear_weight", "back_emergency": "sudden_severe_pain"}
AN_AGE = "an_age"  # beyond the scale of soreness, or said to be one
UNDER_18, SORENESS = "under_18", "soreness"


@dataclass(frozen=True)
class Circumstances:
    names: tuple[str, ...] = ()
    past: bool = False  # what was said is over


def hear_circumstances(listening: Listening, signs: Signs) -> Circumstances:
    """The warning signs say whether somebody else's trouble is an emergency, and what is past."""
    names = [
        name
        for name in _labels(listening)
        if name not in (PAST, FINE_NOW, AN_AGE) and (name not in PART_OF or PART_OF[name] in signs.flags)
    ]
    if OTHER_PERSON in names:
        names.remove(OTHER_PERSON)
        if signs.spoken_of and SOMEBODY not in names:
            names.append(SOMEBODY)
    if listening.asked == SORENESS and UNDER_18 in names and not listening.heard("circumstance", AN_AGE):
        names.remove(UNDER_18)  # "I'm a ten" is how sore
    past = _is_past(listening)
    if FEVER in signs.flags and COLD in names:
        names.remove(COLD)
    if past and set(signs.flags) == {FEVER}:
        names.append(COLD)  # a fever that is over leaves what a cold does
    elif past and signs.flags and SOMEBODY not in names:
        names.append(PAST)
    elif SOMEBODY in names and not past and set(signs.flags) & set(EMERGENCIES):
        names.append(OTHER_EMERGENCY)
    elif set(signs.flags) & set(EMERGENCIES) and "pop" in names:
        names.remove("pop")  # the greater emergency decides
    return Circumstances(tuple(names), past)


def _labels(listening: Listening) -> list[str]:
    """In the order they were said, each once."""
    by_name: dict[str, list[Match]] = {}
    for match in listening.of("circumstance"):
        by_name.setdefault(match.label, []).append(match)
    alike = list(listening.of("circumstance_alike"))
    return [
        name
        for name, matches in by_name.items()
        if any(
            name in OF_PERSONS
            or not (listening.denied_itself(match) if name in NOT_SORE_BUT else listening.denied(match))
            for match in standing(matches, (other for other in alike if other.label == name))
        )
    ]


def _is_past(listening: Listening) -> bool:
    """Said to be over, and nothing says that it still is."""
    over = listening.heard("circumstance", PAST)
    over = over or (listening.heard("circumstance", FINE_NOW) and not listening.heard("circumstance_alike", FINE_NOW))
    return over and not listening.heard("circumstance_alike", PAST)
