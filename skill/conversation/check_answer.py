"""Answers to the check's questions, in any words: a value, a plain yes or no, "I don't know", or nothing of use."""

from dataclasses import replace

from skill.content.vocabulary import Says
from skill.conversation.check import proceed
from skill.conversation.composing import Outcome, Turn, holds
from skill.conversation.questions import COUNTED, DOUBT, QUESTIONS, ask
from skill.conversation.safety import stop, stop_for
from skill.conversation.scene import hours_since
from skill.understanding.facts import Facts

# Questions to which a bare yes names a sign, and the sign.
SIGNS = {"one_sided": "one_leg_swollen_hot", "far_worse": "pain_much_worse_than_expected"}
ASKED_TWICE = (*COUNTED, "pain_kind", *SIGNS)  # before the cautious value counts
A_FEW_WORDS = 2
WANTS_TO_RUN = ("check_in", "bare_run", "what_if", "anyway")
# What may stand beside a fact without being a question of its own.
BESIDE = (None, "yes", "no", "neither", "check_in", "bare_run", "bare_legs", "what_if", "anyway")


def answered(turn: Turn) -> Outcome | None:
    """An answer to the check's question, in any words; over-answers are kept."""
    pending = turn.state.pending
    if pending is None or pending.kind not in QUESTIONS or pending.kind.startswith(DOUBT):
        return None
    kind, heard = pending.kind, turn.heard
    if kind == "soreness" and "bare_pain" in heard.doubts and not holds(turn, "asks"):
        return proceed(turn, turn.facts)
    facts = _bound(turn, kind)
    if facts is not None:
        return proceed(turn, turn.state.facts.merged(facts))
    if heard.dont_know or heard.topic in ("dont_know", "skip"):
        return _unsure(turn, kind)
    if _is_bare_yes(turn, kind):
        return _yes_to(turn, kind)
    if _leaves_it_open(turn, kind):
        again = turn.knowing(asked=(*turn.state.asked, f"{kind}?"))
        return ask(again, kind, turn.say(Says.GOT_IT), facts=again.facts)
    if _tells_of_the_body(turn) or (heard.topic in BESIDE and _says_something(turn)):
        return proceed(turn, turn.facts)
    return None


def _bound(turn: Turn, kind: str) -> Facts | None:
    """The facts that an utterance gives as an answer to this question; None when it does not answer it."""
    facts, said_no = turn.heard.facts, turn.says_no or turn.heard.topic == "neither"
    if kind == "soreness":
        plain = turn.heard.topic in ("no", "neither") and turn.heard.confidence == 1.0
        return replace(facts, soreness=0) if plain and facts.soreness is None else _when(facts.soreness, facts)
    if kind == "hours":
        return _when(facts.hours_since_leg_day, facts)
    if kind == "whose":
        return _whose(turn, facts, said_no)
    if kind == "pain_kind":
        if facts.sharp_or_joint_pain is None and facts.soreness is None and not said_no:
            return None
        return facts if facts.sharp_or_joint_pain else replace(facts, sharp_or_joint_pain=None)
    if kind in SIGNS:
        said_no = said_no or (turn.heard.yes is False and turn.heard.topic is None)  # "about the same"
        return _not_that_sign(facts) if said_no else None
    if _is_their_old_ache(turn):
        facts, said_no = replace(facts, sharp_or_joint_pain=None), True
    # Pain that was told before stays, when all else is answered with no.
    pain = facts.sharp_or_joint_pain or turn.state.facts.sharp_or_joint_pain or False
    if said_no or facts.red_flags == ():
        return replace(facts, sharp_or_joint_pain=pain, red_flags=facts.red_flags or ())
    if facts.sharp_or_joint_pain is not None:
        return replace(facts, sharp_or_joint_pain=pain, red_flags=facts.red_flags or ())
    return None


def _is_their_old_ache(turn: Turn) -> bool:
    """ "No, just the old knee", which they told of before and which counts already."""
    return (
        "known_joint_ache" in turn.state.circumstances and turn.heard.yes is not True and holds(turn, "the_same_ache")
    )


def _when(value: object, facts: Facts) -> Facts | None:
    return None if value is None else facts


def _not_that_sign(facts: Facts) -> Facts:
    """A no to one sign says nothing about the others, which are still asked about."""
    return facts if facts.sharp_or_joint_pain else replace(facts, sharp_or_joint_pain=None, red_flags=None)


def _whose(turn: Turn, facts: Facts, said_no: bool) -> Facts | None:
    """Whether the leg day that is saved was theirs."""
    if facts.hours_since_leg_day is not None or said_no:
        return facts
    saved = turn.scene.saved_leg_day
    if not turn.says_yes or saved is None:
        return None
    return replace(facts, hours_since_leg_day=hours_since(saved, turn.scene.now))


def _leaves_it_open(turn: Turn, kind: str) -> bool:
    """Something of the run or of the person, and neither a day nor a word of that sign: asked once more."""
    if f"{kind}?" in turn.state.asked or turn.held_back or turn.heard.facts.sharp_or_joint_pain:
        return False
    tells = bool(turn.heard.facts.to_dict() or turn.heard.circumstances)
    if kind in SIGNS:
        return turn.heard.topic in BESIDE and (tells or turn.heard.topic in WANTS_TO_RUN)
    open_still = turn.legs_ahead is None and turn.facts.hours_since_leg_day is None
    return kind == "hours" and turn.heard.topic in BESIDE and tells and open_still


def _tells_of_the_body(turn: Turn) -> bool:
    """Pain, said in answer to something else, counts at once, whatever it was said in."""
    return bool(turn.heard.facts.sharp_or_joint_pain) and not turn.state.facts.sharp_or_joint_pain


def _says_something(turn: Turn) -> bool:
    heard = turn.heard
    return bool(
        heard.facts.to_dict() or heard.topic in ("what_if", "anyway") or heard.hours_ahead or heard.circumstances
    )


def _is_bare_yes(turn: Turn, kind: str) -> bool:
    """ "Yes", or "sore", which says no more; with a question of its own it is one."""
    few = turn.heard.topic is None or len(turn.heard.text.split()) <= A_FEW_WORDS
    return turn.says_yes or (kind == "soreness" and few and "bare_soreness" in turn.heard.doubts)


def _yes_to(turn: Turn, kind: str) -> Outcome | None:
    """A bare yes: to soreness it says too little; to a sign it means no running for now, and which one?"""
    if kind in SIGNS:
        return stop_for(turn, SIGNS[kind])
    if kind == "safety":
        return ask(turn, "which_sign", turn.say(Says.NO_RUN_FOR_NOW), facts=turn.facts)
    if kind == "which_sign":
        return stop(turn, Says.UNCLEAR_SIGN)
    return _unsure(turn, kind, lead="")


def _unsure(turn: Turn, kind: str, lead: str | None = None) -> Outcome:
    """ "I don't know": asked once more in simpler words, then the cautious value counts."""
    if kind == "which_sign":
        return stop(turn, Says.UNCLEAR_SIGN)
    if kind in ASKED_TWICE and f"{kind}?" not in turn.state.asked:
        again = turn.knowing(asked=(*turn.state.asked, f"{kind}?"))
        # A guess will do for how sore and when, and never for safety.
        kindly = turn.say(Says.TAKE_YOUR_TIME if kind in ("safety", *SIGNS) else Says.NO_HURRY)
        return ask(again, kind, kindly if lead is None else lead, facts=turn.facts)
    if kind in SIGNS and turn.heard.dont_know:
        return stop_for(turn, SIGNS[kind])  # not knowing, twice, is never a no
    if kind == "whose":
        return proceed(turn, turn.facts)
    given_up = kind if kind in COUNTED else "safety"
    sure_of_nothing = turn.knowing(unsure=(*turn.state.unsure, given_up))
    moment = Says.SIGN_UNSURE if kind in SIGNS else Says.SAFETY_UNSURE
    warning = turn.say(moment) if given_up == "safety" else ""
    return proceed(sure_of_nothing, turn.facts, warning)


def unclear(turn: Turn) -> Outcome | None:
    """Words that answer nothing, a second time in a row: never a no, so the cautious value counts."""
    pending = turn.state.pending
    if pending is None or pending.kind not in QUESTIONS or turn.heard.topic is not None:
        return None
    if pending.kind == "which_sign":
        return stop(turn, Says.UNCLEAR_SIGN)
    if not turn.state.missed:
        return None
    if pending.kind.startswith(DOUBT):
        return stop_for(turn, pending.kind.removeprefix(DOUBT))
    return _unsure(turn.knowing(asked=(*turn.state.asked, f"{pending.kind}?")), pending.kind)
