"""Signed requests a second at the web address: the skill beside a constant route, and beside Amazon's own verifier.

One client in a process of its own keeps CONNECTIONS connections busy, on the loopback address and for a bounded time.
"""

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

from bench.contenders import BUILD, HERE, environment
from bench.web_app import CERTIFICATE_URL

KINDS = ("constant", "ours", "sdk")
CONNECTIONS = 4
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Served:
    """Requests a second, and CPU of the server in microseconds a request."""

    rate: float
    cpu: float


def served(event: dict[str, Any], rounds: int, seconds: float) -> dict[str, Served]:
    """Each server in each round; of what was measured, the median."""
    chain, root, headers, body = _signed(event)
    found: dict[str, list[Served]] = {kind: [] for kind in KINDS}
    with ExitStack() as stack:
        servers = {}
        for kind in KINDS:
            command = [sys.executable, "-m", "bench.web_app", kind, str(chain), str(root)]
            log = stack.enter_context((BUILD / f"{kind}.log").open("wb"))
            process = subprocess.Popen(
                command, cwd=HERE.parent, env=environment(), stdout=subprocess.PIPE, stderr=log, text=True
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
            assert process.stdout is not None
            servers[kind] = process.pid, int(process.stdout.readline())
        for number in range(rounds + 1):
            for kind, (process_id, port) in servers.items():
                one = _measured(process_id, port, headers, body, seconds if number else 0.5)
                if number:  # the first round only warms up
                    found[kind].append(one)
    return {
        kind: Served(median(one.rate for one in many), median(one.cpu for one in many)) for kind, many in found.items()
    }


def _measured(process_id: int, port: int, headers: dict[str, str], body: bytes, seconds: float) -> Served:
    before, begin = _ticks(process_id), time.perf_counter()
    counts = [0] * CONNECTIONS

    def ask(place: int) -> None:
        connection = HTTPConnection("127.0.0.1", port)
        while time.perf_counter() < begin + seconds:
            connection.request("POST", "/alexa", body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"the server answered {answer.status}")
            counts[place] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, answered = time.perf_counter() - begin, sum(counts)
    if not all(counts):
        raise RuntimeError("a server refused the bench's requests")
    return Served(answered / took, (_ticks(process_id) - before) / TICKS / answered * 1_000_000)


def _ticks(process_id: int) -> int:
    """CPU time that the process has used."""
    fields = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _signed(event: dict[str, Any]) -> tuple[Path, Path, dict[str, str], bytes]:
    """A chain and its root as files, and a request that is signed with it."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    import signing
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding

    now = datetime.now(UTC)
    signing.NOW = now
    authority = signing.Authority()
    key, issuer = authority.leaf_key.public_key(), authority.middle_key.public_key()
    signs = x509.KeyUsage(
        True, False, False, False, False, False, False, False, False
    )  # Amazon's verifier looks for it
    leaf = (
        authority.blank(signing.SIGNER, "Test Intermediate", key, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(signing.SIGNER)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(signs, critical=True)
        .add_extension(x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
        .sign(authority.middle_key, SHA256())
    )
    chain, root = BUILD / "chain.pem", BUILD / "root.pem"
    chain.write_bytes(authority.chain(leaf, authority.middle))
    root.write_bytes(authority.root.public_bytes(Encoding.PEM))
    event["request"]["timestamp"] = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    body = json.dumps(event).encode()
    headers = {
        "Content-Type": "application/json",
        "SignatureCertChainUrl": CERTIFICATE_URL,
        "Signature-256": authority.sign(body),
    }
    return chain, root, headers, body
