"""The yes or no that an answer opens with, where the question was one for it: "is it bad to run?" asks the other way."""

from skill.content.wording import normal
from skill.conversation.composing import Turn


def fitted(turn: Turn, answer: str) -> str:
    """The answer, without its leading yes or no where that would answer another question than the one asked."""
    leading, comma, rest = answer.partition(", ")
    opens = normal(leading) in turn.scene.content.words["leading"].split() and comma
    return rest[:1].upper() + rest[1:] if opens and not _asks_for_it(turn) else answer


def _asks_for_it(turn: Turn) -> bool:
    """A question for a yes or a no, and whether something is good or fine rather than bad."""
    words, said = turn.scene.content.words, normal(turn.heard.text).split()
    asked = set(said) & set(words["opens_question"].split())
    other_way = set(said) & set(words["asks_the_other_way"].split())
    return bool(asked) and not other_way and said[0] not in words["asks_openly"].split()
