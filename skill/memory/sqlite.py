"""Profiles in a SQLite file: one row for a person, by hashed key."""

import math
import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from skill.conversation.scene import Profile
from skill.errors import MemoryUnavailable
from skill.memory.patience import ASKING, NOTING, Patience
from skill.memory.sqlite_file import ProfileFile
from skill.memory.stored import expiry_line, is_expired, is_noted, read, written

LOCKED = 0.5  # seconds to wait for who else holds the file

FIND = "SELECT profile, used FROM profiles WHERE key = ?"
KEEP = "INSERT OR REPLACE INTO profiles (key, profile, used) VALUES (?, ?, ?)"
NOTE = "UPDATE profiles SET used = ? WHERE key = ?"
FORGET = "DELETE FROM profiles WHERE key = ?"
SWEEP = "DELETE FROM profiles WHERE used < ?"


class SQLiteMemory:
    """Threads and processes may share the file. There is none until somebody asks to be remembered."""

    reach = "store"

    def __init__(self, path: str) -> None:
        self.file = ProfileFile(Path(path))
        self.patience = Patience()

    def load(self, key: str, now: datetime) -> Profile | None:
        if self.file.file() is None:
            return None
        rows = self.file.read(lambda file: file.execute(FIND, (key,)).fetchall(), LOCKED)
        if not rows:
            return None
        text, used = rows[0]
        if not isinstance(used, float) or is_expired(used, now):
            self._note(lambda file: _deleted(file, SWEEP, expiry_line(now)))
            return None
        if not is_noted(used, now):
            self._note(lambda file: _noted(file, key, now))
        return read(text)

    def save(self, key: str, profile: Profile, now: datetime) -> None:
        row = (key, written(profile), now.timestamp())

        def keep(file: sqlite3.Connection) -> bool:
            file.execute(KEEP, row)
            return _deleted(file, SWEEP, expiry_line(now))

        self._write(keep)
        with suppress(OSError):
            self.file.clear_away(before=expiry_line(now))

    def forget(self, key: str) -> None:
        if self.file.file() is not None:
            self._write(lambda file: _deleted(file, FORGET, key))
        try:
            self.file.clear_away(before=math.inf)
        except OSError as fault:
            raise MemoryUnavailable(f"{self.file.path}: {fault}") from fault

    def check(self) -> None:
        """A file that is there must take a transaction; where there is none yet, its folder must take a file."""
        if self.file.file() is not None:
            self._write(lambda file: bool(file.execute(FIND, ("",)).fetchall()))
        elif not os.access(self.file.path.parent, os.W_OK | os.X_OK):
            raise MemoryUnavailable(f"{self.file.path}: its folder can't be written")

    def _write(self, work: Callable[[sqlite3.Connection], bool]) -> None:
        self.patience.wait(lambda: self.file.write(work, LOCKED), ASKING)

    def _note(self, work: Callable[[sqlite3.Connection], bool]) -> None:
        """A write that the answer does not depend on, so nobody waits for it."""
        with suppress(MemoryUnavailable):
            self.patience.wait(lambda: self.file.write(work, seconds=0), NOTING)


def _noted(file: sqlite3.Connection, key: str, now: datetime) -> bool:
    file.execute(NOTE, (now.timestamp(), key))
    return False  # nothing was deleted


def _deleted(file: sqlite3.Connection, statement: str, value: object) -> bool:
    return file.execute(statement, (value,)).rowcount > 0
