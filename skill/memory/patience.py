"""How long a turn waits for a store.

The whole call has a limit (deadline.py). A store that let some go by is left alone for a while.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from time import monotonic
from typing import TypeVar

from skill.deadline import NotBegun, within
from skill.errors import MemoryUnavailable

T = TypeVar("T")

# A turn loads, notes the use once a day, and saves or forgets: 1.35 seconds when everything takes its longest.
ASKING = 0.6  # seconds for what the reply depends on
NOTING = 0.15  # seconds for what it does not
IN_VAIN = 3  # calls in a row that were given up; then nobody asks for a while, so that not everybody waits in vain
REST = 2.0  # seconds
CALLS = 32  # how many may be under way; a store that hangs must not eat the machine's threads


@dataclass(frozen=True)
class Patience:
    """The limit for one store."""

    rest: float = REST
    calls: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(CALLS))
    given_up: deque[float] = field(default_factory=lambda: deque(maxlen=IN_VAIN))  # when, since the last success

    def wait(self, work: Callable[[], T], seconds: float = ASKING) -> T:
        """What the work gives, or raises. Raises MemoryUnavailable when that takes too long."""
        if len(self.given_up) == IN_VAIN and monotonic() < self.given_up[-1] + self.rest:
            raise MemoryUnavailable("the store did not answer just now")
        try:
            result = within(seconds, self.calls, work)
        except NotBegun as fault:
            raise MemoryUnavailable(f"the store can't be asked: {fault}") from fault
        except TimeoutError as fault:
            if seconds >= ASKING:
                self.given_up.append(monotonic())
            raise MemoryUnavailable(f"the store took longer than {seconds} seconds") from fault
        self.given_up.clear()
        return result
