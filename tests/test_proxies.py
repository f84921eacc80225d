"""Behind the owner's proxy each person has a limit of their own, on the servers as they are started."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest

ROOT = Path(__file__).parent.parent
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": {"text": "hi"}}}
SERVERS = {"serve": (("serve",), "/ask", {"text": "hi"}), "mcp": (("mcp", "--http"), "", CALL)}


def status(address: str, body: object, client: str) -> int:
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        "X-Forwarded-For": client,
    }
    try:
        with build_opener(ProxyHandler({})).open(
            Request(address, json.dumps(body).encode(), headers), timeout=30
        ) as got:
            return int(got.status)
    except HTTPError as refused:
        with refused:
            return refused.code


@pytest.mark.parametrize(("proxies", "expected"), [("1", [200, 200, 429]), ("0", [200, 429, 429])])
@pytest.mark.parametrize(("command", "path", "body"), SERVERS.values(), ids=SERVERS)
def test_who_asks_is_who_the_proxy_saw_and_only_where_there_is_one(
    tmp_path: Path, command: tuple[str, ...], path: str, body: object, proxies: str, expected: list[int]
) -> None:
    own = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "ASK_PER_MINUTE": "1", "ASK_PROXIES": proxies}
    started = [sys.executable, "-m", "skill", *command, "--port", "0"]
    with subprocess.Popen(
        started, cwd=tmp_path, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found
        try:
            got = [
                status(found.group() + path, body, client)
                for client in ("192.0.2.1", "192.0.2.2", "made up, 192.0.2.1")
            ]
        finally:
            server.kill()

    assert got == expected
