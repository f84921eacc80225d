"""The end of a session."""

from skill.content.vocabulary import Says
from skill.conversation.composing import Outcome, Spoken, Turn
from skill.conversation.state import State


def close(turn: Turn, about: str, statement: str) -> Outcome:
    """States one last thing; the session's facts are gone with it."""
    outcome = turn.compose(Spoken(about, statement))
    return Outcome(outcome.reply, State())


def goodbye(turn: Turn, closing: str | None = None) -> Outcome:
    """Closes in a few words, the follow-up's own where it has some."""
    return close(turn, "goodbye", turn.speaker.spell(closing) if closing else turn.say(Says.GOODBYE))
