"""A world of its own for the running skill: its hosts, its trust store and the Amazon that it fetches from.

Run by test_signed_requests.py in a network and a mount namespace that nobody shares. The skill is started as its owner
starts it, nothing in it is patched, and every case is sent over HTTP. Prints one JSON object: the status of each case.
"""

import fcntl
import http.client
import json
import os
import re
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import certifi
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from envelopes import SKILL_ID
from signed_cases import Case, Maker, refused, taken
from signing import Authority

ROOT = Path(__file__).parent.parent.parent
HOST = "s3.amazonaws.com"
UP, GET_FLAGS, SET_FLAGS = 0x1, 0x8913, 0x8914  # Linux's names: IFF_UP, SIOCGIFFLAGS, SIOCSIFFLAGS
SLACK = 20  # seconds that a loaded machine may take to send and read a request
TOO_SLOW = 6  # seconds; the skill waits less
PADDING = b"\n" * 100_000


class Amazon(BaseHTTPRequestHandler):
    """Serves what the case says at the case's own address, well or badly."""

    case: Case
    manner = ""

    def do_GET(self) -> None:
        served, manner = self.case.served, self.manner
        if manner == "redirect" and "elsewhere" not in self.path:
            return self.answer(302, b"", Location=f"https://{HOST}/echo.api/elsewhere.pem")
        if isinstance(served, TimeoutError):
            time.sleep(TOO_SLOW)
        if isinstance(served, Exception):
            return self.answer(404, b"")
        if manner == "drip":
            return self.drip(served)
        return self.answer(200, served + PADDING if manner == "padding" else served)

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self, body: bytes) -> None:
        """A byte now and then, so that no single read takes long."""
        self.send_response(200)
        self.end_headers()
        for place in range(len(body)):
            self.wfile.write(body[place : place + 1])
            time.sleep(0.2)

    def log_message(self, *_: object) -> None:
        pass


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Who hangs up on a slow host is right to."""


def settle(folder: Path, outside: str, root: bytes) -> None:
    """Makes the namespace a world: a loopback device that is up, hosts and trust store of its own."""
    if os.readlink("/proc/self/ns/mnt") == outside:
        raise SystemExit("this is no namespace of its own, and the machine's own files are not to be covered")
    with socket.socket() as control:
        flags = fcntl.ioctl(control, GET_FLAGS, struct.pack("16sh14x", b"lo", 0))
        now = struct.unpack("16sh14x", flags)[1]
        fcntl.ioctl(control, SET_FLAGS, struct.pack("16sh14x", b"lo", now | UP))
    for name, content, place in (
        ("hosts", f"127.0.0.1 localhost {HOST}\n".encode(), "/etc/hosts"),
        ("roots", root, certifi.where()),
    ):
        (folder / name).write_bytes(content)
        subprocess.run(["mount", "--bind", str(folder / name), place], check=True)


def host(folder: Path, amazon: Authority, impostor: Authority) -> None:
    """Serves TLS at Amazon's name; as an impostor when the manner says so."""
    contexts = {}
    for name, authority in (("", amazon), ("impostor", impostor)):
        chain, key = folder / f"chain{name}", folder / f"key{name}"
        chain.write_bytes(authority.chain(authority.leaf((HOST,)), authority.middle))
        key.write_bytes(authority.leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexts[name].load_cert_chain(chain, key)

    def choose(line: ssl.SSLSocket, *_: object) -> None:
        if Amazon.manner == "impostor":
            line.context = contexts["impostor"]

    contexts[""].sni_callback = choose  # type: ignore[assignment]  # typeshed wants the older form
    server = Quiet(("127.0.0.1", 443), Amazon)
    server.socket = contexts[""].wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def status(port: int, case: Case, method: str = "POST") -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request(method, "/alexa", case.body, case.headers())
        return line.getresponse().status
    finally:
        line.close()


def results(port: int, amazon: Authority, stranger: Authority) -> dict[str, int]:
    """The status of each case. Each has a certificate's address of its own, so that none lives off another's."""

    def send(name: str, case: Case, address: int, manner: str = "", method: str = "POST") -> None:
        if case.url:
            case.url = case.url.replace("echo-api-cert.pem", f"echo-api-cert-{address}.pem")
        Amazon.case, Amazon.manner = case, manner
        found[name] = status(port, case, method)

    found: dict[str, int] = {}
    for cases in (taken, refused):
        for number, name in enumerate(cases(amazon, stranger)):
            present = cases(amazon, stranger, datetime.now(UTC), SLACK)
            send(name, present[name], number if cases is taken else 100 + number)
    for number, manner in enumerate(MANNERS):
        send(MANNERS[manner], Maker(amazon, datetime.now(UTC)).case(), 200 + number, manner)
    send(GET, Maker(amazon, datetime.now(UTC)).case(), 0, method="GET")
    send(AFTERWARDS, Maker(amazon, datetime.now(UTC)).case(), 300)
    send(KEPT, Maker(amazon, datetime.now(UTC)).case(served=OSError("gone")), 300)
    return found


MANNERS = {
    "redirect": "a certificate that is elsewhere now",
    "padding": "a certificate in a file that is too large",
    "drip": "a certificate that comes byte by byte",
    "impostor": "a host that is not Amazon's",
}
GET, AFTERWARDS = "a request by GET", "a rightly signed request after all of these"
KEPT = "a certificate that is known, when its host is gone"


def main(folder: Path, outside: str) -> None:
    now = datetime.now(UTC)
    amazon, stranger = Authority(now), Authority(now)
    settle(folder, outside, amazon.root.public_bytes(Encoding.PEM))
    host(folder, amazon, stranger)
    own = {"SKILL_ID": SKILL_ID, "MEMORY_URL": "none:", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "skill", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True) as skill:
        assert skill.stdout
        said = skill.stdout.readline()
        port = re.search(r"http://[\w.]+:(\d+)", said)
        assert port, said
        try:
            print(json.dumps(results(int(port[1]), amazon, stranger)))  # noqa: T201 - the answer to who started us
        finally:
            skill.terminate()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
