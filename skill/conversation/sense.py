"""What an utterance counts as at this point of a talk: a weak guess is none, a hum is no yes, a value is a value."""

from collections.abc import Callable
from dataclasses import replace

from skill.content.vocabulary import OUT_OF_SCOPE
from skill.conversation.acts import meant
from skill.conversation.composing import ABOUT_A_VERDICT, Turn, holds
from skill.conversation.in_short import in_short
from skill.conversation.offers import CHECK
from skill.conversation.questions import COUNTED, QUESTIONS
from skill.understanding.facts import Facts
from skill.understanding.hear_wish import ASKED, MINE, THEIRS
from skill.understanding.understood import Understood

VALUES = {"soreness": "soreness", "hours": "hours_since_leg_day"}  # what a follow-up may hear, and the fact it is
A_QUESTION = 8  # words of a short question
A_VALUE = 4  # words that a bare value has at most
A_PERSON = 5  # words of "and my younger daughter?"
A_DENIAL = 4  # words before a sign within which a no is about it
SURE = 0.5  # confidence from which a guess is acted on where a wrong one would cost the thread
# What must not be guessed at: it answers a question of ours, or ends or empties something.
FIRM = (
    "yes", "no", "stop", "cancel", "thanks", "start_over", "hello", "forget_me", "first", "second", "neither",
    "dont_know", "skip", "repeat",
)  # fmt: skip
IMPATIENT = ("what_if", "anyway", "check_in", "bare_run", "quick")  # what is said instead of an answer
# Families and acts that "yes or no" turns into the short answer.
ASKS_WHETHER = ("should_run", "run_when", "sore_legs", "check_in", "bare_run", "yes", "no", "quick")
FIRMLY = 0.8  # confidence from which a topic of its own is meant
LASTING, COLD, UNWELL = "lasting", "cold", "unwell"
AND_SOMEBODY, SOMEBODY, THEIR_HEART = "and_somebody", "somebody_else", "their_heart"
ABOUT_ME = "what_about_me"


def sense(turn: Turn) -> Understood:
    """The utterance as this conversation takes it."""
    act = meant(turn)
    if act is not None:
        return act
    if not turn.heard.words and not turn.heard.text:
        return turn.heard  # an intent that a channel understood by itself
    if turn.heard.acts:
        turn = turn.hearing(replace(turn.heard, acts=()))  # what it may be elsewhere, it is not here
    heard = in_short(turn)
    if heard is not None:
        return heard
    heard = _of_somebody(turn)
    if _is_a_hum(turn):
        return _hummed(turn, heard)
    if _wants_it_short(turn):
        return heard.taken_as("quick", yes=None)
    if (heard.topic in (None, "doubt") or heard.confidence < SURE) and holds(turn, "asks_certainty"):
        return heard.taken_as("evidence")
    if _is_sore_for_long(heard):
        return replace(heard, topic="sore_legs", family="sore_legs", confidence=SURE, clarify=False)
    if _is_only_a_cold(turn):
        return replace(heard, topic=UNWELL, family=turn.scene.content.family(UNWELL), confidence=SURE, clarify=False)
    if _avoids_a_run(turn):
        return replace(heard, topic="should_run", family="should_run", confidence=SURE, clarify=False)
    wish = next((name for name, fits in WISHES if fits(turn)), None)
    if wish is not None:
        return heard.taken_as(wish, yes=None)
    if _is_only_sore(turn):
        return heard.taken_as("yes", yes=True)
    return _trusted(turn, _cleared(turn, _unbound(turn, heard)))


def _of_somebody(turn: Turn) -> Understood:
    """ "And my daughter?" asks about another person; "can I run?", after hers, about the one who speaks."""
    heard = turn.heard
    names, words = list(heard.circumstances), heard.words.split()
    of_me = holds(turn, "of_me") or heard.run_wish == MINE
    if SOMEBODY in turn.state.circumstances and SOMEBODY not in names and of_me:
        names.append(ABOUT_ME)
    if AND_SOMEBODY in names and words[0] == "and" and len(words) <= A_PERSON:
        heard = replace(heard, topic="someone_else", confidence=1.0, clarify=False)
        names.append(SOMEBODY)
    if heard.run_wish == THEIRS and SOMEBODY not in names:
        names.append(SOMEBODY)
    if THEIR_HEART in names and SOMEBODY in names:
        names.append("heart_condition")
    if ABOUT_ME in names and turn.state.turn and heard.confidence < 1.0:
        heard = replace(heard, topic="check_in", confidence=1.0, clarify=False)
    kept = tuple(dict.fromkeys(name for name in names if name not in (AND_SOMEBODY, THEIR_HEART)))
    return heard if kept == heard.circumstances else replace(heard, circumstances=kept)


def _is_a_hum(turn: Turn) -> bool:
    """ "Hmm", "ok", "right": heard, and no answer to a question about the legs. "Uh huh" is a yes."""
    words, said = turn.scene.content.words, turn.heard.words
    if not said or said in words["hums_yes"].split("|"):
        return False
    asks_the_body = turn.state.expecting in QUESTIONS
    hums = set(words["hums"].split()) | (set(words["acknowledges"].split()) if asks_the_body else set())
    return turn.state.pending is not None and set(said.split()) <= hums


def _hummed(turn: Turn, heard: Understood) -> Understood:
    """As good as "I don't know" where that is asked once more; elsewhere it was not understood."""
    waits = turn.state.expecting in COUNTED or turn.state.expecting == "offer"
    topic = "dont_know" if waits else None
    family = topic or OUT_OF_SCOPE
    return replace(
        heard, topic=topic, family=family, clarify=False, facts=Facts(), doubts=(), yes=None, dont_know=waits
    )


def _wants_it_short(turn: Turn) -> bool:
    """ "Yes or no, can I run?" is quick mode with the question said along."""
    about_a_run = {turn.heard.topic, turn.heard.family} & set(ASKS_WHETHER)
    return bool(about_a_run) and holds(turn, "asks_short")


def _is_sore_for_long(heard: Understood) -> bool:
    """Sore for a week, and may I run: that answer names the doctor as well, so nobody need choose."""
    choices = (heard.topic, *(other.topic for other in heard.alternatives[:1]))
    return heard.clarify and LASTING in heard.circumstances and "sore_legs" in choices


def _is_only_a_cold(turn: Turn) -> bool:
    """A cold and a run, and nothing of the legs: what a cold leaves is told."""
    heard = turn.heard
    asks = heard.run_wish == ASKED and COLD in heard.circumstances and not turn.state.checking
    return asks and heard.confidence < 1.0 and turn.topic(UNWELL) is not None and turn.state.verdict is None


def _avoids_a_run(turn: Turn) -> bool:
    """ "Should I avoid running after leg day?" asks whether to run, the other way round."""
    heard = turn.heard
    guessed = heard.clarify or heard.topic is None or heard.confidence < FIRMLY
    told = heard.facts.to_dict() or heard.doubts or heard.circumstances
    return guessed and not told and heard.yes is None and not turn.state.checking and holds(turn, "avoids_a_run")


def _begins_what_was_offered(turn: Turn) -> bool:
    """ "My legs are fine", to the offer of a check, is its first answer."""
    heard, pending = turn.heard, turn.state.pending
    offered = pending is not None and pending.kind == "offer" and pending.yes == CHECK
    told = heard.facts.soreness is not None and holds(turn, "of_the_legs")
    return offered and told and heard.confidence < 1.0 and not holds(turn, "asks")


def _asks_when(turn: Turn) -> bool:
    """ "When can I do them?", in the middle of the check, asks of runs in general."""
    heard = turn.heard
    few = len(heard.words.split()) <= A_QUESTION
    return turn.state.expecting in QUESTIONS and few and heard.confidence < FIRMLY and holds(turn, "asks_when")


def _asks_once_more(turn: Turn) -> bool:
    """ "Can I still run?", in the middle of the check, is the same request."""
    heard = turn.heard
    waits = turn.state.expecting in QUESTIONS and heard.run_wish in (MINE, ASKED) and holds(turn, "asks_leave")
    return waits and heard.confidence < 1.0 and not heard.facts.to_dict() and not heard.doubts


def _bargains(turn: Turn) -> bool:
    """ "Can I just run ten minutes?", in the middle of the check, is no question about how long to run."""
    waits = turn.state.expecting in QUESTIONS
    return waits and _has_a_size(turn.heard.facts) and turn.heard.confidence < 1.0 and holds(turn, "asks_leave")


def _has_a_size(facts: Facts) -> bool:
    return bool(facts.run_minutes or facts.run_km or facts.run_miles)


# What a wish to run counts as at this point of a talk, in the order in which it is looked at.
WISHES: tuple[tuple[str, Callable[[Turn], bool]], ...] = (
    ("check_in", _begins_what_was_offered),
    ("run_when", _asks_when),
    ("check_in", _asks_once_more),
    ("what_if", _bargains),
)


def _is_only_sore(turn: Turn) -> bool:
    """ "Just sore", after "are yours sore?", is a yes that does not say how much."""
    heard, pending = turn.heard, turn.state.pending
    if pending is None or pending.kind != "offer" or pending.hears != "soreness" or turn.opens_with_an_answer:
        return False
    words = heard.words.split()
    sore = set(words) & set(turn.scene.content.words["sore"].split())
    denied = set(words) & set(turn.scene.content.words["denies"].split())
    return bool(sore) and not denied and len(words) <= A_VALUE and heard.facts.soreness is None


def _unbound(turn: Turn, heard: Understood) -> Understood:
    """A plain yes or no to the offer of a check says nothing of how sore anything is."""
    pending = turn.state.pending
    offered = pending is not None and pending.kind == "offer" and pending.yes == CHECK
    if offered and heard.facts.soreness == 0 and (heard.topic == "yes" or heard.yes is False):
        return replace(heard, facts=replace(heard.facts, soreness=None))
    return heard


def _cleared(turn: Turn, heard: Understood) -> Understood:
    """ "No pain and no warning signs", said before anybody asked, is the answer to the safety question."""
    words, facts = turn.scene.content.words, heard.facts
    if "safety" in turn.state.unsure and facts.sharp_or_joint_pain is False and heard.taken_back:
        return replace(heard, facts=replace(facts, red_flags=()))
    if facts.red_flags is not None or facts.sharp_or_joint_pain is not False or heard.doubts:
        return heard
    before = [heard.words.partition(sign)[0] for sign in words["signs"].split("|") if sign in heard.words]
    denied = any(set(part.split()[-A_DENIAL:]) & set(words["denies"].split()) for part in before)
    return replace(heard, facts=replace(facts, red_flags=())) if denied else heard


def _is_a_value(turn: Turn, heard: Understood) -> bool:
    """ "A little", after "are yours sore?", whatever else it was taken for."""
    pending = turn.state.pending
    fact = VALUES.get(pending.hears) if pending and pending.hears else None
    told = fact is not None and getattr(heard.facts, fact) is not None
    few = len(heard.text.split()) <= A_VALUE
    return told and ((heard.yes is None and few) or (heard.confidence < 1.0 and not holds(turn, "asks")))


def _answers(heard: Understood, asked: str | None) -> bool:
    """ "This morning", where the day was asked for, asks nothing."""
    fact = VALUES.get(asked or "")
    return fact is not None and getattr(heard.facts, fact) is not None and heard.confidence < SURE


def _answers_first(turn: Turn, heard: Understood) -> bool:
    """ "No, I always get that" and "I've lifted for years", in a check, ask nothing, whatever topic they resemble."""
    asked = turn.state.expecting
    if asked not in (*QUESTIONS, *ABOUT_A_VERDICT) or heard.confidence == 1.0 or holds(turn, "asks"):
        return False
    if heard.facts.to_dict() or (asked in QUESTIONS and heard.yes is not None and turn.opens_with_an_answer):
        return True
    return turn.topic(heard.topic) is not None and heard.confidence < FIRMLY


def _sizes_the_run(turn: Turn, heard: Understood) -> bool:
    """ "I'll do twenty-five minutes", after a verdict, is the run that is meant."""
    sized = turn.state.is_judged and _has_a_size(heard.facts)
    return sized and heard.confidence < 1.0 and not holds(turn, "asks") and heard.topic != "what_if"


def _trusted(turn: Turn, heard: Understood) -> Understood:
    """A weak guess is none while we wait for an answer, and never a yes, a no or a goodbye."""
    asked = turn.state.expecting
    waiting = asked in QUESTIONS or (asked == "offer" and turn.opens_with_an_answer)  # "yeah, I would really like that"
    too_weak = heard.confidence < SURE and (waiting or heard.topic in FIRM)
    doubtful = too_weak or (waiting and heard.clarify) or _is_a_value(turn, heard) or _answers_first(turn, heard)
    doubtful = doubtful or _sizes_the_run(turn, heard)
    impatient = heard.topic in IMPATIENT and not _answers(heard, asked)
    if heard.topic is None or impatient or not doubtful:
        return heard
    return replace(heard, topic=None, family=OUT_OF_SCOPE, clarify=False)
