"""Few words around an answer: goodbye, why, and when. They are heard before anything is guessed of them."""

from dataclasses import replace

from skill.content.vocabulary import OUT_OF_SCOPE
from skill.conversation.composing import Turn, holds
from skill.understanding.facts import Facts
from skill.understanding.understood import Understood

A_GOODBYE, A_QUESTION, A_MOVE = 5, 8, 14  # words that it has at most
A_WEEK = 168.0  # hours
SURE = 1.0  # a phrasing that was written down keeps its own topic
FIRM = 0.8  # confidence from which a guess is what was asked


def in_short(turn: Turn) -> Understood | None:
    """The utterance as the act that it is in short; None where it is none, or tells of pain or a warning sign."""
    heard, words = turn.heard, turn.scene.content.words
    said = heard.words.split()
    told = set(heard.circumstances) - set(turn.state.circumstances)
    if not said or heard.facts.red_flags or heard.facts.sharp_or_joint_pain or told:
        return None
    if said[-1] in words["farewells"].split() and len(said) <= A_GOODBYE:
        return _as(heard, "stop")
    if heard.topic == "last_leg_day" and heard.facts.hours_since_leg_day is not None:
        return replace(heard, topic=None, family=OUT_OF_SCOPE, clarify=False)  # it tells one, and asks for none
    fillers = words["fillers"].split()
    opening = next((place for place, word in enumerate(said) if word not in fillers or word == "and"), 0)
    if " ".join(said[opening : opening + 2]) in words["supposes"].split("|") and heard.confidence < SURE:
        return heard.taken_as("what_if", yes=None)
    if _moves_the_run(turn):
        return heard.taken_as("what_if", yes=None, corrects=False)
    if _is_a_bare_weekday(turn) and heard.facts.hours_since_leg_day is not None:
        ahead = A_WEEK - heard.facts.hours_since_leg_day
        return heard.taken_as(
            "what_if", yes=None, hours_ahead=ahead, facts=replace(heard.facts, hours_since_leg_day=None)
        )
    # "Why am I sore?" asks of something else; "when could she do a hard one" supposes nothing.
    asks_else = heard.topic not in (None, "what_if") and heard.confidence >= FIRM and not heard.clarify
    if not turn.state.is_judged or len(said) > A_QUESTION or asks_else:
        return None
    if said[0] in words["wonders"].split():
        return _as(heard, "why")
    return _as(heard, "run_when") if holds(turn, "asks_when") else None


def _is_a_bare_weekday(turn: Turn) -> bool:
    """ "So Sunday?", after a verdict: heard as the last one where nothing says otherwise, and meant as the next."""
    after = turn.state.is_judged and turn.state.subject == "verdict"
    asks_when, said = turn.state.expecting == "hours", set(turn.heard.words.split())
    plain = said <= set(turn.scene.content.words["another_day"].split())
    return after and not asks_when and plain and holds(turn, "day_names")


def _moves_the_run(turn: Turn) -> bool:
    """ "Tomorrow?", "and on Thursday?", "could I do intervals on Friday?" after a verdict: the same run on another day."""
    heard, words = turn.heard, turn.scene.content.words
    moved = heard.hours_ahead is not None and turn.ahead is not None
    if not moved or not turn.state.is_judged or heard.facts.hours_since_leg_day is not None:
        return False
    said = heard.words.split()
    asks = holds(turn, "moves_the_run") and len(said) <= A_MOVE and not holds(turn, "moves_after")
    return asks or set(said) <= set(words["another_day"].split())


def _as(heard: Understood, act: str) -> Understood:
    return heard.taken_as(act, facts=Facts(), doubts=(), yes=None, corrects=False)
