"""A store that is killed, damaged, locked, full, slow or away loses nothing it acknowledged, and never costs the answer."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dynamodb_server import Server, a_drip, a_page, a_slow_read_and_no_write, answering, credentials, moto, nothing

from skill.app import Answer, Caller, Coach
from skill.conversation.scene import KEPT_FOR, Profile
from skill.conversation.state import State
from skill.errors import MemoryUnavailable
from skill.memory import Memory, open_memory
from skill.memory.mapping import MappingMemory
from skill.memory.patience import ASKING, CALLS, NOTING, Patience

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
ANN = "a" * 64
LEGS = Profile().with_leg_day(NOW - timedelta(days=1))
A_TURN = 1.5  # seconds within which the person hears the advice
NOBODY = 65534

Trouble = Callable[[Path], AbstractContextManager[Memory]]


def sqlite_in(folder: Path) -> Memory:
    return open_memory(f"sqlite:///{folder}/coach.sqlite3")


# Killed


WRITER = """
import os, sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from skill.conversation.scene import Profile
from skill.memory import open_memory

now, store = datetime(2026, 11, 25, 18, 0, tzinfo=UTC), open_memory(sys.argv[1])
for number in range(1000):
    profile = Profile(tuple(now - timedelta(days=day, seconds=number) for day in range(5)), "hard", "new", "muscle", "km")
    store.save(str(number), profile, now)
    store.save("everybody", profile, now)
    os.write(1, b"%d\\n" % number)
"""


def profile_of(number: int) -> Profile:
    times = tuple(NOW - timedelta(days=day, seconds=number) for day in range(5))
    return Profile(times, "hard", "new", "muscle", "km")


@pytest.mark.parametrize("killed_after", [0, 333, 800])
def test_a_kill_amid_a_thousand_writes_loses_nothing_acknowledged(tmp_path: Path, killed_after: int) -> None:
    command = [sys.executable, "-c", WRITER, f"sqlite:///{tmp_path}/coach.sqlite3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        while int(writer.stdout.readline()) < killed_after:
            pass
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read().split()
    acknowledged = max(killed_after, *map(int, rest), 0)
    store = sqlite_in(tmp_path)

    assert writer.returncode == -signal.SIGKILL
    assert killed_after <= acknowledged < 999
    for number in range(acknowledged + 1):
        assert store.load(str(number), NOW) == profile_of(number)
    assert store.load("everybody", NOW) in (profile_of(acknowledged), profile_of(acknowledged + 1))
    assert store.load(str(acknowledged + 1), NOW) in (None, profile_of(acknowledged + 1))
    assert store.load(str(acknowledged + 2), NOW) is None
    with closing(sqlite3.connect(tmp_path / "coach.sqlite3")) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_an_acknowledged_write_is_on_the_disk(tmp_path: Path) -> None:
    """Without this a power cut could take it back, which no kill shows."""
    store = sqlite_in(tmp_path)
    store.save(ANN, LEGS, NOW)

    def asked(setting: str) -> object:
        return store.file.read(lambda file: file.execute(f"PRAGMA {setting}").fetchone()[0], 1)  # type: ignore[attr-defined]

    assert (asked("journal_mode"), asked("synchronous"), asked("secure_delete")) == ("wal", 2, 1)


def test_processes_that_start_at_once_share_the_file(tmp_path: Path) -> None:
    script = WRITER.replace("range(1000)", "range(int(sys.argv[2]), int(sys.argv[2]) + 50)")
    url = f"sqlite:///{tmp_path}/coach.sqlite3"
    writers = [
        subprocess.Popen([sys.executable, "-c", script, url, str(first)], stdout=subprocess.DEVNULL)
        for first in (0, 50, 100)
    ]

    assert [writer.wait() for writer in writers] == [0, 0, 0]
    store = sqlite_in(tmp_path)
    assert all(store.load(str(number), NOW) == profile_of(number) for number in range(150))


# Damaged


def a_scribble(file: Path) -> None:
    file.write_bytes(b"my notes\n" * 1000)


def a_torn_page(file: Path) -> None:
    """The header and the layout still read well."""
    raw = bytearray(file.read_bytes())
    raw[4096:] = os.urandom(len(raw) - 4096)
    file.write_bytes(bytes(raw))


def a_cut(file: Path) -> None:
    os.truncate(file, 5000)


@pytest.mark.parametrize("damage", [a_scribble, a_torn_page, a_cut])
def test_a_damaged_file_is_set_aside_and_memory_starts_afresh(
    tmp_path: Path, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "coach.sqlite3"
    before = sqlite_in(tmp_path)
    before.save(ANN, LEGS, NOW)
    del before
    damage(file)
    (tmp_path / "coach.sqlite3.corrupt-1").write_text("of an earlier day")
    damaged = file.read_bytes()
    store = sqlite_in(tmp_path)

    assert store.load(ANN, NOW) is None
    store.save(ANN, LEGS, NOW)
    assert sqlite_in(tmp_path).load(ANN, NOW) == LEGS
    assert (tmp_path / "coach.sqlite3.corrupt-2").read_bytes() == damaged
    assert "coach.sqlite3.corrupt-2" in caplog.text


def test_what_was_set_aside_goes_with_whom_it_may_hold(tmp_path: Path) -> None:
    aside = tmp_path / "coach.sqlite3.corrupt-1"
    store = sqlite_in(tmp_path)
    written = datetime.fromtimestamp(time.time(), UTC)

    aside.write_text(ANN)
    store.save(ANN, LEGS, written)
    assert aside.exists()
    store.save(ANN, LEGS, written + KEPT_FOR + timedelta(hours=1))
    assert not aside.exists()

    aside.write_text(ANN)
    store.forget("b")
    assert not aside.exists()


def test_an_empty_file_is_a_fresh_one(tmp_path: Path) -> None:
    (tmp_path / "coach.sqlite3").touch()
    store = sqlite_in(tmp_path)

    assert store.load(ANN, NOW) is None
    store.save(ANN, LEGS, NOW)
    assert store.load(ANN, NOW) == LEGS


def test_a_file_that_was_taken_away_is_not_remembered(tmp_path: Path) -> None:
    store = sqlite_in(tmp_path)
    store.save(ANN, LEGS, NOW)
    for path in tmp_path.iterdir():
        path.unlink()

    assert store.load(ANN, NOW) is None
    store.save("b", LEGS, NOW)
    assert (store.load(ANN, NOW), store.load("b", NOW)) == (None, LEGS)


def test_a_disk_that_fills_up_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    store, acknowledged = sqlite_in(tmp_path), []
    with files_at_most(100_000):
        for number in range(1000):
            with suppress(MemoryUnavailable):
                store.save(str(number), profile_of(number), NOW)
                acknowledged.append(number)

    store.save(ANN, LEGS, NOW)

    assert 100 < len(acknowledged) < 1000
    assert all(store.load(str(number), NOW) == profile_of(number) for number in acknowledged)
    assert store.load(ANN, NOW) == LEGS


# Nothing stays behind


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_a_person_who_asks_for_nothing_leaves_nothing(tmp_path: Path) -> None:
    store = sqlite_in(tmp_path)
    store.load(ANN, NOW)
    store.forget(ANN)

    assert list(tmp_path.iterdir()) == []


def test_who_is_forgotten_leaves_no_byte(tmp_path: Path) -> None:
    store = sqlite_in(tmp_path)
    store.save("b", LEGS, NOW)
    store.save(ANN, LEGS, NOW)
    assert ANN.encode() in bytes_in(tmp_path)

    store.forget(ANN)

    assert ANN.encode() not in bytes_in(tmp_path)


@pytest.mark.parametrize("use", ["load", "save"])
def test_who_has_expired_leaves_no_byte(tmp_path: Path, use: str) -> None:
    store = sqlite_in(tmp_path)
    store.save(ANN, LEGS, NOW)
    later = NOW + KEPT_FOR + timedelta(days=1)

    store.load(ANN, later) if use == "load" else store.save("b", LEGS, later)

    assert ANN.encode() not in bytes_in(tmp_path)


def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    store = sqlite_in(tmp_path)
    store.save(ANN, LEGS, NOW)

    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


# The answer in spite of it


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
def files_at_most(size: int) -> Iterator[None]:
    """The system refuses to write past this many bytes, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


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


@dataclass
class Moody(MappingMemory):
    """Can be written to when it can't be read."""

    is_down: bool = False

    def load(self, key: str, now: datetime) -> Profile | None:
        if self.is_down:
            raise MemoryUnavailable("moody")
        return super().load(key, now)


@dataclass(frozen=True)
class Timed:
    answer: Answer
    seconds: float


def hear(coach: Coach, text: str, person: str | None = "ann", state: State | None = None) -> Timed:
    began = time.monotonic()
    answer = coach.hear(text, state or State(), Caller(now=NOW, person=person))
    return Timed(answer, time.monotonic() - began)


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_the_advice_comes_in_time_and_what_cannot_be_remembered_is_said(
    coach: Coach, tmp_path: Path, trouble: Trouble, caplog: pytest.LogCaptureFixture
) -> None:
    alone = replace(coach, memory=open_memory("none:"))
    expected = {text: hear(alone, text, None).answer.reply for text in ("should i run after leg day", "log leg day")}

    with trouble(tmp_path) as store:
        forgetful = replace(coach, memory=store)
        heard = {text: hear(forgetful, text) for text in expected}

    assert {text: turn.answer.reply for text, turn in heard.items()} == expected
    assert max(turn.seconds for turn in heard.values()) < A_TURN
    assert expected["log leg day"].about == "logged"
    assert "a turn went without memory" in caplog.text
    assert "ann" not in caplog.text.replace("can't", "")


def test_a_file_that_cannot_be_read_is_no_file_that_was_never_there(coach: Coach, tmp_path: Path) -> None:
    with locked_against_everybody(tmp_path) as store:
        forgetful = replace(coach, memory=store)
        asked = hear(forgetful, "when was my last leg day").answer.reply
        forgotten = hear(forgetful, "forget me").answer.reply
    nothing_kept = replace(coach, memory=open_memory("memory:"))

    assert (asked.about, forgotten.about) == ("last_leg_day", "forgotten")
    assert asked.speech != hear(nothing_kept, "when was my last leg day").answer.reply.speech
    assert forgotten.speech != hear(nothing_kept, "forget me").answer.reply.speech


def test_nobody_is_told_to_be_forgotten_who_is_not(coach: Coach, tmp_path: Path) -> None:
    remembering = replace(coach, memory=sqlite_in(tmp_path))
    hear(remembering, "log leg day yesterday")
    sure = hear(remembering, "forget me").answer
    with closing(sqlite3.connect(tmp_path / "coach.sqlite3", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        refused = hear(remembering, "yes", state=sure.state).answer.reply

    told = hear(remembering, "yes", state=sure.state).answer.reply

    assert refused.about == told.about == "forgotten"
    assert refused.speech != told.speech


def test_what_could_not_be_read_is_not_overwritten(coach: Coach) -> None:
    remembering = replace(coach, memory=Moody())
    hear(remembering, "log leg day yesterday")
    before = dict(remembering.memory.kept)

    remembering.memory.is_down = True
    assert hear(remembering, "log leg day").answer.reply.about == "logged"

    assert remembering.memory.kept == before


def test_without_a_secret_nobody_is_remembered(coach: Coach, tmp_path: Path) -> None:
    open_to_guesses = replace(coach, memory=sqlite_in(tmp_path), settings=replace(coach.settings, secret_key=None))

    assert hear(open_to_guesses, "log leg day").answer.reply == hear(open_to_guesses, "log leg day", None).answer.reply
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("person", ["\ud800", "", "键 🏃", "x" * 10_000])
def test_any_person_may_be_remembered(coach: Coach, person: str) -> None:
    assert hear(coach, "log leg day", person).answer.reply.about == "logged"


# Patience


def test_a_turn_stays_in_time_when_everything_takes_its_longest() -> None:
    assert ASKING + NOTING + ASKING < A_TURN - 0.1


def test_a_store_that_hangs_does_not_eat_the_threads() -> None:
    patience = Patience()
    for _ in range(CALLS):
        with pytest.raises(MemoryUnavailable, match="longer"):
            patience.wait(lambda: time.sleep(1), seconds=0)

    with pytest.raises(MemoryUnavailable, match="still waiting"):
        patience.wait(lambda: None)


def test_tables_of_a_server_that_is_well_are_reached(coach: Coach) -> None:
    with moto() as server:
        table = server.table()
        here, there = (replace(coach, memory=open_memory(server.url(table))) for _ in range(2))
        hear(here, "log leg day yesterday")

        assert "yesterday" in hear(there, "when was my last leg day").answer.reply.speech
