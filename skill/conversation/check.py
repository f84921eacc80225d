"""The check: at most three questions, and none once the verdict can no longer change.

How sore, then safety in one breath, then how long since leg day. Whatever else is said on the way is kept.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from skill.content.vocabulary import Asks, Says
from skill.conversation.clock import spoken_time
from skill.conversation.composing import Outcome, Question, Spoken, Turn
from skill.conversation.state import Pending
from skill.conversation.verdict import deliver, inputs_of, judge
from skill.decision import Inputs, could_change
from skill.understanding.facts import Facts

# Each question of the check, in its first form and in its simpler one.
QUESTIONS: Mapping[str, tuple[Asks, Asks]] = {
    "soreness": (Asks.SORENESS, Asks.SORENESS_AGAIN),
    "safety": (Asks.SAFETY, Asks.SAFETY_AGAIN),
    "hours": (Asks.HOURS, Asks.HOURS_AGAIN),
    "which_sign": (Asks.WHICH_SIGN, Asks.WHICH_SIGN_AGAIN),
    "pain_kind": (Asks.PAIN_KIND, Asks.PAIN_KIND_AGAIN),
    "one_sided": (Asks.ONE_SIDED, Asks.ONE_SIDED_AGAIN),
    "far_worse": (Asks.FAR_WORSE, Asks.FAR_WORSE_AGAIN),
}
COUNTED = ("soreness", "safety", "hours")
MOST_QUESTIONS = 3
REASONS = {"soreness": Says.WHY_SORENESS, "safety": Says.WHY_SAFETY, "hours": Says.WHY_HOURS}
# Nothing of the person before counts for the next one.
FORGOTTEN: Mapping[str, Any] = {
    "facts": Facts(), "circumstances": (), "asked": (), "unsure": (), "checking": False, "verdict": None, "pending": None,
}  # fmt: skip

# Who gets information and no verdict.
NO_VERDICT = (
    "under_18", "pregnant", "heart_condition", "kidney_disease", "recent_surgery", "under_care", "sickle_cell",
    "blood_clots", "blood_thinners",
)  # fmt: skip


def begun(turn: Turn) -> Outcome | None:
    """ "Should I run today?", "run", or "I'm going anyway" before there was a verdict."""
    wants = turn.heard.topic in ("check_in", "bare_run") or (
        turn.heard.topic in ("anyway", "what_if") and turn.state.verdict is None
    )
    if wants:
        return begin(turn)
    # Someone who asks about an injury gets the answer to that; anything else first of all says whom to ask.
    asks_about_injury = turn.scene.content.family(turn.heard.topic or "") in ("pain", "drawback_injury")
    return None if asks_about_injury else no_verdict_for(turn, turn.heard.circumstances)


def begin(turn: Turn) -> Outcome:
    """Starts a check, or goes on with it, knowing whatever was said so far."""
    if not turn.scene.asks_about_health:
        return turn.compose(
            Spoken("check_in", turn.say(Says.CONDITIONS), turn.offer_topic("pain_or_soreness"), is_health=True)
        )
    return no_verdict_for(turn, turn.circumstances) or proceed(turn, turn.facts, turn.state.unsure)


def no_verdict_for(turn: Turn, circumstances: tuple[str, ...]) -> Outcome | None:
    """The general rule and whom to ask, for people whom the table was not made for."""
    held = next((name for name in NO_VERDICT if name in circumstances), None)
    if held is None:
        return None
    spoken = Spoken("referral", turn.say(Says(f"refer_{held}")), turn.offer_topic("run_how"), is_health=True)
    return turn.compose(replace(spoken, keeps={"checking": False, "subject": "run_how", "parts": ()}))


def proceed(turn: Turn, facts: Facts, unsure: tuple[str, ...], lead: str = "") -> Outcome:
    """The next question, or the verdict when none could change it any more."""
    known = with_memory(turn, facts, unsure)
    kind = _next(known, turn)
    if kind is None:
        judged = judge(turn, known, turn.circumstances)
        return deliver(turn, judged, known, lead or _from_memory(turn, facts, unsure), facts=facts, unsure=unsure)
    return ask(turn, kind, lead, {"facts": facts, "unsure": unsure})


def with_memory(turn: Turn, facts: Facts, unsure: tuple[str, ...]) -> Inputs:
    """The inputs, with what is remembered where nothing was said."""
    inputs = inputs_of(facts, unsure, turn.pace)
    profile = turn.scene.profile
    hours = profile.hours_since_leg_day(turn.scene.now) if "hours" not in unsure else None
    return replace(
        inputs,
        hours_since_leg_day=inputs.hours_since_leg_day if inputs.hours_since_leg_day is not None else hours,
        leg_day_effort=inputs.leg_day_effort or profile.leg_day_effort,
        training_age=inputs.training_age or profile.training_age,
        priority=inputs.priority or profile.priority,
    )


def _from_memory(turn: Turn, facts: Facts, unsure: tuple[str, ...]) -> str:
    """Says so when a remembered leg day was used."""
    leg_days = turn.scene.profile.leg_days
    if facts.hours_since_leg_day is not None or not leg_days or "hours" in unsure:
        return ""
    return turn.say(Says.FROM_MEMORY, when=spoken_time(turn, leg_days[-1]))


def _next(inputs: Inputs, turn: Turn) -> str | None:
    """The question whose answer could still change the verdict; safety is never left out."""
    changing = could_change(inputs)
    sign = _fitting_doubt(inputs, turn)
    if sign:
        return sign
    if "soreness" in changing:
        return "soreness"
    if "red_flags" in changing or "sharp_or_joint_pain" in changing:
        return "safety"
    asked = sum(kind in turn.state.asked for kind in COUNTED) + any("doubt:" in kind for kind in turn.state.asked)
    if "hours_since_leg_day" in changing and "hours" not in turn.state.unsure and asked < MOST_QUESTIONS:
        return "hours"
    return None


def _fitting_doubt(inputs: Inputs, turn: Turn) -> str | None:
    """Words that may be more than soreness get the one question that tells, once."""
    asked = turn.state.asked
    doubted = set(turn.heard.doubts)
    if "bare_pain" in doubted and inputs.sharp_or_joint_pain is None and "pain_kind" not in asked:
        return "pain_kind"
    if "one_sided" in turn.circumstances and inputs.red_flags is None and "one_sided" not in asked:
        return "one_sided"
    extreme = inputs.soreness is not None and inputs.soreness >= (8 if inputs.training_age == "new" else 9)
    if extreme and inputs.red_flags is None and "far_worse" not in asked:
        return "far_worse"
    return None


def ask(turn: Turn, kind: str, lead: str, keeps: Mapping[str, Any]) -> Outcome:
    """The question; in its simpler form when it was asked before."""
    asks, again = QUESTIONS[kind]
    before = kind in turn.state.asked
    text = turn.say(again if before else asks)
    question = Question(
        text, turn.say(Asks.STILL_THERE) if before else turn.say(again), Pending(kind), turn.chips(kind)
    )
    asked = turn.state.asked if before else (*turn.state.asked, kind)
    # A question is no health answer yet, so the disclaimer waits for the verdict.
    return turn.compose(Spoken("check_in", lead, question, keeps={"asked": asked, "checking": True, **keeps}))


def same_question(turn: Turn) -> Question | None:
    """The check's open question in its shorter form, to come back to after something else was said."""
    pending, reprompt = turn.state.pending, turn.state.reprompt
    if pending is None or reprompt is None or pending.kind not in QUESTIONS:
        return None
    return Question(turn.say(QUESTIONS[pending.kind][1]), turn.say(Asks.STILL_THERE), pending, turn.chips(pending.kind))


def explained(turn: Turn, act: str) -> Outcome | None:
    """ "Why do you ask?" in the middle of the check."""
    question = same_question(turn)
    pending = turn.state.pending
    if question is None or pending is None or act == "more":
        return None
    statement = turn.say(REASONS.get(pending.kind, Says.WHY_SAFETY))
    return turn.compose(Spoken(act, statement, question, "check_in", keeps={"statement": turn.state.statement}))


def volunteered(turn: Turn) -> Outcome | None:
    """A fact about the legs, said unasked and with nothing else: the check knows what to do with it."""
    body = replace(turn.heard.facts, run_type=None, run_minutes=None, run_km=None, run_miles=None)
    if turn.heard.topic is None and (body.to_dict() or "bare_pain" in turn.heard.doubts):
        return begin(turn)
    return None


def quick(turn: Turn) -> Outcome:
    """ "Just yes or no": the conditional answer in one breath, and the shortest question that settles it."""
    if turn.state.checking or turn.state.verdict is not None:
        return begin(turn)
    return ask(turn, "soreness", turn.say(Says.QUICK), {"facts": turn.facts})
