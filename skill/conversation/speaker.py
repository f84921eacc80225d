"""Finds the words for a moment: a variant not used just before, with the locale's numbers and spelling."""

from dataclasses import dataclass

from skill.content.topic import Content, Locale
from skill.content.vocabulary import Asks, Says

DEFAULT_LOCALE = "en-US"


@dataclass
class Speaker:
    """One turn's voice. `times` counts the uses of each phrase; it goes back into the state when the turn is over."""

    content: Content
    locale: Locale
    times: dict[str, int]

    def say(self, moment: Says | Asks, **fields: str) -> str:
        return self.vary(str(moment), self.content.phrases[str(moment)], **fields)

    def vary(self, key: str, variants: tuple[str, ...], **fields: str) -> str:
        """The next variant in turn, so that none is heard twice in a row."""
        used = self.times.get(key, 0)
        if len(variants) > 1:
            self.times[key] = used + 1
        return self.spell(variants[used % len(variants)].format_map({**self.locale.values, **fields}))

    def spell(self, text: str) -> str:
        """A text as the locale says it."""
        return self.locale.spell(text)


def locale_of(content: Content, name: str | None) -> Locale:
    """The locale asked for, else the first one of its language."""
    if name is not None and name in content.locales:
        return content.locales[name]
    return (
        content.locales[DEFAULT_LOCALE] if DEFAULT_LOCALE in content.locales else next(iter(content.locales.values()))
    )
