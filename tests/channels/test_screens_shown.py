"""Amazon's own linter reads our screens, and Amazon's view host shows them in a real browser: screens.test.js."""

import os
import subprocess
from pathlib import Path

import pytest
from browser import chromium

HERE = Path(__file__).parent
MOCHA = HERE / "node_modules" / ".bin" / "mocha"

pytestmark = pytest.mark.channels


def test_screens_are_clean_fit_and_can_be_touched(address: str, tmp_path: Path) -> None:
    settings = {**os.environ, "CHROMIUM": chromium(), "SKILL_URL": f"{address}/alexa", "SCREEN_SHOTS": str(tmp_path)}
    run = subprocess.run(
        [str(MOCHA), "--exit", "--timeout", "60000", "screens.test.js"],
        cwd=HERE,
        env=settings,
        capture_output=True,
        text=True,
        timeout=600,
    )

    print(run.stdout, f"The screenshots are in {tmp_path}")  # noqa: T201 - pytest shows it when the test fails
    assert run.returncode == 0, run.stdout + run.stderr
    assert " passing" in run.stdout
    assert "pending" not in run.stdout
