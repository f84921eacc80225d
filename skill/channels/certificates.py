"""Fetches Amazon's certificate chain, and reads the roots we trust."""

import socket
import ssl
import threading
import time
import warnings
from contextlib import closing, suppress
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


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


def fetch(url: str) -> bytes:
    """The body at an https URL: no redirects, no more than LARGEST bytes, in FETCH_SECONDS from the first connection.

    Raises OSError for anything else.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    line = socket.create_connection((host, port), timeout=FETCH_SECONDS)
    # A host that sends a byte now and then never lets a read time out; the line is cut under it.
    with line.dup() as other_end:
        cut = threading.Timer(FETCH_SECONDS, _cut, (other_end,))
        cut.start()
        try:
            return _body(line, host, port, parts.path)
        except HTTPException as fault:
            raise OSError(f"the host answered badly: {fault!r}") from fault
        finally:
            line.close()
            cut.cancel()
            cut.join()


def _body(line: socket.socket, host: str, port: int, path: str) -> bytes:
    until = time.monotonic() + FETCH_SECONDS
    connection = HTTPSConnection(host, port)
    connection.sock = _trust().wrap_socket(line, server_hostname=host)
    with closing(connection):
        connection.request("GET", path)
        response = connection.getresponse()
        if response.status != 200:
            raise OSError(f"the host answered {response.status}")
        body = response.read(LARGEST + 1)
    if time.monotonic() >= until:
        raise TimeoutError("the host took too long")
    if len(body) > LARGEST:
        raise OSError("the file is too large")
    return body


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
