"""The end of a session."""

from skill.content.vocabulary import Says
from skill.conversation.composing import Outcome, Spoken, Turn
from skill.conversation.state import State

CERTAIN = 0.9  # confidence from which words end a talk that waits for an answer


def close(turn: Turn, about: str, statement: str) -> Outcome:
    """States one last thing; the session's facts are gone with it."""
    outcome = turn.compose(Spoken(about, statement))
    return Outcome(outcome.reply, State())


def goodbye(turn: Turn, closing: str | None = None) -> Outcome:
    """Closes in a few words, the follow-up's own where it has some."""
    return close(turn, "goodbye", turn.speaker.spell(closing) if closing else turn.say(Says.GOODBYE))


def cancelled(turn: Turn) -> Outcome | None:
    """ "Forget it", "never mind", and thanks: the end, whatever was asked."""
    if turn.heard.topic == "thanks" and turn.heard.confidence == 1.0:
        closing = turn.state.pending.closing if turn.state.pending and not turn.held_back else None
        return goodbye(turn, closing or turn.say(Says.THANKED))
    ends = turn.heard.topic in ("cancel", "stop") and turn.heard.confidence >= CERTAIN
    return goodbye(turn) if ends else None  # it answers nothing, so the closing words of a no are not for it
