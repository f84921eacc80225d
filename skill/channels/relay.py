"""The front's WSGI application: hands each request to the worker, and again to the next one when a worker dies over it."""

import json
import logging
import os
import queue
import signal
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any

from skill.channels.calls import LARGEST_CALL, Answer, packed_request, read_answer

SLOTS = 16  # requests that a worker answers at a time; most wait for a store then
ROOM = 24  # requests under way, those that wait for a slot included
WAIT = 0.25  # seconds to wait for a slot while the worker is well
MENDING = 1.0  # seconds to wait for one after a worker died; a new one takes hundredths
LONGEST = (
    5.0  # seconds for an answer; everything that a turn waits for is bounded far below, so this is a worker that hangs
)
TRIES = 2  # a request that kills two workers will kill a third
RETRY_AFTER = 1  # seconds

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Slot:
    """A line to a worker."""

    calls: Connection
    worker: int  # its process id


@dataclass
class Relay:
    """Workers come and go; the lines to them are put in by who watches over them."""

    slots: "queue.LifoQueue[Slot]" = field(default_factory=queue.LifoQueue)
    worker: int = 0  # the one that answers; none at the start, and while a dead one is replaced

    def add(self, worker: int, lines: Iterable[int]) -> None:
        """A new worker takes the place of the one before, whose lines are of no use any more."""
        with suppress(queue.Empty):
            while True:
                self.slots.get_nowait().calls.close()
        self.worker = worker
        for line in lines:
            self.slots.put(Slot(Connection(line), worker))

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        answer = self._answer(environ)
        start(answer.status, answer.headers)
        return [answer.body]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        request = packed_request(environ, environ["wsgi.input"].read())
        for _ in range(TRIES):
            slot = self._slot(monotonic() + (WAIT if self.worker else MENDING))
            if slot is None:
                return BUSY
            answer = _asked(slot, request)
            if answer is not None:
                self.slots.put(slot)
                return answer
            self._lost(slot)
        return BUSY

    def _slot(self, until: float) -> Slot | None:
        """A line that is free. Those of a worker that died are let go, also where the system has not closed them yet."""
        while True:
            try:
                slot = self.slots.get(timeout=max(0.0, until - monotonic()))
            except queue.Empty:
                return None
            # Nobody speaks there unasked, so if there is something to read it is the end.
            if slot.worker == self.worker and not slot.calls.poll():
                return slot
            self._lost(slot)
            until = max(until, monotonic() + MENDING)

    def _lost(self, slot: Slot) -> None:
        slot.calls.close()
        if slot.worker == self.worker:
            self.worker = 0


def _asked(slot: Slot, request: bytes) -> Answer | None:
    """The worker's answer; None when it died or hangs. One that hangs is ended, so that another takes its place."""
    try:
        slot.calls.send_bytes(request)
        if slot.calls.poll(LONGEST):
            return read_answer(slot.calls.recv_bytes(LARGEST_CALL))
    except (EOFError, OSError):
        return None
    log.error("a worker gave no answer in %s seconds and is replaced", LONGEST)
    with suppress(ProcessLookupError):
        os.kill(slot.worker, signal.SIGKILL)
    return None


def _busy() -> Answer:
    body = json.dumps({"error": f"too much to do right now; try again in {RETRY_AFTER} second"}).encode()
    headers = {"Content-Type": "application/json", "Retry-After": str(RETRY_AFTER), "Content-Length": str(len(body))}
    return Answer("503 Service Unavailable", list(headers.items()), body)


BUSY = _busy()
