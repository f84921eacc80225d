"""Remembering leg days: only when asked to, and forgotten when told."""

from dataclasses import replace
from datetime import timedelta

from skill.content.vocabulary import Asks, Says
from skill.conversation.clock import spoken_time
from skill.conversation.closing import goodbye
from skill.conversation.composing import Outcome, Question, Spoken, Turn
from skill.conversation.scene import Profile
from skill.conversation.state import Pending


def log_leg_day(turn: Turn) -> Outcome:
    """Remembers when leg day was, and asks how hard it was."""
    facts = turn.facts
    when = turn.scene.now - timedelta(hours=facts.hours_since_leg_day or 0)
    profile = turn.scene.profile.with_leg_day(when)
    if facts.leg_day_effort:
        profile = replace(profile, leg_day_effort=facts.leg_day_effort)
    moment = {"store": Says.LOGGED, "process": Says.LOGGED_FOR_NOW}.get(turn.scene.remembers, Says.NOT_LOGGED)
    statement = turn.say(moment, when=spoken_time(turn, when))
    spoken = Spoken("logged", statement, _how_hard(turn), keeps={"subject": "logged", "facts": facts})
    return replace(turn.compose(spoken), profile=profile)


def _how_hard(turn: Turn) -> Question:
    return turn.ask(
        Asks.HOW_HARD,
        Asks.HOW_HARD_AGAIN,
        Pending("logged_effort", yes="check_in", no="goodbye"),
        "light",
        "moderate",
        "hard",
    )


def effort_answered(turn: Turn) -> Outcome | None:
    """How hard the logged leg day was; or, corrected, when it was."""
    pending = turn.state.pending
    if pending is None or pending.kind != "logged_effort":
        return None
    facts = turn.heard.facts
    if facts.hours_since_leg_day is not None and not turn.topic(turn.heard.topic):
        when = turn.scene.now - timedelta(hours=facts.hours_since_leg_day)
        statement = turn.say(Says.LOG_CORRECTED, when=spoken_time(turn, when))
        return replace(
            turn.compose(Spoken("logged", statement, _how_hard(turn))),
            profile=turn.scene.profile.with_last_leg_day(when),
        )
    if facts.leg_day_effort:
        profile = replace(turn.scene.profile, leg_day_effort=facts.leg_day_effort)
        question = turn.offer_check()
        return replace(turn.compose(Spoken("logged", turn.say(Says.EFFORT_NOTED), question)), profile=profile)
    if turn.heard.dont_know or turn.heard.topic in ("yes", "skip"):
        return turn.compose(Spoken("logged", turn.say(Says.NO_HURRY), turn.offer_check()))
    if turn.heard.topic == "no":
        return goodbye(turn)
    return None


def last_leg_day(turn: Turn) -> Outcome:
    """What is remembered, told truthfully."""
    leg_days = turn.scene.profile.leg_days
    if not leg_days:
        pending = Pending("offer", yes="log_leg_day", no="goodbye")
        question = turn.ask(Asks.LOG_NOW, Asks.LOG_NOW_AGAIN, pending, *turn.suggested("log_leg_day")[:2])
        return turn.compose(Spoken("last_leg_day", turn.say(Says.NOTHING_REMEMBERED), question))
    statement = turn.say(Says.LAST_LEG_DAY, when=spoken_time(turn, leg_days[-1]))
    return turn.compose(Spoken("last_leg_day", statement, turn.offer_check()))


def forget_me(turn: Turn) -> Outcome:
    """Forgetting everything is asked about once."""
    if not turn.scene.profile.leg_days and turn.scene.profile == Profile():
        return turn.compose(Spoken("forgotten", turn.say(Says.NOTHING_TO_FORGET), turn.offer_check()))
    pending = Pending("confirm_forget")
    question = turn.ask(Asks.FORGET_ALL, Asks.FORGET_ALL_AGAIN, pending, *turn.suggested("goodbye")[:2])
    return turn.compose(Spoken("forgotten", "", question))


def confirmed(turn: Turn) -> Outcome | None:
    """The answer to "forget everything?"."""
    pending = turn.state.pending
    if pending is None or pending.kind != "confirm_forget":
        return effort_answered(turn)
    if turn.heard.topic in ("yes", "forget_me"):
        spoken = Spoken("forgotten", turn.say(Says.FORGOTTEN), turn.offer_check())
        return replace(turn.compose(spoken), forget=True)
    if turn.heard.topic in ("no", "cancel", "stop"):
        return turn.compose(Spoken("forgotten", turn.say(Says.KEPT), turn.offer_check()))
    return None


def greeting(turn: Turn) -> Outcome | None:
    """Who has logged a leg day is greeted with it."""
    leg_days = turn.scene.profile.leg_days
    if not leg_days:
        return None
    statement = turn.say(Says.WELCOME_BACK, when=spoken_time(turn, leg_days[-1]))
    return turn.compose(Spoken("welcome", statement, turn.offer_check(), is_health=True))
