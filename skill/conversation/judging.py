"""The verdict of the table, and what may lower it. Extra facts lower a verdict and never raise it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from skill.content.vocabulary import Says
from skill.conversation.composing import Turn
from skill.conversation.inputs import at_the_run, known, until_leg_day
from skill.decision import GO_AS_PLANNED, GO_EASY, REST, SHORTEN, VERDICTS, Ask, Inputs, decide
from skill.decision_report import assumed_names, whole
from skill.understanding.facts import Facts
from skill.understanding.teens import sounds_like

LATER, LATER_HOURS = "later", 48  # a verdict for later is capped while leg day is nearer than this now


@dataclass(frozen=True)
class Cap:
    """What lowers a verdict: the best that it leaves, the most minutes, why, and why that is so."""

    circumstance: str
    best: str
    minutes: float
    because: Says
    reason: Says


CAPS = (
    Cap("one_sided", REST, 0, Says.BECAUSE_ONE_SIDED, Says.WHY_ONE_SIDED),
    Cap("painkiller", SHORTEN, 0, Says.BECAUSE_PAINKILLER, Says.WHY_PAINKILLER),
    Cap("cold", GO_EASY, 20, Says.BECAUSE_COLD, Says.WHY_COLD),
    Cap("known_joint_ache", GO_EASY, 20, Says.BECAUSE_KNOWN_ACHE, Says.WHY_KNOWN_ACHE),
    Cap(LATER, GO_EASY, 30, Says.BECAUSE_LATER, Says.WHY_LATER),
)
ABOUT_TIME = ("R5", "R6", "R7", "R8", "R10")  # the rules whose reason speaks of the time since leg day
LOWERED: Mapping[str, str] = {REST: "R3", SHORTEN: "R4", GO_EASY: "R8"}  # the rule that a lowered verdict is most like


@dataclass(frozen=True)
class Judged:
    """A verdict with what lowered it, ready to be said."""

    name: str
    rule: str
    run_minutes: float
    why: str
    assumed: tuple[str, ...]
    inputs: Inputs
    lowered_by: str | None = None
    before_legs: bool = False  # a leg day still to come decided

    def to_dict(self) -> dict[str, Any]:
        """The contract's object."""
        return {
            "name": self.name,
            "rule": self.rule,
            "run_minutes": whole(self.run_minutes),
            "why": self.why,
            "assumed": list(self.assumed),
        }


def lacks_an_answer(turn: Turn, facts: Facts) -> bool:
    """Whether something must be asked first, such as how sore when pain had decided and is taken back."""
    return isinstance(decide(_at_best(turn, facts)), Ask)


def _at_best(turn: Turn, facts: Facts) -> Inputs:
    inputs = known(turn, facts)
    if best_left(turn) == REST and inputs.soreness is None:
        inputs = replace(inputs, soreness=0)  # whatever it is, the verdict stays
    return at_the_run(turn, inputs)


def judge(turn: Turn, facts: Facts) -> Judged:
    """Decides, and lowers the verdict where a circumstance asks for it."""
    inputs = _at_best(turn, facts)
    verdict = decide(inputs)
    if isinstance(verdict, Ask):
        raise ValueError(f"{verdict.input} must be asked before there is a verdict")
    judged = Judged(
        verdict.name,
        verdict.rule,
        verdict.run_minutes,
        turn.speaker.spell(turn.scene.content.reasons[verdict.why]),
        tuple(assumed_names(verdict)),
        inputs,
    )
    judged = _said_why(turn, facts, judged)
    for cap in _caps(turn, facts):
        judged = _lowered(turn, judged, cap)
    return judged


def best_left(turn: Turn) -> str | None:
    """The best verdict that the circumstances leave."""
    return max((cap.best for cap in _caps(turn, turn.facts)), key=VERDICTS.index, default=None)


def _caps(turn: Turn, facts: Facts) -> list[Cap]:
    names = set(turn.circumstances)
    if turn.ahead is not None and (known(turn, facts).hours_since_leg_day or 0) < LATER_HOURS:
        names.add(LATER)
    return [cap for cap in CAPS if cap.circumstance in names]


def _lowered(turn: Turn, judged: Judged, cap: Cap) -> Judged:
    rank, best = VERDICTS.index(judged.name), VERDICTS.index(cap.best)
    minutes = min(judged.run_minutes, cap.minutes)
    if rank > best or (rank == best and minutes == judged.run_minutes):
        return judged
    return replace(
        judged,
        name=cap.best,
        rule=LOWERED[cap.best],
        run_minutes=minutes,
        why=turn.say(cap.because),
        lowered_by=cap.circumstance,
    )


def _said_why(turn: Turn, facts: Facts, judged: Judged) -> Judged:
    """An assumption is never stated as a fact, nor a leg day to come as one that was."""
    unsure = turn.state.unsure
    if judged.rule == "R2" and facts.sharp_or_joint_pain is None and "safety" in unsure:
        assumed = (*judged.assumed, "sharp_or_joint_pain")
        return replace(judged, why=turn.say(Says.BECAUSE_UNSURE_SAFETY), assumed=assumed)
    if judged.rule == "R3" and facts.soreness is None and "soreness" in unsure:
        return replace(judged, why=turn.say(Says.BECAUSE_UNSURE_SORENESS), assumed=(*judged.assumed, "soreness"))
    if turn.ahead is not None and known(turn, facts).hours_since_leg_day is None:
        judged = replace(judged, assumed=(*judged.assumed, "hours_since_leg_day"))
    if turn.ahead is not None and judged.rule in ABOUT_TIME and judged.name != GO_AS_PLANNED:
        judged = replace(judged, why=turn.say(Says.BECAUSE_LATER))
    until_legs = until_leg_day(turn)
    if until_legs is not None and until_legs == judged.inputs.hours_since_leg_day and judged.rule in ABOUT_TIME:
        moment = Says.BECAUSE_LEGS_FAR if judged.name == GO_AS_PLANNED else Says.BECAUSE_LEGS_AHEAD
        return replace(judged, why=turn.say(moment), before_legs=True)
    return judged


def echo(turn: Turn, facts: Facts, judged: Judged) -> tuple[float, float] | None:
    """The minutes or the hours that were heard and those they sound like, where the verdict hangs on which it was."""
    heard, other = facts.run_minutes, turn.heard.sounds_like or turn.state.sounds_like
    if heard is not None and other is not None and _hangs_on(judged, replace(judged.inputs, run_minutes=other)):
        return heard, other
    hours, otherwise = facts.hours_since_leg_day, turn.heard.hours_sound_like or turn.state.hours_sound_like
    if hours is None or otherwise is None or sounds_like(hours) != otherwise or judged.before_legs:
        return None
    since = (judged.inputs.hours_since_leg_day or 0) - hours + otherwise
    return (hours, otherwise) if _hangs_on(judged, replace(judged.inputs, hours_since_leg_day=since)) else None


def _hangs_on(judged: Judged, otherwise: Inputs) -> bool:
    """Whether the other number would have come to something else."""
    as_heard, other = decide(judged.inputs), decide(otherwise)
    return not isinstance(as_heard, Ask) and not isinstance(other, Ask) and as_heard.rule != other.rule
