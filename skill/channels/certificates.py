"""Fetches Amazon's certificate chain, and reads the roots we trust."""

import socket
import ssl
import warnings
from contextlib import suppress
from functools import cache
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from threading import BoundedSemaphore
from urllib.parse import urlsplit

import certifi
from cryptography.x509 import Certificate, load_pem_x509_certificates

from skill.deadline import within

FETCH_SECONDS = 1.2  # in all, however the host spreads them; the person hears an answer in one and a half
MOST_FETCHES = 8  # a host that hangs must not eat the machine's threads
LARGEST = 64 * 1024  # bytes

_fetches = BoundedSemaphore(MOST_FETCHES)


@cache
def trusted_roots() -> list[Certificate]:
    """Certifi's roots. A few old ones break today's form, which is worth a warning to their makers and not to us."""
    with warnings.catch_warnings(action="ignore"):
        return load_pem_x509_certificates(Path(certifi.where()).read_bytes())


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


def fetch(url: str) -> bytes:
    """The body at an https URL: no redirects, no more than LARGEST bytes, in FETCH_SECONDS. Raises OSError otherwise."""
    opened: list[socket.socket] = []
    try:
        return within(FETCH_SECONDS, _fetches, lambda: _fetched(url, opened))
    except TimeoutError:
        for one in opened:
            with suppress(OSError):
                socket.socket.shutdown(one, socket.SHUT_RDWR)  # wakes who reads, and that one closes it
        raise


def _fetched(url: str, opened: list[socket.socket]) -> bytes:
    parts = urlsplit(url)
    host = parts.hostname or ""
    raw = socket.create_connection((host, parts.port or 443), timeout=FETCH_SECONDS)
    with _trust().wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False) as secured:
        opened.append(secured)
        secured.do_handshake()
        connection = HTTPSConnection(host, parts.port or 443)
        connection.sock = secured
        try:
            connection.request("GET", parts.path)
            with connection.getresponse() as response:
                if response.status != 200:
                    raise OSError(f"the host answered {response.status}")
                body = response.read(LARGEST + 1)
        except HTTPException as fault:
            raise OSError(f"the host answered badly: {type(fault).__name__}") from fault
        finally:
            connection.close()
    if len(body) > LARGEST:
        raise OSError("the file is too large")
    return body
