"""What holds for every reply, whatever was said before it."""

import unicodedata

from skill.app import Answer
from skill.channels.session_token import SessionSeal

NEVER_SPOKEN = frozenset("<>{}[]\\|`")
LONGEST = 8_000  # characters; Amazon's limit


def is_spoken(text: str) -> bool:
    """Whether a voice can say it: no markup, no placeholder, and no mark that is not seen."""
    plain = not NEVER_SPOKEN & set(text)
    return plain and 0 < len(text) <= LONGEST and all(unicodedata.category(one)[0] != "C" for one in text)


def hold(answer: Answer, seal: SessionSeal) -> None:
    """Raises AssertionError when a promise is broken."""
    reply = answer.reply
    for text in (reply.speech, *([reply.reprompt] if reply.reprompt else []), *reply.suggestions):
        assert is_spoken(text), f"can't be spoken: {text!r}"
    assert reply.ends_session or reply.speech.endswith("?"), f"open, and nothing asked: {reply.speech!r}"
    assert reply.about, "about nothing"
    if not reply.ends_session:
        assert seal.open(seal.seal(answer.state)) == answer.state, "a session does not survive its token"
