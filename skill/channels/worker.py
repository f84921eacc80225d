"""The process that answers: verifies, understands, remembers. It may die at any time; another one is made in its place."""

import logging
import signal
import socket
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from threading import Thread
from types import FrameType

from skill.app import Coach
from skill.channels.alexa_signature import Verifier
from skill.channels.calls import answer_calls
from skill.channels.certificates import fetch, trusted_roots
from skill.channels.metrics_page import serve_metrics
from skill.channels.webhook import create_app
from skill.health import Health
from skill.log_lines import log_turn
from skill.memory import open_memory
from skill.metrics import Metrics
from skill.told import TOLD
from skill.unanswered import open_unanswered

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """What a worker is made from. All of it was read before the first one was made, and is shared by all."""

    coach: Coach
    lost_its_store: bool
    metrics: socket.socket | None


def serve_worker(job: Job, lines: Iterable[int], is_first: bool) -> None:
    """Answers on each line until the front has closed them all."""
    # A driver's connections and threads don't survive a fork, so each worker has its own.
    memory = open_memory(job.coach.settings.memory_url)
    coach = replace(job.coach, memory=memory, metrics=Metrics(tell=log_turn))
    if coach.settings.unanswered_file:
        coach = replace(coach, unanswered=open_unanswered(coach.understanding, coach.settings.unanswered_file))
    verifier = None if coach.settings.dev else Verifier(trusted_roots(), fetch, lambda: datetime.now(UTC))
    health = Health(coach, job.lost_its_store)
    app = create_app(coach, verifier, health)
    if job.metrics:
        serve_metrics(health, job.metrics)

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the system's names
        if not health.stopping:
            health.stop()

    signal.signal(signal.SIGTERM, stop)
    threads = [Thread(target=answer_calls, args=(app, Connection(line)), name="answering") for line in lines]
    for thread in threads:
        thread.start()
    # Only now, because a look at the store may take its time.
    log.info("started" if is_first else "another worker answers now", extra={TOLD: health.told()})
    for thread in threads:
        thread.join()
