"""A clock that jumps, on the running server: everybody gets an answer, talks go on, and nobody is forgotten."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from certificate_host import certificate_host
from envelopes import SKILL_ID
from running import IN_TIME, Running, serving
from signing import URL
from test_faults_certificates import is_welcomed, signed

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADVICE, LOG, WHEN = "should i run after leg day", "log leg day yesterday", "when was my last leg day"
JUMPS = {"forward a year": 365 * DAY, "back a year": -365 * DAY, "forward a minute": DAY / 1440, "back an hour": -HOUR}


@dataclass
class Clock:
    """The clock of the server's processes, and of no other one."""

    file: Path

    def jump(self, by: timedelta) -> None:
        seconds = by.total_seconds()
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{seconds:+.0f}\n")
        fresh.replace(self.file)


@contextmanager
def jumping(folder: Path, **settings: str) -> Iterator[tuple[Running, Clock]]:
    if not LIBRARIES:
        pytest.skip("to set a server's clock takes libfaketime; on Debian: apt-get install libfaketime")
    clock = Clock(folder / "clock")
    clock.jump(timedelta(0))
    fake = {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(clock.file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with serving(folder, **fake, **settings) as server:
        yield server.warm(), clock


def test_the_clock_of_the_server_can_be_set(tmp_path: Path) -> None:
    """Without this the tests below could hold because nothing jumps."""
    with jumping(tmp_path) as (server, clock):
        clock.jump(365 * DAY)
        server.ask(ADVICE)
        year = datetime.now(UTC).year + 1

        assert f'{{"time": "{year}' in server.told()


@pytest.mark.parametrize("by", JUMPS.values(), ids=JUMPS)
def test_everybody_is_answered_while_it_is_wrong_and_when_it_is_right_again(tmp_path: Path, by: timedelta) -> None:
    with jumping(tmp_path, ASK_PER_MINUTE="600") as (server, clock):
        for jump in (by, timedelta(0), -by, timedelta(0)):
            clock.jump(jump)
            heard = [server.ask(text, user="ann") for text in (ADVICE, LOG, "should i run today")]

            assert [one.status for one in heard] == [200, 200, 200]
            assert [one.json["about"] for one in heard] == ["should_run", "logged", "check_in"]
            assert max(one.seconds for one in heard) < IN_TIME


@pytest.mark.parametrize("by", [-365 * DAY, -HOUR, timedelta(minutes=20)], ids=["a year back", "an hour back", "ahead"])
def test_a_talk_goes_on_over_a_jump(tmp_path: Path, by: timedelta) -> None:
    with jumping(tmp_path) as (server, clock):
        begun = server.ask("should i run today")
        clock.jump(by)
        sore = server.ask("a bit", session=begun.json["session"])
        clock.jump(timedelta(0))
        safe = server.ask("no", session=sore.json["session"])
        decided = server.ask("three days ago", session=safe.json["session"])

    assert [one.json["about"] for one in (sore, safe, decided)] == ["check_in", "check_in", "verdict"]


def test_nobody_is_forgotten_by_a_clock_that_was_a_year_ahead_for_a_moment(tmp_path: Path) -> None:
    with jumping(tmp_path) as (server, clock):
        server.ask(LOG, user="ann")
        clock.jump(365 * DAY)
        server.ask(LOG, user="bob")  # which clears away who was not heard of for ninety days
        server.ask(WHEN, user="ann")
        clock.jump(timedelta(0))

        assert "yesterday" in server.ask(WHEN, user="ann").json["speech"]


def test_what_was_kept_while_it_was_a_year_behind_is_still_there_when_it_is_right(tmp_path: Path) -> None:
    with jumping(tmp_path) as (server, clock):
        clock.jump(-365 * DAY)
        server.ask(LOG, user="ann")
        clock.jump(timedelta(0))

        nothing = server.ask(WHEN, user="bob").json["speech"]
        assert server.ask(WHEN, user="ann").json["speech"] != nothing


def test_amazon_is_refused_while_the_clock_is_wrong_and_no_longer(tmp_path: Path) -> None:
    with (
        certificate_host() as host,
        jumping(tmp_path, SKILL_ID=SKILL_ID, **host.settings) as (server, clock),
    ):
        statuses = []
        for jump in (timedelta(0), HOUR, timedelta(0), -HOUR, 3650 * DAY, timedelta(0)):
            clock.jump(jump)
            statuses.append(signed(server, host, URL).status)
        last = signed(server, host, URL)

    assert statuses == [200, 400, 200, 400, 400, 200]
    assert is_welcomed(last)


def test_a_limit_on_requests_locks_nobody_out_when_the_clock_goes_back(tmp_path: Path) -> None:
    with jumping(tmp_path, ASK_PER_MINUTE="60") as (server, clock):
        clock.jump(365 * DAY)
        server.ask(ADVICE)
        clock.jump(timedelta(0))
        statuses = [server.ask(ADVICE).status for _ in range(30)]

    assert statuses == [200] * 30
