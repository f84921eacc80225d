"""Every follow-up leads somewhere, and from everywhere there is a way out."""

from collections.abc import Iterator, Mapping

from skill.content.topic import Content, Topic
from skill.content.vocabulary import DESTINATIONS, HEARD_AS
from skill.errors import ContentError


def _no_dead_end(content: Content) -> Iterator[ContentError]:
    for topic in content.topics.values():
        for key, target in _ways(topic):
            if target not in content.topics and target not in DESTINATIONS:
                yield ContentError(
                    f"{topic.id}.toml",
                    f"follow_up.{key}",
                    f"{target!r} is neither a topic nor one of {', '.join(DESTINATIONS)}; lead to one that is",
                )
            elif target == topic.id:
                yield ContentError(
                    f"{topic.id}.toml", f"follow_up.{key}", "leads back to itself; lead on to another topic"
                )


def _values_have_a_meaning(content: Content) -> Iterator[ContentError]:
    for topic in content.topics.values():
        hears = topic.follow_up.hears
        if hears is not None and hears not in HEARD_AS:
            yield ContentError(
                f"{topic.id}.toml", "follow_up.hears", f"{hears!r} is not listened for; use {' or '.join(HEARD_AS)}"
            )


def _no_endless_loop(content: Content) -> Iterator[ContentError]:
    for topic_id in sorted(set(content.topics) - _with_a_way_out(content.topics)):
        yield ContentError(
            f"{topic_id}.toml",
            "follow_up",
            "belongs to a loop that never leaves; lead one answer to goodbye or check_in",
        )


def _with_a_way_out(topics: Mapping[str, Topic]) -> set[str]:
    """Topics from which some answers lead to an end. An unknown target is another rule's fault, so it counts as one."""
    out: set[str] = set()
    while True:
        more = {
            topic.id
            for topic in topics.values()
            if topic.id not in out and any(target in out or target not in topics for _, target in _ways(topic))
        }
        if not more:
            return out
        out |= more


def _ways(topic: Topic) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("yes", topic.follow_up.yes), ("no", topic.follow_up.no)


RULES = (_no_dead_end, _values_have_a_meaning, _no_endless_loop)
