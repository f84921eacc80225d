"""A limit in all for a call to a store or over the network.

A time-out of a driver or a socket bounds one step, and finding an address or flushing a slow disk has none.
"""

from collections.abc import Callable
from concurrent.futures import Future
from threading import BoundedSemaphore, Thread
from typing import TypeVar

T = TypeVar("T")


class NotBegun(TimeoutError):
    """There is no room for another call."""


def within(seconds: float, gate: BoundedSemaphore, work: Callable[[], T]) -> T:
    """What the work gives, or raises. Raises TimeoutError when that takes longer, and it is left to end by itself.

    Raises NotBegun where it could not be begun: `gate` bounds how many may be under way; a host that hangs must not eat the machine's threads.
    """
    if not gate.acquire(blocking=False):
        raise NotBegun("as many calls as may be are still waiting")
    promised: Future[T] = Future()

    def run() -> None:
        try:
            promised.set_result(work())
        except BaseException as fault:
            promised.set_exception(fault)
        finally:
            gate.release()

    try:
        Thread(target=run, name="call", daemon=True).start()
    except RuntimeError as fault:
        gate.release()
        raise NotBegun("there is no thread for a call") from fault
    try:
        return promised.result(seconds)
    except TimeoutError as fault:
        if promised.done():
            raise
        raise TimeoutError(f"it took longer than {seconds} seconds") from fault
