"""The SQLite file under the memory: connections are lent and used again, and a damaged file is put aside."""

import logging
import os
import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import TypeVar

from skill.errors import MemoryUnavailable

T = TypeVar("T")
FileId = tuple[int, int]  # device and inode

IDLE = 4  # connections that wait for their next use; each holds three files
BETWEEN_TRIES = 0.005  # seconds; SQLite's own waiting grows to 0.1, which loses to everybody who came later
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
SETTINGS = (
    "PRAGMA journal_mode = WAL",  # so that nobody who reads waits for who writes
    "PRAGMA synchronous = FULL",  # a commit is on the disk before it is told of
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten
)
LAYOUT = (
    "BEGIN IMMEDIATE",
    "CREATE TABLE IF NOT EXISTS profiles (key TEXT PRIMARY KEY, profile TEXT NOT NULL, used REAL NOT NULL)",
    "CREATE INDEX IF NOT EXISTS profiles_used ON profiles (used)",  # for the sweep of what has expired
    "PRAGMA user_version = 1",
    "COMMIT",
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opened:
    """A connection, and which file it is on: the path may lead to another one by now."""

    connection: sqlite3.Connection
    file: FileId | None


class ProfileFile:
    """Lends connections. One that failed is closed, and one that did well waits for its next use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: deque[Opened] = deque()
        self._making = Lock()
        self._writing = Lock()  # fairer among threads than SQLite's, which sleeps and tries again

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().connection.close()

    def file(self) -> FileId | None:
        """Which file the path leads to; None when there is none. Raises MemoryUnavailable when that can't be told."""
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as fault:
            raise MemoryUnavailable(f"{self.path}: {fault}") from fault
        return found.st_dev, found.st_ino

    def read(self, work: Callable[[sqlite3.Connection], T], seconds: float) -> T:
        """What the work finds. Raises MemoryUnavailable; who else holds the file is waited for that long."""
        until = monotonic() + seconds
        return self._mended(lambda connection: _insist(lambda: work(connection), until), until)

    def write(self, work: Callable[[sqlite3.Connection], bool], seconds: float) -> None:
        """The work as one transaction, on the disk when this returns. It tells whether it deleted anything."""
        until = monotonic() + seconds

        def transaction(connection: sqlite3.Connection) -> None:
            _insist(lambda: connection.execute("BEGIN IMMEDIATE"), until)
            deleted = work(connection)
            _insist(lambda: connection.execute("COMMIT"), until)
            if deleted:
                _wipe_log(connection)

        if not self._writing.acquire(timeout=seconds):
            raise MemoryUnavailable(f"{self.path}: others are still writing")
        try:
            self._mended(transaction, until)
        finally:
            self._writing.release()

    def clear_away(self, before: float) -> None:
        """Removes damaged files that were last written before this moment: they hold profiles too."""
        with suppress(FileNotFoundError):
            for entry in os.scandir(self.path.parent):
                if entry.name.startswith(f"{self.path.name}.corrupt-") and entry.stat().st_mtime < before:
                    os.remove(entry.path)

    def _mended(self, work: Callable[[sqlite3.Connection], T], until: float) -> T:
        """A damaged file is put aside once, and the work begins afresh."""
        file = self.file()
        try:
            try:
                return self._lent(work, until)
            except sqlite3.DatabaseError as fault:
                if _code(fault) not in DAMAGED:
                    raise
                self._put_aside(file, fault)
                return self._lent(work, until)
        except (sqlite3.Error, OSError) as fault:
            raise MemoryUnavailable(f"{self.path}: {fault}") from fault

    def _lent(self, work: Callable[[sqlite3.Connection], T], until: float) -> T:
        opened = self._take(until)
        try:
            result = work(opened.connection)
        except BaseException:
            opened.connection.close()  # which takes back what was not committed
            raise
        if len(self._idle) < IDLE:
            self._idle.append(opened)
        else:
            opened.connection.close()
        return result

    def _take(self, until: float) -> Opened:
        file = self.file()
        with suppress(IndexError):
            while True:
                opened = self._idle.pop()
                if opened.file == file:
                    return opened
                opened.connection.close()
        return self._open(until)

    def _open(self, until: float) -> Opened:
        with self._making, suppress(FileExistsError):
            # Made here for its rights, which are its owner's alone. Never for a file that exists: closing it would drop
            # the locks that this process holds on it.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        file = self.file()
        connection = sqlite3.connect(self.path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            connection.text_factory = _text
            for statement in SETTINGS:
                _insist(lambda: connection.execute(statement).fetchall(), until)  # noqa: B023 - called at once
            if connection.execute("PRAGMA user_version").fetchall() == [(0,)]:
                for statement in LAYOUT:
                    _insist(lambda: connection.execute(statement), until)  # noqa: B023 - called at once
        except BaseException:
            connection.close()
            raise
        return Opened(connection, file)

    def _put_aside(self, damaged: FileId | None, fault: sqlite3.DatabaseError) -> None:
        with self._making:
            self.close()
            if self.file() != damaged:
                return  # somebody else was faster, and the file is a fresh one
            number = 1
            while (aside := self.path.with_name(f"{self.path.name}.corrupt-{number}")).exists():
                number += 1
            os.rename(self.path, aside)
            with suppress(FileNotFoundError):
                os.rename(f"{self.path}-wal", f"{aside}-wal")
            with suppress(FileNotFoundError):
                os.remove(f"{self.path}-shm")
        log.warning("%s is damaged (%s); it is now %s, and memory starts afresh", self.path, fault, aside.name)


def _code(fault: sqlite3.Error) -> int:
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF  # the upper bits are details


def _insist(work: Callable[[], T], until: float) -> T:
    """Tries again while somebody else holds the file."""
    while True:
        try:
            return work()
        except sqlite3.OperationalError as fault:
            if _code(fault) != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(BETWEEN_TRIES)


def _wipe_log(connection: sqlite3.Connection) -> None:
    """What was deleted goes from the write-ahead log as well. The deletion stands, even if this has to wait."""
    with suppress(sqlite3.Error):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _text(raw: bytes) -> str:
    """A damaged text is read as far as it goes; whether it is a profile is judged elsewhere."""
    return raw.decode("utf-8", "replace")
