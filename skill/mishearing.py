"""Simulates mishearing: words dropped, taken for words that sound alike, or made up, at a given rate."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Self

from skill.content.topic import Content
from skill.content.wording import normal
from skill.understanding.sound import sound

DROPPED, ALIKE = 0.3, 0.6  # of the errors; the rest are words that nobody said
FILLERS = ("uh", "um", "the", "a", "so", "and")

NEAREST = 3  # a word is taken for one of the few that are spelt most alike among those that sound alike


@dataclass
class Mishearing:
    """Hears words wrong at a rate; the same seed hears the same."""

    rate: float
    vocabulary: Mapping[str, tuple[str, ...]]  # words by how they sound
    chance: random.Random

    @classmethod
    def of(cls, content: Content, rate: float, seed: int) -> Self:
        words = {word for owner in content.owners for text in owner.also for word in normal(text).split()}
        return cls(rate, _by_sound(sorted(words)), random.Random(seed))  # for training, and the same each time  # nosec B311

    def misheard(self, text: str) -> str:
        return " ".join(word for spoken in normal(text).split() for word in self._word(spoken))

    def _word(self, word: str) -> Iterable[str]:
        if self.chance.random() >= self.rate:
            return (word,)
        kind = self.chance.random()
        if kind < DROPPED:
            return ()
        if kind < DROPPED + ALIKE:
            alike = nearest(word, self.vocabulary.get(sound(word), ()))
            return (self.chance.choice(alike),) if alike else (self._slurred(word),)
        return word, self.chance.choice(FILLERS)

    def _slurred(self, word: str) -> str:
        """A word with no neighbour loses or swaps a vowel."""
        place = self.chance.randrange(len(word))
        return word[:place] + self.chance.choice("aeiou") + word[place + 1 :]


def _by_sound(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(sound(word), []).append(word)
    return {key: tuple(group) for key, group in groups.items()}


def nearest(word: str, alike: Iterable[str]) -> list[str]:
    """The words spelt most like it, itself left out."""
    others = [other for other in alike if other != word]
    return sorted(others, key=lambda other: (-SequenceMatcher(None, word, other).ratio(), other))[:NEAREST]
