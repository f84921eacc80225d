"""Servers that speak DynamoDB over HTTP: moto's, which does it well, and one of our own, which does it badly."""

import json
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any
from urllib.parse import quote

import boto3
import pytest

REGION = "eu-west-1"


@dataclass(frozen=True)
class Server:
    """Where it listens, and how its tables are made and looked into."""

    endpoint: str

    @property
    def client(self) -> Any:
        return boto3.client("dynamodb", region_name=REGION, endpoint_url=self.endpoint)

    def url(self, table: str) -> str:
        return f"dynamodb://{table}?region={REGION}&endpoint={quote(self.endpoint, safe='')}"

    def table(self) -> str:
        """A new table, as the template in `infrastructure/` makes it."""
        name = f"profiles-{uuid.uuid4().hex}"
        self.client.create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self.client.update_time_to_live(
            TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"}
        )
        return name

    def items(self, table: str) -> list[dict[str, Any]]:
        return self.client.scan(TableName=table)["Items"]


@contextmanager
def credentials() -> Iterator[None]:
    """What Amazon's client wants to have before it asks anybody."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ACCESS_KEY_ID", "test")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "test")
        environment.setenv("NO_PROXY", "127.0.0.1")
        yield


@contextmanager
def moto() -> Iterator[Server]:
    """Moto's server in a process of its own, on a free port of the loopback address."""
    command = [sys.executable, "-m", "moto.server", "-p", "0"]
    with credentials(), TemporaryDirectory() as folder:
        said = Path(folder) / "log"
        with said.open("w") as log, subprocess.Popen(command, stderr=log) as process:
            try:
                while not (listens := re.search(r"http://127.0.0.1:\d+", said.read_text())):
                    assert process.poll() is None, said.read_text()
                    time.sleep(0.02)
                yield Server(listens.group())
            finally:
                process.kill()


@contextmanager
def answering(behave: Callable[[BaseHTTPRequestHandler, str], None]) -> Iterator[Server]:
    """A server that does as told with each operation, such as GetItem."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            behave(self, self.headers["X-Amz-Target"].rpartition(".")[2])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            pass

        def handle(self) -> None:
            with suppress(OSError):  # who asked did not wait
                super().handle()

    with credentials(), ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield Server(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


def nothing(_: BaseHTTPRequestHandler, __: str) -> None:
    time.sleep(3)


def a_drip(handler: BaseHTTPRequestHandler, _: str) -> None:
    """A byte now and then, which resets every driver's time-out."""
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: ":
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.2)


def a_page(handler: BaseHTTPRequestHandler, _: str) -> None:
    answer(handler, 502, b"<html>Bad gateway</html>")


def a_slow_read_and_no_write(handler: BaseHTTPRequestHandler, operation: str) -> None:
    time.sleep(0.45 if operation == "GetItem" else 3)
    answer(handler, 200, b"{}")


def answer(handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", "application/x-amz-json-1.0")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
