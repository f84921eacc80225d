"""Every rule a writer can break, checked at once.

Each room holds one kind of rule as functions from content to faults; `check_content` runs them all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from skill.content.check import graph, phrases, phrasing, speech, truth
from skill.content.source import CONTENT_FOLDER, read_content, topic_faults, topic_files
from skill.content.topic import Content
from skill.errors import ContentError

RULES: tuple[Callable[[Content], Iterator[ContentError]], ...] = (
    *speech.RULES,
    *phrasing.RULES,
    *graph.RULES,
    *truth.RULES,
    *phrases.RULES,
)


@dataclass(frozen=True)
class Report:
    """What the content holds, and what is wrong with it."""

    faults: tuple[ContentError, ...]
    topics: int = 0
    templates: int = 0
    utterances: int = 0
    claims_cited: int = 0
    claims: int = 0


def check_content(folder: Path = CONTENT_FOLDER, language: str = "en") -> Report:
    """All faults of a language's folder. Faults of form stop the deeper rules: those need whole topics."""
    formal = tuple(fault for path in topic_files(folder / language) for fault in topic_faults(path))
    if formal:
        return Report(formal)
    try:
        content = read_content(folder, language)
    except ContentError as fault:
        return Report((fault,))
    faults = tuple(fault for rule in RULES for fault in rule(content))
    cited = {claim for topic in content.topics.values() for claim in topic.claims}
    return Report(
        faults=faults,
        topics=len(content.topics),
        templates=sum(len(topic.questions) for topic in content.topics.values()),
        utterances=sum(len(phrasing.utterances(topic)) for topic in content.topics.values()),
        claims_cited=len(cited & set(content.claims)),
        claims=len(content.claims),
    )
