"""The check without questions about the body: what holds if the legs are fine, sized by whatever was said."""

from collections.abc import Mapping
from dataclasses import replace

from skill.content.vocabulary import Says
from skill.conversation import offers
from skill.conversation.composing import Outcome, Spoken, Turn, holds
from skill.conversation.inputs import known
from skill.conversation.judging import Judged, judge
from skill.conversation.run_size import planned_run, size
from skill.understanding.facts import Facts

SUBJECT = "should_run"  # what "why?" and "tell me more" are about
TELLING = (None, "check_in", "bare_legs", "bare_run", "log_leg_day", "what_if", "last_leg_day")  # and no other subject
ABOUT_THE_RUN = ("run_how", "should_run", "run_when")
TOO_SORE = 3
A_DAY = 24.0  # what a leg day of unknown date is taken for, and said to be
# How what may be run is put, by the rule.
THEN: Mapping[str, str] = {
    "R5": "then_short", "R6": "then_short", "R7": "then_short", "R8": "then_easy", "R9": "then_easy", "R10": "then_go",
}  # fmt: skip


def told(turn: Turn) -> Outcome:
    """The conditional answer. What was told of a body decides as far as it goes; nothing of it is asked."""
    question = offers.first_of(turn, "pain_or_soreness", "warm_up", "stop_now")
    keeps = {"subject": SUBJECT, "parts": ("answer",)} if turn.topic(SUBJECT) else {}
    return turn.compose(Spoken("check_in", _statement(turn), question, is_health=True, keeps=keeps))


def refined(turn: Turn) -> Outcome | None:
    """A leg day or a run, told right after the conditional answer, sizes it anew."""
    heard, pending = turn.heard, turn.state.pending
    if turn.scene.asks_about_health or turn.state.subject != SUBJECT or pending is None or pending.kind != "offer":
        return None
    wants_a_log = heard.topic == "log_leg_day" and (heard.confidence == 1.0 or holds(turn, "asks_to_log"))
    about = heard.topic in TELLING or turn.scene.content.family(heard.topic or "") in ABOUT_THE_RUN
    return told(turn) if heard.facts.to_dict() and about and not wants_a_log else None


def _statement(turn: Turn) -> str:
    facts = turn.facts
    if facts.sharp_or_joint_pain:
        return turn.say(Says.CONDITIONS_PAIN)
    if (facts.soreness or 0) >= TOO_SORE:
        return turn.say(Says.CONDITIONS_SORE)
    dated = known(turn, facts).hours_since_leg_day is not None or turn.legs_ahead is not None
    fine = replace(facts, sharp_or_joint_pain=False, red_flags=(), soreness=facts.soreness or 0)
    if not dated:
        fine = replace(fine, hours_since_leg_day=A_DAY)
    judged = judge(turn, fine)
    if not judged.run_minutes:
        return turn.say(Says.CONDITIONS_CAPPED, why=judged.why)
    return turn.say(Says.CONDITIONS, run=_then(turn, facts, judged, dated))


def _then(turn: Turn, facts: Facts, judged: Judged, dated: bool) -> str:
    said = facts.run_minutes == judged.run_minutes
    minutes, run = size(turn, facts, judged.run_minutes, said), planned_run(turn, facts, judged.run_minutes)
    if not dated:
        minutes = size(turn, facts, judged.run_minutes, said=True)
    return turn.scene.content.words[THEN[judged.rule] if dated else "then_unsaid"].format(minutes=minutes, run=run)
