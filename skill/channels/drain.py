"""Serves until told to stop, and then lets go gently: whoever is being answered still gets the answer.

Told by SIGTERM or SIGINT. What has connected by then is served and new connections are refused, so that a proxy tries
elsewhere. Told a second time, it stops at once.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType
from typing import Any

from waitress import wasyncore

SIGNALS = (signal.SIGTERM, signal.SIGINT)
PATIENCE = 5.0  # seconds for answers under way; container hosts kill after ten
QUIET = 0.25  # seconds in which a request that is on its way over an open connection still arrives
LOOK = 1.0  # seconds between looks at what nobody woke us for


def serve_until_told(server: Any, stopping: Callable[[], None]) -> None:
    """Runs one waitress server. `stopping` is called as soon as it was told to stop."""
    told = False

    def tell(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the system's names
        nonlocal told
        if told:
            raise SystemExit(128 + number)
        told = True
        server.pull_trigger()  # and no more here: a handler may run in the middle of anything

    with _signals(tell):
        while not told:
            _once(server, LOOK)
        stopping()
        _once(server, 0.0)  # takes in who has connected but was not looked at yet
        wasyncore.dispatcher.close(server)
        _finish(server)
    server.task_dispatcher.shutdown(timeout=1)


def _finish(server: Any) -> None:
    """Goes on until nothing was under way for a moment, or patience ends."""
    until, busy = monotonic() + PATIENCE, monotonic()
    while monotonic() < min(until, busy + QUIET):
        _once(server, QUIET / 5)
        if any(_is_busy(channel) for channel in list(server.active_channels.values())):
            busy = monotonic()


def _is_busy(channel: Any) -> bool:
    """Whether it is being answered, has an answer to take, or is in the middle of asking."""
    return bool(channel.requests or channel.total_outbufs_len or channel.request)


def _once(server: Any, seconds: float) -> None:
    wasyncore.loop(timeout=seconds, map=server._map, use_poll=server.adj.asyncore_use_poll, count=1)


@contextmanager
def _signals(tell: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = {number: signal.signal(number, tell) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
