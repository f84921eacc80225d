"""What may be told of a turn in logs and metrics: its topic and how it went.

A topic can give away a body: whoever reads "knee_pain" beside a time may know whose knee it was. So topics of personal
families (`personal = true` in families.toml), warning signs and referrals are all told as BODY, and so is whatever this
list does not know. An outcome does not tell them apart either: a warning sign is `answered`, like anything else.
"""

from dataclasses import dataclass
from typing import Any

from skill.content.topic import Content
from skill.conversation.reply import Reply

BODY = "body"
ANSWERED, UNCLEAR, NOT_UNDERSTOOD, FAILED = "answered", "unclear", "not_understood", "failed"
OUTCOMES = {"clarify": UNCLEAR, "fallback": NOT_UNDERSTOOD}
# Acts that say nothing of a body. A verdict's name would; that there was one does not.
ACTS = (
    "welcome", "check_in", "verdict", "help", "goodbye", "clarify", "fallback", "repeat", "why", "more", "evidence",
    "logged", "last_leg_day", "forgotten", "reminder",
)  # fmt: skip


@dataclass(frozen=True)
class TurnNotice:
    """One turn, as it may be told."""

    turn: int  # its number in the session
    topic: str
    outcome: str
    seconds: float
    without_memory: bool = False

    def told(self) -> dict[str, Any]:
        """Its line in the log."""
        line = {"turn": self.turn, "topic": self.topic, "outcome": self.outcome, "ms": round(self.seconds * 1000, 2)}
        return {**line, "without_memory": True} if self.without_memory else line


def told_topic(content: Content, about: str) -> str:
    """The topic or act that a reply was about, as it may be told."""
    topic = content.topics.get(about)
    if topic is not None:
        family = content.families.get(topic.family)
        return BODY if family is None or family.personal else about
    return about if about in ACTS else BODY


def told_outcome(reply: Reply) -> str:
    return OUTCOMES.get(reply.about, ANSWERED)
