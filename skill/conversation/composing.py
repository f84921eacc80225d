"""Puts a reply together: statements, the cautions that must be said, and one question at the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache, cached_property
from typing import Any

from skill.content.topic import Topic
from skill.content.vocabulary import Asks, Says
from skill.conversation.reply import Card, Reply
from skill.conversation.scene import Profile, Scene
from skill.conversation.speaker import Speaker
from skill.conversation.state import Pending, State
from skill.understanding.facts import Facts
from skill.understanding.hear_pain import SMALL_ACHE
from skill.understanding.understood import Understood

# Who gets information and no verdict.
NO_VERDICT = (
    "under_18", "pregnant", "heart_condition", "kidney_disease", "recent_surgery", "under_care", "sickle_cell",
    "blood_clots", "blood_thinners",
)  # fmt: skip
ABOUT_A_VERDICT = ("effort", "age", "run_minutes")  # questions after a verdict, each about one assumption
OFFERS_KEPT = 8  # in mind, so that none is made again soon
ANOTHER_DAY = 6.0  # hours ahead from which a run on another date is one for later; "tonight" is judged as now


@dataclass(frozen=True)
class Question:
    """What a reply asks at its end, what silence is answered with, and what the answer means."""

    text: str
    reprompt: str
    pending: Pending
    suggestions: tuple[str, ...] = ()
    short: str | None = None  # how it is asked again; the reprompt, unless this is asking again


@dataclass(frozen=True)
class Outcome:
    """A turn's result. `profile` is what to remember from now on; None leaves memory as it is."""

    reply: Reply
    state: State
    profile: Profile | None = None
    forget: bool = False


@dataclass(frozen=True)
class Spoken:
    """A reply before it is put together."""

    about: str
    statement: str
    question: Question | None = None
    family: str | None = None
    verdict: Mapping[str, Any] | None = None
    card: Card = field(default_factory=Card)
    is_health: bool = False  # gets the disclaimer, once a session
    keeps: Mapping[str, Any] = field(default_factory=dict)  # changes to the state


@dataclass
class Turn:
    """What was heard, in which state and scene, with the voice to answer in."""

    heard: Understood
    state: State
    scene: Scene

    def __post_init__(self) -> None:
        self.speaker = Speaker(self.scene.content, self.scene.locale, dict(self.state.times))

    @cached_property
    def facts(self) -> Facts:
        """All that was said so far, this utterance included."""
        return self.state.facts.merged(self.heard.facts)

    @cached_property
    def circumstances(self) -> tuple[str, ...]:
        names = dict.fromkeys((*self.state.circumstances, *self.heard.circumstances))
        return tuple(name for name in names if name != SMALL_ACHE or not self._hurts_elsewhere())

    def _hurts_elsewhere(self) -> bool:
        """Whether a pain was told that is more than a small ache in a joint."""
        told = (self.state.facts, self.state.circumstances), (self.heard.facts, self.heard.circumstances)
        return any(facts.sharp_or_joint_pain and SMALL_ACHE not in names for facts, names in told)

    @property
    def held_back(self) -> str | None:
        """Why this person gets no verdict, if they don't."""
        return next((name for name in NO_VERDICT if name in self.circumstances), None)

    @property
    def pace(self) -> float | None:
        return self.heard.pace or self.state.pace

    @property
    def ahead(self) -> float | None:
        """Hours until the run that is asked about, when it is on another day."""
        said = self.heard.hours_ahead
        if said is None:
            return None if self.heard.topic == "check_in" else self.state.ahead
        then = self.scene.now + timedelta(hours=said)
        return said if said >= ANOTHER_DAY and then.date() != self.scene.now.date() else None

    @property
    def legs_ahead(self) -> float | None:
        return self.state.legs_ahead if self.heard.legs_ahead is None else self.heard.legs_ahead

    @property
    def says_yes(self) -> bool:
        return self._answers("yes")

    @property
    def says_no(self) -> bool:
        return self._answers("no")

    def _answers(self, answer: str) -> bool:
        """In one word, or with more around it when nothing else was understood: "yes I would love to"."""
        if self.heard.topic == answer:
            return True
        if self.heard.topic not in (None, "thanks", "check_in") or self.heard.yes is not (answer == "yes"):
            return False
        return self._opens(answer)

    @property
    def opens_with_an_answer(self) -> bool:
        return self._opens("yes") or self._opens("no")

    def _opens(self, answer: str) -> bool:
        opening = self.heard.words.split()[:1]
        return bool(opening) and opening[0] in self.scene.content.words[f"opens_{answer}"].split()

    def knowing(self, **changes: Any) -> "Turn":
        """The same turn in a changed state, in the same voice."""
        changed = Turn(self.heard, replace(self.state, **changes), self.scene)
        changed.speaker = self.speaker
        return changed

    def hearing(self, heard: Understood) -> "Turn":
        """The same turn with the utterance taken otherwise, in the same voice."""
        changed = Turn(heard, self.state, self.scene)
        changed.speaker = self.speaker
        return changed

    def say(self, moment: Says | Asks, **fields: str) -> str:
        return self.speaker.say(moment, **fields)

    def topic(self, name: str | None) -> Topic | None:
        return self.scene.content.topics.get(name) if name else None

    def compose(self, spoken: Spoken) -> Outcome:
        """The reply and the next state. What asks nothing closes the session."""
        disclaims = spoken.is_health and not self.state.disclaimed
        parts = [spoken.statement]
        if self.state.lost and spoken.question:  # a goodbye or a warning sign has nothing beside it
            parts.insert(0, self.say(Says.LOST_THREAD))
        if disclaims:
            parts.append(self.say(Says.DISCLAIMER))
        if spoken.question:
            parts.append(spoken.question.text)
        speech = " ".join(part for part in parts if part)
        if speech == self.state.speech:
            speech = f"{self.say(Says.ONCE_MORE)} {speech}"
        reply = Reply(
            speech=speech,
            about=spoken.about,
            family=spoken.family or self.scene.content.family(spoken.about),
            reprompt=spoken.question.reprompt if spoken.question else None,
            verdict=spoken.verdict,
            suggestions=spoken.question.suggestions if spoken.question else (),
            card=spoken.card,
        )
        changes: dict[str, Any] = {
            "turn": self.state.turn + 1,
            "facts": self.facts,
            "circumstances": self.circumstances,
            "pace": self.pace,
            "ahead": self.ahead,
            "legs_ahead": self.legs_ahead,
            "sounds_like": self.heard.sounds_like or self.state.sounds_like,
            "hours_sound_like": self.heard.hours_sound_like or self.state.hours_sound_like,
            "pending": spoken.question.pending if spoken.question else None,
            "offered": self._offered(spoken.question),
            "reprompt": reply.reprompt,
            "short": (spoken.question.short or spoken.question.reprompt) if spoken.question else None,
            "speech": speech,
            "statement": spoken.statement,
            "disclaimed": self.state.disclaimed or disclaims,
            "lost": False,
            "repeated": False,
            "missed": 0,
            "silences": 0,
            "times": self.speaker.times,
        }
        return Outcome(reply, replace(self.state, **{**changes, **spoken.keeps}))

    def _offered(self, question: Question | None) -> tuple[str, ...]:
        """What was offered, or asked after a verdict, lately; the last one at the end, with a mark when asked again."""
        before, pending = self.state.offered, question.pending if question else None
        name = pending.yes if pending and pending.kind == "offer" else pending.kind if pending else None
        if name is None or (pending and pending.kind not in ("offer", *ABOUT_A_VERDICT)):
            return before
        again = (f"{name}?",) if name in before and name in ABOUT_A_VERDICT else ()
        return (*(other for other in before if other not in (name, *again)), name, *again)[-OFFERS_KEPT:]

    def ask(self, moment: Asks, again: Asks, pending: Pending, *suggestions: str, **fields: str) -> Question:
        """A question of ours, with the shorter form that silence gets."""
        return Question(self.say(moment, **fields), self.say(again, **fields), pending, suggestions)

    def again(self, short: str, pending: Pending, *suggestions: str) -> Question:
        """A question that is asked once more, in its shorter form."""
        return Question(short, f"{self.say(Says.TAKE_YOUR_TIME)} {short}", pending, suggestions, short)

    def suggested(self, yes: str) -> tuple[str, ...]:
        """What can be said next, in words that are understood as such."""
        words = self.scene.content.words
        asks_for = (self.scene.content.sample(yes),) if self.topic(yes) else ()
        return words["chip_yes"], words["chip_no"], *asks_for, words["chip_more"]

    def chips(self, kind: str) -> tuple[str, ...]:
        """The values that answer a question of ours, for a screen."""
        return tuple(self.scene.content.words[f"chips_{kind}"].split("|"))


def holds(turn: Turn, phrases: str) -> bool:
    """Whether one of these stands in what was said, in whole words."""
    words = turn.heard.words
    return bool(words) and any(map(f" {words} ".__contains__, _spaced(turn.scene.content.words[phrases])))


@cache
def _spaced(phrases: str) -> tuple[str, ...]:
    """Phrases of the content, each as it stands among others."""
    return tuple(f" {phrase} " for phrase in phrases.split("|"))
