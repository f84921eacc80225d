"""One turn of a conversation: what was heard, in a state, becomes a reply and the next state.

HEARING is the policy. It is read top to bottom and the first rule that has an answer gives it, so the order is
safety first, then what we asked for, then what the person wants, then manners, then "not understood".
"""

from collections.abc import Callable

from skill.conversation import (
    after_verdict,
    answers,
    asides,
    beginning,
    check,
    check_answer,
    clarify,
    closing,
    conditions,
    log,
    missed,
    referral,
    safety,
    small_talk,
)
from skill.conversation.composing import Outcome, Turn
from skill.conversation.scene import Scene
from skill.conversation.sense import sense
from skill.conversation.state import State
from skill.understanding.understood import Understood

HEARING: tuple[Callable[[Turn], Outcome | None], ...] = (
    safety.warning_sign,
    safety.doubt,
    safety.doubt_answered,
    asides.answered,
    referral.referred,
    clarify.chosen,
    missed.patient,
    log.confirmed,
    closing.cancelled,
    safety.medicine,
    check_answer.answered,
    after_verdict.corrected,
    answers.next_day,
    after_verdict.asked_back,
    conditions.refined,
    beginning.begun,
    clarify.too_close,
    answers.topic,
    answers.offered,
    small_talk.said,
    check_answer.unclear,
    check.volunteered,
    missed.understood_nothing,
)


def take_turn(heard: Understood, state: State, scene: Scene) -> Outcome:
    """The reply to what was heard. Never raises for anything a person can say."""
    turn = Turn(heard, state, scene)
    sensed = sense(turn)
    turn = check.someone_else(turn if sensed is heard else Turn(sensed, state, scene))
    for rule in HEARING:
        outcome = rule(turn)
        if outcome is not None:
            return outcome
    raise AssertionError("the last rule of HEARING always answers")


def stay_silent(state: State, scene: Scene) -> Outcome:
    """Nobody spoke: the reprompt once, then goodbye."""
    return missed.heard_nothing(Turn(Understood(), state, scene))
