"""What Amazon sends, and what somebody else might: requests with the status that each must get.

The cases are made around an authority's own present, so that they hold for a clock that stands and for one that runs.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from envelopes import launch, without_session
from signing import SHA1, SIGNER, URL, Authority

ELLIPTIC = ec.generate_private_key(ec.SECP256R1()).public_key()
FOLDER = "https://s3.amazonaws.com/echo.api/"


@dataclass
class Case:
    """A request: its body, its signature, where it says the certificate is, and what is served there."""

    body: bytes
    signature: str | None
    served: bytes | Exception
    url: str | None = URL

    def headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json"}
        if self.url is not None:
            headers["SignatureCertChainUrl"] = self.url
        if self.signature is not None:
            headers["Signature-256"] = self.signature
        return headers


@dataclass(frozen=True)
class Maker:
    """Makes cases that differ in one thing from a request that is as it should be."""

    amazon: Authority
    now: datetime

    def envelope(self, **request: Any) -> dict[str, Any]:
        made = launch()
        made["request"].update({"timestamp": self.now.isoformat(), **request})
        return made

    def case(self, body: bytes | dict[str, Any] | None = None, **changes: Any) -> Case:
        """A rightly signed request, but for the changes."""
        event = self.envelope() if body is None else body
        raw = event if isinstance(event, bytes) else json.dumps(event).encode()
        return Case(**{"body": raw, "signature": self.amazon.sign(raw), "served": self.amazon.chain(), **changes})

    def sent(self, after: timedelta) -> Case:
        return self.case(self.envelope(timestamp=(self.now + after).isoformat()))

    def event(self, after: timedelta) -> Case:
        moment = (self.now + after).isoformat()
        return self.case(without_session({"type": "AlexaSkillEvent.SkillEnabled", "timestamp": moment}))

    def leaf(self, *names: str, **changes: Any) -> Case:
        """Signed as it should be, with another certificate."""
        return self.case(served=self.amazon.chain(self.amazon.leaf(names, **changes), self.amazon.middle))

    def meant(self, *path: str, skill: str | None) -> Case:
        """Signed as it should be, and meant for another skill, or for none."""
        event = self.envelope()
        part = event
        for name in path:
            part = part[name]
        if skill is None:
            del part["application"]
        else:
            part["application"] = {"applicationId": skill}
        return self.case(event)


def taken(amazon: Authority, stranger: Authority, now: datetime | None = None, slack: int = 1) -> dict[str, Case]:
    """Requests to be answered; `slack` is how many seconds may pass until one is read."""
    make = Maker(amazon, now or amazon.now)
    near = timedelta(seconds=150 - slack)
    return {
        "a rightly signed request": make.case(),
        "a certificate URL that names the port": make.case(url="https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem"),
        "a certificate URL to be put straight": make.case(url=f"{FOLDER}../echo.api/echo-api-cert.pem"),
        "a host in capitals": make.case(url="HTTPS://S3.amazonaws.com/echo.api/echo-api-cert.pem"),
        "a request of two minutes ago": make.sent(-near),
        "a clock that runs ahead a little": make.sent(near),
        "an event of half an hour ago": make.event(timedelta(minutes=-30)),
        "a chain longer than the trusted part": make.case(
            served=amazon.chain(amazon.leaf(), amazon.middle, amazon.root, stranger.root)
        ),
        "a certificate with more names": make.leaf(SIGNER, "x.example"),
    }  # fmt: skip


def refused(amazon: Authority, stranger: Authority, now: datetime | None = None, slack: int = 1) -> dict[str, Case]:
    """Requests to be met with 400."""
    make = Maker(amazon, now or amazon.now)
    good = make.case()
    far = timedelta(seconds=150 + slack)
    return {
        "no signature": make.case(signature=None),
        "an empty signature": make.case(signature=" "),
        "a signature that is not base64": make.case(signature="!!!"),
        "a signature outside ASCII": make.case(signature="ÿ"),
        "a signature of another body": make.case(signature=amazon.sign(b"{}")),
        "a signature with another key": make.case(signature=amazon.sign(good.body, stranger.leaf_key)),
        "a signature with SHA-1": make.case(signature=amazon.sign(good.body, digest=SHA1())),
        "a very long signature": make.case(signature="A" * 5000),
        "no certificate URL": make.case(url=None),
        "an empty certificate URL": make.case(url=""),
        "a certificate URL over http": make.case(url="http://s3.amazonaws.com/echo.api/echo-api-cert.pem"),
        "a certificate URL on another host": make.case(url="https://notamazon.com/echo.api/echo-api-cert.pem"),
        "a certificate URL in another folder": make.case(url="https://s3.amazonaws.com/invalid.path/echo-api-cert.pem"),
        "a certificate URL in capitals": make.case(url="https://s3.amazonaws.com/EcHo.aPi/echo-api-cert.pem"),
        "a certificate URL on another port": make.case(url="https://s3.amazonaws.com:563/echo.api/echo-api-cert.pem"),
        "a certificate URL on no port": make.case(url="https://s3.amazonaws.com:x/echo.api/echo-api-cert.pem"),
        "a certificate URL that climbs out": make.case(url=f"{FOLDER}../other/echo-api-cert.pem"),
        "a certificate URL that climbs out in disguise": make.case(url=f"{FOLDER}%2e%2e/other/echo-api-cert.pem"),
        "a certificate URL with a password": make.case(url="https://me:secret@s3.amazonaws.com/echo.api/echo-api-cert.pem"),
        "a certificate that can't be had": make.case(served=OSError("no route")),
        "a certificate that takes too long": make.case(served=TimeoutError("too slow")),
        "a certificate that is not PEM": make.case(served=b"<html>not found</html>"),
        "an empty certificate": make.case(served=b""),
        "a chain to a root that is not trusted": make.case(served=stranger.chain(), signature=stranger.sign(good.body)),
        "a chain without its intermediate": make.case(served=amazon.chain(amazon.leaf())),
        "a chain that goes on and on": make.case(served=amazon.chain(amazon.leaf(), *[amazon.middle] * 6)),
        "a certificate for another name": make.leaf("example.com"),
        "a certificate without a name": make.leaf(),
        "a certificate that has expired": make.leaf(SIGNER, until=timedelta(days=-1)),
        "a certificate that is not valid yet": make.leaf(SIGNER, since=timedelta(days=1)),
        "a certificate with an elliptic key": make.leaf(SIGNER, key=ELLIPTIC),
        "an old request": make.sent(-far),
        "a request from the future": make.sent(far),
        "a request without a zone": make.case(make.envelope(timestamp=f"{make.now:%Y-%m-%dT%H:%M:%S}")),
        "a request without a time": make.case(make.envelope(timestamp=None)),
        "a request whose time is no time": make.case(make.envelope(timestamp="now")),
        "an event over an hour old": make.event(timedelta(minutes=-61)),
        "a request for another skill": make.meant("context", "System", skill="amzn1.ask.skill.other"),
        "a request in another skill's session": make.meant("session", skill="amzn1.ask.skill.other"),
        "a request that names no skill": make.meant("context", "System", skill=None),
        "a signed body that is not JSON": make.case(b"hello"),
        "a signed body that is not UTF-8": make.case(b"\xff\xfe"),
        "a signed body that is no envelope": make.case(b"[]"),
        "a signed body without a request": make.case(b"{}"),
        "an empty body": make.case(b""),
        "a body that is too big": make.case(b" " * 300_000),
    }  # fmt: skip
