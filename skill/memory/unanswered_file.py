"""The file of words that were not understood: how often, and the last day, so that old ones can go.

It holds hints and nothing that anybody was promised, so a file that can't be read is begun anew.
"""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from skill.errors import MemoryUnavailable

KEPT_FOR = timedelta(days=90)  # after they were last said
MOST = 1_000  # the oldest ones go first
PATIENCE = 0.1  # seconds for who else holds the file
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

LAYOUT = (
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten
    "CREATE TABLE IF NOT EXISTS unanswered (words TEXT PRIMARY KEY, times INTEGER NOT NULL, day INTEGER NOT NULL)",
)
ADD = "INSERT INTO unanswered VALUES (?, 1, ?) ON CONFLICT (words) DO UPDATE SET times = times + 1, day = excluded.day"
EXPIRE = "DELETE FROM unanswered WHERE day < ?"
CUT = "DELETE FROM unanswered WHERE words NOT IN (SELECT words FROM unanswered ORDER BY day DESC, times DESC LIMIT ?)"
LIST = "SELECT words, times, day FROM unanswered WHERE day >= ? ORDER BY times DESC, day DESC, words"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """Some words, how often they were said, and when last."""

    words: str
    times: int
    day: date


@dataclass(frozen=True)
class UnansweredFile:
    """Only its owner can read it. Every method raises MemoryUnavailable when the file can't be used."""

    path: Path

    def add(self, words: str, today: date) -> None:
        with self._opened() as file, file:
            file.execute(ADD, (words, today.toordinal()))
            file.execute(EXPIRE, (_oldest(today),))
            file.execute(CUT, (MOST,))

    def lines(self, today: date) -> list[Line]:
        """What is kept, the most frequent first."""
        if not self.path.exists():
            return []
        with self._opened() as file:
            rows = file.execute(LIST, (_oldest(today),)).fetchall()
        return [Line(words, times, date.fromordinal(day)) for words, times, day in rows]

    def clear(self) -> None:
        try:
            self.path.unlink(missing_ok=True)
        except OSError as fault:
            raise MemoryUnavailable(f"{self.path}: {fault.strerror}") from fault

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            with suppress(FileExistsError):
                os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            with closing(sqlite3.connect(self.path, timeout=PATIENCE)) as file:
                for statement in LAYOUT:
                    file.execute(statement)
                yield file
        except sqlite3.DatabaseError as fault:
            if getattr(fault, "sqlite_errorcode", 0) & 0xFF in DAMAGED:
                log.warning("%s is damaged and is begun anew", self.path)
                self.clear()
            raise MemoryUnavailable(f"{self.path}: {fault}") from fault
        except OSError as fault:
            raise MemoryUnavailable(f"{self.path}: {fault.strerror}") from fault


def _oldest(today: date) -> int:
    return (today - KEPT_FOR).toordinal()
