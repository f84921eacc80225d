"""The host of Amazon's certificates is away, slow, huge or lies: who is known stays known, and nobody else is let in."""

import itertools
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import certificate_host as hosts
import pytest
from certificate_host import Behaviour, Host, certificate_host
from envelopes import SKILL_ID, intent, launch
from running import IN_TIME, Heard, Running, serving
from signing import URL

from skill.channels.certificates import LARGEST

FAILING = [
    hosts.silent, hosts.slow, hosts.huge, hosts.huge_head, hosts.nonsense, hosts.no_http, hosts.another_place,
    hosts.missing, hosts.broken_off, hosts.a_strangers_chain, hosts.a_chain_for_another_name,
    hosts.half_a_million_certificates,
]  # fmt: skip
NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def running_host() -> Iterator[Host]:
    with certificate_host() as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, running_host: Host) -> Iterator[Running]:
    settings = running_host.settings
    with serving(tmp_path_factory.mktemp("server"), SKILL_ID=SKILL_ID, **settings) as running:
        yield running.warm()


@pytest.fixture
def host(running_host: Host) -> Host:
    """Well again, and asked for nothing yet."""
    running_host.behave, running_host.asked, running_host.sent = Host.behave_well, 0, 0
    running_host.comes_up()
    return running_host


@pytest.fixture
def url() -> str:
    """An address of Amazon's that no test has named before."""
    return URL.replace("cert", f"cert-{next(NUMBERS)}")


def signed(server: Running, host: Host, url: str, event: dict[str, Any] | None = None) -> Heard:
    """Sent now, by Amazon as far as the server can tell."""
    event = event or launch()
    event["request"]["timestamp"] = datetime.now(UTC).isoformat()
    body = json.dumps(event).encode()
    headers = {"SignatureCertChainUrl": url, "Signature-256": host.authority.sign(body)}
    return server.send("POST", "/alexa", body, **headers)


def is_welcomed(heard: Heard) -> bool:
    return heard.status == 200 and "<speak>" in heard.json["response"]["outputSpeech"]["ssml"]


def test_whom_amazon_signed_for_is_answered_and_the_certificate_is_fetched_once(
    server: Running, host: Host, url: str
) -> None:
    heard = [signed(server, host, url) for _ in range(4)]

    assert all(map(is_welcomed, heard))
    assert heard[0].seconds < IN_TIME
    assert host.asked == 1


@pytest.mark.parametrize("behave", FAILING, ids=lambda behave: behave.__name__)
def test_a_host_that_fails_gets_a_400_in_time_and_others_their_answer_meanwhile(
    server: Running, host: Host, url: str, behave: Behaviour
) -> None:
    host.behave = behave
    refused: list[Heard] = []
    waiting = threading.Thread(target=lambda: refused.append(signed(server, host, url)))
    waiting.start()
    asked = server.ask("should i run after leg day")
    waiting.join()

    assert [heard.status for heard in refused] == [400]
    assert refused[0].json["error"].startswith("the certificate")
    assert refused[0].seconds < IN_TIME
    assert (asked.status, asked.seconds < IN_TIME) == (200, True)
    assert host.sent < 100 * LARGEST
    assert "Traceback" not in server.told()


@pytest.mark.parametrize("behave", [*FAILING, None], ids=lambda behave: behave.__name__ if behave else "down")
def test_who_is_known_stays_known_when_the_host_fails(
    server: Running, host: Host, url: str, behave: Behaviour | None
) -> None:
    assert is_welcomed(signed(server, host, url))
    if behave:
        host.behave = behave
    else:
        host.goes_down()

    heard = signed(server, host, url, intent("AMAZON.HelpIntent"))
    stranger = signed(server, host, url.replace("cert", "other"))

    assert is_welcomed(heard)
    assert heard.seconds < IN_TIME
    assert stranger.status == 400
    assert stranger.seconds < IN_TIME


def test_a_host_that_comes_back_is_asked_again(server: Running, host: Host, url: str) -> None:
    host.behave = hosts.missing
    assert signed(server, host, url).status == 400
    host.behave = Host.behave_well

    assert is_welcomed(signed(server, host, url))


def test_many_who_name_certificates_that_never_come_hold_up_nobody(server: Running, host: Host, url: str) -> None:
    assert is_welcomed(signed(server, host, url))
    host.behave = hosts.silent
    crowd = [
        threading.Thread(target=signed, args=(server, host, url.replace("cert", f"crowd-{number}")))
        for number in range(40)
    ]
    for one in crowd:
        one.start()
    time.sleep(0.3)
    heard, asked = signed(server, host, url), server.ask("should i run after leg day")
    for one in crowd:
        one.join()

    assert is_welcomed(heard)
    assert asked.status == 200
    assert max(heard.seconds, asked.seconds) < IN_TIME


def test_what_is_refused_needs_no_certificate(server: Running, host: Host) -> None:
    heard = [signed(server, host, wrong) for wrong in ("https://evil.example/echo.api/c.pem", "file:///etc/passwd", "")]

    assert [one.status for one in heard] == [400, 400, 400]
    assert host.asked == 0
