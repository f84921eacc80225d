"""The yes or no that an answer opens with: "is it bad to run?" asks the other way round, and gets the rest of it."""

from skill.content.topic import Topic
from skill.content.wording import normal
from skill.conversation.composing import Turn


def fitted(turn: Turn, topic: Topic) -> str:
    """The answer, without its leading yes or no where that would answer another question than the one asked."""
    leading, comma, rest = topic.answer.partition(", ")
    opens = normal(leading) in turn.scene.content.words["leading"].split() and comma
    return rest[:1].upper() + rest[1:] if opens and not _answers(turn, topic) else topic.answer


def _answers(turn: Turn, topic: Topic) -> bool:
    """Whether the topic is what was asked, and neither whether something is bad nor how, or why, it is."""
    words, said = turn.scene.content.words, turn.heard.words.split()
    if turn.heard.topic != topic.id or set(said) & set(words["asks_the_other_way"].split()):
        return False
    return not said or said[0] not in words["asks_openly"].split()
