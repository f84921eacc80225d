"""The process that answers: verifies, understands, remembers. It may die at any time; another one is made in its place."""

import logging
import signal
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from threading import Thread
from types import FrameType

from skill.channels.calls import App, answer_calls
from skill.channels.metrics_page import serve_metrics
from skill.health import Health
from skill.told import TOLD

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """What a worker does. It was made before the first one began and was not used yet: no file open, no thread."""

    app: App
    health: Health
    clears_proxy_headers: bool
    metrics: socket.socket | None


def serve_worker(job: Job, lines: Iterable[int], is_first: bool) -> None:
    """Answers on each line until the front has closed them all."""
    health = job.health

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the system's names
        if not health.stopping:
            health.stop()

    signal.signal(signal.SIGTERM, stop)
    threads = [Thread(target=answer_calls, args=(job.app, Connection(line)), name="answering") for line in lines]
    for thread in threads:
        thread.start()
    if job.metrics:
        serve_metrics(health, job.metrics)
    # Only now, because a look at the store may take its time.
    log.info("started" if is_first else "another worker answers now", extra={TOLD: health.told()})
    for thread in threads:
        thread.join()
