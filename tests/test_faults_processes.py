"""Processes that die, stop and change under load: everybody still gets an answer, and nothing acknowledged is lost."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from running import IN_TIME, ROOT, Heard, Running, serving

from skill.conversation.scene import Profile

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)

KILLS = 5
NEWER_ANSWER = "Sleep is the best of all helpers, so guard it."
CLIENTS = 6


class Load:
    """People who log their leg days one after the other, until they are stopped."""

    def __init__(self, server: Running) -> None:
        self.server, self.stopped = server, threading.Event()
        self.heard: list[tuple[str, Heard]] = []
        self.faults: list[OSError] = []
        self.threads = [threading.Thread(target=self._speak, args=(number,)) for number in range(CLIENTS)]

    def _speak(self, client: int) -> None:
        for number in range(10_000):
            if self.stopped.is_set():
                return
            person = f"person {client}.{number}"
            try:
                self.heard.append((person, self.server.ask("log leg day yesterday", user=person)))
            except OSError as fault:
                self.faults.append(fault)

    def during(self, act: Callable[[], None]) -> None:
        for thread in self.threads:
            thread.start()
        try:
            act()
        finally:
            self.stopped.set()
            for thread in self.threads:
                thread.join()


def acknowledged(heard: Heard) -> bool:
    return heard.status == 200 and heard.json["about"] == "logged" and "can't remember" not in heard.json["speech"]


def test_a_worker_that_is_killed_amid_requests_costs_nobody_an_answer(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        load = Load(server.warm())

        def kill_again_and_again() -> None:
            for _ in range(KILLS):
                time.sleep(1.1)
                server.kill(server.worker)

        load.during(kill_again_and_again)

        assert load.faults == []
        assert {heard.status for _, heard in load.heard} == {200}
        assert len(load.heard) > 10 * KILLS
        assert max(heard.seconds for _, heard in load.heard) < IN_TIME
        assert server.told().count("the worker ended with -9") == KILLS
        known = [person for person, heard in load.heard if acknowledged(heard)][:: max(1, len(load.heard) // 60)]
        assert known
        for person in known:
            assert "yesterday" in server.ask("when was my last leg day", user=person).json["speech"], person


def test_a_request_that_two_workers_carried_out_logged_one_leg_day() -> None:
    """The first one died between its save and its answer."""
    once = Profile().with_leg_day(NOW)

    assert once.with_leg_day(NOW + timedelta(seconds=1)).leg_days == (NOW + timedelta(seconds=1),)
    assert len(once.with_leg_day(NOW + timedelta(hours=1)).leg_days) == 2


def test_a_front_that_is_killed_is_made_anew_and_the_door_stays_open(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        server.warm().kill(server.front)

        heard = server.ask("should i run after leg day")

        assert heard.status == 200
        assert heard.seconds < IN_TIME
        server.said("the front ended with -9")


def test_a_worker_that_hangs_is_replaced(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        hanging = server.warm().worker
        os.kill(hanging, signal.SIGSTOP)

        heard = server.ask("should i run after leg day")

        assert heard.status == 200
        assert server.worker != hanging


def test_no_process_outlives_its_watch(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        others = [server.warm().front, server.worker]
        server.kill(server.process.pid)
        server.process.wait()
        until = time.monotonic() + 10
        while any(Path(f"/proc/{other}/cmdline").exists() for other in others) and time.monotonic() < until:
            time.sleep(0.05)

        assert not any(Path(f"/proc/{other}/cmdline").exists() for other in others)


def test_who_is_told_to_stop_amid_requests_answers_all_it_has_taken(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        load = Load(server.warm())
        codes: list[int] = []

        def stop() -> None:
            time.sleep(1)
            codes.append(server.stop())

        load.during(stop)

        assert codes == [0]
        assert {heard.status for _, heard in load.heard} == {200}
        # Who came to a closed door was told so at once, and a proxy goes elsewhere with that.
        assert {type(fault) for fault in load.faults} <= {ConnectionRefusedError, ConnectionResetError}
        answered = [person for person, heard in load.heard if acknowledged(heard)]
    with serving(tmp_path) as server:
        assert "yesterday" in server.ask("when was my last leg day", user=answered[-1]).json["speech"]


@pytest.mark.parametrize("newer_first", [False, True])
def test_a_session_goes_on_with_another_version_of_the_content(tmp_path: Path, newer: Path, newer_first: bool) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, then = ({"PYTHONPATH": str(newer)}, {}) if newer_first else ({}, {"PYTHONPATH": str(newer)})
    with serving(tmp_path / "a", **first) as before, serving(tmp_path / "b", **then) as after:
        sore = before.ask("a bit", session=before.ask("should i run today").json["session"])
        safe = after.ask("no", session=sore.json["session"])
        decided = before.ask("three days ago", session=safe.json["session"])
        why = after.ask("why", session=decided.json["session"])
        asleep = before.ask("does sleep help recovery")
        more = after.ask("tell me more", session=asleep.json["session"])
        answers = {server.ask("does sleep help recovery").json["speech"] for server in (before, after)}

    assert len(answers) == 2
    assert (sore.json["about"], safe.json["about"], decided.json["about"]) == ("check_in", "check_in", "verdict")
    assert (why.json["about"], why.json["family"], more.json["about"]) == ("why", "verdict", "more")
    assert asleep.json["speech"] not in more.json["speech"]


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The skill with another answer, as a deploy brings it."""
    there = tmp_path_factory.mktemp("newer")
    shutil.copytree(ROOT / "skill", there / "skill", ignore=shutil.ignore_patterns("__pycache__"))
    sleep = there / "skill/content/en/topics/sleep.toml"
    text = sleep.read_text(encoding="utf-8")
    answer = text.split('\nanswer = "')[1].split('"')[0]
    sleep.write_text(text.replace(answer, NEWER_ANSWER), encoding="utf-8")
    return there
