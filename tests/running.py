"""A server of ours as an owner starts it, and everything that the tests do to it from outside."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PATIENCE = 20  # seconds; only so that a server which hangs fails the test
IN_TIME = 1.5  # seconds within which a person hears an answer


@dataclass(frozen=True)
class Heard:
    """An answer over HTTP, and how long it took."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[bytes]
    folder: Path

    def told(self) -> str:
        return (self.folder / "out").read_text() + (self.folder / "log").read_text()

    def said(self, pattern: str) -> str:
        """What the server has told by now that looks like this; waits until it has."""
        until = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.told())):
            assert self.process.poll() is None, self.told()
            assert time.monotonic() < until, f"never told {pattern}: {self.told()}"
            time.sleep(0.02)
        return found.group(found.re.groups and 1)

    @cached_property
    def port(self) -> int:
        return int(self.said(r"listens on http://127\.0\.0\.1:(\d+)"))

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Heard:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        began = time.monotonic()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
            named = {name.title(): value for name, value in answer.getheaders()}
            return Heard(answer.status, named, text, time.monotonic() - began)
        finally:
            connection.close()

    def ask(self, text: str, **more: Any) -> Heard:
        return self.send("POST", "/ask", json.dumps({"text": text, **more}).encode())

    def warm(self) -> "Running":
        """Once it has answered, what is made at first use is made."""
        assert self.ask("should i run after leg day").status == 200
        return self

    @property
    def front(self) -> int:
        return self._children()[0]

    @property
    def worker(self) -> int:
        """The process that answers: the front is the older of the two unless it was the one to be replaced."""
        return self._children()[1]

    def _children(self) -> list[int]:
        """Of the server's own process, the oldest first."""
        until = time.monotonic() + PATIENCE
        while len(found := children(self.process.pid)) < 2:
            assert time.monotonic() < until, "there are no two processes"
            time.sleep(0.01)
        return found

    def kill(self, process: int) -> None:
        os.kill(process, signal.SIGKILL)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def children(parent: int) -> list[int]:
    """The processes whose parent it is, in the order in which they were begun."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            told = (entry / "stat").read_text().rpartition(")")[2].split() if entry.name.isdigit() else []
        except OSError:
            continue
        if told and int(told[1]) == parent and told[0] != "Z":
            found.append((int(told[19]), int(entry.name)))
    return [process for _, process in sorted(found)]


@contextmanager
def started(folder: Path, arguments: tuple[str, ...], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """`leg-day-coach serve` in a folder, with its words in the files `out` and `log` there."""
    command = [sys.executable, "-m", "skill", "serve", "--port", "0", *arguments]
    with (
        (folder / "out").open("wb") as out,
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=log) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def serving(folder: Path, *arguments: str, **settings: str) -> Iterator[Running]:
    """A server that shares no store and no secret with another one, unless the settings say so."""
    left = {name: value for name, value in os.environ.items() if name not in ("MEMORY_URL", "SECRET_KEY")}
    path = os.pathsep.join(filter(None, [settings.pop("PYTHONPATH", ""), str(ROOT)]))
    environment = {**left, "PYTHONUNBUFFERED": "1", "SECRET_KEY": "a secret of the tests", "ASK_PER_MINUTE": "0"}
    environment |= {**settings, "PYTHONPATH": path}
    with started(folder, arguments, environment) as process:
        yield Running(process, folder)
