"""Chromium, and the JavaScript tests that drive it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CLIENTS = Path(__file__).parent / "channels"
HOW_TO_GET_IT = "pages and screens are tested in Chromium; on Debian: apt-get install chromium, or set CHROMIUM to one"


def chromium() -> str:
    """Where Chromium is. Without it these tests are skipped, but not where every test must run."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if found and Path(found).exists():
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(HOW_TO_GET_IT)
    pytest.skip(HOW_TO_GET_IT)


def passes(*arguments: str, shots: Path, seconds: int, **settings: str) -> None:
    """These tests of tests/channels pass in Chromium, and none of them is left out."""
    run = subprocess.run(
        [str(CLIENTS / "node_modules" / ".bin" / "mocha"), *arguments],
        cwd=CLIENTS,
        env={**os.environ, "CHROMIUM": chromium(), **settings},
        capture_output=True,
        text=True,
        timeout=seconds,
    )

    print(run.stdout, f"The screenshots are in {shots}")  # noqa: T201 - pytest shows it when the test fails
    assert run.returncode == 0, run.stdout + run.stderr
    assert " passing" in run.stdout
    assert "pending" not in run.stdout
