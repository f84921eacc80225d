"""The running skill, as a user starts it, for clients that are not ours."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server in dev mode on a free port."""
    folder = tmp_path_factory.mktemp("serve")
    command = [sys.executable, "-m", "skill", "serve", "--dev", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "ASK_PER_MINUTE": "0"}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        first = server.stdout.readline()
        found = re.search(r"http://\S+", first)
        assert found, first
        yield found.group()
        server.terminate()
