"""Short things said about what was just said: "none of those, I checked", "how long for?", "so that's a no?"."""

import re
from collections.abc import Callable
from dataclasses import replace

from skill.content.topic import Topic
from skill.content.vocabulary import Says
from skill.conversation import after_verdict, answers, next_run, offers, questions
from skill.conversation.acts import spoken_of
from skill.conversation.check import begin, proceed, so_can_i
from skill.conversation.composing import NO_VERDICT, Outcome, Spoken, Turn
from skill.conversation.judging import judge
from skill.conversation.referral import refer
from skill.conversation.verdict import NO_RUN, again, opening
from skill.understanding.facts import Facts
from skill.understanding.hear_pain import KNOWN_ACHE, SMALL_ACHE

INSTEAD = {"R2": "rest_days", "R3": "walk_instead"}  # the topic that tells what there is, by the rule
WAITS = ("R2", "R3")  # rules after which "how long?" asks for how long to wait
NEAR = 3  # words before "minutes" within which their number stands
IN_FULL = ("answer", "more")  # the parts that speak to the person; what the evidence counts are a study's days


def answered(turn: Turn) -> Outcome | None:
    """The aside that the utterance was taken for, if it was one."""
    aside = ASIDES.get(turn.heard.acts[0]) if turn.heard.acts and turn.heard.topic is None else None
    return aside(turn) if aside else None


def _cleared(turn: Turn) -> Outcome:
    """ "I checked, none of those", after the careful verdict that not knowing got."""
    facts = turn.state.facts.merged(Facts(sharp_or_joint_pain=False, red_flags=()))
    sure = turn.knowing(unsure=tuple(name for name in turn.state.unsure if name != "safety"))
    return proceed(sure, facts, turn.say(Says.CHANGED))


def _as_usual(turn: Turn) -> Outcome:
    """ "No worse than usual" makes a small ache in a joint a known one, and changes nothing of a greater pain."""
    facts, told = turn.state.facts, turn.state.circumstances
    if turn.state.checking:
        return questions.ask(turn, str(turn.state.expecting), turn.say(Says.GOT_IT))
    if facts.sharp_or_joint_pain and SMALL_ACHE in told:
        known = turn.knowing(circumstances=(*told, KNOWN_ACHE))
        return after_verdict.decided_anew(known, replace(facts, sharp_or_joint_pain=False))
    return after_verdict.decided_anew(turn, facts)


def _if_it_lasts(turn: Turn) -> Outcome | None:
    """Who to see, if what is felt now does not go."""
    whom = turn.topic("see_someone")
    if not turn.state.is_judged:
        return answers.answer(turn, whom) if whom else None
    moment = Says.RUN_WHEN_PAIN if turn.state.facts.sharp_or_joint_pain else Says.IF_IT_LASTS
    keeps = {"subject": "verdict"}
    question = after_verdict.open_or_next(turn)
    return turn.compose(Spoken("verdict", turn.say(moment), question, verdict=turn.state.verdict, keeps=keeps))


def _legs_another_day(turn: Turn) -> Outcome:
    """A leg day that may be moved is no fact yet: what counts for this run is the last one."""
    open_question = questions.same_question(turn)
    if open_question:
        return turn.compose(Spoken("check_in", turn.say(Says.LAST_LEG_DAY_COUNTS), open_question))
    question, verdict = after_verdict.open_or_next(turn), turn.state.verdict
    keeps = {"subject": "verdict", "statement": turn.state.statement}
    return turn.compose(Spoken("verdict", turn.say(Says.LAST_LEG_DAY_COUNTS), question, verdict=verdict, keeps=keeps))


def _asks_no(turn: Turn) -> Outcome:
    if turn.held_back is None:
        return so_can_i(turn)
    return refer(turn, Says.REFER_NEITHER_OTHER if "somebody_else" in turn.circumstances else Says.REFER_NEITHER)


def _general_rule(turn: Turn) -> Outcome:
    return refer(turn, Says.GENERAL_RULE)


def _what_then(turn: Turn) -> Outcome | None:
    """ "What can I do then?": the run that was given, and else what there is beside one."""
    given = turn.state.verdict is not None and judge(turn, turn.state.facts).rule not in NO_RUN
    return so_can_i(turn) if given else _something_else(turn)


def _something_else(turn: Turn) -> Outcome | None:
    """What there is beside a run; for legs that are to rest, no more than their verdict gave them."""
    rule = judge(turn, turn.state.facts).rule if turn.state.verdict is not None else None
    swap = turn.topic(INSTEAD.get(rule or "", "alternatives"))
    return answers.answer(turn, swap) if swap else None


def _how_long(turn: Turn, between: bool = False) -> Outcome | None:
    subject = spoken_of(turn)
    if subject is None:
        return _how_long_of_the_verdict(turn, between)
    part = next((part for part in IN_FULL if _durations(turn, getattr(subject, part), between)), None)
    longer = None if between else _named_how_long(turn, subject)
    if longer and (part is None or subject.id == subject.family):
        return answers.answer(turn, longer)
    if part is None:
        return answers.deeper(turn, "more")
    text = getattr(subject, part)
    said = part in turn.state.parts or between
    statement = turn.speaker.spell(" ".join(_durations(turn, text, between)) if said else text)
    question = questions.same_question(turn) or offers.follow_up(turn, subject)
    keeps = {"parts": tuple(dict.fromkeys((*turn.state.parts, part)))}
    return turn.compose(Spoken("more", statement, question, subject.family, keeps=keeps))


def _how_long_between(turn: Turn) -> Outcome | None:
    return _how_long(turn, between=True)


def _how_long_of_the_verdict(turn: Turn, between: bool) -> Outcome:
    """The minutes that were given; where none were, how long to wait."""
    facts = turn.state.facts
    judged = judge(turn, facts)
    if between or judged.rule in WAITS:
        return next_run.run_when(turn)
    statement = again(turn, facts, judged, opening(turn, facts, judged))
    question, keeps = after_verdict.open_or_next(turn), {"subject": "verdict"}
    return turn.compose(Spoken("verdict", statement, question, verdict=judged.to_dict(), keeps=keeps))


def _named_how_long(turn: Turn, subject: Topic) -> Topic | None:
    """The topic of the family that tells how long, where it or the one that was spoken of is the family's own."""
    starts = tuple(turn.scene.content.words["titles_of_durations"].split("|"))
    family = [topic for topic in turn.scene.content.topics.values() if topic.family == subject.family]
    named = [topic for topic in family if topic.title.startswith(starts)]
    own = next((topic for topic in named if subject.family in (topic.id, subject.id)), None)
    return own if own is not subject else None


def _durations(turn: Turn, text: str, between: bool) -> list[str]:
    """The sentences that say how long; of those the ones about what lies between, where that was asked."""
    sentences = re.split(r"(?<=\.) ", text)
    words = turn.scene.content.words
    if between:
        apart = set(words["apart"].split())
        return [sentence for sentence in sentences if apart & _words(sentence)]
    return [sentence for sentence in sentences if _says_how_long(turn, sentence)]


def _says_how_long(turn: Turn, sentence: str) -> bool:
    words = turn.scene.content.words
    counts = {*words["numbers"].split(), *words["tens"].split(), *words["amounts"].split()}
    units, said = set(words["durations"].split()), re.findall(r"[a-z]+", sentence.lower())
    return any(word in units and counts & set(said[max(0, at - NEAR) : at]) for at, word in enumerate(said))


def _words(sentence: str) -> set[str]:
    return set(re.findall(r"[a-z]+", sentence.lower()))


def _meaning(turn: Turn) -> Outcome | None:
    """What the words of our question mean, and the question again."""
    question = questions.same_question(turn)
    moment = MEANINGS.get(turn.state.expecting or "")
    if question is None or moment is None:
        return questions.explained(turn, "why")
    keeps = {"statement": turn.state.statement}
    return turn.compose(Spoken("why", turn.say(moment), question, "check_in", keeps=keeps))


def _what_for(turn: Turn) -> Outcome:
    """What a leg day is remembered for, and the offer again."""
    keeps = {"subject": turn.state.subject, "statement": turn.state.statement}
    return turn.compose(Spoken("why", turn.say(Says.WHY_REMEMBER), offers.same_question(turn), keeps=keeps))


def _takes_it_back(turn: Turn) -> Outcome:
    """Whoever was only joking is checked like anybody."""
    rest = tuple(name for name in turn.state.circumstances if name not in NO_VERDICT)
    return begin(turn.knowing(circumstances=rest))


def _why_not_more(turn: Turn) -> Outcome | None:
    return answers.deeper(turn, "why") if spoken_of(turn) else after_verdict.explained(turn, "why")


# What is said of the words of a question, by its kind.
MEANINGS = {
    "soreness": Says.MEANS_SORENESS,
    "safety": Says.MEANS_SAFETY,
    "which_sign": Says.MEANS_SAFETY,
    "pain_kind": Says.MEANS_PAIN,
    "far_worse": Says.MEANS_FAR_WORSE,
}
ASIDES: dict[str, Callable[[Turn], Outcome | None]] = {
    "clears": _cleared,
    "as_usual": _as_usual,
    "if_it_lasts": _if_it_lasts,
    "legs_another_day": _legs_another_day,
    "asks_no": _asks_no,
    "general_rule": _general_rule,
    "what_then": _what_then,
    "something_else": _something_else,
    "how_long": _how_long,
    "how_long_between": _how_long_between,
    "why_not_more": _why_not_more,
    "asks_meaning": _meaning,
    "what_for": _what_for,
    "tells_more": refer,
    "takes_it_back": _takes_it_back,
    "whether_to_run": _asks_no,
}
