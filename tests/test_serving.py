"""The running server: it starts whole, tells how it is, and lets go gently."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from running import started

ROOT = Path(__file__).parent.parent
BODY = json.dumps({"text": "how far should i run"}).encode()
HEAD = f"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Length: {len(BODY)}\r\n\r\n".encode()
PATIENCE = 10  # seconds; only so that a server which hangs fails the test


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[bytes]
    folder: Path

    def said(self, pattern: str) -> str:
        """What the server has said by now that looks like this; waits until it has."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            text = (self.folder / "out").read_text() + (self.folder / "log").read_text()
            if found := re.search(pattern, text):
                return found.group(1)
            assert self.process.poll() is None, text
            time.sleep(0.02)
        raise AssertionError(f"the server never said {pattern}")

    @property
    def port(self) -> int:
        return int(self.said(r"listens on http://127\.0\.0\.1:(\d+)"))

    def get(self, path: str, port: int | None = None) -> tuple[int, bytes]:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"http://127.0.0.1:{port or self.port}{path}", timeout=PATIENCE) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()

    def stops(self) -> int:
        return self.process.wait(PATIENCE)

    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "log").read_text().splitlines()]


@contextmanager
def serving(folder: Path, *arguments: str, **settings: str) -> Iterator[Running]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **settings}
    with started(folder, arguments, environment) as process:
        yield Running(process, folder)


def connected(server: Running) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)


def answer_on(connection: socket.socket) -> bytes:
    with connection.makefile("rb") as stream:
        return stream.read()


def test_the_log_tells_in_which_state_it_started_and_that_it_stopped(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        told = json.loads(server.get("/healthz")[1])
        server.process.send_signal(signal.SIGTERM)
        code = server.stops()
    first, *others = server.log()

    assert code == 0
    assert first.items() >= {"event": "started", **told}.items()
    assert [line["event"] for line in others] == ["stopping", "stopped"]


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_who_was_in_the_middle_of_asking_still_gets_the_answer(tmp_path: Path, told: signal.Signals) -> None:
    with serving(tmp_path) as server, connected(server) as connection:
        connection.sendall(HEAD + BODY[:5])
        server.get("/healthz")  # by when the half request has been taken in
        server.process.send_signal(told)
        server.said('"(stopping)"')
        connection.sendall(BODY[5:])
        answer = answer_on(connection)
        code = server.stops()

    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"about":"run_far"' in answer
    assert code == 0


def test_once_told_to_stop_it_takes_no_new_connections(tmp_path: Path) -> None:
    with serving(tmp_path) as server, connected(server) as connection:
        connection.sendall(HEAD + BODY[:5])
        server.get("/healthz")
        server.process.send_signal(signal.SIGTERM)
        server.said('"(stopping)"')
        time.sleep(0.2)  # the door is closed right after that line
        with pytest.raises(OSError, match="refused"):
            connected(server)


def test_who_never_finishes_asking_cannot_keep_it_from_stopping(tmp_path: Path) -> None:
    with serving(tmp_path) as server, connected(server) as connection:
        connection.sendall(HEAD)
        server.get("/healthz")
        server.process.send_signal(signal.SIGTERM)

        assert server.stops() == 0


def test_told_twice_it_stops_at_once(tmp_path: Path) -> None:
    with serving(tmp_path) as server, connected(server) as connection:
        connection.sendall(HEAD)
        server.get("/healthz")
        server.process.send_signal(signal.SIGTERM)
        server.said('"(stopping)"')
        server.process.send_signal(signal.SIGTERM)

        assert server.stops() == 128 + signal.SIGTERM


def test_metrics_are_served_on_a_port_of_their_own(tmp_path: Path) -> None:
    with serving(tmp_path, METRICS_PORT="0") as server:
        port = int(server.said(r"Metrics are at http://127\.0\.0\.1:(\d+)/metrics"))
        status, page = server.get("/metrics", port)

        assert status == 200
        assert b"leg_day_coach_store_up 1" in page
        assert server.get("/metrics")[0] == 404
        assert server.get("/healthz", port)[0] == 404


def test_a_store_that_breaks_while_it_runs_is_told(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    with serving(tmp_path, MEMORY_URL=f"sqlite:///{tmp_path}/store/coach.sqlite3", SECRET_KEY="k" * 32) as server:
        _ = server.port
        (tmp_path / "store").rmdir()
        until = time.monotonic() + PATIENCE
        while (told := json.loads(server.get("/healthz")[1]))["store"] == "ok" and time.monotonic() < until:
            time.sleep(0.2)
        strict = server.get("/healthz?strict")[0]

    assert (told["status"], told["store"], strict) == ("degraded", "unavailable", 503)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"METRICS_PORT": "ninety"}, "METRICS_PORT is 'ninety'"),
        ({"METRICS_PORT": "70000"}, "METRICS_PORT is '70000'"),
        ({"MEMORY_URL": "mysql://x"}, "MEMORY_URL"),
    ],
)
def test_it_does_not_start_half(tmp_path: Path, settings: dict[str, str], reason: str) -> None:
    command = [sys.executable, "-m", "skill", "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert reason in done.stderr
