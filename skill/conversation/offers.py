"""What a reply offers at its end, and where a yes to it leads.

Nothing is offered twice in a row or while it was just said, no check to whoever gets no verdict or has theirs.
"""

from collections.abc import Mapping

from skill.content.topic import Topic
from skill.content.vocabulary import Asks
from skill.conversation.composing import Question, Turn
from skill.conversation.state import Pending

CHECK, WHEN_HARD, REMEMBER = "check_in", "run_when", "log_leg_day"

# Offers in words of their own, by where a yes leads; any other topic is offered by its title.
WORDS: Mapping[str, tuple[Asks, Asks]] = {
    CHECK: (Asks.CHECK_TODAY, Asks.CHECK_TODAY_AGAIN),
    WHEN_HARD: (Asks.WHEN_HARD, Asks.WHEN_HARD_AGAIN),
    REMEMBER: (Asks.REMEMBER_IT, Asks.REMEMBER_IT_AGAIN),
    "see_someone": (Asks.WHEN_TO_SEE_SOMEONE, Asks.WHEN_TO_SEE_SOMEONE_AGAIN),
    "soreness_relief": (Asks.EASE_SORENESS, Asks.EASE_SORENESS_AGAIN),
    "alternatives": (Asks.SWAP_IDEAS, Asks.SWAP_IDEAS_AGAIN),
    "warm_up": (Asks.WARM_UP_IDEA, Asks.WARM_UP_IDEA_AGAIN),
}
ABOUT_LIMITS = ("stop_now", "pain_or_soreness")  # what anybody may hear, with a verdict or without
INSTEAD = (WHEN_HARD, "run_order", *ABOUT_LIMITS)  # of a check that was made already, or can't be
FOR_A_VERDICT = (CHECK, WHEN_HARD)  # lead to one, or go by one


def first_of(turn: Turn, *destinations: str) -> Question:
    """The first that fits and was not offered yet; else the one whose offer is longest ago."""
    names = (*destinations, *ABOUT_LIMITS)
    fitting = [name for name in names if _fits(turn, name)] or [CHECK]
    before = turn.state.offered
    fresh = [name for name in fitting if name not in before]
    return _offer(turn, fresh[0] if fresh else min(fitting, key=before.index))


def check(turn: Turn) -> Question:
    """The question to end on when nothing fits better."""
    return _offer(turn, CHECK) if _fits(turn, CHECK) else first_of(turn, *INSTEAD)


def topic(turn: Turn, name: str) -> Question:
    """Offers a topic; something else when it was just offered or said."""
    return first_of(turn, name, *INSTEAD)


def follow_up(turn: Turn, topic: Topic) -> Question:
    """A topic's own question, its way on for a yes, and for a no; unless it leads to a check that can't be."""
    follow_up = topic.follow_up
    if follow_up.yes in FOR_A_VERDICT and not _fits(turn, follow_up.yes):
        return first_of(turn, *(name for name in INSTEAD if name != topic.id))
    text = turn.speaker.vary(f"{topic.id}.ask", follow_up.ask)
    reprompt = turn.speaker.spell(follow_up.reprompt) if follow_up.reprompt else turn.say(Asks.YES_OR_NO)
    pending = Pending(
        "offer", follow_up.yes, follow_up.no, follow_up.closing, hears=follow_up.hears or _hears(follow_up.yes)
    )
    return Question(text, reprompt, pending, turn.suggested(follow_up.yes))


def same_question(turn: Turn) -> Question:
    """The question that was open, in its shorter form; else the offer of a check."""
    short, pending = turn.state.short, turn.state.pending
    if short is None or pending is None:
        return check(turn)
    return turn.again(short, pending)


def _fits(turn: Turn, name: str) -> bool:
    if name in FOR_A_VERDICT and turn.held_back:
        return False
    if name == CHECK:
        told_conditions = not turn.scene.asks_about_health and turn.state.subject == "should_run"
        return not told_conditions and not turn.state.is_judged
    known = name in WORDS or turn.topic(name) is not None
    return known and name != turn.state.subject


def _hears(destination: str) -> str | None:
    """ "Shall we check your legs?" may be answered with how sore they are."""
    return "soreness" if destination == CHECK else None


def _offer(turn: Turn, name: str) -> Question:
    pending = Pending("offer", yes=name, no="goodbye", hears=_hears(name))
    chips = turn.suggested(name)
    if name in WORDS:
        asks, again = WORDS[name]
        return turn.ask(asks, again, pending, *(chips[:2] if name in (WHEN_HARD, REMEMBER) else chips))
    found = turn.topic(name)
    title = turn.speaker.spell(found.title) if found else name
    return turn.ask(Asks.OFFER_TOPIC, Asks.OFFER_TOPIC_AGAIN, pending, *chips, title=title)
