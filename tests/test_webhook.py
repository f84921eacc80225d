"""The webhook takes what Amazon signed and answers everything else with 400, before parsing it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from envelopes import launch, without_session
from flask.testing import FlaskClient
from signing import NOW, SHA1, SIGNER, URL, Authority, new_key

from skill.app import Coach
from skill.channels.alexa_signature import Verifier, certificate_url
from skill.channels.webhook import create_app
from skill.errors import BadInput
from skill.settings import Settings

AUTHORITY = Authority()
STRANGER = Authority()
CHAIN = AUTHORITY.chain()


@dataclass
class Case:
    """A request: its body, how it is signed, and what the certificate's address gives."""

    body: bytes = json.dumps(launch()).encode()
    url: str | None = URL
    signature: str | None = ""  # empty: signed as it should be
    served: bytes | Exception = CHAIN

    def headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json"}
        if self.url is not None:
            headers["SignatureCertChainUrl"] = self.url
        if self.signature is not None:
            headers["Signature-256"] = self.signature or AUTHORITY.sign(self.body)
        return headers


def body(**changes: Any) -> bytes:
    changed = launch()
    changed["request"].update(changes)
    return json.dumps(changed).encode()


def foreign() -> bytes:
    changed = launch()
    changed["context"]["System"]["application"] = {"applicationId": "amzn1.ask.skill.other"}
    return json.dumps(changed).encode()


def foreign_session() -> bytes:
    changed = launch()
    changed["session"]["application"] = {"applicationId": "amzn1.ask.skill.other"}
    return json.dumps(changed).encode()


def nameless() -> bytes:
    changed = launch()
    del changed["context"]["System"]["application"]
    return json.dumps(changed).encode()


def sent(moment: timedelta) -> bytes:
    return body(timestamp=(NOW + moment).isoformat())


ELLIPTIC = ec.generate_private_key(ec.SECP256R1()).public_key()
SIGNED = Case()
REFUSED = {
    "no signature": Case(signature=None),
    "an empty signature": Case(signature=" "),
    "a signature that is not base64": Case(signature="!!!"),
    "a signature outside ASCII": Case(signature="ÿ"),
    "a signature of another body": Case(signature=AUTHORITY.sign(b"{}")),
    "a signature with another key": Case(signature=AUTHORITY.sign(SIGNED.body, new_key())),
    "a signature with SHA-1": Case(signature=AUTHORITY.sign(SIGNED.body, digest=SHA1())),
    "a very long signature": Case(signature="A" * 5000),
    "no certificate URL": Case(url=None),
    "an empty certificate URL": Case(url=""),
    "a certificate URL over http": Case(url="http://s3.amazonaws.com/echo.api/echo-api-cert.pem"),
    "a certificate URL on another host": Case(url="https://notamazon.com/echo.api/echo-api-cert.pem"),
    "a certificate URL in another folder": Case(url="https://s3.amazonaws.com/invalid.path/echo-api-cert.pem"),
    "a certificate URL in capitals": Case(url="https://s3.amazonaws.com/EcHo.aPi/echo-api-cert.pem"),
    "a certificate URL on another port": Case(url="https://s3.amazonaws.com:563/echo.api/echo-api-cert.pem"),
    "a certificate URL on no port": Case(url="https://s3.amazonaws.com:x/echo.api/echo-api-cert.pem"),
    "a certificate URL that climbs out": Case(url="https://s3.amazonaws.com/echo.api/../other/cert.pem"),
    "a certificate URL that climbs out in disguise": Case(url="https://s3.amazonaws.com/echo.api/%2e%2e/other/cert.pem"),
    "a certificate URL with a password": Case(url="https://me:secret@s3.amazonaws.com/echo.api/cert.pem"),
    "a certificate that can't be had": Case(served=OSError("no route")),
    "a certificate that takes too long": Case(served=TimeoutError("too slow")),
    "a certificate that is not PEM": Case(served=b"<html>not found</html>"),
    "an empty certificate": Case(served=b""),
    "a chain to a root that is not trusted": Case(served=STRANGER.chain(), signature=STRANGER.sign(SIGNED.body)),
    "a chain without its intermediate": Case(served=AUTHORITY.chain(AUTHORITY.leaf())),
    "a certificate for another name": Case(served=AUTHORITY.chain(AUTHORITY.leaf(("example.com",)), AUTHORITY.middle)),
    "a certificate without a name": Case(served=AUTHORITY.chain(AUTHORITY.leaf(()), AUTHORITY.middle)),
    "a certificate that has expired": Case(
        served=AUTHORITY.chain(AUTHORITY.leaf(until=NOW - timedelta(days=1)), AUTHORITY.middle)
    ),
    "a certificate that is not valid yet": Case(
        served=AUTHORITY.chain(AUTHORITY.leaf(since=NOW + timedelta(days=1)), AUTHORITY.middle)
    ),
    "a certificate with an elliptic key": Case(served=AUTHORITY.chain(AUTHORITY.leaf(key=ELLIPTIC), AUTHORITY.middle)),
    "an old request": Case(sent(timedelta(seconds=-151))),
    "a request from the future": Case(sent(timedelta(seconds=151))),
    "a request without a zone": Case(body(timestamp="2026-11-25T18:00:00")),
    "a request without a time": Case(body(timestamp=None)),
    "a request whose time is no time": Case(body(timestamp="now")),
    "an event over an hour old": Case(
        json.dumps(
            without_session({"type": "AlexaSkillEvent.SkillEnabled", "timestamp": (NOW - timedelta(minutes=61)).isoformat()})
        ).encode()
    ),
    "a request for another skill": Case(foreign()),
    "a request in another skill's session": Case(foreign_session()),
    "a request that names no skill": Case(nameless()),
    "a signed body that is not JSON": Case(b"hello"),
    "a signed body that is not UTF-8": Case(b"\xff\xfe"),
    "a signed body that is no envelope": Case(b"[]"),
    "a signed body without a request": Case(b"{}"),
    "an empty body": Case(b""),
    "a body that is too big": Case(b" " * 300_000),
}  # fmt: skip
TAKEN = {
    "a rightly signed request": SIGNED,
    "a certificate URL that names the port": Case(url="https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem"),
    "a certificate URL to be put straight": Case(url="https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert.pem"),
    "a host in capitals": Case(url="HTTPS://S3.amazonaws.com/echo.api/echo-api-cert.pem"),
    "a request of two minutes ago": Case(sent(timedelta(seconds=-149))),
    "a clock that runs ahead a little": Case(sent(timedelta(seconds=149))),
    "an event of half an hour ago": Case(
        json.dumps(
            without_session(
                {"type": "AlexaSkillEvent.SkillEnabled", "timestamp": (NOW - timedelta(minutes=30)).isoformat()}
            )
        ).encode()
    ),
    "a chain longer than the trusted part": Case(
        served=AUTHORITY.chain(AUTHORITY.leaf(), AUTHORITY.middle, AUTHORITY.root, STRANGER.root)
    ),
    "a certificate with more names": Case(
        served=AUTHORITY.chain(AUTHORITY.leaf((SIGNER, "x.example")), AUTHORITY.middle)
    ),
}


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
    refused = alexa.post("/alexa", data=case.body, headers=case.headers())
    case.served = SIGNED.served

    taken = alexa.post("/alexa", data=case.body, headers=case.headers())

    assert (refused.status_code, taken.status_code) == (400, 200)


def test_a_kept_certificate_is_let_go_when_it_expires() -> None:
    moments = iter([NOW, NOW + timedelta(minutes=10), NOW + timedelta(minutes=61)])
    fetched: list[str] = []

    def fetch(url: str) -> bytes:
        fetched.append(url)
        return AUTHORITY.chain(AUTHORITY.leaf(until=NOW + timedelta(hours=1)), AUTHORITY.middle)

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

    assert len(verifier._kept) <= 8


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
