"""Which act an utterance is at this point of a talk: thanks, "how long for?", a doubt, a yes in other words.

By rule and not by guess, and never where a warning sign or a pain is told.
"""

from collections.abc import Callable
from dataclasses import replace

from skill.content.topic import Topic
from skill.content.vocabulary import OUT_OF_SCOPE
from skill.conversation.composing import ABOUT_A_VERDICT, Turn
from skill.conversation.offers import CHECK
from skill.conversation.questions import QUESTIONS
from skill.understanding.hear_pain import BARE_PAIN, KNOWN_ACHE
from skill.understanding.understood import Understood

REFERRAL, VERDICT = "referral", "verdict"  # what may be the subject beside a topic
LASTING, LASTS = "lasting", "if_it_lasts"
UNCLEAR = ("bare_soreness", "which_sign")  # doubts of a yes, which an act is not
OF_SORENESS = ("sore_legs", "soreness_duration", "soreness_relief")  # families
PARTS = ("answer", "more", "evidence")


def meant(turn: Turn) -> Understood | None:
    """The utterance as the act that it certainly is here; None where it is none."""
    heard = turn.heard
    harmless = (*UNCLEAR, BARE_PAIN) if LASTS in heard.acts else UNCLEAR
    hurts = heard.facts.red_flags or heard.facts.sharp_or_joint_pain or set(heard.doubts) - set(harmless)
    if not heard.acts or hurts or set(heard.circumstances) - {LASTING}:
        return None
    for act, fits, topic in MEANT:
        if act in heard.acts and fits(turn):
            return _as(heard, act, topic)
    return None


def _as(heard: Understood, act: str, topic: str | None) -> Understood:
    """Nothing else that was heard in it counts: the "for" of "how long for" is no four."""
    bare = Understood(text=heard.text, family=OUT_OF_SCOPE)
    return bare.taken_as(topic, yes=True if topic == "yes" else None) if topic else replace(bare, acts=(act,))


def spoken_of(turn: Turn) -> Topic | None:
    """The topic that the last reply spoke of; in a check that went on, there is none."""
    subject, said = turn.topic(turn.state.subject), turn.state.statement
    if subject is None or not said:
        return None
    parts = [turn.speaker.spell(getattr(subject, part)) for part in PARTS]
    return subject if any(_stem(part) in said or said in part for part in parts) else None


def _stem(text: str) -> str:
    """A text without its first word, which may have been left out."""
    return text.partition(" ")[2]


def _always(_: Turn) -> bool:
    return True


def _is_judged(turn: Turn) -> bool:
    return turn.state.is_judged


def _is_about(turn: Turn, *families: str) -> bool:
    """After a verdict, or an answer of one of these families."""
    subject = turn.topic(turn.state.subject)
    return _is_judged(turn) or (subject is not None and subject.family in families)


def _is_about_soreness(turn: Turn) -> bool:
    return _is_about(turn, *OF_SORENESS)


def _is_referred(turn: Turn) -> bool:
    return turn.held_back is not None and turn.state.subject == REFERRAL


def _is_free(turn: Turn) -> bool:
    return not _in_a_check(turn)


def _speaks_of_swaps(turn: Turn) -> bool:
    return _is_about(turn, "alternatives")


def _has_an_answer(turn: Turn) -> bool:
    return _is_judged(turn) or _is_referred(turn)


def _is_held_back(turn: Turn) -> bool:
    return turn.held_back is not None


def _seeks_something_else(turn: Turn) -> bool:
    return _is_judged(turn) or _is_held_back(turn)


def _was_unsure_of_safety(turn: Turn) -> bool:
    return _is_judged(turn) and "safety" in turn.state.unsure


def _told_of_an_ache(turn: Turn) -> bool:
    told = KNOWN_ACHE in turn.state.circumstances or bool(turn.state.facts.sharp_or_joint_pain)
    return told and _has_begun(turn)


def _in_a_check(turn: Turn) -> bool:
    return turn.state.expecting in QUESTIONS


def _asked_something(turn: Turn) -> bool:
    return _in_a_check(turn) or turn.state.expecting in ABOUT_A_VERDICT


def _offers_to_log(turn: Turn) -> bool:
    pending = turn.state.pending
    return pending is not None and pending.yes == "log_leg_day"


def _has_begun(turn: Turn) -> bool:
    return _in_a_check(turn) or _is_judged(turn)


def _is_offered(turn: Turn) -> bool:
    return turn.state.expecting == "offer"


def _is_to_be_checked(turn: Turn) -> bool:
    pending = turn.state.pending
    return _in_a_check(turn) or (pending is not None and pending.yes == CHECK)


def _may_be_fine(turn: Turn) -> bool:
    """ "Fine", to "are yours sore?", tells of the legs."""
    pending = turn.state.pending
    if turn.state.expecting in ABOUT_A_VERDICT:
        return True  # and says nothing of what was asked
    return _is_offered(turn) and pending is not None and (pending.hears is None or pending.yes == CHECK)


def _follows_up(turn: Turn) -> bool:
    """After a topic or a verdict; a phrasing that names what it is about keeps its own topic."""
    authored = turn.heard.confidence == 1.0 and turn.topic(turn.heard.topic) is not None
    about_it = spoken_of(turn) is not None or (_is_judged(turn) and turn.state.subject == VERDICT)
    return about_it and not authored


def _tells_of_legs(turn: Turn) -> bool:
    """How sore, since when, or how hard; the no of "I don't buy it" is not about legs."""
    facts, words, said = turn.heard.facts, turn.scene.content.words, set(turn.heard.words.split())
    none = facts.soreness == 0 and said & set(words["sore"].split()) and said & set(words["denies"].split())
    return bool(facts.soreness or none) or facts.hours_since_leg_day is not None or facts.leg_day_effort is not None


def _argues(turn: Turn) -> bool:
    """Not by a question, by telling of the legs, or in words that have an act of their own."""
    heard = turn.heard
    asks = heard.words.split()[0] in turn.scene.content.words["opens_question"].split()
    if _tells_of_legs(turn) or asks or (heard.topic is not None and heard.confidence == 1.0):
        return False
    return _in_a_check(turn) or _has_an_answer(turn) or turn.topic(turn.state.subject) is not None


# The acts in the order in which they count, where each counts, and the topic that it is; what has none is an aside.
MEANT: tuple[tuple[str, Callable[[Turn], bool], str | None], ...] = (
    ("thanks", _always, "thanks"),
    ("clears", _was_unsure_of_safety, None),
    ("as_usual", _told_of_an_ache, None),
    (LASTS, _is_about_soreness, None),
    ("legs_another_day", _has_begun, None),
    ("asks_no", _has_an_answer, None),
    ("general_rule", _is_held_back, None),
    ("why_not", _is_referred, "why"),
    ("asks_why", _has_an_answer, "why"),
    ("something_else", _seeks_something_else, None),
    ("what_then", _seeks_something_else, None),
    ("busy", _is_to_be_checked, "stop"),
    ("how_long_between", _follows_up, None),
    ("how_long", _follows_up, None),
    ("why_not_more", _follows_up, None),
    ("argues", _argues, "doubt"),
    ("asks_meaning", _in_a_check, None),
    ("asks_why_asked", _asked_something, "why"),
    ("what_for", _offers_to_log, None),
    ("takes_the_swap", _is_judged, "stop"),
    ("feels_fine", _is_judged, "doubt"),
    ("how_fast", _is_free, "run_pace"),
    ("asks_privacy", _always, "privacy"),
    ("no_swim_no_bike", _speaks_of_swaps, "walk_instead"),
    ("when_it_goes", _is_about_soreness, "soreness_duration"),
    ("why_late", _is_about_soreness, "why_sore"),
    ("stretch_after_squats", _always, "stretch_quads"),
    ("stretch_after_deadlifts", _always, "stretch_hamstrings"),
    ("tells_more", _is_referred, None),
    ("takes_it_back", _is_held_back, None),
    ("whether_to_run", _has_an_answer, None),
    ("asks_to_lift", _is_judged, "train_sore"),
    ("no_walk", _is_judged, "alternatives"),
    ("enough", _asked_something, "stop"),
    ("declines", _is_offered, "no"),
    ("acknowledges", _is_offered, "thanks"),
    ("accepts", _is_offered, "yes"),
    ("fine", _may_be_fine, "yes"),
)
