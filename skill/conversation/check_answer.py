"""Answers to the check's questions, in any words: a value, a plain yes or no, "I don't know", or nothing of use."""

from dataclasses import replace

from skill.content.vocabulary import Says
from skill.conversation.check import COUNTED, QUESTIONS, ask, no_verdict_for, proceed
from skill.conversation.closing import close
from skill.conversation.composing import Outcome, Turn
from skill.understanding.facts import Facts

# Questions to which a bare yes names a sign.
ABOUT_SIGNS = ("safety", "which_sign", "one_sided", "far_worse")
# What may stand beside a fact without being a question of its own.
BESIDE = (None, "yes", "no", "check_in", "bare_run", "bare_legs")


def answered(turn: Turn) -> Outcome | None:
    """An answer to the check's question, in any words; over-answers are kept."""
    pending = turn.state.pending
    if pending is None or pending.kind not in QUESTIONS:
        return None
    heard = _bound(turn, pending.kind)
    if heard is not None:
        return no_verdict_for(turn, turn.circumstances) or proceed(
            turn, turn.state.facts.merged(heard), turn.state.unsure
        )
    if turn.heard.dont_know or turn.heard.topic in ("dont_know", "skip"):
        return _unsure(turn, pending.kind)
    if pending.kind in ABOUT_SIGNS and turn.heard.topic == "yes":
        return _yes_to_a_sign(turn, pending.kind)
    if turn.heard.topic in BESIDE and _says_something(turn):
        return proceed(turn, turn.facts, turn.state.unsure)
    return None


def _says_something(turn: Turn) -> bool:
    return bool(turn.heard.facts.to_dict()) or turn.heard.topic == "yes"


def _bound(turn: Turn, kind: str) -> Facts | None:
    """The facts that an utterance gives as an answer to this question; None when it does not answer it."""
    facts, said_no = turn.heard.facts, turn.heard.topic in ("no", "neither")
    if kind == "soreness":
        return replace(facts, soreness=0) if said_no and facts.soreness is None else _when(facts.soreness, facts)
    if kind == "hours":
        return _when(facts.hours_since_leg_day, facts)
    if kind == "pain_kind":
        if facts.sharp_or_joint_pain is None and facts.soreness is None and not said_no:
            return None
        return facts if facts.sharp_or_joint_pain else replace(facts, sharp_or_joint_pain=None)
    if said_no or facts.red_flags == ():
        # What was named stays; all else that the question named is answered with no.
        return replace(facts, sharp_or_joint_pain=facts.sharp_or_joint_pain or False, red_flags=facts.red_flags or ())
    if facts.sharp_or_joint_pain is not None:
        return replace(facts, red_flags=facts.red_flags or ())
    return None


def _when(value: object, facts: Facts) -> Facts | None:
    return None if value is None else facts


def _yes_to_a_sign(turn: Turn, kind: str) -> Outcome:
    """A bare yes: no running for now, and which one? Still unclear is a warning sign."""
    if kind == "safety":
        return ask(turn, "which_sign", turn.say(Says.NO_RUN_FOR_NOW), {"facts": turn.facts})
    statement = turn.say(Says.URGENT_TODAY if kind == "one_sided" else Says.URGENT_NOW)
    verdict = {"name": "STOP-AND-GET-HELP", "rule": "R1", "run_minutes": 0, "why": statement, "assumed": []}
    outcome = close(turn, "red_flag", statement)
    return replace(outcome, reply=replace(outcome.reply, verdict=verdict))


def _unsure(turn: Turn, kind: str) -> Outcome:
    """ "I don't know": asked once more in simpler words, then the cautious value counts."""
    if f"{kind}?" not in turn.state.asked and kind in COUNTED:
        asked = (*turn.state.asked, f"{kind}?")
        return ask(
            replace(turn, state=replace(turn.state, asked=asked)), kind, turn.say(Says.NO_HURRY), {"facts": turn.facts}
        )
    safety = kind if kind in COUNTED else "safety"
    unsure = (*turn.state.unsure, safety)
    lead = turn.say(Says.SAFETY_UNSURE) if safety == "safety" else ""
    return proceed(replace(turn, state=replace(turn.state, unsure=unsure)), turn.facts, unsure, lead)


def unclear(turn: Turn) -> Outcome | None:
    """Words that answer nothing, a second time in a row: never a no, so the cautious value counts."""
    pending = turn.state.pending
    if pending is None or pending.kind not in QUESTIONS or turn.heard.topic is not None or not turn.state.missed:
        return None
    asked = (*turn.state.asked, f"{pending.kind}?")
    return _unsure(replace(turn, state=replace(turn.state, asked=asked)), pending.kind)
