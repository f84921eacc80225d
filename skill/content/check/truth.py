"""Every claim of the article is spoken for, and no study is spoken of that was not seen."""

from collections.abc import Iterator

from skill.content.topic import Content, Topic
from skill.errors import ContentError


def _claims(content: Content) -> Iterator[ContentError]:
    cited = {claim for topic in content.topics.values() for claim in topic.claims}
    for claim in sorted(set(content.claims) - cited):
        yield ContentError(
            "claims.toml", claim, "is cited by no topic; add it to the claims of the topic that answers it"
        )
    for topic in content.topics.values():
        for claim in topic.claims:
            if claim not in content.claims:
                yield ContentError(f"{topic.id}.toml", "claims", f"{claim!r} is no claim of claims.toml")
        if not topic.claims and not topic.sources:
            yield ContentError(f"{topic.id}.toml", "claims", "stands on nothing; cite a claim or name sources")


def _sources(content: Content) -> Iterator[ContentError]:
    for topic in content.topics.values():
        for key in topic.sources:
            source = content.sources.get(key)
            if source is None:
                yield ContentError(f"{topic.id}.toml", "sources", f"{key!r} is no source of sources.toml")
            elif not source.may_be_spoken:
                problem = f"{key} has status {source.status}; speak only of sources with status C or C*"
                yield ContentError(f"{topic.id}.toml", "sources", problem)
        yield from _named_without_a_source(topic, content)


def _named_without_a_source(topic: Topic, content: Content) -> Iterator[ContentError]:
    """An author who is named in speech must be an author of one of the topic's sources."""
    words = set("".join(c if c.isalpha() else " " for c in f"{topic.answer} {topic.more} {topic.evidence}").split())
    allowed = {surname for key in topic.sources if key in content.sources for surname in _surnames(content, key)}
    for key in content.sources:
        for surname in _surnames(content, key) & words - allowed:
            yield ContentError(
                f"{topic.id}.toml", "evidence", f"names {surname} of {key}; add {key} to sources or leave the name out"
            )


def _surnames(content: Content, key: str) -> set[str]:
    """The first author's surname; shorter ones are ordinary words or abbreviations."""
    source = content.sources[key]
    first = source.authors.replace(",", " ").split()[0] if source.authors.strip() and source.year else ""
    return {first} if len(first) > 3 else set()


def _references(content: Content) -> Iterator[ContentError]:
    for claim in content.claims.values():
        for key in claim.sources:
            if key not in content.sources:
                yield ContentError("claims.toml", f"{claim.id}.sources", f"{key!r} is no source of sources.toml")


RULES = (_claims, _sources, _references)
