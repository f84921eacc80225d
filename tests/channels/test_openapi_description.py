"""The OpenAPI description is true: Schemathesis sends what it allows, and what it does not, and judges every answer."""

import os
import re
import subprocess
from pathlib import Path

import pytest

TOOLS = Path(__file__).parent / ".venv-http"
EACH, AT_LEAST = 300, 300  # examples for an operation, and cases in all

pytestmark = pytest.mark.channels


@pytest.mark.parametrize("seed", [1, 2])
def test_every_answer_is_as_described(address: str, tmp_path: Path, seed: int) -> None:
    command = [
        str(TOOLS / "bin" / "st"),
        "run",
        f"{address}/openapi.json",
        "--checks=all",
        f"--max-examples={EACH}",
        f"--seed={seed}",
        "--continue-on-failure",
        "--no-color",
    ]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    sent = re.search(r"(\d+) generated, \d+ passed", done.stdout)
    assert sent, done.stdout
    assert int(sent.group(1)) >= AT_LEAST
