"""Remembering leg days: only when asked to, and forgotten when told."""

from dataclasses import replace
from datetime import datetime

from skill.content.vocabulary import Asks, Says
from skill.conversation import offers
from skill.conversation.clock import leg_day_at, spoken_time
from skill.conversation.closing import goodbye
from skill.conversation.composing import Outcome, Question, Spoken, Turn
from skill.conversation.state import Pending

LOGGED = {
    "store": Says.LOGGED,
    "process": Says.LOGGED_FOR_NOW,
    "away": Says.NOT_LOGGED_NOW,
}  # by how far memory reaches
THEIRS = "theirs"  # the question whether a leg day that is saved was theirs
SURE = 0.5  # confidence from which words that ask for something more are taken for that
A_FEW_WORDS = 4  # of which a time makes up the most


def log_leg_day(turn: Turn) -> Outcome:
    """Remembers when leg day was, which is now unless it was said, and asks how hard it was."""
    facts = replace(turn.facts, hours_since_leg_day=turn.facts.hours_since_leg_day or 0)
    when = leg_day_at(turn, facts.hours_since_leg_day)
    profile = turn.scene.profile.with_leg_day(when)
    if facts.leg_day_effort:
        profile = replace(profile, leg_day_effort=facts.leg_day_effort)
    moment = LOGGED.get(turn.scene.remembers, Says.NOT_LOGGED)
    question = _after_logging(turn) if facts.leg_day_effort else _how_hard(turn)
    statement = turn.say(moment, when=spoken_time(turn, when))
    spoken = Spoken("logged", statement, question, keeps={"subject": "logged", "facts": facts})
    return replace(turn.compose(spoken), profile=profile)


def _how_hard(turn: Turn) -> Question:
    pending = Pending("logged_effort", yes="check_in", no="goodbye")
    return turn.ask(Asks.HOW_HARD, Asks.HOW_HARD_AGAIN, pending, *turn.chips("effort"))


def _after_logging(turn: Turn) -> Question:
    """Whoever has their verdict already is not offered another check."""
    return offers.check(turn) if turn.state.verdict is None else offers.first_of(turn, offers.WHEN_HARD)


def effort_answered(turn: Turn) -> Outcome | None:
    """How hard the logged leg day was; or, corrected, when it was, or that it was none."""
    pending = turn.state.pending
    if pending is None or pending.kind != "logged_effort":
        return put_right(turn)
    facts = turn.heard.facts
    if facts.hours_since_leg_day is not None and _is_about_the_log(turn):
        return _moved(turn, facts.hours_since_leg_day, _how_hard(turn))
    if facts.leg_day_effort:
        profile = replace(turn.scene.profile, leg_day_effort=facts.leg_day_effort)
        noted = turn.say(Says.NOT_NOTED_NOW if turn.scene.is_away else Says.GOT_IT)
        return replace(turn.compose(Spoken("logged", noted, _after_logging(turn))), profile=profile)
    if turn.heard.topic == "cancel" or turn.heard.corrects:
        return _dropped(turn)
    if turn.heard.dont_know or turn.heard.topic == "skip" or turn.says_yes:
        return turn.compose(Spoken("logged", turn.say(Says.NO_HURRY), _after_logging(turn)))
    return goodbye(turn) if turn.says_no else None


def put_right(turn: Turn) -> Outcome | None:
    """A leg day that was just noted or told of was at another time, or was none: "no, that was Monday", "forget that"."""
    heard, pending = turn.heard, turn.state.pending
    if turn.state.subject != "logged" or pending is None or pending.kind != "offer":
        return None
    words = heard.words.split()
    if len(words) <= A_FEW_WORDS and "that" in words and set(words) & set(turn.scene.content.words["drops"].split()):
        return _dropped(turn)
    hours, asks_more = heard.facts.hours_since_leg_day, heard.confidence >= SURE and len(words) > A_FEW_WORDS
    denies = heard.corrects or (heard.yes is False and turn.opens_with_an_answer)
    if hours is None or not denies or (heard.topic is not None and asks_more):
        return None
    return _moved(turn, hours, _after_logging(turn))


def _is_about_the_log(turn: Turn) -> bool:
    few = len(turn.heard.text.split()) <= A_FEW_WORDS
    return few or turn.heard.corrects or not turn.topic(turn.heard.topic)


def _moved(turn: Turn, hours: float, question: Question) -> Outcome:
    when = leg_day_at(turn, hours)
    moment = Says.NOT_CORRECTED_NOW if turn.scene.is_away else Says.LOG_CORRECTED
    # A "no" that corrects is no answer to how hard it was, which is asked again.
    facts = replace(turn.facts, leg_day_effort=turn.state.facts.leg_day_effort)
    spoken = Spoken("logged", turn.say(moment, when=spoken_time(turn, when)), question, keeps={"facts": facts})
    return replace(turn.compose(spoken), profile=turn.scene.profile.with_last_leg_day(when))


def _dropped(turn: Turn) -> Outcome:
    """ "Forget that" takes the last one back, and nothing else."""
    forgotten = replace(turn.facts, hours_since_leg_day=None, leg_day_effort=None)
    dropped = turn.say(Says.NOT_FORGOTTEN_NOW if turn.scene.is_away else Says.UNLOGGED)
    spoken = Spoken("logged", dropped, offers.check(turn), keeps={"facts": forgotten})
    return replace(turn.compose(spoken), profile=turn.scene.profile.without_last_leg_day())


def last_leg_day(turn: Turn) -> Outcome:
    """What is remembered, told truthfully."""
    if turn.scene.is_away:
        return turn.compose(Spoken("last_leg_day", turn.say(Says.NOT_READ_NOW), offers.check(turn)))
    if turn.scene.may_be_theirs:
        when = spoken_time(turn, turn.scene.may_be_theirs)
        question = turn.ask(Asks.WHOSE, Asks.WHOSE_AGAIN, Pending(THEIRS), *turn.suggested("goodbye")[:2], when=when)
        return turn.compose(Spoken("last_leg_day", "", question))
    leg_days = turn.scene.profile.leg_days
    return _the_last(turn, leg_days[-1], "logged") if leg_days else _none_remembered(turn)


def _the_last(turn: Turn, leg_day: datetime, subject: str | None) -> Outcome:
    statement = turn.say(Says.LAST_LEG_DAY, when=spoken_time(turn, leg_day))
    return turn.compose(Spoken("last_leg_day", statement, offers.check(turn), keeps={"subject": subject}))


def _none_remembered(turn: Turn) -> Outcome:
    pending = Pending("offer", yes="log_leg_day", no="goodbye")
    question = turn.ask(Asks.LOG_NOW, Asks.LOG_NOW_AGAIN, pending, *turn.suggested("log_leg_day")[:2])
    return turn.compose(Spoken("last_leg_day", turn.say(Says.NOTHING_REMEMBERED), question))


def _was_it_theirs(turn: Turn) -> Outcome | None:
    """The answer to "was that you?" of a voice that isn't recognised."""
    if turn.says_no:
        return _none_remembered(turn)
    if not turn.says_yes or turn.scene.may_be_theirs is None:
        return None
    return _the_last(turn, turn.scene.may_be_theirs, turn.state.subject)


def forget_me(turn: Turn) -> Outcome:
    """Forgetting everything is asked about once."""
    if turn.scene.is_away:
        return _not_forgotten(turn)
    if turn.scene.profile.is_empty:
        return turn.compose(Spoken("forgotten", turn.say(Says.NOTHING_TO_FORGET), offers.check(turn)))
    pending = Pending("confirm_forget")
    question = turn.ask(Asks.FORGET_ALL, Asks.FORGET_ALL_AGAIN, pending, *turn.suggested("goodbye")[:2])
    return turn.compose(Spoken("forgotten", "", question))


def confirmed(turn: Turn) -> Outcome | None:
    """The answer to "forget everything?", or to another question about what is remembered."""
    pending = turn.state.pending
    if pending is not None and pending.kind == THEIRS:
        return _was_it_theirs(turn)
    if pending is None or pending.kind != "confirm_forget":
        return effort_answered(turn)
    if turn.scene.is_away and (turn.says_yes or turn.heard.topic == "forget_me"):
        return _not_forgotten(turn)
    if turn.says_yes or turn.heard.topic == "forget_me":
        spoken = Spoken("forgotten", turn.say(Says.FORGOTTEN), offers.check(turn))
        return replace(turn.compose(spoken), forget=True)
    if turn.says_no or turn.heard.topic in ("cancel", "stop"):
        return turn.compose(Spoken("forgotten", turn.say(Says.KEPT), offers.check(turn)))
    return None


def _not_forgotten(turn: Turn) -> Outcome:
    return turn.compose(Spoken("forgotten", turn.say(Says.NOT_FORGOTTEN_NOW), offers.check(turn)))


def greeting(turn: Turn) -> Outcome | None:
    """Who has logged a leg day is greeted with it."""
    leg_days = turn.scene.profile.leg_days
    if not leg_days or turn.scene.may_be_theirs:
        return None
    statement = turn.say(Says.WELCOME_BACK, when=spoken_time(turn, leg_days[-1]))
    keeps = {"subject": "logged"}  # so that it can be put right
    return turn.compose(Spoken("welcome", statement, offers.check(turn), is_health=True, keeps=keeps))
