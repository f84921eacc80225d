"""How long a turn waits for a store.

A time-out of a driver bounds one step: a lock, a connection, a packet. Finding an address or flushing a slow disk has
none at all. So the whole call is given a limit here, and what takes longer is left to end by itself.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Thread
from typing import TypeVar

from skill.errors import MemoryUnavailable

T = TypeVar("T")

# A turn loads, notes the use once a day, and saves or forgets: 1.35 seconds when everything takes its longest.
ASKING = 0.6  # seconds for what the reply depends on
NOTING = 0.15  # seconds for what it does not
CALLS = 32  # how many may be under way; a store that hangs must not eat the machine's threads


@dataclass(frozen=True)
class Patience:
    """The limit for one store."""

    calls: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(CALLS))

    def wait(self, work: Callable[[], T], seconds: float = ASKING) -> T:
        """What the work gives, or raises. Raises MemoryUnavailable when that takes too long."""
        if not self.calls.acquire(blocking=False):
            raise MemoryUnavailable(f"{CALLS} calls are still waiting for the store")
        promised: Future[T] = Future()

        def run() -> None:
            try:
                promised.set_result(work())
            except BaseException as fault:
                promised.set_exception(fault)
            finally:
                self.calls.release()

        try:
            Thread(target=run, name="memory", daemon=True).start()
        except RuntimeError as fault:
            self.calls.release()
            raise MemoryUnavailable(f"the store can't be asked: {fault}") from fault
        try:
            return promised.result(seconds)
        except TimeoutError as fault:
            raise MemoryUnavailable(f"the store took longer than {seconds} seconds") from fault
