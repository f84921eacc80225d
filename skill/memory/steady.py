"""What time a server believes it is, on a machine whose clock may jump.

A clock that is set wrong for a moment must not delete what has not expired, nor date what is kept so that it expires as
soon as the clock is right again. So the store takes the time only as far as this process has lived through it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

LEEWAY = timedelta(days=1)  # for time zones, for clocks that are put right, and for machines that slept


def _wall() -> datetime:
    return datetime.now(UTC)


def _lived() -> float:
    """Seconds that no clock's setting changes; where the system has them, with those that the machine slept."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


@dataclass(frozen=True)
class SteadyClock:
    """Knows when it was made, and how long it has lived since."""

    lived: Callable[[], float] = _lived
    made: datetime = field(default_factory=_wall)
    made_at: float = field(default_factory=_lived)

    def believed(self, now: datetime) -> datetime:
        """The moment as told, or the nearest one to it that can be true."""
        expected = self._expected()
        return min(max(now, expected - LEEWAY), expected + LEEWAY)

    def seconds(self) -> float:
        """Since 1970, as if the clock had only run since this was made."""
        return self._expected().timestamp()

    def _expected(self) -> datetime:
        return self.made + timedelta(seconds=self.lived() - self.made_at)
