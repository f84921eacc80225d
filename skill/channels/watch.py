"""Watches over the front and the worker: whichever dies is made anew, while the other one goes on.

Everything is read once, here, before the first fork. So a new process takes hundredths of a second, shares its memory
with the others, and speaks the same content as the one before it. Nothing here starts a thread, which a fork would lose.
"""

import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic, sleep
from types import FrameType
from typing import NoReturn

from skill.channels.front import serve_front
from skill.channels.relay import SLOTS
from skill.channels.worker import Job, serve_worker

SIGNALS = (signal.SIGTERM, signal.SIGINT)
SOON = 1.0  # seconds; who dies sooner is made anew more slowly each time
LONGEST_PAUSE = 2.0
A_BLINK = 0.2  # seconds between two ends that belong together
LAST_WORDS = 3.0  # seconds for the worker to end by itself once the front is gone

log = logging.getLogger(__name__)


@dataclass(repr=False)  # the standard library writes a handler out when it is changed, and this one holds all content
class Watch:
    """The two processes, as they are now."""

    job: Job
    listening: socket.socket
    front: int = 0
    worker: int = 0
    news: socket.socket | None = None  # our end of what the front is told
    made: int = 0  # workers so far
    told: int = 0  # how often we were told to stop
    _pause: float = 0.0
    _began: dict[int, float] = field(default_factory=dict)

    def run(self) -> int:
        """Until told to stop; the exit code."""
        gc.freeze()  # what is shared stays shared
        before = {number: signal.signal(number, self._tell) for number in SIGNALS}
        try:
            self._make_front()
            self._make_worker()
            return self._watch()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _watch(self) -> int:
        while True:
            ended, code = _end_of(-1)
            if ended == self.worker and code == 0 and (front := self._end_of_front()) is not None:
                # It ended because its lines did, and was only seen first.
                self.worker, ended, code = 0, self.front, front
            if ended == self.front and self.told:
                self._end_worker()
                return code if code >= 0 else 128 - code
            if ended in (self.front, self.worker):
                self._mend(ended, code)

    def _end_of_front(self) -> int | None:
        """With what the front ended, if it does so now."""
        until = monotonic() + A_BLINK
        while monotonic() < until:
            ended, code = _end_of(self.front, os.WNOHANG)
            if ended:
                return code
            sleep(A_BLINK / 20)
        return None

    def _mend(self, ended: int, code: int) -> None:
        is_front = ended == self.front
        log.error("the %s ended with %s and is made anew", "front" if is_front else "worker", code)
        lived = monotonic() - self._began.pop(ended)
        self._pause = 0.0 if lived > SOON else min(LONGEST_PAUSE, max(0.05, 2 * self._pause))
        if self._pause > 0.05:
            sleep(self._pause)
        if is_front:
            self._make_front()
        # With a front its lines are gone, so a new one needs a new worker; the old one finds out and ends.
        self._make_worker()

    def _make_front(self) -> None:
        if self.news:
            self.news.close()
        self.news, theirs = socket.socketpair()

        def live() -> None:
            if self.news:
                self.news.close()
            if self.job.metrics:
                self.job.metrics.close()
            serve_front(self.listening, theirs, self.job.clears_proxy_headers)

        self.front = self._fork(live)
        theirs.close()

    def _make_worker(self) -> None:
        pairs = [socket.socketpair() for _ in range(SLOTS)]
        is_first = self.made == 0

        def live() -> None:
            self.listening.close()
            if self.news:
                self.news.close()
            for ours, _ in pairs:
                ours.close()
            serve_worker(self.job, [theirs.detach() for _, theirs in pairs], is_first)

        self.worker, self.made = self._fork(live), self.made + 1
        for _, theirs in pairs:
            theirs.close()
        if self.news:
            try:
                socket.send_fds(self.news, [str(self.worker).encode()], [ours.fileno() for ours, _ in pairs])
            except OSError:
                log.warning("the front is gone; the worker waits for the next one")
        for ours, _ in pairs:
            ours.close()

    def _fork(self, live: Callable[[], None]) -> int:
        child = os.fork()
        if child == 0:
            _live(live)
        self._began[child] = monotonic()
        return child

    def _tell(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the system's names
        """The worker tells from now on that it is stopping, and the front lets go gently; told again, at once."""
        self.told += 1
        self.listening.close()  # so that only the front holds the door, and new connections are refused once it lets go
        for process in filter(None, (self.worker, self.front)):
            try:
                os.kill(process, signal.SIGTERM)
            except ProcessLookupError:
                continue

    def _end_worker(self) -> None:
        until = monotonic() + LAST_WORDS
        while self.worker and monotonic() < until:
            if _end_of(self.worker, os.WNOHANG)[0]:
                return
            sleep(0.01)
        if self.worker:
            os.kill(self.worker, signal.SIGKILL)


def _end_of(process: int, options: int = 0) -> tuple[int, int]:
    """Which child ended, and with what; 0 when it has not."""
    ended, status = os.waitpid(process, options)
    return ended, os.waitstatus_to_exitcode(status) if ended else 0


def _live(live: Callable[[], None]) -> NoReturn:
    """A child's whole life. It never returns into its parent's."""
    code = 1
    try:
        # What is typed at a terminal goes to the watch alone, which tells us.
        os.setpgid(0, 0)
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        live()
        code = 0
    except SystemExit as told:
        code = told.code if isinstance(told.code, int) else 1
    except BaseException as fault:
        log.error("a process of ours failed: %s", type(fault).__name__)
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
