"""What one utterance was taken to mean. Not understood is a value like any other: `topic` is None."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from skill.content.vocabulary import OUT_OF_SCOPE
from skill.content.wording import normal
from skill.understanding.facts import Facts


@dataclass(frozen=True)
class Candidate:
    """A topic or act that an utterance may mean, with the confidence in it (0 to 1)."""

    topic: str
    family: str
    confidence: float

    def to_dict(self) -> dict[str, Any]:
        return {"topic": self.topic, "family": self.family, "confidence": round(self.confidence, 4)}


@dataclass(frozen=True)
class Understood:
    """The best guess, what else it may be, and the facts that were said along the way."""

    text: str = ""
    topic: str | None = None  # a topic id, a name of vocabulary.SMALL_TALK, or red_flag
    family: str = OUT_OF_SCOPE
    confidence: float = 0.0
    clarify: bool = False  # too close to call between the topic and the first alternative
    alternatives: tuple[Candidate, ...] = ()
    facts: Facts = field(default_factory=Facts)
    doubts: tuple[str, ...] = ()  # what may be a warning sign or pain and must be asked about
    circumstances: tuple[str, ...] = ()  # what takes a verdict away or lowers it, such as pregnant
    yes: bool | None = None  # a plain yes or no, which may be said with more
    dont_know: bool = False
    pace: float | None = None  # minutes for a kilometre
    hours_ahead: float | None = None  # the run is still to come: "tomorrow"
    legs_ahead: float | None = None  # hours until a leg day that is still to come
    sounds_like: float | None = None  # the minutes that a heard teen or ty may have been
    hours_sound_like: float | None = None  # the same of the hours since leg day
    corrects: bool = False  # "no wait, …"
    taken_back: tuple[str, ...] = ()  # warning signs denied in so many words
    run_wish: str | None = None  # whose run is asked about, beside something of their legs: mine, theirs; else asked
    acts: tuple[str, ...] = ()  # what it may be in a talk, such as thanks or a doubt; acts.toml has them

    @cached_property
    def words(self) -> str:
        """The text in its normal form."""
        return normal(self.text)

    def with_part(self, part: "Understood") -> "Understood":
        """This meaning, with what another utterance of the same turn said along the way."""
        return replace(
            self,
            text=f"{self.text} {part.text}".strip(),
            facts=self.facts.merged(part.facts),
            doubts=(*self.doubts, *part.doubts),
            circumstances=(*self.circumstances, *part.circumstances),
            yes=part.yes if self.yes is None else self.yes,
            dont_know=self.dont_know or part.dont_know,
            pace=self.pace or part.pace,
            hours_ahead=part.hours_ahead if self.hours_ahead is None else self.hours_ahead,
            legs_ahead=part.legs_ahead if self.legs_ahead is None else self.legs_ahead,
            sounds_like=self.sounds_like or part.sounds_like,
            hours_sound_like=self.hours_sound_like or part.hours_sound_like,
            corrects=self.corrects or part.corrects,
            taken_back=(*self.taken_back, *part.taken_back),
            run_wish=self.run_wish or part.run_wish,
            acts=self.acts or part.acts,
        )

    def taken_as(self, act: str, **changes: Any) -> "Understood":
        """The same words as an act that they certainly are."""
        return replace(self, topic=act, family=act, confidence=1.0, clarify=False, **changes)

    def to_dict(self) -> dict[str, Any]:
        """The contract of `leg-day-coach understand`."""
        return {
            "text": self.text,
            "topic": self.topic,
            "family": self.family,
            "confidence": round(self.confidence, 4),
            "clarify": self.clarify,
            "facts": self.facts.to_dict(),
            "alternatives": [candidate.to_dict() for candidate in self.alternatives],
        }
