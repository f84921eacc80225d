"""A store that breaks while the server runs costs memory, never the answer; what it acknowledged is there afterwards."""

import json
import os
import resource
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from dynamodb_server import a_drip, a_page, a_slow_read_and_no_write, answer, answering, credentials, moto, nothing
from running import IN_TIME, Running, serving

ADVICE, LOG, WHEN = "should i run after leg day", "log leg day yesterday", "when was my last leg day"
FILE = "leg-day-coach.sqlite3"


def forgets(server: Running, tells: bool = True) -> None:
    """While the trouble lasts: advice as ever, in time, and nothing that would be untrue."""
    alone = server.ask(ADVICE).json["speech"]
    advised, logged, asked = (server.ask(text, user="bob") for text in (ADVICE, LOG, WHEN))

    assert [one.status for one in (advised, logged, asked)] == [200, 200, 200]
    assert max(one.seconds for one in (advised, logged, asked)) < IN_TIME
    assert advised.json["speech"] == alone
    assert logged.json["about"] == "logged"
    assert "yesterday" not in asked.json["speech"]
    assert not tells or "a turn went without memory" in server.told()


def remembers(server: Running, person: str) -> bool:
    return "yesterday" in server.ask(WHEN, user=person).json["speech"]


def test_a_file_that_can_no_longer_grow_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    """The system refuses to write further into any file, the log too."""
    with serving(tmp_path) as server:
        server.ask(LOG, user="ann")
        before = resource.prlimit(server.worker, resource.RLIMIT_FSIZE)
        resource.prlimit(server.worker, resource.RLIMIT_FSIZE, (1, before[1]))
        forgets(server, tells=False)
        resource.prlimit(server.worker, resource.RLIMIT_FSIZE, before)
        server.ask(LOG, user="bob")

        assert remembers(server, "ann")
        assert remembers(server, "bob")


def test_a_file_that_others_lock_costs_memory_until_they_let_go(tmp_path: Path) -> None:
    """Whoever reads needs no lock in this mode, so ann is known all the while."""
    with serving(tmp_path) as server:
        server.ask(LOG, user="ann")
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            logged = server.ask(LOG, user="bob")
            assert remembers(server, "ann")
        assert not remembers(server, "bob")
        server.ask(LOG, user="bob")

        assert logged.json["about"] == "logged"
        assert logged.seconds < IN_TIME
        assert "a turn went without memory" in server.told()
        assert remembers(server, "ann")
        assert remembers(server, "bob")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a quarter of a megabyte, where the system lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a disk of our own takes root and the right to mount; sudo .venv/bin/python -m pytest")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=False)


def test_a_disk_that_is_full_keeps_what_it_acknowledged(tmp_path: Path, disk: Path) -> None:
    with serving(tmp_path, MEMORY_URL=f"sqlite:///{disk}/{FILE}") as server:
        acknowledged = server.ask(LOG, user="ann").json["speech"]
        filler = disk / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        people = [f"person {number}" for number in range(40)]
        heard = {person: server.ask(LOG, user=person) for person in people}
        filler.unlink()

        assert {one.status for one in heard.values()} == {200}
        assert max(one.seconds for one in heard.values()) < IN_TIME
        assert "a turn went without memory" in server.told()
        assert remembers(server, "ann")
        for person in people:
            assert remembers(server, person) == (heard[person].json["speech"] == acknowledged), person


def test_a_disk_that_turns_read_only_keeps_what_it_acknowledged(tmp_path: Path, disk: Path) -> None:
    with serving(tmp_path, MEMORY_URL=f"sqlite:///{disk}/{FILE}") as server:
        server.ask(LOG, user="ann")
        # A file that is open for writing keeps its disk from turning, so the worker that holds it goes first. The next
        # one may have opened it already, and then goes too.
        turned = False
        for _ in range(20):
            server.kill(server.worker)
            turned = subprocess.run(["mount", "-o", "remount,ro", str(disk)], capture_output=True).returncode == 0
            if turned:
                break
            time.sleep(0.2)
        assert turned, "the disk did not turn"
        forgets(server)
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)

        assert remembers(server, "ann")


def test_a_file_that_is_damaged_is_kept_aside_and_memory_starts_afresh(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        server.ask(LOG, user="ann")
        # What a running worker has in its hands it still knows, so a file is found damaged by the next one.
        server.kill(server.worker)
        (tmp_path / f"{FILE}-wal").unlink()
        (tmp_path / FILE).write_bytes(scribble := b"not a database at all " * 500)
        heard = server.ask(WHEN, user="ann")
        logged = server.ask(LOG, user="bob")

        assert (heard.status, logged.status) == (200, 200)
        assert max(heard.seconds, logged.seconds) < IN_TIME
        assert remembers(server, "bob")
        assert (tmp_path / f"{FILE}.corrupt-1").read_bytes() == scribble
        server.said(rf"{FILE} is damaged .*{FILE}\.corrupt-1, and memory starts afresh")


def test_a_store_of_which_the_folder_vanishes_is_missed_and_found_again(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    with serving(tmp_path, MEMORY_URL=f"sqlite:///{tmp_path}/store/{FILE}") as server:
        server.ask(LOG, user="ann")
        (tmp_path / "store").rename(tmp_path / "elsewhere")
        heard = server.ask(LOG, user="bob")
        (tmp_path / "elsewhere").rename(tmp_path / "store")

        assert heard.status == 200
        assert remembers(server, "ann")
        assert not remembers(server, "bob")


def throttled(handler: BaseHTTPRequestHandler, _: str) -> None:
    fault = {
        "__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
        "message": "slow down",
    }
    answer(handler, 400, json.dumps(fault).encode())


def failing(handler: BaseHTTPRequestHandler, _: str) -> None:
    answer(handler, 500, b'{"__type": "InternalServerError"}')


def late(handler: BaseHTTPRequestHandler, _: str) -> None:
    time.sleep(0.9)
    answer(handler, 200, b"{}")


def hung_up(handler: BaseHTTPRequestHandler, _: str) -> None:
    handler.connection.close()


BEHAVIOURS = [nothing, a_drip, a_page, a_slow_read_and_no_write, throttled, failing, late, hung_up]


@pytest.mark.parametrize("behave", BEHAVIOURS, ids=lambda behave: behave.__name__)
def test_a_table_that_is_slow_throttled_or_broken_costs_memory_and_never_the_answer(
    tmp_path: Path, behave: Callable[[BaseHTTPRequestHandler, str], None]
) -> None:
    with answering(behave) as table, serving(tmp_path, MEMORY_URL=table.url("profiles")) as server:
        forgets(server.warm())


def test_a_table_that_is_down_from_the_start_costs_memory_and_never_the_answer(tmp_path: Path) -> None:
    with answering(nothing) as table:
        url = table.url("profiles")
    with credentials(), serving(tmp_path, MEMORY_URL=url) as server:
        forgets(server.warm())


def test_a_table_whose_server_is_killed_costs_memory_from_then_on(tmp_path: Path) -> None:
    with moto() as table:
        running = serving(tmp_path, MEMORY_URL=table.url(table.table()))
        server = running.__enter__()
        try:
            server.ask(LOG, user="ann")
            assert remembers(server, "ann")
        except BaseException:
            running.__exit__(None, None, None)
            raise
    with credentials():
        try:
            forgets(server)
        finally:
            running.__exit__(None, None, None)


def test_a_store_that_hangs_holds_up_nobody_who_does_not_need_it(tmp_path: Path) -> None:
    """Many who are remembered wait for it, all at once, and somebody else only wants to know."""
    with answering(nothing) as table, serving(tmp_path, MEMORY_URL=table.url("profiles")) as server:
        body = json.dumps({"text": ADVICE, "user": "ann"})
        script = f"for i in $(seq 40); do curl -s -m 5 -o /dev/null -d '{body}' http://127.0.0.1:{server.warm().port}/ask & done"
        with subprocess.Popen(["bash", "-c", f"{script}; wait"]) as crowd:
            time.sleep(0.5)
            heard = [server.ask(ADVICE) for _ in range(5)]
            crowd.wait(30)

        assert {one.status for one in heard} <= {200, 503}
        assert heard[-1].status == 200
        assert max(one.seconds for one in heard) < IN_TIME
