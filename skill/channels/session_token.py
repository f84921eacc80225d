"""A session's state as a sealed token: whoever carries it can neither read it nor change it."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from skill.conversation.state import State
from skill.settings import Settings

VALID_SECONDS = 30 * 60  # a conversation left alone for longer starts afresh
LONGEST_TOKEN = 16_000  # characters


@dataclass(frozen=True)
class SessionSeal:
    """Seals tokens with the newest secret, and opens those of older ones too."""

    fernet: MultiFernet
    clock: Callable[[], float]  # seconds since 1970

    @classmethod
    def of(cls, secret: str | None, older: Iterable[str] = (), clock: Callable[[], float] = time.time) -> Self:
        """Without a secret the tokens live as long as the process."""
        return cls(MultiFernet([_fernet(one) for one in (secret or secrets.token_hex(32), *older)]), clock)

    @classmethod
    def by(cls, settings: Settings, clock: Callable[[], float] = time.time) -> Self:
        return cls.of(settings.secret_key, settings.old_secret_keys, clock)

    def seal(self, state: State) -> str:
        return self.fernet.encrypt_at_time(json.dumps(state.to_dict()).encode(), int(self.clock())).decode()

    def open(self, token: str, later: int = 0) -> State | None:
        """The state inside, as seen some seconds later than now; None when the token is expired, tampered with, or not
        ours."""
        if len(token) > LONGEST_TOKEN:
            return None
        try:
            # Another machine's clock, or one that was put back, makes a token of just now one of the future, which is no older for it.
            at = max(int(self.clock()) + later, _sealed_at(token))
            saved = json.loads(self.fernet.decrypt_at_time(token.encode(), VALID_SECONDS, at))
        except (InvalidToken, ValueError):
            return None
        return State.from_dict(saved)


def _fernet(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))


def _sealed_at(token: str) -> int:
    """When it says to be sealed, in seconds since 1970; whether that is true shows when it is opened."""
    return int.from_bytes(base64.urlsafe_b64decode(token)[1:9])
