"""The SQLite file: killed, damaged or full, it loses nothing it acknowledged, and what is to go leaves no byte."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from memory_troubles import ANN, LEGS, NOW, files_at_most, sqlite_in

from skill.conversation.scene import KEPT_FOR, Profile
from skill.errors import MemoryUnavailable

# Killed


WRITER = """
import os, sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from skill.conversation.scene import Profile
from skill.memory import open_memory

now, store = datetime(2026, 11, 25, 18, 0, tzinfo=UTC), open_memory(sys.argv[1])
for number in range(500):
    profile = Profile(tuple(now - timedelta(days=day, seconds=number) for day in range(5)), "hard", "new", "muscle", "km")
    store.save(str(number), profile, now)
    store.save("everybody", profile, now)
    os.write(1, b"%d\\n" % number)
"""


def profile_of(number: int) -> Profile:
    times = tuple(NOW - timedelta(days=day, seconds=number) for day in range(5))
    return Profile(times, "hard", "new", "muscle", "km")


@pytest.mark.parametrize("killed_after", [0, 160, 300])
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
    assert killed_after <= acknowledged < 499
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
    script = WRITER.replace("range(500)", "range(int(sys.argv[2]), int(sys.argv[2]) + 50)")
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
    with files_at_most(60_000):
        for number in range(300):
            with suppress(MemoryUnavailable):
                store.save(str(number), profile_of(number), NOW)
                acknowledged.append(number)

    store.save(ANN, LEGS, NOW)

    assert 50 < len(acknowledged) < 300
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
