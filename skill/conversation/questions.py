"""The check's questions: each in a first form and in a simpler one, and never more of them than needed."""

from collections.abc import Mapping
from typing import Any

from skill.content.vocabulary import Asks, Says
from skill.conversation.clock import spoken_time
from skill.conversation.composing import Outcome, Question, Spoken, Turn
from skill.conversation.state import Pending

DOUBT = "doubt:"  # how the kind of a question begins that tells an exaggeration from a warning sign

QUESTIONS: Mapping[str, tuple[Asks, Asks]] = {
    "soreness": (Asks.SORENESS, Asks.SORENESS_AGAIN),
    "safety": (Asks.SAFETY, Asks.SAFETY_AGAIN),
    "hours": (Asks.HOURS, Asks.HOURS_AGAIN),
    "whose": (Asks.WHOSE, Asks.WHOSE_AGAIN),
    "which_sign": (Asks.WHICH_SIGN, Asks.WHICH_SIGN_AGAIN),
    "pain_kind": (Asks.PAIN_KIND, Asks.PAIN_KIND_AGAIN),
    "one_sided": (Asks.ONE_SIDED, Asks.ONE_SIDED_AGAIN),
    "far_worse": (Asks.FAR_WORSE, Asks.FAR_WORSE_AGAIN),
    "doubt:cannot_bear_weight": (Asks.CAN_YOU_STAND, Asks.CAN_YOU_STAND_AGAIN),
    "doubt:numbness": (Asks.REALLY_NUMB, Asks.REALLY_NUMB_AGAIN),
    "doubt:severe_weakness": (Asks.GIVING_WAY, Asks.GIVING_WAY_AGAIN),
    "doubt:pain_much_worse_than_expected": (Asks.FAR_WORSE, Asks.FAR_WORSE_AGAIN),
    "doubt:severe_swelling": (Asks.SWOLLEN_HARD, Asks.SWOLLEN_HARD_AGAIN),
    "doubt:one_leg_swollen_hot": (Asks.SWOLLEN_HOT, Asks.SWOLLEN_HOT_AGAIN),
}
COUNTED = ("soreness", "safety", "hours")
MOST = 3
REASONS: Mapping[str, Says] = {
    "soreness": Says.WHY_SORENESS,
    "hours": Says.WHY_HOURS,
    "whose": Says.WHY_HOURS,
    "far_worse": Says.WHY_SIGN,
    "one_sided": Says.WHY_SIGN,
}


def ask(turn: Turn, kind: str, lead: str = "", is_health: bool = False, **keeps: Any) -> Outcome:
    """The question; in its simpler form when it was asked before."""
    text, short = _wording(turn, kind)
    before = kind in turn.state.asked
    pending = Pending(kind)
    question = (
        turn.again(short, pending, *chips(turn, kind)) if before else Question(text, short, pending, chips(turn, kind))
    )
    asked = turn.state.asked if before else (*turn.state.asked, kind)
    # A question is no health answer yet, so the disclaimer waits for the verdict.
    kept = {"asked": asked, "checking": True, **keeps}
    return turn.compose(Spoken("check_in", lead, question, is_health=is_health, keeps=kept))


def asked_enough(turn: Turn) -> bool:
    """Whether the check has asked as much as it may. Asking again, or more exactly, is no new question."""
    return sum(not kind.endswith("?") and kind not in ("which_sign", "whose") for kind in turn.state.asked) >= MOST


def same_question(turn: Turn) -> Question | None:
    """The check's open question in its shorter form, to come back to after something else was said."""
    pending = turn.state.pending
    if pending is None or pending.kind not in QUESTIONS:
        return None
    return turn.again(_wording(turn, pending.kind)[1], pending, *chips(turn, pending.kind))


def said_again(turn: Turn) -> Question | None:
    """The same, to "say that again": what is asked in one breath is listed once more."""
    question = same_question(turn)
    if question is None or question.pending.kind != "safety":
        return question
    asks = Asks.SAFETY_BESIDES if _is_besides(turn) else Asks.SAFETY_LIST
    return turn.again(turn.say(asks), question.pending, *question.suggestions)


def explained(turn: Turn, act: str) -> Outcome | None:
    """ "Why do you ask?" in the middle of the check."""
    question = same_question(turn)
    pending = turn.state.pending
    if question is None or pending is None or act == "more":
        return None
    statement = turn.say(REASONS.get(pending.kind, Says.WHY_SAFETY))
    return turn.compose(Spoken(act, statement, question, "check_in", keeps={"statement": turn.state.statement}))


def chips(turn: Turn, kind: str) -> tuple[str, ...]:
    """The values that answer a question of ours, for a screen."""
    key = "chips_doubt" if kind.startswith(DOUBT) else f"chips_{kind}"
    return tuple(turn.scene.content.words[key].split("|"))


def _is_besides(turn: Turn) -> bool:
    """Whether a pain was told already, so that only the rest is asked about."""
    hurts = turn.facts.sharp_or_joint_pain or turn.state.facts.sharp_or_joint_pain  # also after a no to one sign
    return bool(hurts) or "known_joint_ache" in turn.circumstances


def _wording(turn: Turn, kind: str) -> tuple[str, str]:
    asks, again = QUESTIONS[kind]
    if kind == "safety" and _is_besides(turn):
        asks, again = Asks.SAFETY_BESIDES, Asks.SAFETY_BESIDES_AGAIN
    saved = turn.scene.saved_leg_day
    when = spoken_time(turn, saved) if kind == "whose" and saved else ""
    theirs = "somebody_else" in turn.circumstances
    whose = turn.scene.content.words["they_their" if theirs else "you_your"]
    return turn.say(asks, when=when, whose=whose), turn.say(again, when=when)
