"""How many requests one client may send in a minute."""

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

MOST_CLIENTS = 10_000  # the ones not heard of for longest are let go


def client_of(peer: str, forwarded: str, proxies: int) -> str:
    """Who asks: the peer, or whom the farthest of our own proxies saw.

    `forwarded` is the header X-Forwarded-For, to which each proxy adds at the end whom it saw. What stands further left
    was written by the client, who may write anything.
    """
    seen = [name.strip() for name in forwarded.split(",") if name.strip()]
    return seen[-proxies] if 0 < proxies <= len(seen) else peer


@dataclass
class RateLimit:
    """A bucket for each client that fills evenly over the minute; 0 a minute means no limit."""

    per_minute: int
    _buckets: OrderedDict[str, tuple[float, datetime]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, client: str, now: datetime) -> int:
        """Takes one request from the client's bucket; the seconds to wait when it is empty, else 0."""
        if not self.per_minute:
            return 0
        rate = self.per_minute / 60
        with self._lock:
            left, then = self._buckets.pop(client, (float(self.per_minute), now))
            left = min(float(self.per_minute), left + max(0.0, (now - then).total_seconds()) * rate)
            allowed = left >= 1
            self._buckets[client] = (left - 1 if allowed else left, now)
            while len(self._buckets) > MOST_CLIENTS:
                self._buckets.popitem(last=False)
        return 0 if allowed else math.ceil((1 - left) / rate)
