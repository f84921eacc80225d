"""What is said in every conversation: help, thanks, repeat, goodbye, and questions about the coach itself."""

from collections.abc import Callable
from dataclasses import replace

from skill.content.vocabulary import Asks, Says
from skill.conversation import after_verdict, answers, check, log, offers, questions, referral
from skill.conversation.closing import goodbye
from skill.conversation.composing import Outcome, Spoken, Turn, holds
from skill.conversation.state import Pending, State

# The fact that would change an answer, by the question that is open; how sore, where none is.
CHANGING = {
    "whose": "hours",
    **{kind: kind for kind in ("soreness", "safety", "hours", "effort", "age", "run_minutes")},
}


def said(turn: Turn) -> Outcome | None:
    """Small talk of every kind; what needs a subject and has none falls to the next rule."""
    saying = SAYINGS.get(turn.heard.topic or "")
    return saying(turn) if saying else None


def welcome(turn: Turn) -> Outcome:
    """Value at once: the general answer in a line, and the check."""
    before = turn.state
    fresh = replace(turn, state=State(turn=before.turn, times=before.times, disclaimed=before.disclaimed))
    greeting = log.greeting(fresh)
    return greeting or fresh.compose(Spoken("welcome", fresh.say(Says.WELCOME), offers.check(fresh), is_health=True))


def help_(turn: Turn) -> Outcome:
    """What the skill does. In the middle of a check the check's question comes back."""
    again = questions.same_question(turn)
    moment = Says.HELP_IN_CHECK if again else Says.HELP
    question = again or turn.ask(Asks.WHAT_FIRST, Asks.WHAT_FIRST_AGAIN, Pending("open"), *_examples(turn))
    return turn.compose(Spoken("help", turn.say(moment), question))


def _examples(turn: Turn) -> tuple[str, ...]:
    content = turn.scene.content
    return tuple(content.sample(name) for name in ("should_run", "sore_legs", "cold_plunge") if name in content.topics)


def repeat(turn: Turn) -> Outcome:
    """What was stated, and the question in its shorter form; the second time only what it comes to."""
    if turn.state.pending is None:
        return welcome(turn)
    question = questions.said_again(turn) or offers.same_question(turn)
    subject = turn.state.subject or ("check_in" if turn.state.checking else "welcome")
    statement = turn.state.statement
    if turn.state.repeated:
        statement = _first_sentence(statement)
    # A verdict is repeated whole, so that no channel loses it.
    verdict = turn.state.verdict if subject == "verdict" else None
    return turn.compose(
        Spoken(
            "repeat",
            statement,
            question,
            turn.scene.content.family(subject),
            verdict=verdict,
            keeps={"statement": turn.state.statement, "repeated": not turn.state.repeated},
        )
    )


def _first_sentence(statement: str) -> str:
    return statement.split(". ")[0].rstrip(".") + "." if statement else ""


def _deeper(act: str) -> Callable[[Turn], Outcome | None]:
    def answered(turn: Turn) -> Outcome | None:
        return (
            referral.explained(turn, act)
            or after_verdict.explained(turn, act)
            or questions.explained(turn, act)
            or answers.deeper(turn, act)
            or help_(turn)
        )

    return answered


def _states(moment: Says, about: str = "help") -> Callable[[Turn], Outcome]:
    """States one thing and goes on with the question that was open."""

    def answered(turn: Turn) -> Outcome:
        return turn.compose(
            Spoken(about, turn.say(moment), after_verdict.open_or_next(turn), keeps={"statement": turn.state.statement})
        )

    return answered


def _doubted(turn: Turn, moment: Says = Says.DOUBTED) -> Outcome:
    """Doubt is answered: what stands behind the advice, and the fact that would change it."""
    subject = turn.state.subject
    family = turn.scene.content.family(subject) if subject else "evidence"
    fact = turn.scene.content.words[f"fact_{CHANGING.get(turn.state.expecting or '', 'soreness')}"]
    statement = f"{turn.say(moment)} {turn.say(Says.WOULD_CHANGE_IT, fact=fact)}"
    keeps = {"statement": turn.state.statement}
    return turn.compose(Spoken("evidence", statement, after_verdict.open_or_next(turn), family, keeps=keeps))


def _evidence(turn: Turn) -> Outcome | None:
    """What the research says; "how sure are you?" asks for less than that."""
    asks_how_sure = holds(turn, "asks_certainty")
    return _doubted(turn, Says.HOW_SURE) if asks_how_sure else _deeper("evidence")(turn)


def _about_legs(turn: Turn) -> Outcome:
    """Only "leg day" was said: it can be logged, or checked."""
    question = turn.ask(
        Asks.LOG_OR_CHECK, Asks.LOG_OR_CHECK_AGAIN, Pending("clarify", choices=("log_leg_day", "check_in"))
    )
    return turn.compose(Spoken("clarify", "", question, "log_leg_day"))


def _unsure(turn: Turn) -> Outcome | None:
    """ "I don't know" to an offer: put it in simpler words; the check hears its own."""
    if turn.state.pending is None:
        return None
    return turn.compose(
        Spoken("repeat", turn.say(Says.NO_HURRY), offers.same_question(turn), turn.state.subject or "welcome")
    )


def _someone_else(turn: Turn) -> Outcome:
    """Another person speaks: nothing said about the one before counts for them."""
    if check.ME in turn.heard.circumstances:
        return check.begin(turn, turn.say(Says.FROM_THE_START))  # forgotten already, but for what is their own
    who = () if turn.heard.circumstances else (check.ME,)
    fresh = turn.knowing(**{**check.FORGOTTEN, "circumstances": who})
    is_theirs = "somebody_else" in turn.heard.circumstances
    return check.begin(fresh, turn.say(Says.FOR_SOMEBODY if is_theirs else Says.FROM_THE_START))


SAYINGS: dict[str, Callable[[Turn], Outcome | None]] = {
    "stop": goodbye,
    "cancel": goodbye,
    "thanks": goodbye,
    "no": goodbye,
    "yes": lambda turn: check.begin(turn) if turn.state.pending is None else None,
    "what_if": check.begin,
    "anyway": check.begin,
    "help": help_,
    "hello": welcome,
    "start_over": welcome,
    "repeat": repeat,
    "more": _deeper("more"),
    "why": _deeper("why"),
    "evidence": _evidence,
    "dont_know": _unsure,
    "skip": _unsure,
    "doubt": _doubted,
    "are_you_a_doctor": _states(Says.NOT_A_DOCTOR),
    "privacy": _states(Says.PRIVACY),
    "bare_legs": _about_legs,
    "someone_else": _someone_else,
    "quick": check.quick,
    "reminder": _states(Says.NO_REMINDERS, "reminder"),
    "log_leg_day": log.log_leg_day,
    "last_leg_day": log.last_leg_day,
    "forget_me": log.forget_me,
}
