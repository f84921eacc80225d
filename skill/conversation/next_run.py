"""When a run fits again: the earliest time that the table allows for an easy one and for a hard one."""

from dataclasses import replace
from datetime import timedelta

from skill.content.vocabulary import Says
from skill.conversation import offers
from skill.conversation.clock import spoken_time
from skill.conversation.composing import Outcome, Question, Spoken, Turn
from skill.conversation.inputs import known
from skill.decision import earliest_hour

A_DAY = 24.0


def run_when(turn: Turn) -> Outcome:
    """The earliest time the table allows for an easy run and for a hard one."""
    subject = "run_when" if turn.topic("run_when") else "verdict"
    spoken = Spoken(subject, _when(turn), _after_when(turn), is_health=True, keeps={"subject": "verdict"})
    return turn.compose(spoken)


def _after_when(turn: Turn) -> Question:
    return offers.topic(turn, "injury_return" if turn.facts.sharp_or_joint_pain else "run_pace")


def _when(turn: Turn) -> str:
    if turn.facts.sharp_or_joint_pain:
        return turn.say(Says.RUN_WHEN_PAIN)
    told = known(turn, turn.state.facts)
    gone, sore = told.hours_since_leg_day, (told.soreness or 0) > 0
    rested = replace(told, soreness=0)  # whatever is sore now has to be gone by then, so not before tomorrow
    easy, hard = (earliest_hour(rested, kind, minutes) for kind, minutes in (("easy", 20), ("intervals", 30)))
    if gone is None or easy is None or hard is None:
        return turn.say(Says.RUN_WHEN_UNKNOWN)
    least = A_DAY if sore else 0.0
    first, second = (_from(turn, max(hour - gone, least)) for hour in (easy, hard))
    if first == second:
        return turn.say(Says.RUN_WHEN_ANY, when=first)
    return turn.say(Says.RUN_WHEN, easy=first, hard=second)


def _from(turn: Turn, hours: float) -> str:
    """ "now", or "from tomorrow evening"."""
    words = turn.scene.content.words
    if hours <= 0:
        return words["now"]
    return words["from"].format(when=spoken_time(turn, turn.scene.now + timedelta(hours=hours)))
