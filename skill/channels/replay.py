"""Has this signed request been here before? Then it is answered, and changes nothing that is kept.

Whoever recorded a request could send it again as long as its time is within Amazon's tolerance, and log a leg day twice
or delete what was logged since. Refusing it would protect no more, and would fail a person whose request came twice by
accident. Events are no danger: all that one of ours does is to delete what is deleted already.
"""

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

from skill.channels.alexa_signature import TOLERANCE
from skill.conversation.scene import Profile
from skill.memory import Memory

KEPT_FOR = 2 * TOLERANCE  # from as far ahead as is taken, to as far back
MOST = 20_000  # requests, of which the oldest go first: some 3 MB


@dataclass
class Seen:
    """The requests of the last minutes, by a digest of what they were signed with."""

    _seen: OrderedDict[bytes, datetime] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def before(self, signature: bytes, now: datetime) -> bool:
        """Whether what has this signature was here already; from now on it was."""
        mark = hashlib.sha256(signature).digest()
        with self._lock:
            while self._seen and now - next(iter(self._seen.values())) > KEPT_FOR:
                self._seen.popitem(last=False)
            known = mark in self._seen
            self._seen.setdefault(mark, now)
            while len(self._seen) > MOST:
                self._seen.popitem(last=False)
        return known


@dataclass(frozen=True)
class OnlyRead:
    """A store that nothing is written to, and nothing deleted from."""

    memory: Memory

    @property
    def reach(self) -> str:
        return self.memory.reach

    def load(self, key: str, now: datetime) -> Profile | None:
        return self.memory.load(key, now)

    def save(self, key: str, profile: Profile, now: datetime) -> None:
        """The request that this one repeats has saved it."""

    def forget(self, key: str) -> None:
        """The request that this one repeats has done it."""

    def check(self) -> None:
        self.memory.check()
