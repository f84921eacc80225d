"""One turn of a conversation: what was heard, in a state, becomes a reply and the next state.

HEARING is the policy. It is read top to bottom and the first rule that has an answer gives it, so the order is
safety first, then what we asked for, then what the person wants, then manners, then "not understood".
"""

from collections.abc import Callable
from dataclasses import replace

from skill.content.vocabulary import OUT_OF_SCOPE
from skill.conversation import after_verdict, answers, check, check_answer, clarify, log, missed, safety, small_talk
from skill.conversation.check import IMPATIENT
from skill.conversation.composing import Outcome, Turn
from skill.conversation.questions import QUESTIONS
from skill.conversation.scene import Scene
from skill.conversation.state import State
from skill.understanding.understood import Understood

HEARING: tuple[Callable[[Turn], Outcome | None], ...] = (
    safety.warning_sign,
    safety.doubt,
    safety.doubt_answered,
    clarify.chosen,
    log.confirmed,
    check_answer.answered,
    after_verdict.corrected,
    after_verdict.asked_back,
    check.begun,
    clarify.too_close,
    answers.topic,
    answers.offered,
    small_talk.said,
    check_answer.unclear,
    check.volunteered,
    missed.understood_nothing,
)

VALUES = {"soreness": "soreness", "hours": "hours_since_leg_day"}  # what a follow-up may hear, and the fact it is
A_VALUE = 4  # words that a bare value has at most
SURE = 0.5  # confidence from which a guess is acted on where a wrong one would cost the thread
# What must not be guessed at: it answers a question of ours, or ends or empties something.
FIRM = (
    "yes", "no", "stop", "cancel", "thanks", "start_over", "hello", "forget_me", "first", "second", "neither",
    "dont_know", "skip", "repeat",
)  # fmt: skip


def take_turn(heard: Understood, state: State, scene: Scene) -> Outcome:
    """The reply to what was heard. Never raises for anything a person can say."""
    turn = check.someone_else(Turn(_trusted(Turn(heard, state, scene)), state, scene))
    for rule in HEARING:
        outcome = rule(turn)
        if outcome is not None:
            return outcome
    raise AssertionError("the last rule of HEARING always answers")


def stay_silent(state: State, scene: Scene) -> Outcome:
    """Nobody spoke: the reprompt once, then goodbye."""
    return missed.heard_nothing(Turn(Understood(), state, scene))


def _is_a_value(turn: Turn) -> bool:
    """ "A little", after "are yours sore?", whatever else it was taken for."""
    heard, pending = turn.heard, turn.state.pending
    fact = VALUES.get(pending.hears) if pending and pending.hears else None
    told = fact is not None and getattr(heard.facts, fact) is not None
    return told and heard.yes is None and len(heard.text.split()) <= A_VALUE


def _trusted(turn: Turn) -> Understood:
    """A weak guess is none while we wait for an answer, and never a yes, a no or a goodbye."""
    heard, asked = turn.heard, turn.state.expecting
    waiting = asked in QUESTIONS or (asked == "offer" and turn.opens_with_an_answer)  # "yeah, I would really like that"
    too_weak = heard.confidence < SURE and (waiting or heard.topic in FIRM)
    doubtful = too_weak or (waiting and heard.clarify) or _is_a_value(turn)
    if heard.topic is None or heard.topic in IMPATIENT or not doubtful:
        return heard
    return replace(heard, topic=None, family=OUT_OF_SCOPE, clarify=False)
