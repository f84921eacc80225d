"""Every moment has its words, no words lie unused, and what asks is a question."""

import re
from collections.abc import Iterator
from string import Formatter

from skill.content.check.speech import spoken_parts, unspeakable
from skill.content.topic import Content
from skill.content.vocabulary import Asks, Says
from skill.errors import ContentError

FILE = "phrases.toml"


def _complete(content: Content) -> Iterator[ContentError]:
    moments = {str(moment) for moment in (*Says, *Asks)}
    for name in sorted(moments - set(content.phrases)):
        table = "asks" if name in set(map(str, Asks)) else "says"
        yield ContentError(FILE, name, f"is missing; write it in the table [{table}]")
    for name in sorted(set(content.phrases) - moments):
        yield ContentError(FILE, name, "is never said by the skill; remove it")


def _sayable(content: Content) -> Iterator[ContentError]:
    for name, variants in content.phrases.items():
        for text in variants:
            bare = "".join(literal for literal, _, _, _ in Formatter().parse(text))
            if odd := unspeakable(bare):
                yield ContentError(FILE, name, f"holds {odd!r}, which can't be said; write it in words")
            asks = name in set(map(str, Asks))
            if asks and (not text.endswith("?") or text.count("?") > 1):
                yield ContentError(FILE, name, "asks; write one question that ends in a question mark")
            elif not asks and "?" in text:
                yield ContentError(FILE, name, "asks, but belongs to [says]; leave the question out")


def _placeholders(content: Content) -> Iterator[ContentError]:
    for name, variants in content.phrases.items():
        wanted = {field for text in variants for _, field, _, _ in Formatter().parse(text) if field}
        for field in sorted(wanted):
            for locale in content.locales.values():
                if field in _locale_fields(content) and field not in locale.values:
                    yield ContentError("locales.toml", f"{locale.id}.{field}", f"is missing; {name} of {FILE} says it")


def _locale_fields(content: Content) -> set[str]:
    return {field for locale in content.locales.values() for field in locale.values}


def _cautions(content: Content) -> Iterator[ContentError]:
    for family in content.families.values():
        if family.caution and family.caution not in content.phrases:
            yield ContentError("families.toml", f"{family.id}.caution", f"{family.caution!r} is no key of {FILE}")


def _spellings(content: Content) -> Iterator[ContentError]:
    everything = "\n".join(_texts(content)).lower()
    for locale in content.locales.values():
        for ours in locale.spelling:
            if not re.search(rf"\b{re.escape(ours)}\b", everything):
                wrong = "is said nowhere; write it in lower case as the content says it, or remove it"
                yield ContentError("locales.toml", f"{locale.id}.spelling.{ours}", wrong)


def _texts(content: Content) -> Iterator[str]:
    for topic in content.topics.values():
        yield from (text for _, text in spoken_parts(topic))
    for owner in content.owners:
        yield from (*owner.questions, *owner.also)
    for variants in content.phrases.values():
        yield from variants
    yield from content.words.values()


RULES = (_complete, _sayable, _placeholders, _cautions, _spellings)
