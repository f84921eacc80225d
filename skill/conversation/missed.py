"""What was not understood, and silence. Kind, and a little more help each time."""

from dataclasses import replace

from skill.content.vocabulary import Asks, Says
from skill.conversation import offers, questions
from skill.conversation.closing import close
from skill.conversation.composing import Outcome, Question, Spoken, Turn
from skill.conversation.state import Pending

GOODBYE_AFTER = 3


def understood_nothing(turn: Turn) -> Outcome:
    """A short re-ask, then two examples that work, then a kind goodbye."""
    missed = turn.state.missed + 1
    if missed >= GOODBYE_AFTER:
        return close(turn, "fallback", turn.say(Says.MISSED_GOODBYE))
    if missed == 1:
        return _again(turn, turn.say(Says.MISSED), missed)
    return _with(turn, turn.say(Says.MISSED_EXAMPLES), offers.check(turn), missed)


def patient(turn: Turn) -> Outcome | None:
    """ "Wait", "let me think": the question stays open, and nobody is hurried."""
    waits = turn.scene.content.words["waits"].split("|")
    if turn.state.pending is None or turn.heard.words not in waits:
        return None
    question = questions.same_question(turn)
    about = "check_in" if question else "repeat"
    keeps = {"statement": turn.state.statement, "silences": 0}
    return turn.compose(Spoken(about, turn.say(Says.I_CAN_WAIT), question or offers.same_question(turn), keeps=keeps))


def rephrase(turn: Turn) -> Outcome:
    """Neither of the two was meant: invite other words."""
    question = turn.ask(Asks.WHAT_THEN, Asks.WHAT_THEN_AGAIN, Pending("open"), *turn.suggested("check_in")[2:])
    return _with(turn, "", question, turn.state.missed + 1)


def _again(turn: Turn, statement: str, missed: int) -> Outcome:
    """The question that was open stays open, in its shorter form."""
    pending = turn.state.pending
    if pending is None or pending.kind == "open":
        return _with(turn, statement, turn.ask(Asks.WHAT_THEN, Asks.WHAT_THEN_AGAIN, Pending("open")), missed)
    return _with(turn, statement, questions.same_question(turn) or offers.same_question(turn), missed)


def _with(turn: Turn, statement: str, question: Question, missed: int) -> Outcome:
    outcome = turn.compose(Spoken("fallback", statement, question, keeps={"missed": missed}))
    # What was spoken of before stays the subject, so that "repeat" and "why" still mean it.
    return replace(outcome, state=replace(outcome.state, statement=turn.state.statement or statement))


def heard_nothing(turn: Turn) -> Outcome:
    """Silence gets the reprompt, and a goodbye the second time."""
    reprompt, short, pending = turn.state.reprompt, turn.state.short, turn.state.pending
    if reprompt is None or pending is None or turn.state.silences:
        return close(turn, "goodbye", turn.say(Says.GOODBYE_SILENCE))
    question = Question(reprompt, reprompt, pending, short=short)
    spoken = Spoken(
        "repeat", "", question, family=turn.state.subject, keeps={"silences": 1, "statement": turn.state.statement}
    )
    return turn.compose(spoken)
