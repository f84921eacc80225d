"""The process that faces the world: takes requests in whole, lets go of who is too slow, and has workers answer.

It holds no content and no store, so there is little in it that could fail.
"""

import logging
import os
import resource
import signal
import socket
from functools import partial
from threading import Lock, Thread
from time import monotonic
from typing import Any

import waitress
from waitress.channel import HTTPChannel

from skill.channels.drain import serve_until_told
from skill.channels.relay import BUSY, ROOM, SLOTS, Relay

MOST_CONNECTIONS = 1_000
LARGEST_BODY = 512 * 1024  # bytes; beyond it nothing of ours is asked, and the connection is closed
LARGEST_HEAD = 32 * 1024
SLOWEST = 10.0  # seconds for a request to arrive in whole
IDLE = 75  # seconds that a connection may wait for its next request
LOOK = 1  # seconds between looks at who is too slow
BUSY_BYTES = b"\r\n".join(
    (f"HTTP/1.1 {BUSY.status}".encode(), *(f"{name}: {value}".encode() for name, value in BUSY.headers), b"", BUSY.body)
)


def serve_front(listening: socket.socket, news: socket.socket, clears_proxy_headers: bool) -> None:
    """Serves until it is told to stop, or its watch is gone. `news` brings the lines to each new worker."""
    relay = Relay()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is told by 503, not by a line for each
    server = waitress.create_server(
        relay,
        sockets=[listening],
        threads=ROOM,
        connection_limit=_connections(),
        max_request_body_size=LARGEST_BODY,
        max_request_header_size=LARGEST_HEAD,
        channel_timeout=IDLE,
        cleanup_interval=LOOK,
        asyncore_use_poll=True,  # select ends at a thousand
        # Taken away where no proxy of the owner's could have written them.
        clear_untrusted_proxy_headers=clears_proxy_headers,
    )
    server.channel_class, server.busy = Channel, Busy()
    server.add_task = partial(_take_or_refuse, server.task_dispatcher)
    server.maintenance = partial(_let_go_of_the_slow, server, server.maintenance)
    Thread(target=_hear, args=(news, relay), name="news", daemon=True).start()
    serve_until_told(server, lambda: None)


class Busy:
    """How many are being answered. Waitress counts its threads as busy until each has waited once."""

    def __init__(self) -> None:
        self.count, self._lock = 0, Lock()

    def __enter__(self) -> None:
        with self._lock:
            self.count += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self.count -= 1


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress carries no annotations
    """A connection that knows since when it is in the middle of asking."""

    asking_since: float | None = None

    def service(self) -> None:
        with self.server.busy:
            super().service()

    def received(self, data: bytes) -> Any:
        taken = super().received(data)
        if self.request is None:
            self.asking_since = None
        elif self.asking_since is None:
            self.asking_since = monotonic()
        with self.requests_lock:
            self._one_at_a_time()
        return taken

    def _one_at_a_time(self) -> None:
        """Who asks on without reading the answers would take everybody's turn, so the rest is left unanswered."""
        for request in self.requests[1:]:
            request.close()
        if self.requests[1:]:
            del self.requests[1:]
            self.requests[0].headers["CONNECTION"] = "close"  # by which a client knows that it has to ask again

    def refuse(self) -> None:
        """Says that it is too much to the request that came in whole, without keeping a thread busy with it."""
        request = self.requests.pop(0)
        request.close()
        if request.version == "1.0" or request.headers.get("CONNECTION", "").lower() == "close":
            self.close_when_flushed = True
        with self.outbuf_lock:
            self.outbufs[-1].append(BUSY_BYTES)
            self.current_outbuf_count += len(BUSY_BYTES)
            self.total_outbufs_len += len(BUSY_BYTES)
        self.server.pull_trigger()


def _take_or_refuse(dispatcher: Any, channel: Channel) -> None:
    """No more is taken than can be answered soon, so that those who are in are answered as fast as ever."""
    while channel.requests and len(dispatcher.queue) + channel.server.busy.count >= ROOM:
        channel.refuse()
    if channel.requests:
        dispatcher.add_task(channel)


def _let_go_of_the_slow(server: Any, maintenance: Any, now: float) -> None:
    """Waitress lets go of who says nothing at all; a byte now and then would keep a connection for ever."""
    maintenance(now)
    line = monotonic() - SLOWEST
    for channel in list(server.active_channels.values()):
        if channel.asking_since is not None and channel.asking_since < line and not channel.requests:
            channel.will_close = True


def _hear(news: socket.socket, relay: Relay) -> None:
    """Takes in the lines to new workers. When the watch is gone nobody would mend anything, so we go too."""
    while True:
        try:
            told, lines, _, _ = socket.recv_fds(news, 64, SLOTS)
        except OSError:
            told, lines = b"", []
        if not told:
            os.kill(os.getpid(), signal.SIGTERM)
            return
        relay.add(int(told), lines)


def _connections() -> int:
    """As many as the system's limit on open files leaves, which is raised as far as it may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + 200
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else max(50, min(MOST_CONNECTIONS, soft - 100))
