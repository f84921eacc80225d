"""One turn's dealings with the store: what is read, kept and forgotten of whoever speaks.

A recognised voice has notes of its own, and the account it speaks through notes which voices those are. So a voice that
isn't recognised can be asked whether a leg day was theirs, and all of them go when the account leaves.
"""

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic

from skill.conversation.scene import Profile
from skill.errors import MemoryUnavailable
from skill.memory import Memory

LATEST_START = 0.8  # seconds into a turn; a call to the store takes 0.6 at most, and the person hears an answer in 1.5


@dataclass(frozen=True)
class Read:
    """What the notes say: of the person themselves, and the leg day that may be theirs where nobody can tell."""

    profile: Profile = field(default_factory=Profile)
    may_be_theirs: datetime | None = None


@dataclass(frozen=True)
class Notes:
    """The notes on one person. Every method may raise MemoryUnavailable."""

    memory: Memory
    secret: str
    person: str
    account: str | None  # whose device a recognised voice speaks through; None when the person is the account
    now: datetime
    older: tuple[str, ...] = ()  # earlier secrets: what was kept under them moves when it is next written
    hurries: bool = True  # somebody waits for the answer
    began: float = field(default_factory=monotonic)

    def read(self) -> Read:
        profile = self._load_of(self.person) or Profile()
        if self.account or not profile.voices:
            return Read(profile)
        others = [self._load(voice) for voice in profile.voices]
        leg_days = [day for one in (profile, *others) if one for day in one.leg_days[-1:]]
        return Read(profile, max(leg_days, default=None))

    def keep(self, profile: Profile) -> None:
        if self.account:
            self._link(self.account)
        self._save_of(self.person, profile)

    def forget(self) -> None:
        """Everything about the person. An account still knows its voices, which are other people."""
        if self.account:
            self._unlink(self.account)
        known = None if self.account else self._load_of(self.person)
        if known and known.voices:
            self._save_of(self.person, Profile(voices=known.voices))
        else:
            self._forget_of(self.person)

    def forget_all(self) -> None:
        """The account has left, and with it every voice that spoke through it."""
        known = self._load_of(self.person) or Profile()
        for key in (*known.voices, *self._keys(self.person)):
            self._forget(key)

    def key(self, person: str) -> str:
        """What somebody is kept under: nobody who reads the store can tell who it is."""
        return _hashed(self.secret, person)

    def _link(self, account: str) -> None:
        known = self._load_of(account) or Profile()
        linked = known.with_voice(self.key(self.person))
        if linked != known:
            self._save_of(account, linked)

    def _unlink(self, account: str) -> None:
        known = self._load_of(account) or Profile()
        mine = self._keys(self.person)
        left = replace(known, voices=tuple(voice for voice in known.voices if voice not in mine))
        if left == Profile():
            self._forget_of(account)
        elif left != known:
            self._save_of(account, left)

    def _keys(self, person: str) -> tuple[str, ...]:
        """All that somebody may be kept under, the newest first."""
        return tuple(_hashed(secret, person) for secret in (self.secret, *self.older))

    def _load_of(self, person: str) -> Profile | None:
        return next((found for key in self._keys(person) if (found := self._load(key))), None)

    def _save_of(self, person: str, profile: Profile) -> None:
        newest, *older = self._keys(person)
        self._save(newest, profile)
        for key in older:
            self._forget(key)

    def _forget_of(self, person: str) -> None:
        for key in self._keys(person):
            self._forget(key)

    def _load(self, key: str) -> Profile | None:
        self._look_at_the_clock()
        return self.memory.load(key, self.now)

    def _save(self, key: str, profile: Profile) -> None:
        self._look_at_the_clock()
        self.memory.save(key, profile, self.now)

    def _forget(self, key: str) -> None:
        self._look_at_the_clock()
        self.memory.forget(key)

    def _look_at_the_clock(self) -> None:
        if self.hurries and monotonic() - self.began > LATEST_START:
            raise MemoryUnavailable("the store is too slow for this turn")


def _hashed(secret: str, person: str) -> str:
    return hmac.new(secret.encode(), person.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
