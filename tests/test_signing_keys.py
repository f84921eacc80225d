"""Keys are fetched once for all that want one, and nobody with a key waits for anybody's fetch."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from signed_cases import FOLDER, taken
from signing import NOW, Authority

from skill.channels.alexa_signature import Refused, Verifier
from skill.channels.certificate_shelf import MOST_FETCHES

AUTHORITY = Authority()
SIGNED = taken(AUTHORITY, AUTHORITY)["a rightly signed request"]
SLOW = [f"{FOLDER}slow-{number}.pem" for number in range(MOST_FETCHES)]


class Amazon:
    """A host whose slow addresses answer when they are let."""

    def __init__(self) -> None:
        self.let, self.asked, self.fetched = threading.Event(), threading.Semaphore(0), list[str]()

    def fetch(self, url: str) -> bytes:
        self.fetched.append(url)
        self.asked.release()
        if url in SLOW:
            self.let.wait(10)
        return AUTHORITY.chain()


@pytest.fixture
def amazon() -> Amazon:
    return Amazon()


@pytest.fixture
def verifier(amazon: Amazon) -> Verifier:
    return Verifier([AUTHORITY.root], amazon.fetch, lambda: NOW)


@pytest.fixture
def crowd(amazon: Amazon) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as threads:
        yield threads
        amazon.let.set()


def verify(verifier: Verifier, url: str) -> None:
    verifier.verify(replace(SIGNED, url=url).headers(), SIGNED.body)


def test_whose_key_is_known_waits_for_nobody(verifier: Verifier, amazon: Amazon, crowd: ThreadPoolExecutor) -> None:
    verify(verifier, f"{FOLDER}known.pem")
    slow = [crowd.submit(verify, verifier, url) for url in SLOW]
    for _ in range(1 + len(SLOW)):
        assert amazon.asked.acquire(timeout=10)

    crowd.submit(verify, verifier, f"{FOLDER}known.pem").result(timeout=10)

    assert not any(one.done() for one in slow)


def test_one_fetch_serves_all_that_want_the_address(
    verifier: Verifier, amazon: Amazon, crowd: ThreadPoolExecutor
) -> None:
    waiting = [crowd.submit(verify, verifier, SLOW[0]) for _ in range(8)]
    assert amazon.asked.acquire(timeout=10)
    amazon.let.set()

    assert [one.result(timeout=10) for one in waiting] == [None] * 8
    assert amazon.fetched == [SLOW[0]]


def test_many_addresses_at_once_are_not_fetched(verifier: Verifier, amazon: Amazon, crowd: ThreadPoolExecutor) -> None:
    for url in SLOW:
        crowd.submit(verify, verifier, url)
        assert amazon.asked.acquire(timeout=10)

    with pytest.raises(Refused, match="too many are fetched"):
        verify(verifier, f"{FOLDER}one-more.pem")
    assert f"{FOLDER}one-more.pem" not in amazon.fetched


def test_a_failed_fetch_is_refused_to_all_and_forgotten(verifier: Verifier, amazon: Amazon) -> None:
    good = verifier.fetch
    verifier.fetch = lambda _: b"nonsense"
    with pytest.raises(Refused):
        verify(verifier, SLOW[0])
    amazon.let.set()
    verifier.fetch = good

    verify(verifier, SLOW[0])

    assert amazon.fetched == [SLOW[0]]
