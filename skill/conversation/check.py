"""The check: at most three questions, and none once the verdict can no longer change.

How sore, then safety in one breath, then how long since leg day. Whatever else is said on the way is kept.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from skill.content.vocabulary import Says
from skill.conversation import conditions, referral
from skill.conversation.clock import spoken_time
from skill.conversation.composing import NO_VERDICT, Outcome, Spoken, Turn
from skill.conversation.inputs import SOMEBODY_ELSE, known, remembers_them
from skill.conversation.judging import best_left, judge, lacks_an_answer
from skill.conversation.questions import ask, asked_enough
from skill.conversation.sense import IMPATIENT
from skill.conversation.verdict import Manner, again, deliver, joined, what_next
from skill.decision import REST, SHORTEN, Inputs, could_change
from skill.understanding.facts import Facts

# Nothing of the person before counts for the next one.
FORGOTTEN: Mapping[str, Any] = {
    "facts": Facts(), "pace": None, "ahead": None, "legs_ahead": None, "sounds_like": None, "hours_sound_like": None,
    "circumstances": (),
    "asked": (), "unsure": (), "checking": False, "verdict": None, "lowered_by": None, "pending": None, "offered": (),
}  # fmt: skip

SOMEBODY, ME = SOMEBODY_ELSE
PAIN = "pain"  # beside the circumstances of the speaker that are kept
TOO_SORE = 3  # from here on no run fits today


def someone_else(turn: Turn) -> Turn:
    """Another person is spoken of, or speaks: nothing said about the one before counts for them."""
    changes = [name for name in SOMEBODY_ELSE if name in turn.heard.circumstances]
    if not changes or changes[0] in turn.state.circumstances:
        return turn
    back = changes[0] == ME and SOMEBODY in turn.state.circumstances
    asked_for = changes[0] == SOMEBODY
    mine = turn.state.mine if SOMEBODY in turn.state.circumstances else _own(turn)
    kept: dict[str, Any] = {"brief": False, "mine": mine if asked_for or back else ()}
    if back:
        kept["circumstances"] = tuple(name for name in mine if name != PAIN)
        kept["facts"] = Facts(sharp_or_joint_pain=PAIN in mine or None)
    return turn.knowing(**{**FORGOTTEN, **kept})


def _own(turn: Turn) -> tuple[str, ...]:
    """What holds the speaker back, and still does after somebody else was spoken of."""
    held = tuple(name for name in NO_VERDICT if name in turn.state.circumstances)
    return (*held, PAIN) if turn.state.facts.sharp_or_joint_pain else held


def begin(turn: Turn, lead: str = "") -> Outcome:
    """Starts a check, or goes on with it, knowing whatever was said so far."""
    if turn.held_back:
        return referral.refer(turn)
    if not turn.scene.asks_about_health:
        return conditions.told(turn)
    if turn.state.verdict and not turn.state.checking and _brings_nothing_new(turn):
        return so_can_i(turn)
    return proceed(turn, turn.facts, lead or _for_whom(turn))


def _for_whom(turn: Turn) -> str:
    """Says so when the check is about somebody else from here on."""
    new = [name for name in turn.heard.circumstances if name not in turn.state.circumstances]
    return turn.say(Says.FOR_SOMEBODY) if "somebody_else" in new else ""


def _brings_nothing_new(turn: Turn) -> bool:
    return turn.facts == turn.state.facts and turn.ahead == turn.state.ahead and not turn.heard.circumstances


def so_can_i(turn: Turn, lead: str = "") -> Outcome:
    """The verdict that stands, in a few words. What was only supposed since then does not count."""
    facts = turn.state.facts
    if lacks_an_answer(turn, facts):
        return proceed(turn, facts)
    judged = judge(turn, facts)
    statement = joined([lead, again(turn, facts, judged)])
    question = what_next(turn, facts, judged.rule, judged.lowered_by)
    keeps = {"subject": "verdict", "facts": facts, "verdict": judged.to_dict(), "lowered_by": judged.lowered_by}
    return turn.compose(Spoken("verdict", statement, question, verdict=judged.to_dict(), keeps=keeps))


def proceed(turn: Turn, facts: Facts, lead: str = "") -> Outcome:
    """The next question, or the verdict when none could change it any more."""
    kind = _next(turn, known(turn, facts))
    if kind is None:
        return deliver(turn, facts, Manner(lead or _from_memory(turn, facts)))
    if kind in turn.state.asked and not lead:
        lead = turn.say(_once_more(turn, facts))
    return ask(turn, kind, lead, facts=facts)


def _once_more(turn: Turn, facts: Facts) -> Says:
    """What stands before a question that is asked again. With a pain there is no run, whatever it is."""
    if turn.heard.topic == "anyway" and facts.sharp_or_joint_pain:
        return Says.ANYWAY_PAIN
    return Says.FIRST_THIS if turn.heard.topic in IMPATIENT else Says.GOT_IT


def _from_memory(turn: Turn, facts: Facts) -> str:
    """Says so when a remembered leg day was used."""
    leg_days = () if turn.legs_ahead is not None else turn.scene.profile.leg_days
    if facts.hours_since_leg_day is not None or not leg_days or "hours" in turn.state.unsure:
        return ""
    return turn.say(Says.FROM_MEMORY, when=spoken_time(turn, leg_days[-1])) if remembers_them(turn) else ""


def _next(turn: Turn, inputs: Inputs) -> str | None:
    """The question whose answer could still change the verdict; safety is never left out."""
    doubt = _fitting_doubt(turn, inputs)
    if doubt:
        return doubt
    changing, best = could_change(inputs), best_left(turn)
    if "soreness" in changing and best != REST:
        return "soreness"
    if "red_flags" in changing or "sharp_or_joint_pain" in changing:
        return "safety"
    knows_enough = best in (REST, SHORTEN) or turn.legs_ahead is not None or "hours" in turn.state.unsure
    if "hours_since_leg_day" not in changing or knows_enough or asked_enough(turn):
        return None
    return "whose" if _may_be_theirs(turn) else "hours"


def _may_be_theirs(turn: Turn) -> bool:
    """A leg day is saved that may be theirs: of a voice that isn't recognised, or of somebody new who speaks."""
    if "whose" in turn.state.asked or "somebody_else" in turn.circumstances:
        return False
    is_new = bool(turn.scene.profile.leg_days) and "what_about_me" in turn.circumstances
    return is_new or turn.scene.may_be_theirs is not None


def _fitting_doubt(turn: Turn, inputs: Inputs) -> str | None:
    """Words that may be more than soreness get the one question that tells, once."""
    asked = turn.state.asked
    if "bare_pain" in turn.heard.doubts and inputs.sharp_or_joint_pain is None and "pain_kind" not in asked:
        return "pain_kind"
    if "one_sided" in turn.circumstances and inputs.red_flags is None and "one_sided" not in asked:
        return "one_sided"
    extreme = inputs.soreness is not None and inputs.soreness >= (8 if inputs.training_age == "new" else 9)
    if extreme and inputs.red_flags is None and "far_worse" not in asked:
        return "far_worse"
    return None


def volunteered(turn: Turn) -> Outcome | None:
    """A fact about the legs, said unasked and with nothing else: the check knows what to do with it."""
    body = replace(turn.heard.facts, run_type=None, run_minutes=None, run_km=None, run_miles=None)
    if turn.heard.topic is None and (body.to_dict() or turn.heard.doubts or turn.heard.circumstances):
        return begin(turn)
    return None


def _if_fresh(turn: Turn) -> Says:
    """What holds for legs that aren't sore, by what is known of leg day and the run."""
    if turn.facts.hours_since_leg_day is None and turn.legs_ahead is None:
        return Says.QUICK
    rule = judge(turn, replace(turn.facts, soreness=0, sharp_or_joint_pain=False, red_flags=())).rule
    return Says.QUICK if rule == "R10" else Says.QUICK_SHORT if rule in ("R5", "R6", "R7") else Says.QUICK_EASY


def quick(turn: Turn) -> Outcome:
    """ "Just yes or no": the conditional answer in one breath, and the shortest question that settles it."""
    turn = turn.knowing(brief=True)
    if turn.held_back or turn.state.checking or turn.state.verdict is not None or not turn.scene.asks_about_health:
        return begin(turn)
    kind = _next(turn, known(turn, turn.facts))
    if kind not in ("soreness", "safety"):
        return begin(turn)
    sore = turn.facts.soreness
    moment = _if_fresh(turn) if sore is None else Says.QUICK_SORE if sore >= TOO_SORE else Says.QUICK_FRESH
    return ask(turn.knowing(asked=(kind,)), kind, turn.say(moment), is_health=True)
