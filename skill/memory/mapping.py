"""Profiles in a dictionary: for one process, and for tests."""

from _thread import LockType, allocate_lock  # all of `threading` would be a hundredth of a second more at a start
from dataclasses import dataclass, field
from datetime import datetime

from skill.conversation.scene import Profile
from skill.memory.stored import expiry_line, is_expired, read, written


@dataclass
class MappingMemory:
    """Forgets everything when the process ends; with a reach of none it keeps nothing at all."""

    reach: str = "process"
    kept: dict[str, tuple[str, float]] = field(default_factory=dict)  # the profile as written, and when it was used
    lock: LockType = field(default_factory=allocate_lock)

    def load(self, key: str, now: datetime) -> Profile | None:
        with self.lock:
            text, used = self.kept.get(key, (None, 0.0))
            if text is None:
                return None
            if is_expired(used, now):
                del self.kept[key]
                return None
            self.kept[key] = (text, max(used, now.timestamp()))
        return read(text)

    def save(self, key: str, profile: Profile, now: datetime) -> None:
        if self.reach == "none":
            return
        with self.lock:
            line = expiry_line(now)
            for other in [other for other, (_, used) in self.kept.items() if used < line]:
                del self.kept[other]
            self.kept[key] = (written(profile), now.timestamp())

    def forget(self, key: str) -> None:
        with self.lock:
            self.kept.pop(key, None)

    def check(self) -> None:
        """A dictionary is always there."""
