"""Hours since leg day follow the clock on the person's wall, and a slow Alexa never holds up an answer."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from skill.channels.alexa_clock import local_time
from skill.channels.alexa_settings import LIMIT_SECONDS, device_zone
from skill.content.loader import load_content
from skill.content.topic import Locale

ZONES = {  # of the mainlands
    "en-US": ("America/New_York", "America/Chicago", "America/Phoenix", "America/Los_Angeles"),
    "en-GB": ("Europe/London",),
    "en-AU": ("Australia/Sydney", "Australia/Adelaide", "Australia/Perth"),
    "en-CA": ("America/St_Johns", "America/Toronto", "America/Vancouver"),
    "en-IN": ("Asia/Kolkata",),
}


@contextmanager
def settings_api(status: int, body: bytes, wait: float = 0.0) -> Iterator[str]:
    """Alexa's settings API on a local port, with one answer."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(wait)
            known = self.path == "/v2/devices/DEVICE/settings/System.timeZone"
            self.send_response(status if known and self.headers["Authorization"] == "Bearer token" else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing in the tests' output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def system(endpoint: str | None, token: str | None = "token", device: str | None = "DEVICE") -> SimpleNamespace:
    return SimpleNamespace(device=SimpleNamespace(device_id=device), api_endpoint=endpoint, api_access_token=token)


def test_the_devices_own_zone_is_asked_for() -> None:
    with settings_api(200, b'"Asia/Kolkata"') as endpoint:
        assert device_zone(system(endpoint)) == "Asia/Kolkata"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, b""),
        (204, b""),
        (200, b""),
        (200, b"{}"),
        (200, b'"Mars/Olympus"'),
        (200, b"\xff"),
        (200, b'"' + b"x" * 5000),
    ],
)
def test_an_answer_of_no_use_is_no_zone(status: int, body: bytes) -> None:
    with settings_api(status, body) as endpoint:
        assert device_zone(system(endpoint)) is None


def test_alexa_is_waited_for_no_longer_than_the_limit() -> None:
    with settings_api(200, b'"Europe/London"', wait=LIMIT_SECONDS + 1) as endpoint:
        start = time.monotonic()

        assert device_zone(system(endpoint)) is None
        assert time.monotonic() - start < LIMIT_SECONDS + 0.9


@pytest.mark.parametrize(
    "endpoint",
    [None, "https://example.com", "http://10.0.0.1", "https://amazonalexa.com.example.com", "ftp://127.0.0.1"],
)
def test_nobody_but_alexa_is_asked(endpoint: str | None) -> None:
    assert device_zone(system(endpoint)) is None


@pytest.mark.parametrize("missing", [{"token": None}, {"device": None}])
def test_without_a_token_or_a_device_nobody_is_asked(missing: dict[str, None]) -> None:
    assert device_zone(system("http://127.0.0.1:1", **missing)) is None


@pytest.mark.parametrize("offset", [-8.0, 0.0, 5.5])
def test_an_unknown_zone_is_the_earliest_clock_of_the_locale(offset: float) -> None:
    assert local_time("unknown", offset).utcoffset() == timedelta(hours=offset)


@pytest.mark.parametrize("locale", load_content().locales.values(), ids=lambda locale: locale.id)
def test_no_clock_of_a_locale_is_earlier_than_the_one_that_stands_in(locale: Locale) -> None:
    offset = timedelta(hours=float(locale.values["utc_offset"]))
    summer, winter = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 7))

    clocks = [when.astimezone(ZoneInfo(zone)) for zone in ZONES[locale.id] for when in (summer, winter)]

    assert all(offset <= (clock.utcoffset() or timedelta()) for clock in clocks)
