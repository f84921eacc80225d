"""The composition root: the one place where content, understanding, memory and settings meet.

A channel turns what it received into `hear`, `intent`, `launch` or `silence`, and dresses the answer.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import perf_counter, time
from typing import Protocol

from skill.content.loader import load_content
from skill.content.topic import Content
from skill.conversation.composing import Outcome
from skill.conversation.reply import Reply
from skill.conversation.scene import Scene
from skill.conversation.speaker import locale_of
from skill.conversation.state import State
from skill.conversation.turn import stay_silent, take_turn
from skill.errors import MemoryUnavailable
from skill.memory import Memory, open_memory
from skill.memory.notes import Notes, Read
from skill.metrics import Metrics
from skill.settings import Settings
from skill.turn_notice import BODY, FAILED, NOT_UNDERSTOOD, TurnNotice, told_outcome, told_topic
from skill.understanding.understand import Understanding, load_understanding
from skill.understanding.understood import Understood

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Caller:
    """Who speaks, from where, and when. `person` is an id of the channel's; it is hashed before anything is kept."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))  # in the person's own time zone
    locale: str | None = None
    person: str | None = None
    account: str | None = None  # whose device it is, where `person` is one recognised voice of several
    zone: str | None = None  # the name of their time zone, where a channel had to ask for it


@dataclass(frozen=True)
class Answer:
    """What a channel dresses: the reply, the state to carry to the next turn, and what was understood."""

    reply: Reply
    state: State
    understood: Understood
    without_memory: bool = False  # the store did not answer


class Unanswered(Protocol):
    """Keeps words that were not understood for the owner, if they may be kept. `asked` is the question before them."""

    def note(self, heard: Understood, asked: str | None) -> None: ...


@dataclass(frozen=True)
class Coach:
    """The skill, ready to be spoken to."""

    content: Content
    understanding: Understanding
    memory: Memory
    settings: Settings
    metrics: Metrics = field(default_factory=Metrics)
    unanswered: Unanswered | None = None  # who is told what was not understood
    seconds: Callable[[], float] = time  # since 1970, by which talks grow old
    believed: Callable[[datetime], datetime] = lambda now: now  # what time the store takes it to be

    def hear(self, text: str, state: State, caller: Caller) -> Answer:
        """An utterance in words."""

        def answer() -> Answer:
            return self._turn(self.understanding.understand(text, caller.now, state.listening_for), state, caller)

        return self._noticed(answer, state)

    def intent(self, name: str, said: Mapping[str, str], state: State, caller: Caller) -> Answer:
        """An intent that a channel recognised itself: a topic id or a name of vocabulary.SMALL_TALK.

        `said` is what was heard on the way, as words by the question they answer.
        """

        def answer() -> Answer:
            heard = Understood(topic=name, family=self.content.family(name), confidence=1.0)
            for question, words in said.items():
                part = self.understanding.understand(words, caller.now, question)
                heard = heard.with_part(part)
            return self._turn(heard, state, caller)

        return self._noticed(answer, state)

    def launch(self, caller: Caller) -> Answer:
        """A session opened without a question."""
        return self.intent("hello", {}, State(), caller)

    def silence(self, state: State, caller: Caller) -> Answer:
        """Nobody answered."""

        def answer() -> Answer:
            outcome = stay_silent(state, self._scene(caller, Read()))
            return Answer(outcome.reply, outcome.state, Understood())

        return self._noticed(answer, state)

    def forget(self, person: str) -> None:
        """Removes all that is kept of a person or an account, its voices too. Raises MemoryUnavailable."""
        notes = self._notes(Caller(person=person), hurries=False)
        if notes:
            notes.forget_all()

    def _turn(self, heard: Understood, state: State, caller: Caller) -> Answer:
        notes = self._notes(caller)
        try:
            outcome = take_turn(heard, state, self._scene(caller, notes.read() if notes else Read()))
            if notes and outcome.forget:
                notes.forget()
            elif notes and outcome.profile is not None:
                notes.keep(outcome.profile)
        except MemoryUnavailable as fault:
            log.warning("a turn went without memory: %s", fault)
            outcome = self._without_memory(heard, state, caller)
            return Answer(outcome.reply, outcome.state, heard, without_memory=True)
        return Answer(outcome.reply, outcome.state, heard)

    def _noticed(self, answer: Callable[[], Answer], state: State) -> Answer:
        """The answer, once it is counted and has its line in the log. Neither tells anything of a body."""
        began, turn = perf_counter(), state.turn + 1
        try:
            given = answer()
        except Exception:
            self.metrics.notice(TurnNotice(turn, BODY, FAILED, perf_counter() - began))
            raise
        topic, outcome = told_topic(self.content, given.reply.about), told_outcome(given.reply)
        if self.unanswered and outcome == NOT_UNDERSTOOD:
            self.unanswered.note(given.understood, state.expecting)
        self.metrics.notice(TurnNotice(turn, topic, outcome, perf_counter() - began, given.without_memory))
        return given

    def _scene(self, caller: Caller, read: Read) -> Scene:
        return Scene(
            content=self.content,
            locale=locale_of(self.content, caller.locale),
            now=caller.now,
            profile=read.profile,
            may_be_theirs=read.may_be_theirs,
            remembers=self._reach(caller),
            asks_about_health=self.settings.skill_health_questions,
        )

    def _reach(self, caller: Caller) -> str:
        """How far memory reaches for this person. Without a secret their key could be guessed, so nobody is kept then."""
        return self.memory.reach if caller.person and self.settings.secret_key else "none"

    def _notes(self, caller: Caller, hurries: bool = True) -> Notes | None:
        if not caller.person or not self.settings.secret_key or self._reach(caller) == "none":
            return None
        secret, older = self.settings.secret_key, self.settings.old_secret_keys
        return Notes(self.memory, secret, caller.person, caller.account, self.believed(caller.now), older, hurries)

    def _without_memory(self, heard: Understood, state: State, caller: Caller) -> Outcome:
        """The turn when the store does not answer. It isn't asked again: the person has waited once, and a save now
        could overwrite what could not be read. Nothing is claimed about what it holds."""
        return take_turn(heard, state, replace(self._scene(caller, Read()), remembers="away"))


def open_coach(settings: Settings) -> Coach:
    """Reads the content and the trained form, and opens the memory the settings name."""
    content = load_content()
    if not settings.secret_key and settings.memory_url != "none:":
        log.warning("SECRET_KEY is not set, so nobody is remembered")
    return Coach(content, load_understanding(content), open_memory(settings.memory_url), settings)
