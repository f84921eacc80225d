"""What a conversation remembers between two turns.

It travels with the session (Alexa's session attributes, or a sealed token) and dies with it.
It is the only place where a body's facts live.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from skill.conversation.fitting import Fit, fitted
from skill.understanding.facts import Facts
from skill.understanding.hear_soreness import TOLD

PENDING_FIELDS: Mapping[str, str] = {
    "kind": Fit.WORD, "yes": Fit.WORD, "no": Fit.WORD, "closing": Fit.SPEECH, "choices": Fit.WORDS, "hears": Fit.WORD,
}  # fmt: skip
FIELDS: Mapping[str, str] = {
    "turn": Fit.COUNT, "reprompt": Fit.QUESTION, "short": Fit.QUESTION, "speech": Fit.SPEECH, "subject": Fit.WORD,
    "parts": Fit.WORDS, "statement": Fit.SPEECH, "pace": Fit.NUMBER, "ahead": Fit.NUMBER, "legs_ahead": Fit.NUMBER,
    "sounds_like": Fit.NUMBER, "hours_sound_like": Fit.NUMBER,
    "circumstances": Fit.WORDS, "mine": Fit.WORDS, "asked": Fit.WORDS, "checking": Fit.TRUTH,
    "unsure": Fit.WORDS, "brief": Fit.TRUTH, "verdict": Fit.VERDICT, "lowered_by": Fit.WORD, "disclaimed": Fit.TRUTH,
    "lost": Fit.TRUTH, "repeated": Fit.TRUTH, "offered": Fit.WORDS, "missed": Fit.COUNT, "silences": Fit.COUNT, "times": Fit.COUNTS,
}  # fmt: skip


@dataclass(frozen=True)
class Pending:
    """The question we just asked. `kind` is a check's question, or offer, clarify, confirm_forget, or theirs."""

    kind: str
    yes: str | None = None  # where an answer of yes leads: a topic id or one of vocabulary.DESTINATIONS
    no: str | None = None
    closing: str | None = None  # what a no is answered with
    choices: tuple[str, ...] = ()  # of "did you mean A or B?"
    hears: str | None = None  # what a bare value means, where the kind alone does not tell

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> Self | None:
        """The question as far as it fits; None without a kind, which leaves it open what was asked."""
        kept = {name: fitted(kind, saved[name]) for name, kind in PENDING_FIELDS.items() if name in saved}
        kept = {name: value for name, value in kept.items() if value is not None}
        return cls(**kept) if kept.get("kind") else None


@dataclass(frozen=True)
class State:
    """The state after a turn; the default one is a fresh session."""

    turn: int = 0
    pending: Pending | None = None
    reprompt: str | None = None  # what silence is answered with
    short: str | None = None  # the open question in its shorter form
    speech: str = ""  # the last one, so that the same is never said twice in a row
    subject: str | None = None  # the topic or act last spoken of: what "why?" and "more" mean
    parts: tuple[str, ...] = ()  # which parts of the subject were said: answer, more, evidence
    statement: str = ""  # what was last stated, for "say that again"
    facts: Facts = field(default_factory=Facts)
    pace: float | None = None  # minutes for a kilometre, when it was said
    ahead: float | None = None  # hours until the run that is spoken of, when it is not today's
    legs_ahead: float | None = None  # hours until a leg day that is still to come
    sounds_like: float | None = None  # the minutes that a heard teen or ty may have been
    hours_sound_like: float | None = None  # the same of the hours since leg day
    circumstances: tuple[str, ...] = ()  # what was said that takes the verdict away or lowers it
    mine: tuple[str, ...] = ()  # what holds the speaker back, while somebody else is spoken of
    asked: tuple[str, ...] = ()  # the check's questions so far
    checking: bool = False  # a check has begun and has no verdict yet
    unsure: tuple[str, ...] = ()  # inputs the person could not tell, so the cautious value counts
    brief: bool = False  # "just yes or no" was asked for
    verdict: Mapping[str, Any] | None = None  # the last verdict, as the reply object shows it
    lowered_by: str | None = None  # the circumstance that lowered it
    offered: tuple[str, ...] = ()  # where the offers lately made lead, the last one at the end
    disclaimed: bool = False
    lost: bool = False  # the session that the person meant can't be gone on with, and they don't know yet
    repeated: bool = False  # the last reply said again what was said
    missed: int = 0  # utterances not understood in a row
    silences: int = 0
    times: Mapping[str, int] = field(default_factory=dict)  # how often each variable phrase was used

    @property
    def expecting(self) -> str | None:
        """The kind of the question that an utterance may answer."""
        kind = self.pending.kind if self.pending else None
        return "effort" if kind == "logged_effort" else kind

    @property
    def listening_for(self) -> str | None:
        """What a bare value would answer: "a little", after "are yours sore?"; or put right: "no wait, a two"."""
        hears = self.pending.hears if self.pending else None
        if hears is None and self.expecting == "offer" and self.facts.soreness is not None:
            return TOLD
        return hears or self.expecting

    @property
    def is_judged(self) -> bool:
        """Whether the last check came to a verdict, and none has begun since."""
        return self.verdict is not None and not self.checking

    def knowing(self, facts: Facts) -> Self:
        """The same session with facts that somebody else told; what was said in it wins."""
        return replace(self, facts=facts.merged(self.facts))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, without what still has its default."""
        pending = dict(vars(self.pending)) if self.pending else None
        plain = {**vars(self), "pending": pending, "facts": self.facts.to_dict()}
        return {key: value for key, value in plain.items() if value != _FRESH[key]}

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> Self:
        """Sessions outlive deploys, in both directions: what this version does not know, or not in this form, is dropped."""
        kept = {name: fitted(kind, saved[name]) for name, kind in FIELDS.items() if name in saved}
        if isinstance(saved.get("facts"), Mapping):
            kept["facts"] = Facts.from_dict(saved["facts"])
        if isinstance(saved.get("pending"), Mapping):
            kept["pending"] = Pending.from_dict(saved["pending"])
        return cls(**{name: value for name, value in kept.items() if value is not None})


_FRESH: Mapping[str, Any] = {**vars(State()), "facts": {}}
