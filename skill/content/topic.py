"""The nouns a writer fills: a topic with its follow-up, and the content that holds them all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from skill.content.wording import shortest_sample


@dataclass(frozen=True)
class FollowUp:
    """The one question after an answer, and where each reply to it leads."""

    ask: tuple[str, ...]  # variants, picked by the turn
    yes: str  # a topic id or one of vocabulary.DESTINATIONS
    no: str
    reprompt: str | None = None  # for silence: shorter than the question and different
    closing: str | None = None  # what a no is answered with, when a plain goodbye would miss the point
    hears: str | None = None  # what a bare value means here, one of vocabulary.HEARD_AS: "a little" is a soreness


@dataclass(frozen=True)
class Topic:
    """One question people ask, with its answer."""

    id: str  # the file's name
    family: str
    title: str  # a noun phrase, spoken in "did you mean A, or B?"
    questions: tuple[str, ...]  # hassil templates
    answer: str
    more: str
    evidence: str
    claims: tuple[str, ...]
    follow_up: FollowUp
    also: tuple[str, ...] = ()  # plain phrasings for our own understanding, not sent to Alexa
    sources: tuple[str, ...] = ()  # the studies that `evidence` speaks of
    caution: str | None = None  # names a sentence of phrases.toml that is always said with the answer


@dataclass(frozen=True)
class Family:
    """A label of understanding; some families carry a caution that is always said with an answer."""

    id: str
    caution: str | None = None  # names a sentence of phrases.toml
    personal: bool = False  # who asks may be telling of their own body, so logs and metrics don't name its topics


@dataclass(frozen=True)
class SmallTalk:
    """One thing that can be said in any conversation, as templates and plain phrasings."""

    id: str
    questions: tuple[str, ...]
    also: tuple[str, ...] = ()
    title: str | None = None  # for what can be one of two things that were meant


@dataclass(frozen=True)
class Claim:
    """One factual claim of the article, what it says, and how research finds it."""

    id: str
    section: str
    lines: tuple[int, ...]
    says: str
    finding: str
    research: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A study or a health service's page. Only a status of C or C* may be spoken of."""

    key: str
    status: str
    authors: str
    title: str
    where: str
    url: str
    year: int | None = None

    @property
    def may_be_spoken(self) -> bool:
        return self.status.split()[0] in ("C", "C*")

    @property
    def citation(self) -> str:
        year = f" ({self.year})" if self.year else ""
        return f"{self.authors}{year}. {self.title}. {self.where}"


@dataclass(frozen=True)
class Locale:
    """What differs between countries that share a language: numbers to call, units, spelling."""

    id: str
    values: Mapping[str, str]  # fills the placeholders of phrases
    spelling: Mapping[str, str] = field(default_factory=dict)  # whole words and phrases in lower case, ours to theirs

    def spell(self, text: str) -> str:
        """A text as it is said and written there; the longest phrase counts, and a capital stays one."""
        lower = text.lower()
        # Most texts hold none of them, and a start need not make the pattern.
        return self._ours.sub(self._theirs, text) if any(ours in lower for ours in self.spelling) else text

    @cached_property
    def _ours(self) -> re.Pattern[str]:
        longest_first = sorted(self.spelling, key=len, reverse=True)
        return re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)

    def _theirs(self, found: re.Match[str]) -> str:
        theirs = self.spelling[found[0].lower()]
        return theirs[:1].upper() + theirs[1:] if found[0][:1].isupper() else theirs


@dataclass(frozen=True)
class Content:
    """Everything a language says, read once."""

    language: str
    topics: Mapping[str, Topic]
    topic_families: Mapping[str, str]
    phrases: Mapping[str, tuple[str, ...]]
    words: Mapping[str, str]  # numbers, days, and other small words that speech is put together from
    misheard: Mapping[str, str]  # what recognition makes of our words, and what was said
    reasons: Mapping[str, str]  # why each rule of the decision says what it says, by "rule.reason"
    small_talk: Mapping[str, SmallTalk]
    locales: Mapping[str, Locale]
    families: Mapping[str, Family]
    claims: Mapping[str, Claim]
    sources: Mapping[str, Source]

    def family(self, name: str) -> str:
        """The family of a topic; an act is its own family."""
        return self.topic_families.get(name, name)

    @cached_property
    def indirect(self) -> Mapping[str, str]:
        """How a question says it whose "if" was swallowed, and how it does on its own."""
        return dict(pair.split(": ") for pair in self.words["indirect"].split(", "))

    @property
    def owners(self) -> tuple[Topic | SmallTalk, ...]:
        """All who own phrasings."""
        return (*self.topics.values(), *self.small_talk.values())

    def title(self, name: str) -> str:
        """What a topic or an act is called in "did you mean A, or B?"."""
        if name in self.topics:
            return self.topics[name].title
        return self.small_talk[name].title or name if name in self.small_talk else name

    def sample(self, name: str) -> str:
        """A short utterance that asks for a topic."""
        return shortest_sample(self.topics[name].questions[0])
