"""Did Amazon send this request? Answered from the raw bytes, before anything is parsed.

Every refusal is a Refused with its reason; the webhook makes each one a 400.
Rules: https://developer.amazon.com/en-US/docs/alexa/custom-skills/host-a-custom-skill-as-a-web-service.html
"""

import base64
import binascii
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import Certificate, DNSName, load_pem_x509_certificates
from cryptography.x509.verification import PolicyBuilder, Store

from skill.channels.certificate_shelf import Shelf, Unavailable
from skill.errors import BadInput

# The headers that a request is verified by, and where WSGI keeps each.
SIGNED_BY = {"signaturecertchainurl": "HTTP_SIGNATURECERTCHAINURL", "signature-256": "HTTP_SIGNATURE_256"}
HOST, PATH, PORT = "s3.amazonaws.com", "/echo.api/", 443
SIGNER = "echo-api.amazon.com"
TOLERANCE = timedelta(seconds=150)
EVENT_TOLERANCE = timedelta(hours=1)  # skill events are delivered late and again
LONGEST_CHAIN = 6  # certificates; Amazon sends four
CERTIFICATE = b"-----BEGIN CERTIFICATE-----"
LONGEST_URL, LONGEST_SIGNATURE = 512, 1024  # characters

Fetch = Callable[[str], bytes]


class Refused(BadInput):
    """Not a request of Amazon's. What stands before a colon is one of few sentences, and what follows may be anything."""

    @property
    def reason(self) -> str:
        return str(self).partition(":")[0]


@dataclass
class Verifier:
    """Checks signatures against certificates it fetches, validates and keeps for a while."""

    roots: list[Certificate]
    fetch: Fetch
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    shelf: Shelf[RSAPublicKey] = field(init=False)

    def __post_init__(self) -> None:
        self.shelf = Shelf(self._fetched, self._trusted)

    def verify(self, headers: Mapping[str, str], body: bytes) -> bytes:
        """The signature, of which a body has only one. Raises Refused unless Amazon's certificate signed it."""
        named = {name.lower(): value for name, value in headers.items()}
        url = certificate_url(named.get("signaturecertchainurl", ""))
        signature = _signature(named.get("signature-256", ""))
        key = self._key(url)
        try:
            key.verify(signature, body, PKCS1v15(), SHA256())
        except InvalidSignature as fault:
            raise Refused("the signature does not match the body") from fault
        return signature

    def check_timestamp(self, timestamp: str, is_event: bool) -> None:
        """Raises Refused for a request too old or too far ahead, or with no readable time."""
        try:
            sent = datetime.fromisoformat(timestamp)
        except (TypeError, ValueError) as fault:
            raise Refused("the timestamp can't be read") from fault
        if sent.tzinfo is None:
            raise Refused("the timestamp has no time zone")
        tolerance = EVENT_TOLERANCE if is_event else TOLERANCE
        if abs(self.clock() - sent) > tolerance:
            raise Refused("the timestamp is outside the tolerance")

    def _key(self, url: str) -> RSAPublicKey:
        """The signing key at a URL, from a chain that is valid now."""
        try:
            return self.shelf.get(url, self.clock())
        except Unavailable as fault:
            raise Refused(f"the certificate can't be had: {fault}") from fault

    def _fetched(self, url: str) -> bytes:
        try:
            return self.fetch(url)
        except (OSError, ValueError) as fault:
            raise Refused(f"the certificate can't be had: {fault}") from fault

    def _trusted(self, served: bytes, now: datetime) -> tuple[RSAPublicKey, datetime]:
        """The chain's signing key, and until when it may be used. Raises Refused."""
        try:
            leaf, *others = _certificates(served)
            policy = PolicyBuilder().store(Store(self.roots)).time(now)
            policy.build_server_verifier(DNSName(SIGNER)).verify(leaf, others)
            key, until = leaf.public_key(), leaf.not_valid_after_utc
        except Exception as fault:  # the library has many kinds of fault for a file that is no chain
            raise Refused(f"the certificate chain is not trusted: {fault}") from fault
        if not isinstance(key, RSAPublicKey):
            raise Refused("the certificate's key is not RSA")
        return key, until


def _certificates(served: bytes) -> list[Certificate]:
    """Counted before they are read, which is the dearer part. Raises ValueError."""
    if served.count(CERTIFICATE) > LONGEST_CHAIN:
        raise ValueError("the chain is too long")
    return load_pem_x509_certificates(served)


@lru_cache(maxsize=16)  # Amazon has one at a time
def certificate_url(url: str) -> str:
    """The URL in normal form. Raises Refused for one that is not Amazon's, so that nothing is ever fetched from it."""
    if not url:
        raise Refused("there is no SignatureCertChainUrl")
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise Refused("the certificate URL is malformed")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as fault:
        raise Refused("the certificate URL is malformed") from fault
    path = posixpath.normpath(unquote(parts.path))
    if parts.scheme.lower() != "https" or host != HOST or port not in (None, PORT):
        raise Refused("the certificate URL is not on Amazon's host")
    if parts.username is not None or parts.query or parts.fragment or not path.startswith(PATH):
        raise Refused("the certificate URL is not in Amazon's folder")
    return f"https://{HOST}{path}"


def _signature(text: str) -> bytes:
    if not text:
        raise Refused("there is no Signature-256")
    if len(text) > LONGEST_SIGNATURE:
        raise Refused("the signature is too long")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise Refused("the signature is not base64") from fault
