"""What people may say: templates that expand, sentences Amazon takes, and no phrasing owned twice."""

from collections.abc import Iterator

from skill.content.templates import expand
from skill.content.topic import Content, SmallTalk, Topic
from skill.content.vocabulary import ACTS, OUT_OF_SCOPE, SMALL_TALK
from skill.content.wording import normal
from skill.errors import ContentError

LEAST_SAMPLES = 10
MOST_SAMPLES = 500  # of one intent: what Amazon's console handles well
MOST_UTTERANCES = 30_000  # of a whole interaction model
LONGEST_UTTERANCE = 140  # characters


def utterances(owner: Topic | SmallTalk) -> tuple[str, ...]:
    """Every utterance its templates expand to; a template that can't be read expands to nothing here."""
    texts: dict[str, None] = {}
    for template in owner.questions:
        try:
            texts.update(dict.fromkeys(expand(template)))
        except ContentError:
            continue
    return tuple(texts)


def _templates_can_be_read(content: Content) -> Iterator[ContentError]:
    for file, key, owner in _owners(content):
        for number, template in enumerate(owner.questions, 1):
            try:
                expand(template)
            except ContentError as fault:
                yield ContentError(file, f"{key}questions[{number}]", fault.problem)


def _characters(content: Content) -> Iterator[ContentError]:
    for file, key, owner in _owners(content):
        for text in utterances(owner):
            odd = "".join(dict.fromkeys(c for c in text if not (c.isalpha() or c in " '.")))
            if odd or text != text.lower():
                what = f"holds {odd!r}" if odd else "has capitals"
                yield ContentError(file, f"{key}questions", f"{text!r} {what}; write words in lower case, numbers too")
                break


def _sizes(content: Content) -> Iterator[ContentError]:
    total = 0
    for file, key, owner in _owners(content):
        texts = utterances(owner)
        total += len(texts)
        if isinstance(owner, Topic) and len(texts) < LEAST_SAMPLES:
            yield ContentError(file, "questions", f"expand to {len(texts)}; write at least {LEAST_SAMPLES}")
        if len(texts) > MOST_SAMPLES:
            yield ContentError(file, f"{key}questions", f"expand to {len(texts)}; {MOST_SAMPLES} are the most")
        for text in texts:
            if len(text) > LONGEST_UTTERANCE:
                yield ContentError(
                    file, f"{key}questions", f"{text[:40]!r}… is longer than {LONGEST_UTTERANCE} characters"
                )
    if total > MOST_UTTERANCES:
        yield ContentError("topics/", "questions", f"expand to {total} in all; {MOST_UTTERANCES} are the most")


def _owned_once(content: Content) -> Iterator[ContentError]:
    first: dict[str, str] = {}
    for file, key, owner in _owners(content):
        mine = dict.fromkeys(normal(text) for text in (*utterances(owner), *owner.also))
        for text in mine:
            other = first.setdefault(text, f"{file} {key}".strip().rstrip("."))
            if other != f"{file} {key}".strip().rstrip("."):
                where = f"{key}questions" if text in map(normal, utterances(owner)) else f"{key}also"
                yield ContentError(file, where, f"{text!r} is already owned by {other}; keep it in one of them")


def _names(content: Content) -> Iterator[ContentError]:
    for topic in content.topics.values():
        if topic.id in (*ACTS, *SMALL_TALK, OUT_OF_SCOPE):
            yield ContentError(f"{topic.id}.toml", "file", "has the name of an act; name the file for its question")
        if not topic.id.isidentifier() or topic.id != topic.id.lower():
            yield ContentError(f"{topic.id}.toml", "file", "name it in lower-case words joined by underscores")
        if topic.family not in content.families or topic.family in (*ACTS, OUT_OF_SCOPE):
            yield ContentError(f"{topic.id}.toml", "family", f"{topic.family!r} is no family of families.toml")
    for name in sorted(set(content.small_talk) ^ set(SMALL_TALK)):
        what = "is missing; write its table" if name in SMALL_TALK else "is nothing the skill listens for; remove it"
        yield ContentError("small_talk.toml", name, what)


def _owners(content: Content) -> Iterator[tuple[str, str, Topic | SmallTalk]]:
    for topic in content.topics.values():
        yield f"{topic.id}.toml", "", topic
    for talk in content.small_talk.values():
        yield "small_talk.toml", f"{talk.id}.", talk


RULES = (_templates_can_be_read, _characters, _sizes, _owned_once, _names)
