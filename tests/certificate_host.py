"""A certificate host as Amazon's, on the loopback address: TLS, one folder, and every way in which a host can fail."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from signing import Authority

HOST = "s3.amazonaws.com"
HERE = Path(__file__).parent / "amazon_here"
HUGE = 300_000_000  # bytes that it would send if nobody stopped it

Behaviour = Callable[["Host", socket.socket], None]


@dataclass
class Host:
    """What it serves and how it behaves may be changed at any time; a chain of its own authority, well, to begin with."""

    folder: Path
    authority: Authority = field(default_factory=lambda: Authority(now=datetime.now(UTC)))
    asked: int = 0
    sent: int = 0
    port: int = 0

    def __post_init__(self) -> None:
        self.behave: Behaviour = Host.behave_well

    def behave_well(self, secured: socket.socket) -> None:
        self.send(secured, self.authority.chain())

    def send(self, secured: socket.socket, body: bytes, head: str = "HTTP/1.1 200 OK") -> None:
        secured.sendall(f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    @property
    def settings(self) -> dict[str, str]:
        """What leads a server to this host."""
        return {
            "PYTHONPATH": str(HERE),
            "AMAZON_PORT": str(self.folder / "port"),
            "AMAZON_ROOTS": str(self.folder / "roots.pem"),
        }

    def _context(self) -> ssl.SSLContext:
        key = self.authority.leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (self.folder / "key.pem").write_bytes(key)
        leaf = self.authority.leaf((HOST,))
        (self.folder / "chain.pem").write_bytes(self.authority.chain(leaf, self.authority.middle))
        (self.folder / "roots.pem").write_bytes(self.authority.root.public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "chain.pem", self.folder / "key.pem")
        return context

    def run(self, listening: socket.socket) -> None:
        context = self._context()
        self.port = listening.getsockname()[1]
        self.comes_up()

        def serve(connection: socket.socket) -> None:
            with suppress(OSError), context.wrap_socket(connection, server_side=True) as secured:
                self.asked += 1
                secured.recv(4096)
                self.behave(self, secured)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()

    def comes_up(self) -> None:
        (self.folder / "port").write_text(str(self.port))

    def goes_down(self) -> None:
        """Nobody listens where it was."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            (self.folder / "port").write_text(str(free.getsockname()[1]))


@contextmanager
def certificate_host() -> Iterator[Host]:
    with TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listening:
        host = Host(Path(folder))
        host.run(listening)
        yield host


def silent(_: Host, __: socket.socket) -> None:
    time.sleep(20)


def slow(host: Host, secured: socket.socket) -> None:
    """A byte now and then, which resets every time-out of a socket."""
    secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    for byte in host.authority.chain():
        secured.sendall(bytes([byte]))
        time.sleep(0.2)


def huge(host: Host, secured: socket.socket) -> None:
    secured.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {HUGE}\r\n\r\n".encode())
    for _ in range(HUGE // 100_000):
        secured.sendall(b"x" * 100_000)
        host.sent += 100_000


def huge_head(host: Host, secured: socket.socket) -> None:
    secured.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in range(HUGE // 100_000):
        secured.sendall(b"x" * 100_000)
        host.sent += 100_000


def nonsense(host: Host, secured: socket.socket) -> None:
    host.send(secured, b"<html>no such key</html>")


def no_http(_: Host, secured: socket.socket) -> None:
    secured.sendall(b"\x00\x01\x02" * 100)


def another_place(host: Host, secured: socket.socket) -> None:
    host.send(secured, b"", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/")


def missing(host: Host, secured: socket.socket) -> None:
    host.send(secured, b"gone", "HTTP/1.1 404 Not Found")


def broken_off(host: Host, secured: socket.socket) -> None:
    secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + host.authority.chain()[:900])


def a_strangers_chain(host: Host, secured: socket.socket) -> None:
    host.send(secured, Authority(now=datetime.now(UTC)).chain())


def a_chain_for_another_name(host: Host, secured: socket.socket) -> None:
    host.send(secured, host.authority.chain(host.authority.leaf(("example.com",)), host.authority.middle))


def half_a_million_certificates(host: Host, secured: socket.socket) -> None:
    host.send(secured, host.authority.chain() * 100)
