"""Writing for the ear: word budgets, characters a voice can say, and questions only where something follows."""

from collections.abc import Iterator

from skill.content.topic import Content, Topic
from skill.content.wording import count_words
from skill.errors import ContentError

BUDGETS = {
    "answer": 30,
    "more": 45,
    "evidence": 45,
    "follow_up.ask": 15,
    "follow_up.reprompt": 15,
    "follow_up.closing": 12,
}
SPEAKABLE_MARKS = frozenset(" ,.'’!-")


def spoken_parts(topic: Topic) -> Iterator[tuple[str, str]]:
    """Each text of a topic that is ever spoken, with its key."""
    yield "title", topic.title
    yield "answer", topic.answer
    yield "more", topic.more
    yield "evidence", topic.evidence
    for variant in topic.follow_up.ask:
        yield "follow_up.ask", variant
    if topic.follow_up.reprompt:
        yield "follow_up.reprompt", topic.follow_up.reprompt
    if topic.follow_up.closing:
        yield "follow_up.closing", topic.follow_up.closing


def unspeakable(text: str) -> str:
    """The characters a voice can't say, each once; a question mark is judged elsewhere."""
    return "".join(dict.fromkeys(c for c in text if not (c.isalpha() or c in SPEAKABLE_MARKS or c == "?")))


def _budgets(content: Content) -> Iterator[ContentError]:
    for topic in content.topics.values():
        for key, text in spoken_parts(topic):
            words, budget = count_words(text), BUDGETS.get(key, 12)
            if words > budget:
                yield _fault(topic, key, f"has {words} words; say it in {budget} at most")


def _characters(content: Content) -> Iterator[ContentError]:
    for topic in content.topics.values():
        for key, text in spoken_parts(topic):
            if odd := unspeakable(text):
                yield _fault(topic, key, f"holds {odd!r}, which can't be said; write it in words")


def _questions(content: Content) -> Iterator[ContentError]:
    for topic in content.topics.values():
        for key, text in spoken_parts(topic):
            asks = key in ("follow_up.ask", "follow_up.reprompt")
            if asks and (not text.endswith("?") or text.count("?") > 1):
                yield _fault(topic, key, "asks; write one question that ends in a question mark")
            elif not asks and "?" in text:
                yield _fault(topic, key, "asks, but nothing listens there; move the question to follow_up.ask")


def _fault(topic: Topic, key: str, problem: str) -> ContentError:
    return ContentError(f"{topic.id}.toml", key, problem)


RULES = (_budgets, _characters, _questions)
