"""What can go wrong with a store, for real: locks, limits, rights, and servers that misbehave."""

import os
import resource
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dynamodb_server import a_drip, a_page, a_slow_read_and_no_write, answering, credentials, moto, nothing

from skill.conversation.scene import Profile
from skill.memory import Memory, open_memory

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
ANN = "a" * 64
LEGS = Profile().with_leg_day(NOW - timedelta(days=1))
NOBODY = 65534

Trouble = Callable[[Path], AbstractContextManager[Memory]]


def sqlite_in(folder: Path) -> Memory:
    return open_memory(f"sqlite:///{folder}/coach.sqlite3")


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """The system refuses to write past this many bytes, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def locked_against_writers(folder: Path) -> Iterator[Memory]:
    store = sqlite_in(folder)
    store.save(ANN, LEGS, NOW)
    with closing(sqlite3.connect(folder / "coach.sqlite3", isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        yield store


@contextmanager
def locked_against_everybody(folder: Path) -> Iterator[Memory]:
    with closing(sqlite3.connect(folder / "coach.sqlite3", isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("CREATE TABLE theirs (it)")
        yield sqlite_in(folder)


@contextmanager
def a_full_disk(folder: Path) -> Iterator[Memory]:
    store = sqlite_in(folder)
    store.save(ANN, LEGS, NOW)
    with files_at_most(6_000):
        yield store


@contextmanager
def without_rights(folder: Path, mode: int, file_mode: int | None = None) -> Iterator[Memory]:
    """Rights bind everybody but root, so root becomes nobody for a while."""
    with tempfile.TemporaryDirectory(dir="/tmp") as outside:
        place = Path(outside) / folder.name
        place.mkdir()
        store = sqlite_in(place)
        if file_mode is not None:
            sqlite_in(place).save(ANN, LEGS, NOW)
            os.chmod(place / "coach.sqlite3", file_mode)
        os.chmod(outside, 0o755)
        os.chmod(place, mode)
        user = os.geteuid()
        if user == 0:
            os.seteuid(NOBODY)
        try:
            yield store
        finally:
            os.seteuid(user)
            os.chmod(place, 0o700)


@contextmanager
def a_folder_that_is_a_file(folder: Path) -> Iterator[Memory]:
    (folder / "file").touch()
    yield sqlite_in(folder / "file")


@contextmanager
def a_file_that_is_a_folder(folder: Path) -> Iterator[Memory]:
    (folder / "coach.sqlite3").mkdir()
    yield sqlite_in(folder)


@contextmanager
def dynamodb_down(_: Path) -> Iterator[Memory]:
    with answering(nothing) as server:
        url = server.url("profiles")
    with credentials():
        yield open_memory(url)


def dynamodb(behaviour: Callable[..., None]) -> Trouble:
    @contextmanager
    def trouble(_: Path) -> Iterator[Memory]:
        with answering(behaviour) as server:
            yield open_memory(server.url("profiles"))

    return trouble


@contextmanager
def dynamodb_without_the_table(_: Path) -> Iterator[Memory]:
    with moto() as server:
        yield open_memory(server.url("profiles"))


TROUBLES: dict[str, Trouble] = {
    "locked against writers": locked_against_writers,
    "locked against everybody": locked_against_everybody,
    "a full disk": a_full_disk,
    "a read-only folder": lambda folder: without_rights(folder, 0o555),
    "an unreadable folder": lambda folder: without_rights(folder, 0o000),
    "a read-only file": lambda folder: without_rights(folder, 0o555, 0o444),
    "an unreadable file": lambda folder: without_rights(folder, 0o777, 0o000),
    "a folder that is a file": a_folder_that_is_a_file,
    "a file that is a folder": a_file_that_is_a_folder,
    "DynamoDB is down": dynamodb_down,
    "DynamoDB accepts and never answers": dynamodb(nothing),
    "DynamoDB answers a byte at a time": dynamodb(a_drip),
    "DynamoDB reads slowly and never writes": dynamodb(a_slow_read_and_no_write),
    "DynamoDB is a page of somebody else's": dynamodb(a_page),
    "DynamoDB without the table": dynamodb_without_the_table,
}
