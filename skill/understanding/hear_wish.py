"""Whether somebody wants to run, or asks whether they may: what is said of their legs beside it is for the check."""

from skill.understanding.facts import Facts
from skill.understanding.listening import Listening
from skill.understanding.words import STOP

MINE, THEIRS = "mine", "theirs"
ASKED = "asked"  # of a run, with nothing of anybody's legs
WHOLE, WISH, ELSE, ANYBODY = "whole", "wish", "else", "anybody"
FIRST = 1  # the place within which an utterance begins that is nothing else
SIZES = ("minutes", "distance")


def hear_wish(listening: Listening, facts: Facts, hurts: bool) -> str | None:
    """Whose run it is that is asked about, where this asks for a check; ASKED where nothing is told for one."""
    if listening.heard("run_wish", ELSE):
        return None
    if listening.heard("run_wish", THEIRS):
        return THEIRS
    if any(_is_all(listening, match.start, match.end) for match in listening.of("run_wish", WHOLE)):
        return MINE
    wishes = listening.heard("run_wish", WISH) or listening.heard("run_wish", WHOLE) or _opens_with_a_size(listening)
    return (MINE if _tells_of_legs(listening, facts, hurts) else ASKED) if wishes else None


def _is_all(listening: Listening, start: int, end: int) -> bool:
    """Nothing stands beside it, or it is the last sentence."""
    return end == listening.length and (start <= FIRST or listening.said.words[start - 1] == STOP)


def _opens_with_a_size(listening: Listening) -> bool:
    """ "Eight miles, legs Sunday, not sore"."""
    return any(match.start == 0 for size in SIZES for match in listening.of(size))


def _tells_of_legs(listening: Listening, facts: Facts, hurts: bool) -> bool:
    """Something of one's own legs: how they are, when and how hard they were trained, or when they usually are."""
    if facts.soreness is not None or facts.sharp_or_joint_pain is not None or facts.leg_day_effort or hurts:
        return True
    if facts.hours_since_leg_day is not None:
        return not listening.heard("run_wish", ANYBODY)
    return any(listening.said.words[match.start] == "i" for match in listening.of("event", "habit"))
