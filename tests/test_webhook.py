"""The webhook takes what Amazon signed and answers everything else with 400, before parsing it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from signed_cases import Case, refused, taken
from signing import NOW, Authority

from skill.app import Coach
from skill.channels.alexa_signature import Verifier, certificate_url
from skill.channels.webhook import create_app
from skill.errors import BadInput
from skill.settings import Settings

AUTHORITY, STRANGER = Authority(), Authority()
TAKEN, REFUSED = taken(AUTHORITY, STRANGER), refused(AUTHORITY, STRANGER)
SIGNED = TAKEN["a rightly signed request"]


@pytest.fixture
def fetched() -> list[str]:
    return []


@pytest.fixture
def post(coach: Coach, fetched: list[str]) -> Callable[[Case], Any]:
    """Sends a case to a fresh webhook."""

    def send(case: Case) -> Any:
        return client(coach, case, fetched).post("/alexa", data=case.body, headers=case.headers())

    return send


def client(coach: Coach, case: Case, fetched: list[str]) -> FlaskClient:
    def fetch(url: str) -> bytes:
        fetched.append(url)
        if isinstance(case.served, Exception):
            raise case.served
        return case.served

    return create_app(coach, Verifier([AUTHORITY.root], fetch, lambda: NOW)).test_client()


@pytest.mark.parametrize("case", TAKEN.values(), ids=TAKEN.keys())
def test_what_amazon_signed_is_answered(post: Callable[[Case], Any], case: Case) -> None:
    response = post(case)

    assert response.status_code == 200, response.json
    assert response.json["response"]["shouldEndSession"] in (True, False)


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_everything_else_is_refused_with_a_reason(post: Callable[[Case], Any], case: Case) -> None:
    response = post(case)

    assert response.status_code == 400
    assert response.json["error"]


@pytest.mark.parametrize("name", [name for name in REFUSED if "certificate URL" in name])
def test_nothing_is_fetched_from_an_address_that_is_not_amazons(
    post: Callable[[Case], Any], fetched: list[str], name: str
) -> None:
    post(REFUSED[name])

    assert fetched == []


def test_a_valid_certificate_is_kept_and_the_next_address_is_still_checked(coach: Coach, fetched: list[str]) -> None:
    alexa = client(coach, SIGNED, fetched)

    first = alexa.post("/alexa", data=SIGNED.body, headers=SIGNED.headers())
    again = alexa.post("/alexa", data=SIGNED.body, headers=SIGNED.headers())
    elsewhere = alexa.post(
        "/alexa", data=SIGNED.body, headers=replace(SIGNED, url="https://notamazon.com/echo.api/c.pem").headers()
    )

    assert (first.status_code, again.status_code, elsewhere.status_code) == (200, 200, 400)
    assert len(fetched) == 1


def test_one_bad_answer_does_not_poison_an_address(coach: Coach, fetched: list[str]) -> None:
    case = replace(SIGNED, served=b"nonsense")
    alexa = client(coach, case, fetched)
    first = alexa.post("/alexa", data=case.body, headers=case.headers())
    case.served = SIGNED.served

    second = alexa.post("/alexa", data=case.body, headers=case.headers())

    assert (first.status_code, second.status_code) == (400, 200)


def test_a_kept_certificate_is_let_go_when_it_expires() -> None:
    moments = iter([NOW, NOW + timedelta(minutes=10), NOW + timedelta(minutes=61)])
    fetched: list[str] = []

    def fetch(url: str) -> bytes:
        fetched.append(url)
        return AUTHORITY.chain(AUTHORITY.leaf(until=timedelta(hours=1)), AUTHORITY.middle)

    verifier = Verifier([AUTHORITY.root], fetch, lambda: next(moments))
    verifier.verify(SIGNED.headers(), SIGNED.body)
    verifier.verify(SIGNED.headers(), SIGNED.body)

    with pytest.raises(BadInput, match="not trusted"):
        verifier.verify(SIGNED.headers(), SIGNED.body)
    assert len(fetched) == 2


def test_no_more_certificates_are_kept_than_a_handful() -> None:
    verifier = Verifier([AUTHORITY.root], lambda _: AUTHORITY.chain(), lambda: NOW)
    for number in range(50):
        url = f"https://s3.amazonaws.com/echo.api/cert-{number}.pem"
        verifier.verify(replace(SIGNED, url=url).headers(), SIGNED.body)

    assert len(verifier.shelf) <= 8


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_post_is_taken(coach: Coach, fetched: list[str], method: str) -> None:
    response = getattr(client(coach, SIGNED, fetched), method)("/alexa")

    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


def test_without_a_skill_id_every_request_is_refused(coach: Coach, fetched: list[str]) -> None:
    open_door = replace(coach, settings=Settings(secret_key="test"))

    response = client(open_door, SIGNED, fetched).post("/alexa", data=SIGNED.body, headers=SIGNED.headers())

    assert response.status_code == 400
    assert "SKILL_ID" in response.json["error"]


def test_amazons_own_examples_of_addresses() -> None:
    for url in (
        "https://s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert.pem",
    ):
        assert certificate_url(url) == "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"
