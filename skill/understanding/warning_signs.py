"""Warning signs in any utterance. A sign that may not be there is better than one that was missed.

What was firmly heard raises a flag. Everyday exaggeration, said alone, raises only a doubt.
"""

from dataclasses import dataclass

from skill.understanding.facts import RED_FLAGS
from skill.understanding.lexicon import Match
from skill.understanding.listening import Listening, longest, standing

EMERGENCIES = RED_FLAGS[:4]
ANY = "any"
BROKEN, POP = "deformed_cold_or_blue_limb", "pop"
DOUBT = "doubt:"  # how a question about one sign begins, when it is the question just asked

# A sign that says the same words as a more telling one: the first gives way to the second.
GIVES_WAY = (("severe_swelling", "one_leg_swollen_hot"),)
ONE_SIDED, SWELLING, ONE_LEG = "one_sided", "severe_swelling", "one_leg_swollen_hot"
NAMED_FOR = ("safety", "which_sign", "one_sided", "far_worse")


@dataclass(frozen=True)
class Signs:
    flags: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    taken_back: tuple[str, ...] = ()  # denied in so many words
    matches: tuple[Match, ...] = ()
    look_alikes: tuple[str, ...] = ()  # named, and each time in words of another meaning: "do chest today"
    spoken_of: bool = False  # also where a look-alike or a denial took it away


def hear_signs(listening: Listening) -> Signs:
    pops = list(listening.of("circumstance", POP))
    firm = [*_not_alike(listening, "sign"), *_measured(listening), *_not_well(listening)]
    if listening.asked in NAMED_FOR:
        firm += _not_alike(listening, "sign_name")
    heard = [match for match in firm if not listening.denied(match) and not _is_pop(match, pops)]
    denied = {match.label for match in firm} - {match.label for match in heard}
    codes = {match.label for match in _telling(heard)}
    if listening.asked == ONE_SIDED and SWELLING in codes:
        codes = codes - {SWELLING} | {ONE_LEG}  # one leg is what was asked about
    questioned = _questioned(listening)
    if questioned and not codes:
        if listening.heard("take_back", "stand_by") and not _explained_away(listening):
            codes = {questioned}
        elif listening.heard("take_back", "take_back"):
            denied |= {questioned}
    doubts = () if codes else _doubts(listening, questioned)
    return Signs(
        _ordered(codes),
        doubts,
        _ordered(denied - codes),
        tuple(heard),
        _ordered(_explained(listening) - codes),
        listening.heard("sign"),
    )


def _explained(listening: Listening) -> set[str]:
    named = {match.label for match in listening.of("sign_name")}
    return named - {match.label for match in _not_alike(listening, "sign_name")}


def _not_alike(listening: Listening, group: str) -> list[Match]:
    by_code: dict[str, list[Match]] = {}
    for match in listening.of(group):
        by_code.setdefault(match.label, []).append(match)
    alike = list(listening.of("sign_alike"))
    return [
        match
        for code, matches in by_code.items()
        for match in standing(matches, (other for other in alike if other.label in (code, ANY)))
    ]


def _measured(listening: Listening) -> list[Match]:
    """A reading of the body that lies where it is a warning sign."""
    return [
        match
        for match in _not_alike(listening, "sign_reading")
        if any(low <= match.caught[0].high <= high for low, high in listening.lexicon.readings[match.label])
    ]


def _not_well(listening: Listening) -> list[Match]:
    """Whatever is said of a chest is a sign, unless it is said to be well."""
    well = list(listening.of("sign_unless"))
    return [
        match
        for match in _not_alike(listening, "sign_whatever")
        if not any(
            other.label == match.label and other.start <= match.end and match.start < other.end for other in well
        )
    ]


def _is_pop(match: Match, pops: list[Match]) -> bool:
    """A pop in a calf, a hamstring or a heel is no broken bone."""
    return match.label == BROKEN and any(pop.start < match.end and match.start < pop.end for pop in pops)


def _telling(matches: list[Match]) -> list[Match]:
    """A swelling that is that of one leg is no swelling of both."""
    kept = matches
    for weaker, stronger in GIVES_WAY:
        holding = [match for match in matches if match.label == stronger]
        kept = [
            match
            for match in kept
            if match.label != weaker
            or not any(other.start <= match.start and match.end <= other.end for other in holding)
        ]
    return kept


def _questioned(listening: Listening) -> str | None:
    asked = listening.asked or ""
    return asked.removeprefix(DOUBT) if asked.startswith(DOUBT) else None


def _explained_away(listening: Listening) -> bool:
    """ "I can stand, it's just stiff" holds both, and the second is what they mean."""
    return listening.heard("take_back", "take_back")


def _doubts(listening: Listening, questioned: str | None) -> tuple[str, ...]:
    matches = longest(match for match in _not_alike(listening, "exaggeration") if not listening.denied(match))
    codes = {match.label for match in matches} - {questioned}
    return tuple(f"exaggeration:{code}" for code in _ordered(codes))


def _ordered(codes: set[str]) -> tuple[str, ...]:
    return tuple(code for code in RED_FLAGS if code in codes)
