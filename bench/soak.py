"""`make soak`: four times the comfortable rate for ten minutes, on the server as it is recommended; then bench/soak.md.

Comfortable is half of what the server answers at most. The rate is kept by processes beside it on the same machine, so
what they take is missing to the server: on a machine of its own it does more.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from certificate_host import Host, certificate_host
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from envelopes import SKILL_ID
from running import ROOT, Running, children, serving

from bench.traffic import Tally
from skill.memory.sqlite_file import IDLE

REPORT = Path(__file__).parent / "soak.md"
KINDS = ("alexa", "ask")
LINES = 100  # connections of each kind
BUSY_LINES = 4  # of each kind, to find out what the server answers at most
FIND_OUT = 10.0  # seconds
ROUNDS, PROBES = 7, 150  # of requests one after the other, before and afterwards; the quietest round counts
WARM_UP = 0.2  # of the whole time, after which memory must stay where it is
LOOK, REST = 2.0, 3.0  # seconds
SPARE = 3 * IDLE  # files: the connections to the SQLite file that wait for their next use, each of which holds three
MOST_MS, MOST_GROWTH, MOST_SLOWER = 250.0, 0.05, 1.5


@dataclass(frozen=True)
class Look:
    """The server's processes at a moment."""

    at: float
    kilobytes: int  # shared pages counted once
    files: int


def look(server: Running) -> Look:
    processes = [server.process.pid, *children(server.process.pid)]
    rolled = [Path(f"/proc/{one}/smaps_rollup").read_text() for one in processes]
    kilobytes = sum(int(text.split("\nPss:")[1].split()[0]) for text in rolled)
    return Look(time.monotonic(), kilobytes, sum(len(os.listdir(f"/proc/{one}/fd")) for one in processes))


def traffic(
    server: Running, key: bytes, rate: float, seconds: float, lines: int
) -> tuple[dict[str, Tally], list[Look]]:
    """Both kinds at once, each at half the rate; what came back, and the server meanwhile."""
    running = {}
    for kind in KINDS:
        command = [
            sys.executable,
            "-m",
            "bench.traffic",
            str(server.port),
            kind,
            str(rate / 2),
            str(seconds),
            str(lines),
        ]
        started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        assert started.stdin
        started.stdin.write(key)
        started.stdin.close()
        started.stdin = None
        running[kind] = started
    looks, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(LOOK)
        with suppress(OSError):  # a process that was replaced meanwhile; the log tells of it, and that is a fault
            looks.append(look(server))
    tallies = {}
    for kind, process in running.items():
        told = json.loads(process.communicate(timeout=60)[0])
        tallies[kind] = Tally(**{**told, "statuses": Counter(told["statuses"])})
    return tallies, looks


def probe(server: Running) -> list[float]:
    """Milliseconds of one question after the other, in the quietest of some rounds: the machine has others to serve."""
    rounds = []
    for _ in range(ROUNDS):
        rounds.append([1000 * server.ask("should i run after leg day").seconds for _ in range(PROBES)])
        time.sleep(1)
    return min(rounds, key=lambda values: at(0.5, values))


def at(share: float, values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


def soak(minutes: float) -> int:
    with TemporaryDirectory() as folder, certificate_host() as host:
        settings = {"SKILL_ID": SKILL_ID, "ASK_PROXIES": "1", "ASK_PER_MINUTE": "600", **host.settings}
        with serving(Path(folder), **settings) as server:
            return measured(server, host, minutes)


def measured(server: Running, host: Host, minutes: float) -> int:
    key = host.authority.leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    server.warm()
    busy, _ = traffic(server, key, 0, FIND_OUT, BUSY_LINES)  # also makes what is made at first use
    time.sleep(REST)
    before, at_rest = probe(server), look(server)
    most = sum(len(tally.accepted_ms) for tally in busy.values()) / FIND_OUT
    print(f"at most {most:.0f} a second; now {2 * most:.0f} a second for {minutes:g} minutes", flush=True)
    tallies, looks = traffic(server, key, 2 * most, 60 * minutes, LINES)
    time.sleep(REST)
    after, rested = probe(server), look(server)
    facts = report(minutes, most, tallies, looks, (before, after), (at_rest, rested), load=os.getloadavg()[1])
    faults = facts.pop("faults") + [line for line in server.told().splitlines() if "anew" in line or "replaced" in line]
    REPORT.write_text(page(facts, faults), encoding="utf-8")
    print(REPORT.read_text(encoding="utf-8"))
    return 1 if faults else 0


def report(
    minutes: float,
    most: float,
    tallies: dict[str, Tally],
    looks: list[Look],
    probes: tuple[list[float], list[float]],
    rests: tuple[Look, Look],
    load: float,
) -> dict[str, Any]:
    """The figures by name, and under `faults` which promises were broken."""
    warm = [one.kilobytes for one in looks[int(WARM_UP * len(looks)) :]]
    third = max(1, len(warm) // 3)
    growth = sum(warm[-third:]) / sum(warm[:third]) - 1
    before, after = (at(0.5, one) for one in probes)
    facts: dict[str, Any] = {
        "Comfortable rate, half of the most it answers": f"{most / 2:.0f} a second",
        "Sent": f"{2 * most:.0f} a second for {minutes:g} minutes, half of them signed requests of Alexa",
    }
    faults = []
    for kind, tally in tallies.items():
        total = sum(tally.statuses.values())
        odd = {status: count for status, count in tally.statuses.items() if status not in ("200", "429", "503")}
        p99 = at(0.99, tally.accepted_ms)
        facts |= {
            f"`/{kind}` answered": f"{len(tally.accepted_ms)} of {total} ({len(tally.accepted_ms) / max(1, total):.0%})",
            f"`/{kind}` refused with 503 or 429": f"{tally.statuses['503']} and {tally.statuses['429']}",
            f"`/{kind}` anything else": str(odd or "none") + (f", {tally.unsent} never sent" if tally.unsent else ""),
            f"`/{kind}` accepted, p50, p99 and worst": ", ".join(
                f"{at(share, tally.accepted_ms):.1f} ms" for share in (0.5, 0.99, 1.0)
            ),
            f"`/{kind}` refused, p50 and p99": ", ".join(
                f"{at(share, tally.refused_ms):.1f} ms" for share in (0.5, 0.99)
            ),
        }
        faults += [f"/{kind}: {count} times {status}" for status, count in odd.items()]
        faults += [f"/{kind}: {tally.without_retry_after} refusals without Retry-After"] * bool(
            tally.without_retry_after
        )
        faults += [f"/{kind}: the p99 of what was accepted is {p99:.0f} ms"] * (not p99 < MOST_MS)
    facts |= {
        "Memory of all processes, after warm-up and at the end": f"{sum(warm[:third]) / third / 1024:.1f} MB, "
        f"{sum(warm[-third:]) / third / 1024:.1f} MB ({growth:+.1%})",
        "Open files and sockets, before and afterwards (the store keeps up to four connections of three files)": f"{rests[0].files} and {rests[1].files}",
        "One question after the other, p50 and p99 before": f"{before:.1f} ms, {at(0.99, probes[0]):.1f} ms",
        "The same afterwards": f"{after:.1f} ms, {at(0.99, probes[1]):.1f} ms",
        "Load of the machine in the last five minutes": f"{load:.1f} on {os.cpu_count()} processors",
    }
    faults += [f"memory grew by {growth:.1%}"] * (growth > MOST_GROWTH)
    faults += [f"{rests[1].files - rests[0].files} files or sockets are left"] * (
        rests[1].files > rests[0].files + SPARE
    )
    faults += [f"afterwards it is slower: {after:.1f} ms"] * (after > MOST_SLOWER * before)
    return {**facts, "faults": faults}


def page(facts: dict[str, Any], faults: list[str]) -> str:
    rows = "\n".join(f"| {name} | {value} |" for name, value in facts.items())
    verdict = "Every promise was kept." if not faults else "Broken: " + "; ".join(faults) + "."
    return f"""# Under four times the comfortable load

Written by `make soak` on {datetime.now(UTC):%Y-%m-%d}, on {processor()}, {os.cpu_count()} processors,
{platform.system()} {platform.release().split("-")[0]}, Python {platform.python_version()}.
The server is `leg-day-coach serve` with its default settings behind one proxy (`ASK_PROXIES=1`), its SQLite file on the
disk, and every Alexa request verified against a chain of the test's own. What sends the traffic runs on the same machine
and takes its share of it.

| | |
|---|---|
{rows}

{verdict} Promised is: nothing but 200, or 429 and 503 with Retry-After; p99 of what was accepted below {MOST_MS:.0f} ms;
memory within {MOST_GROWTH:.0%} after warm-up; no file or socket left; and as fast afterwards as before.
"""


def processor() -> str:
    names = [
        line.split(": ")[1] for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")
    ]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    raise SystemExit(soak(parser.parse_args().minutes))
