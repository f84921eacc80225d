"""What the front and a worker say to each other: one request and one answer at a time over a socket pair.

A message is a line of JSON, and after it the body as it is. Both ends are processes of ours.
"""

import io
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

LARGEST_CALL = 4 * 1024 * 1024  # bytes; what the front takes from outside is far smaller

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Answer:
    """An answer of HTTP."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


def packed_request(environ: Mapping[str, Any], body: bytes) -> bytes:
    """A WSGI environment without what only lives in its own process."""
    return _packed({name: value for name, value in environ.items() if type(value) is str}, body)


def packed_answer(answer: Answer) -> bytes:
    return _packed([answer.status, answer.headers], answer.body)


def read_answer(message: bytes) -> Answer:
    (status, headers), body = _unpacked(message)
    return Answer(status, [(name, value) for name, value in headers], body)


def answer_calls(app: App, calls: Connection) -> None:
    """Answers one request after the other, until the other end is closed."""
    while True:
        try:
            message = calls.recv_bytes(LARGEST_CALL)
        except (EOFError, OSError):
            return
        try:
            calls.send_bytes(packed_answer(_run(app, message)))
        except OSError:
            return


def _run(app: App, message: bytes) -> Answer:
    """The answer of a WSGI application. It may raise nothing; ours answers its own faults."""
    said, body = _unpacked(message)
    environ = {
        **said,
        "wsgi.version": (1, 0),
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    begun: list[Any] = []
    parts = app(environ, lambda status, headers, _=None: begun.append((status, headers)))
    try:
        whole = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    status, headers = begun[-1]
    return Answer(status, headers, whole)


def _packed(head: Any, body: bytes) -> bytes:
    return json.dumps(head).encode() + b"\n" + body


def _unpacked(message: bytes) -> tuple[Any, bytes]:
    head, _, body = message.partition(b"\n")
    return json.loads(head), body
