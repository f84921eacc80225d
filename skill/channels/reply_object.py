"""The reply object that the prompt, the text API and MCP share."""

from typing import Any

from skill.app import Answer
from skill.channels.session_token import SessionSeal


def reply_object(answer: Answer, seal: SessionSeal) -> dict[str, Any]:
    """The contract's object. `session` goes back in for the next turn; it is null once the session is over."""
    reply, understood = answer.reply, answer.understood
    return {
        "speech": reply.speech,
        "reprompt": reply.reprompt,
        "about": reply.about,
        "family": reply.family,
        "verdict": dict(reply.verdict) if reply.verdict else None,
        "suggestions": list(reply.suggestions),
        "card": reply.card.to_dict(),
        "ends_session": reply.ends_session,
        "session": None if reply.ends_session else seal.seal(answer.state),
        "understood": {
            "topic": understood.topic,
            "confidence": round(understood.confidence, 4),
            "facts": understood.facts.to_dict(),
        },
    }
