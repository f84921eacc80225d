"""Fetches Amazon's certificate chain, and reads the roots we trust."""

import socket
import ssl
import warnings
from concurrent.futures import Future
from contextlib import suppress
from functools import cache
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from threading import BoundedSemaphore, Thread
from urllib.parse import urlsplit

import certifi
from cryptography.x509 import Certificate, load_pem_x509_certificates

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
    if not _fetches.acquire(blocking=False):
        raise OSError(f"{MOST_FETCHES} fetches are still under way")
    promised: Future[bytes] = Future()
    opened: list[socket.socket] = []

    def run() -> None:
        try:
            promised.set_result(_fetched(url, opened))
        except BaseException as fault:
            promised.set_exception(fault)
        finally:
            _fetches.release()

    # A time-out of a socket bounds one step, and a host may take a step for every byte.
    Thread(target=run, name="certificate", daemon=True).start()
    try:
        return promised.result(FETCH_SECONDS)
    except TimeoutError as fault:
        for one in opened:
            with suppress(OSError):
                socket.socket.shutdown(one, socket.SHUT_RDWR)  # wakes the thread, which then closes it
        raise OSError(f"the host took longer than {FETCH_SECONDS} seconds") from fault


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
            response = connection.getresponse()
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
