"""What happened, counted for the owner, in the text form that Prometheus reads.

Only closed lists of words become labels: never who spoke, what was said, or what a body feels. Written by hand, because
it is three kinds of number and one page of text; a test reads that page with Prometheus's own parser.
Form: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

import logging
from _thread import LockType, allocate_lock  # `threading` is more than a start needs
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from skill.told import TOLD, fault_line
from skill.turn_notice import TurnNotice

MOST_SERIES = 500  # of one counter; what comes later is counted as OTHER, so that nothing from outside fills the memory
OTHER = "other"
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)  # seconds
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

log = logging.getLogger(__name__)


@dataclass
class Counter:
    """Numbers that only grow, one for each set of labels."""

    name: str
    tells: str
    labels: tuple[str, ...] = ()
    _counts: dict[tuple[str, ...], int] = field(default_factory=dict)
    _lock: LockType = field(default_factory=allocate_lock)

    def add(self, *values: str) -> None:
        with self._lock:
            if values not in self._counts and len(self._counts) >= MOST_SERIES:
                values = tuple(OTHER for _ in self.labels)
            self._counts[values] = self._counts.get(values, 0) + 1

    def lines(self) -> Iterator[str]:
        with self._lock:
            counts = sorted(self._counts.items())
        yield from _head(self.name, self.tells, "counter")
        # Without labels there is one number from the start, so that an alert on it never finds nothing.
        for values, count in counts if self.labels or counts else [((), 0)]:
            yield f"{self.name}{_labelled(dict(zip(self.labels, values, strict=True)))} {count}"


@dataclass
class Histogram:
    """How long things took, in seconds."""

    name: str
    tells: str
    _counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    _sum: float = 0.0
    _lock: LockType = field(default_factory=allocate_lock)

    def add(self, seconds: float) -> None:
        with self._lock:
            self._counts[bisect_left(BUCKETS, seconds)] += 1
            self._sum += seconds

    def lines(self) -> Iterator[str]:
        with self._lock:
            counts, total = list(self._counts), self._sum
        yield from _head(self.name, self.tells, "histogram")
        so_far = 0
        for limit, count in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
            so_far += count
            yield f"{self.name}_bucket{_labelled({'le': limit})} {so_far}"
        yield f"{self.name}_sum {total!r}"
        yield f"{self.name}_count {so_far}"


def _counter(name: str, tells: str, *labels: str) -> Counter:
    return Counter(f"leg_day_coach_{name}_total", tells, labels)


@dataclass(frozen=True)
class Metrics:
    """Everything that is counted."""

    turns: Counter = field(
        default_factory=lambda: _counter(
            "turns", "Turns, by what the reply was about and how it went", "topic", "outcome"
        )
    )
    seconds: Histogram = field(
        default_factory=lambda: Histogram("leg_day_coach_turn_seconds", "How long a turn took, its store included")
    )
    refusals: Counter = field(
        default_factory=lambda: _counter(
            "refusals", "Requests that were refused, by way in and reason", "way", "reason"
        )
    )
    repeats: Counter = field(
        default_factory=lambda: _counter("repeats", "Signed Alexa requests that had been here before")
    )
    store_errors: Counter = field(
        default_factory=lambda: _counter("store_errors", "Turns for which the store of leg days did not answer")
    )
    failures: Counter = field(
        default_factory=lambda: _counter("failures", "Requests that ended in a fault of ours, by kind", "kind")
    )

    tell: Callable[[TurnNotice], None] | None = None  # what is done with each turn beside counting it

    def notice(self, notice: TurnNotice) -> None:
        """Counts a turn, and tells whoever keeps a log of turns."""
        self.turns.add(notice.topic, notice.outcome)
        self.seconds.add(notice.seconds)
        if notice.without_memory:
            self.store_errors.add()
        if self.tell is not None:
            self.tell(notice)

    def failed(self, event: str, fault: BaseException) -> None:
        """Counts a fault of ours, and logs it by kind and place."""
        self.failures.add(type(fault).__name__)
        log.error(event, extra={TOLD: fault_line(fault)})

    def text(self, now: Mapping[str, float], about: Mapping[str, str]) -> str:
        """The page: all counts, what is so `now` (by name, without its prefix), and labels `about` this server."""
        lines = [line for kind in self._kinds() for line in kind.lines()]
        for name, value in now.items():
            lines += [*_head(name, _GAUGES.get(name, name), "gauge"), f"{name} {value!r}"]
        lines += [*_head(_INFO, "Which skill this is", "gauge"), f"{_INFO}{_labelled(about)} 1"]
        return "\n".join(lines) + "\n"

    def _kinds(self) -> tuple[Counter | Histogram, ...]:
        return (self.turns, self.seconds, self.refusals, self.repeats, self.store_errors, self.failures)


_INFO = "leg_day_coach_info"
_GAUGES = {
    "leg_day_coach_store_up": "Whether the store of leg days can be read and written",
    "leg_day_coach_built_fresh": "Whether the built form of understanding fits the content",
    "process_resident_memory_bytes": "Memory in use",
    "process_open_fds": "Open files and sockets",
    "process_start_time_seconds": "When the server was started, in seconds since 1970",
}


def _head(name: str, tells: str, kind: str) -> Iterator[str]:
    yield f"# HELP {name} {tells}"
    yield f"# TYPE {name} {kind}"


def _labelled(labels: Mapping[str, str]) -> str:
    quoted = (f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return "{" + ",".join(quoted) + "}" if labels else ""


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
