"""Few words around an answer: goodbye, why, and when. They are heard before anything is guessed of them."""

from dataclasses import replace

from skill.content.vocabulary import OUT_OF_SCOPE
from skill.content.wording import normal
from skill.conversation.composing import Turn, holds
from skill.understanding.facts import Facts
from skill.understanding.understood import Understood

A_GOODBYE, A_QUESTION = 5, 8  # words that it has at most
SURE = 1.0  # a phrasing that was written down keeps its own topic
FIRM = 0.8  # confidence from which a guess is what was asked


def in_short(turn: Turn) -> Understood | None:
    """The utterance as the act that it is in short; None where it is none, or tells of pain or a warning sign."""
    heard, words = turn.heard, turn.scene.content.words
    said = normal(heard.text).split()
    if not said or heard.facts.red_flags or heard.facts.sharp_or_joint_pain or heard.circumstances:
        return None
    if said[-1] in words["farewells"].split() and len(said) <= A_GOODBYE:
        return _as(heard, "stop")
    if heard.topic == "last_leg_day" and heard.facts.hours_since_leg_day is not None:
        return replace(heard, topic=None, family=OUT_OF_SCOPE, clarify=False)  # it tells one, and asks for none
    if " ".join(said[:2]) == words["supposes"] and heard.confidence < SURE:
        return heard.taken_as("what_if", yes=None)
    asks_else = heard.topic is not None and heard.confidence >= FIRM and not heard.clarify  # "why am I sore?"
    if turn.state.verdict is None or turn.state.checking or len(said) > A_QUESTION or asks_else:
        return None
    if heard.hours_ahead is not None and len(said) == 1:
        return heard.taken_as("what_if")  # "tomorrow?"
    if said[0] in words["wonders"].split():
        return _as(heard, "why")
    return _as(heard, "run_when") if holds(turn, "asks_when") else None


def _as(heard: Understood, act: str) -> Understood:
    return heard.taken_as(act, facts=Facts(), doubts=(), yes=None, corrects=False)
