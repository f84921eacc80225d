"""Signing certificates by address: fetched once, kept while they are valid, and had by others while one fetches.

A host that is down must not silence a skill that knows its key, and one that is slow must not hold up everybody else.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar

MOST_KEPT = 8
FRESH_FOR = timedelta(hours=24)  # after that it is fetched again, and used on where that fails
TRY_AGAIN = timedelta(minutes=10)
MOST_FETCHES = 4  # addresses at a time
MOST_WAITING = 10  # requests at a time that need one fetched; the others can still be answered
LONGEST_WAIT = 1.3  # seconds

T = TypeVar("T")


class Unavailable(Exception):
    """It can't be had now."""


@dataclass(frozen=True)
class Kept(Generic[T]):
    """What was read from a file, and from when until when it counts."""

    read: T
    served: bytes
    since: datetime
    fresh_until: datetime
    until: datetime


@dataclass
class Shelf(Generic[T]):
    """`fetch` has a file brought; `read` gives what it holds and until when that counts, at a moment. Both may raise."""

    fetch: Callable[[str], bytes]
    read: Callable[[bytes, datetime], tuple[T, datetime]]
    _kept: OrderedDict[str, Kept[T]] = field(default_factory=OrderedDict)
    _under_way: dict[str, "Future[T]"] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _room: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(MOST_WAITING))

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, address: str, now: datetime) -> T:
        """What is at an address. Raises Unavailable, or what `fetch` and `read` raise."""
        kept = self._found(address, now)
        if kept is not None and now < kept.fresh_until:
            return kept.read
        if not self._room.acquire(blocking=False):
            raise Unavailable("too many are asked for at once")
        try:
            return self._had(address, now)
        except Exception:
            if kept is None:
                raise
            return self._used_on(address, kept, now)
        finally:
            self._room.release()

    def _found(self, address: str, now: datetime) -> Kept[T] | None:
        with self._lock:
            kept = self._kept.get(address)
            if kept is None or not kept.since <= now < kept.until:  # a clock that went back knows nothing yet
                return None
            self._kept.move_to_end(address)
            return kept

    def _had(self, address: str, now: datetime) -> T:
        """Fetched here, or by whoever began before us."""
        with self._lock:
            theirs = self._under_way.get(address)
            if theirs is None:
                if len(self._under_way) >= MOST_FETCHES:
                    raise Unavailable("too many are fetched at once")
                ours = self._under_way[address] = Future[T]()
        if theirs is not None:
            try:
                return theirs.result(LONGEST_WAIT)
            except TimeoutError as fault:
                raise Unavailable("it takes too long") from fault
        try:
            kept = self._brought(address, now)
        except BaseException as fault:
            ours.set_exception(fault)
            raise
        else:
            ours.set_result(kept.read)
            return kept.read
        finally:
            with self._lock:
                del self._under_way[address]

    def _brought(self, address: str, now: datetime) -> Kept[T]:
        served = self.fetch(address)
        read, until = self.read(served, now)
        kept = Kept(read, served, now, min(now + FRESH_FOR, until), until)
        self._put(address, kept)
        return kept

    def _used_on(self, address: str, kept: Kept[T], now: datetime) -> T:
        """The file of before, as long as it still holds today."""
        read, until = self.read(kept.served, now)
        self._put(address, replace(kept, read=read, until=until, fresh_until=min(now + TRY_AGAIN, until)))
        return read

    def _put(self, address: str, kept: Kept[T]) -> None:
        with self._lock:
            self._kept[address] = kept
            self._kept.move_to_end(address)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
