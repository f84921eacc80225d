"""Traffic as from many people at once: signed requests of Alexa and questions to the text API, at a rate that is kept.

Runs in a process of its own. The rate is kept whatever the server does, and a request counts from when it was due, so
that a server which slows down is not asked less for it.
"""

import asyncio
import json
import random
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from envelopes import intent, launch
from signing import URL, Authority

ARTICLE = Path(__file__).parent.parent / "tests" / "utterances" / "article.toml"
PERSONS, CLIENTS = 2_000, 5_000
REMEMBERED = 0.02  # of the questions come from somebody who is remembered, and are kept on the disk
SIGNED, SIGNED_FOR = 200, 60.0  # requests that are signed at a time, and seconds for which they are used
INTENTS = ("ShouldRunIntent", "RunWhenIntent", "SoreLegsIntent", "AMAZON.HelpIntent")
LATE = 1_000  # requests that may be due and not sent before some are given up
PATIENCE = 10.0  # seconds for an answer


@dataclass
class Tally:
    """What came back, by status, and the milliseconds of what was accepted."""

    statuses: Counter[str] = field(default_factory=Counter)
    accepted_ms: list[float] = field(default_factory=list)
    refused_ms: list[float] = field(default_factory=list)
    without_retry_after: int = 0
    unsent: int = 0

    def note(self, status: int, head: bytes, ms: float) -> None:
        self.statuses[str(status)] += 1
        if status == 200:
            self.accepted_ms.append(ms)
            return
        self.refused_ms.append(ms)
        self.without_retry_after += status in (429, 503) and b"\r\nretry-after:" not in head.lower()


class Questions:
    """To the text API, each as from behind the owner's proxy."""

    def __init__(self) -> None:
        texts = tomllib.loads(ARTICLE.read_text(encoding="utf-8"))
        self.texts = [text for several in texts.values() for text in several]
        self.chance = random.Random(7)

    def __call__(self) -> bytes:
        told: dict[str, Any] = {"text": self.chance.choice(self.texts)}
        if self.chance.random() < REMEMBERED:
            told = {"text": "log leg day yesterday", "user": f"person {self.chance.randrange(PERSONS)}"}
        number = self.chance.randrange(CLIENTS)
        return _request("/ask", json.dumps(told).encode(), f"X-Forwarded-For: 10.0.{number // 250}.{number % 250}\r\n")


class Requests:
    """Of Alexa, signed by a chain of our own; each is fresh when it is sent."""

    def __init__(self, key: bytes) -> None:
        self.authority = Authority.__new__(Authority)
        self.authority.leaf_key = load_pem_private_key(key, None)  # type: ignore[assignment]
        self.chance = random.Random(11)
        self.ready: list[bytes] = []
        self.since = 0.0

    def __call__(self) -> bytes:
        if time.monotonic() - self.since > SIGNED_FOR:
            self.ready, self.since = [self._signed(number) for number in range(SIGNED)], time.monotonic()
        return self.chance.choice(self.ready)

    def _signed(self, number: int) -> bytes:
        # The device's zone is in the session: it is asked for over the network once in a talk, which is not measured here.
        kept = {"zone": "Europe/London"}
        event = launch() if number % 20 == 0 else intent(INTENTS[number % len(INTENTS)], kept)
        event["session"]["attributes"] = kept
        event["request"] |= {"timestamp": datetime.now(UTC).isoformat(), "requestId": f"soak.{time.time()}.{number}"}
        body = json.dumps(event).encode()
        return _request(
            "/alexa", body, f"SignatureCertChainUrl: {URL}\r\nSignature-256: {self.authority.sign(body)}\r\n"
        )


def _request(path: str, body: bytes, more: str) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: soak\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


class Line:
    """A connection that is used again, and opened again when the server closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
        except BaseException:
            self.close()
            raise
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return int(head.split(b" ", 2)[1]), head

    def close(self) -> None:
        if self.streams:
            self.streams[1].close()
        self.streams = None


async def at_rate(port: int, make: Callable[[], bytes], rate: float, seconds: float, lines: int) -> Tally:
    """As many requests a second as told, for so long; with no rate, each line asks as soon as it was answered."""
    tally, due, end = Tally(), asyncio.Queue[float | None](), time.monotonic() + seconds

    async def speak() -> None:
        line = Line(port)
        while (when := (await due.get()) if rate else time.monotonic()) is not None and (rate or when < end):
            try:
                status, head = await asyncio.wait_for(line.ask(make()), PATIENCE)
                tally.note(status, head, 1000 * (time.monotonic() - when))
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as fault:
                line.close()
                tally.statuses[type(fault).__name__] += 1
        line.close()

    speakers = [asyncio.create_task(speak()) for _ in range(lines)]
    if rate:
        began, sent = time.monotonic(), 0
        while (now := time.monotonic()) < end:
            while sent < (now - began) * rate:
                if due.qsize() < LATE:
                    due.put_nowait(began + sent / rate)
                else:
                    tally.unsent += 1
                sent += 1
            await asyncio.sleep(0.002)
        for _ in speakers:
            due.put_nowait(None)
    await asyncio.gather(*speakers)
    return tally


def main() -> None:
    """PORT KIND RATE SECONDS LINES, the signing key on standard input → the tally as JSON."""
    port, kind, rate, seconds, lines = sys.argv[1:]
    make: Callable[[], bytes] = Questions() if kind == "ask" else Requests(sys.stdin.buffer.read())
    tally = asyncio.run(at_rate(int(port), make, float(rate), float(seconds), int(lines)))
    sys.stdout.write(json.dumps(vars(tally)))


if __name__ == "__main__":
    main()
