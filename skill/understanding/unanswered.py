"""May words that were not understood be kept for the owner? Only when nothing in them can be about anybody's body.

Four sieves, of which each one alone must let go: nothing of a body was heard in them; they don't answer a question about
one; every word is on a list of harmless ones, so that a name, a number or a word nobody foresaw is never kept; and they
don't resemble what people say of warning signs.
"""

from dataclasses import dataclass
from typing import Self

from skill.content.source import CONTENT_FOLDER, read_toml
from skill.content.wording import normal
from skill.understanding.facts import Facts
from skill.understanding.understand import Understanding
from skill.understanding.understood import Understood

FILE = "unanswered.toml"
FEWEST, MOST = 3, 14  # words: fewer say nothing to an owner, and more tell a story
SUSPICION = 0.05  # from here on it may be a warning sign in other words; coaching takes it for one from 0.5
HARMLESS_QUESTIONS = (None, "open", "offer", "clarify")  # what may have been asked before


@dataclass(frozen=True)
class Sieve:
    """Ready for one language."""

    understanding: Understanding
    words: frozenset[str]

    @classmethod
    def of(cls, understanding: Understanding) -> Self:
        path = CONTENT_FOLDER / understanding.content.language / FILE
        return cls(understanding, frozenset(read_toml(path)["words"].split()))

    def kept(self, heard: Understood, asked: str | None = None) -> str | None:
        """The words in their normal form if they may be kept. `asked` is the kind of the question before them."""
        words = normal(heard.text)
        if asked not in HARMLESS_QUESTIONS or _tells_of_a_body(heard):
            return None
        said = words.split()
        if not FEWEST <= len(said) <= MOST or not self.words.issuperset(said):
            return None
        return None if self.understanding.suspicion(words) >= SUSPICION else words


def _tells_of_a_body(heard: Understood) -> bool:
    told = heard.facts != Facts() or heard.doubts or heard.circumstances or heard.taken_back
    return bool(told) or heard.yes is not None or heard.dont_know
