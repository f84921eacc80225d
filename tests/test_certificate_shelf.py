"""The shelf of certificates: fetched once however many ask, and used on while it holds."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from skill.channels.certificate_shelf import FRESH_FOR, MOST_FETCHES, MOST_KEPT, MOST_WAITING, Shelf, Unavailable

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Host:
    """Serves the day until which its certificate is valid, while it is well."""

    def __init__(self) -> None:
        self.fetched: list[str] = []
        self.is_well = True
        self.door = threading.Event()
        self.door.set()

    def fetch(self, address: str) -> bytes:
        self.fetched.append(address)
        assert self.door.wait(10)
        if not self.is_well:
            raise OSError("down")
        return b"served"

    def read(self, served: bytes, now: datetime) -> tuple[str, datetime]:
        if now > NOW + 30 * DAY:
            raise ValueError("has expired")
        return served.decode(), NOW + 30 * DAY

    def shelf(self) -> "Shelf[str]":
        return Shelf(self.fetch, self.read)


def test_what_is_fresh_is_not_fetched_again() -> None:
    host = Host()
    shelf = host.shelf()

    assert [shelf.get("a", NOW + hours * timedelta(hours=1)) for hours in range(24)] == ["served"] * 24
    assert len(host.fetched) == 1


def test_what_is_no_longer_fresh_is_used_on_while_the_host_is_down_and_no_longer_than_it_is_valid() -> None:
    host = Host()
    shelf = host.shelf()
    shelf.get("a", NOW)
    host.is_well = False

    assert shelf.get("a", NOW + FRESH_FOR) == "served"
    assert shelf.get("a", NOW + FRESH_FOR + timedelta(minutes=1)) == "served"
    assert len(host.fetched) == 2  # it is not asked at each request
    assert shelf.get("a", NOW + 29 * DAY) == "served"
    with pytest.raises(OSError, match="down"):
        shelf.get("a", NOW + 31 * DAY)


def test_a_host_that_is_well_again_is_asked_again() -> None:
    host = Host()
    shelf = host.shelf()
    shelf.get("a", NOW)
    host.is_well = False
    shelf.get("a", NOW + FRESH_FOR)
    host.is_well = True
    shelf.get("a", NOW + FRESH_FOR + timedelta(minutes=11))
    shelf.get("a", NOW + FRESH_FOR + timedelta(minutes=12))

    assert len(host.fetched) == 3


def test_a_clock_that_went_back_makes_it_fetch_anew() -> None:
    host = Host()
    shelf = host.shelf()
    shelf.get("a", NOW + 5 * DAY)
    shelf.get("a", NOW)

    assert len(host.fetched) == 2


def test_however_many_ask_at_once_it_is_fetched_once() -> None:
    host = Host()
    shelf = host.shelf()
    host.door.clear()
    got: list[str] = []
    crowd = [threading.Thread(target=lambda: got.append(shelf.get("a", NOW))) for _ in range(MOST_WAITING)]
    for one in crowd:
        one.start()
    while shelf._room.acquire(blocking=False):  # until all of the crowd have come in
        shelf._room.release()
    with pytest.raises(Unavailable, match="at once"):
        shelf.get("b", NOW)
    host.door.set()
    for one in crowd:
        one.join()

    assert got == ["served"] * MOST_WAITING
    assert host.fetched.count("a") == 1


def test_only_a_few_addresses_are_fetched_at_once() -> None:
    host = Host()
    shelf = host.shelf()
    host.door.clear()
    crowd = [threading.Thread(target=shelf.get, args=(str(number), NOW)) for number in range(MOST_FETCHES)]
    for one in crowd:
        one.start()
    while len(host.fetched) < MOST_FETCHES:
        pass

    with pytest.raises(Unavailable, match="fetched at once"):
        shelf.get("one more", NOW)
    host.door.set()
    for one in crowd:
        one.join()
    assert shelf.get("one more", NOW) == "served"


def test_the_shelf_has_room_for_a_handful() -> None:
    shelf = Host().shelf()
    for number in range(50):
        shelf.get(str(number), NOW)

    assert len(shelf) == MOST_KEPT


def test_a_fault_is_everybodys_who_waited_and_nobodys_afterwards() -> None:
    host = Host()
    host.is_well = False
    shelf = host.shelf()
    with pytest.raises(OSError, match="down"):
        shelf.get("a", NOW)
    host.is_well = True

    assert shelf.get("a", NOW) == "served"
