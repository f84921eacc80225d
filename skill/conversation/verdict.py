"""A verdict in speech: what to do and how much, the reason, when to stop, and one question.

Extra facts may lower a verdict and never raise it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from skill.content.vocabulary import Asks, Says
from skill.conversation.clock import in_words
from skill.conversation.composing import Outcome, Question, Spoken, Turn
from skill.conversation.reply import Card
from skill.conversation.state import Pending
from skill.decision import GO_EASY, REST, RULES, SHORTEN, VERDICTS, Ask, Inputs, Verdict, could_change, decide
from skill.understanding.facts import Facts

MINUTES_A_KILOMETRE = 7.0
KILOMETRES_A_MILE = 1.609

# How each rule opens. A lowered verdict opens as the rule that is most like it.
OPENINGS: Mapping[str, Says] = {
    "R2": Says.VERDICT_PAIN,
    "R3": Says.VERDICT_REST,
    "R4": Says.VERDICT_SWAP,
    "R5": Says.VERDICT_SHORT,
    "R6": Says.VERDICT_SHORT,
    "R7": Says.VERDICT_SHORT,
    "R8": Says.VERDICT_EASY,
    "R9": Says.VERDICT_EASY_TRACE,
    "R10": Says.VERDICT_GO,
}
LOWERED: Mapping[str, str] = {REST: "R3", SHORTEN: "R4", GO_EASY: "R8"}

# What lowers a verdict: the circumstance, the best verdict it leaves, the most minutes, and why.
CAPS: tuple[tuple[str, str, float, Says], ...] = (
    ("one_sided", REST, 0, Says.BECAUSE_ONE_SIDED),
    ("painkiller", SHORTEN, 0, Says.BECAUSE_PAINKILLER),
    ("cold", GO_EASY, 20, Says.BECAUSE_COLD),
    ("known_joint_ache", GO_EASY, 20, Says.BECAUSE_KNOWN_ACHE),
    ("later", GO_EASY, 30, Says.BECAUSE_LATER),
)

# What is asked after a verdict that no answer would change: where a yes leads.
NEXT: Mapping[str, tuple[Asks, Asks, str]] = {
    "R2": (Asks.WHEN_TO_SEE_SOMEONE, Asks.YES_OR_NO, "see_someone"),
    "R3": (Asks.EASE_SORENESS, Asks.YES_OR_NO, "soreness_relief"),
    "R4": (Asks.SWAP_IDEAS, Asks.YES_OR_NO, "alternatives"),
}


@dataclass(frozen=True)
class Judged:
    """A verdict with what lowered it, ready to be said."""

    name: str
    rule: str
    run_minutes: float
    opening: Says
    why: str
    assumed: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        minutes = int(self.run_minutes) if float(self.run_minutes).is_integer() else self.run_minutes
        return {
            "name": self.name,
            "rule": self.rule,
            "run_minutes": minutes,
            "why": self.why,
            "assumed": list(self.assumed),
        }


def inputs_of(facts: Facts, unsure: tuple[str, ...] = (), pace: float | None = None) -> Inputs:
    """The decision's inputs. What the person could not tell takes its cautious value."""
    inputs = Inputs(
        red_flags=facts.red_flags,
        sharp_or_joint_pain=facts.sharp_or_joint_pain,
        soreness=facts.soreness,
        hours_since_leg_day=facts.hours_since_leg_day,
        run_type=facts.run_type,
        run_minutes=planned_minutes(facts, pace or MINUTES_A_KILOMETRE),
        training_age=facts.training_age,
        leg_day_effort=facts.leg_day_effort,
        priority=facts.priority,
    )
    if "soreness" in unsure and inputs.soreness is None:
        inputs = replace(inputs, soreness=5)
    if "safety" in unsure and (inputs.sharp_or_joint_pain is None or inputs.red_flags is None):
        inputs = replace(inputs, red_flags=inputs.red_flags or (), sharp_or_joint_pain=True)
    return inputs


def planned_minutes(facts: Facts, pace: float) -> float | None:
    """The planned run in minutes; a distance at a pace, in minutes a kilometre, unless minutes were said."""
    if facts.run_minutes is not None:
        return facts.run_minutes
    kilometres = facts.run_km if facts.run_km is not None else (facts.run_miles or 0) * KILOMETRES_A_MILE
    return round(kilometres * pace) if kilometres else None


def judge(turn: Turn, inputs: Inputs, circumstances: tuple[str, ...]) -> Judged:
    """Decides, and lowers the verdict where a circumstance asks for it."""
    verdict = decide(inputs)
    if isinstance(verdict, Ask):
        raise ValueError(f"{verdict.input} must be asked before there is a verdict")
    judged = _plain(turn, verdict)
    for circumstance, best, minutes, reason in CAPS:
        if circumstance in circumstances and VERDICTS.index(judged.name) < VERDICTS.index(best):
            rule = LOWERED[best]
            minutes = min(minutes, inputs.run_minutes or 20)
            judged = replace(
                judged, name=best, rule=rule, run_minutes=minutes, opening=OPENINGS[rule], why=turn.say(reason)
            )
    return judged


def _plain(turn: Turn, verdict: Verdict) -> Judged:
    why = turn.speaker.spell(turn.scene.content.reasons[verdict.why])
    return Judged(verdict.name, verdict.rule, verdict.run_minutes, OPENINGS[verdict.rule], why, verdict.assumed)


def deliver(turn: Turn, judged: Judged, inputs: Inputs, lead: str = "", **keeps: Any) -> Outcome:
    """The verdict as speech. `lead` goes before it, such as what changed."""
    parts = [lead, _opening(turn, judged, inputs), judged.why]
    if judged.run_minutes:
        parts.append(turn.say(Says.STOP_RULE))
    if "lasting" in turn.circumstances:
        parts.append(turn.say(Says.SEE_SOMEONE_LASTING))
    if judged.rule == "R10" and (inputs.run_type == "long" or (inputs.run_minutes or 0) > 60):
        parts.append(turn.say(Says.TEN_PERCENT))
    verdict = judged.to_dict()
    kept = {"verdict": verdict, "checking": False, "subject": "verdict", "parts": (), "asked": (), **keeps}
    return turn.compose(
        Spoken(
            about="verdict",
            statement=_joined(parts),
            question=_question(turn, judged, inputs),
            verdict=verdict,
            card=Card(
                turn.say(Says.VERDICT_TITLE), f"{_opening(turn, judged, inputs)} {judged.why}", _sources(turn, judged)
            ),
            is_health=True,
            keeps=kept,
        )
    )


def _joined(parts: list[str]) -> str:
    """Sentences in a row; after a lead that ends in a comma the next one goes on in lower case."""
    said = [part for part in parts if part]
    for place in range(1, len(said)):
        if said[place - 1].endswith(","):
            said[place] = said[place][:1].lower() + said[place][1:]
    return " ".join(said)


def _opening(turn: Turn, judged: Judged, inputs: Inputs) -> str:
    if judged.opening is Says.VERDICT_GO:
        return turn.say(Says.VERDICT_GO if _said_run(inputs) else Says.VERDICT_GO_UNSAID, run=_run(turn, inputs))
    return turn.say(judged.opening, minutes=minutes(turn, judged.run_minutes))


def minutes(turn: Turn, number: float) -> str:
    """Minutes as a range where a range is kinder than a figure."""
    words = turn.scene.content.words
    ranges = {15: "minutes_to_fifteen", 30: "minutes_to_thirty"}
    if number in ranges:
        return words[ranges[int(number)]]
    return words["minutes"].format(number=in_words(turn, round(number)))


def _said_run(inputs: Inputs) -> bool:
    return inputs.run_type is not None or inputs.run_minutes is not None


def _run(turn: Turn, inputs: Inputs) -> str:
    """The run by its kind and size: "easy thirty minutes", "tempo run"."""
    kind = inputs.run_type or "easy"
    size = in_words(turn, round(inputs.run_minutes or 20))
    return turn.scene.content.words[f"run_{kind}"].format(number=size)


def _question(turn: Turn, judged: Judged, inputs: Inputs) -> Question:
    """The one assumption that would change the verdict, else what is worth doing next."""
    if judged.rule in NEXT and judged.name in (REST, SHORTEN):
        asks, again, destination = NEXT[judged.rule]
        return turn.ask(asks, again, Pending("offer", yes=destination, no="goodbye"), *turn.suggested(destination))
    changing = could_change(inputs)
    if "leg_day_effort" in changing:
        return turn.ask(Asks.HOW_HARD, Asks.HOW_HARD_AGAIN, Pending("effort"), *turn.chips("effort"))
    if "training_age" in changing:
        return turn.ask(Asks.TRAINING_AGE, Asks.TRAINING_AGE_AGAIN, Pending("age"), *turn.chips("age"))
    if inputs.hours_since_leg_day is not None and turn.scene.remembers != "none" and not turn.scene.profile.leg_days:
        pending = Pending("offer", yes="log_leg_day", no="goodbye")
        return turn.ask(Asks.REMEMBER_IT, Asks.YES_OR_NO, pending, *turn.suggested("goodbye")[:2])
    pending = Pending("offer", yes="run_when", no="goodbye")
    return turn.ask(Asks.WHEN_HARD, Asks.YES_OR_NO, pending, *turn.suggested("goodbye")[:2])


def _sources(turn: Turn, judged: Judged) -> tuple[dict[str, str], ...]:
    content = turn.scene.content
    rule = next(rule for rule in RULES if rule.id == judged.rule)
    return tuple(
        {
            "claim": rule.claims[0] if rule.claims else "",
            "text": content.sources[key].citation,
            "url": content.sources[key].url,
        }
        for key in rule.sources
        if key in content.sources and content.sources[key].may_be_spoken
    )
