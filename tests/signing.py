"""A signing authority of the tests' own: root, intermediate, and leaves of every kind, good and bad."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
SIGNER = "echo-api.amazon.com"
YEAR = timedelta(days=365)
URL = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@dataclass
class Authority:
    """Issues certificates below a root that only the tests trust, valid around its own present."""

    now: datetime = NOW
    root_key: rsa.RSAPrivateKey = field(default_factory=new_key)
    middle_key: rsa.RSAPrivateKey = field(default_factory=new_key)
    leaf_key: rsa.RSAPrivateKey = field(default_factory=new_key)

    def __post_init__(self) -> None:
        self.root = self.authority("Test Root", self.root_key, "Test Root", self.root_key)
        self.middle = self.authority("Test Intermediate", self.middle_key, "Test Root", self.root_key)

    def authority(
        self, name: str, key: rsa.RSAPrivateKey, issuer: str, issuer_key: rsa.RSAPrivateKey
    ) -> x509.Certificate:
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        return (
            self.blank(name, issuer, key.public_key(), self.now - YEAR, self.now + YEAR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
            .sign(issuer_key, SHA256())
        )

    def leaf(
        self,
        names: tuple[str, ...] = (SIGNER,),
        since: timedelta = timedelta(days=-30),
        until: timedelta = timedelta(days=30),
        key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | None = None,
    ) -> x509.Certificate:
        public = key or self.leaf_key.public_key()
        certificate = self.blank(SIGNER, "Test Intermediate", public, self.now + since, self.now + until)
        if names:
            alternative = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
            certificate = certificate.add_extension(alternative, critical=False)
        return (
            certificate.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.middle_key.public_key()), critical=False
            )
            .sign(self.middle_key, SHA256())
        )

    def chain(self, *certificates: x509.Certificate) -> bytes:
        return b"".join(one.public_bytes(Encoding.PEM) for one in (certificates or (self.leaf(), self.middle)))

    def sign(self, body: bytes, key: rsa.RSAPrivateKey | None = None, digest: HashAlgorithm | None = None) -> str:
        signature = (key or self.leaf_key).sign(body, padding.PKCS1v15(), digest or SHA256())
        return base64.b64encode(signature).decode()

    @staticmethod
    def blank(
        name: str,
        issuer: str,
        key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey,
        since: datetime,
        until: datetime,
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(named(issuer))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(until)
        )


__all__ = ["NOW", "SHA1", "SIGNER", "URL", "Authority", "new_key"]
