"""`GET /metrics` on a port of its own that only this machine reaches, for Prometheus or whatever reads its form."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import waitress

from skill import __version__
from skill.health import Health
from skill.metrics import CONTENT_TYPE

PATH = "/metrics"
STARTED = time.time()

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


@dataclass(frozen=True)
class MetricsPage:
    """A WSGI application with one page."""

    health: Health

    def __call__(self, environment: Mapping[str, Any], start: StartResponse) -> Iterable[bytes]:
        if environment["PATH_INFO"] != PATH or environment["REQUEST_METHOD"] not in ("GET", "HEAD"):
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [f"the metrics are at {PATH}\n".encode()]
        page = self.health.coach.metrics.text(self._now(), self._about()).encode()
        start("200 OK", [("Content-Type", CONTENT_TYPE), ("Content-Length", str(len(page)))])
        return [page]

    def _now(self) -> dict[str, float]:
        return {
            "leg_day_coach_store_up": float(self.health.store() != "unavailable"),
            "leg_day_coach_built_fresh": float(self.health.is_fresh()),
            "process_start_time_seconds": STARTED,
            **_process(),
        }

    def _about(self) -> dict[str, str]:
        return {"version": __version__, "content": self.health.coach.understanding.built.digest[:12]}


def serve_metrics(health: Health, listening: socket.socket) -> None:
    """Serves the page beside the skill."""
    server = waitress.create_server(MetricsPage(health), sockets=[listening], threads=1)
    threading.Thread(target=server.run, name="metrics", daemon=True).start()


def _process() -> dict[str, float]:
    """What the system says of this process, where it says it in files."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        files = len(os.listdir("/proc/self/fd"))
    except OSError:
        return {}
    return {
        "process_resident_memory_bytes": float(pages * os.sysconf("SC_PAGE_SIZE")),
        "process_open_fds": float(files),
    }
