"""A session's state as a sealed token: whoever carries it can neither read it nor change it."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Self

from cryptography.fernet import Fernet, InvalidToken

from skill.conversation.state import State

VALID_SECONDS = 30 * 60  # a conversation left alone for longer starts afresh
LONGEST_TOKEN = 16_000  # characters


@dataclass(frozen=True)
class SessionSeal:
    """Seals and opens tokens with one secret."""

    fernet: Fernet

    @classmethod
    def of(cls, secret: str | None) -> Self:
        """Without a secret the tokens live as long as the process."""
        key = hashlib.sha256((secret or secrets.token_hex(32)).encode()).digest()
        return cls(Fernet(base64.urlsafe_b64encode(key)))

    def seal(self, state: State) -> str:
        return self.fernet.encrypt(json.dumps(state.to_dict()).encode()).decode()

    def open(self, token: str) -> State | None:
        """The state inside; None when the token is expired, tampered with, or not ours."""
        if len(token) > LONGEST_TOKEN:
            return None
        try:
            saved = json.loads(self.fernet.decrypt(token.encode(), ttl=VALID_SECONDS))
        except (InvalidToken, ValueError):
            return None
        return State.from_dict(saved)
