"""The MCP server as a user starts it, over HTTP on a free port."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


@contextmanager
def mcp_over_http(folder: Path, *each: dict[str, str]) -> Iterator[list[str]]:
    """The addresses of servers, one for each of the settings, while they run in a folder."""
    command = [sys.executable, "-m", "skill", "mcp", "--http", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with ExitStack() as stack:
        servers = [
            stack.enter_context(
                subprocess.Popen(command, cwd=folder, env={**environment, **own}, stdout=subprocess.PIPE, text=True)
            )
            for own in each
        ]
        try:
            yield [_address(server) for server in servers]
        finally:
            for server in servers:
                server.terminate()


def _address(server: subprocess.Popen[str]) -> str:
    assert server.stdout
    first = server.stdout.readline()
    found = re.search(r"http://\S+", first)
    assert found, first
    return found.group()
