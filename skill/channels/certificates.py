"""Fetches Amazon's certificate chain, and reads the roots we trust."""

import ssl
import warnings
from functools import cache
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

import certifi
from cryptography.x509 import Certificate, load_pem_x509_certificates

FETCH_SECONDS = 2.5
LARGEST = 64 * 1024  # bytes


@cache
def trusted_roots() -> list[Certificate]:
    """Certifi's roots. A few old ones break today's form, which is worth a warning to their makers and not to us."""
    with warnings.catch_warnings(action="ignore"):
        return load_pem_x509_certificates(Path(certifi.where()).read_bytes())


def fetch(url: str) -> bytes:
    """The body at an https URL: no redirects, no more than LARGEST bytes. Raises OSError for anything else."""
    parts = urlsplit(url)
    context = ssl.create_default_context(cafile=certifi.where())
    connection = HTTPSConnection(parts.hostname or "", parts.port or 443, timeout=FETCH_SECONDS, context=context)
    try:
        connection.request("GET", parts.path)
        response = connection.getresponse()
        if response.status != 200:
            raise OSError(f"the host answered {response.status}")
        body = response.read(LARGEST + 1)
    except HTTPException as fault:
        raise OSError(f"the host answered badly: {fault!r}") from fault
    finally:
        connection.close()
    if len(body) > LARGEST:
        raise OSError("the file is too large")
    return body
