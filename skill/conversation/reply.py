"""What the skill says back, before any channel dresses it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Card:
    """What a screen or the phone app shows beside the speech."""

    title: str = ""
    text: str = ""
    sources: tuple[Mapping[str, str], ...] = ()  # claim, text, url

    def to_dict(self) -> dict[str, Any]:
        return {"title": self.title, "text": self.text, "sources": [dict(source) for source in self.sources]}


@dataclass(frozen=True)
class Reply:
    """One reply. It ends the session exactly when nothing is asked."""

    speech: str  # plain text, as spoken
    about: str  # a topic id or an act, so that tests and logs need not quote wording
    family: str
    reprompt: str | None = None
    verdict: Mapping[str, Any] | None = None
    suggestions: tuple[str, ...] = ()
    card: Card = field(default_factory=Card)

    @property
    def ends_session(self) -> bool:
        return self.reprompt is None
