"""The talk page in a real browser: talk_page.test.js and talk_page_voice.test.js drive Chromium against the running skill."""

import os
import subprocess
from pathlib import Path

import pytest
from browser import chromium

HERE = Path(__file__).parent
MOCHA = HERE / "node_modules" / ".bin" / "mocha"
WORDS = HERE.parent.parent / "skill" / "channels" / "talk" / "words.en.json"

pytestmark = pytest.mark.channels


def test_a_person_can_talk_type_tap_and_read(address: str, tmp_path: Path) -> None:
    settings = {
        **os.environ,
        "CHROMIUM": chromium(),
        "TALK_URL": address,
        "TALK_WORDS": str(WORDS),
        "TALK_SHOTS": str(tmp_path),
    }
    run = subprocess.run(
        [str(MOCHA), "--timeout", "30000", "talk_page.test.js", "talk_page_voice.test.js"],
        cwd=HERE,
        env=settings,
        capture_output=True,
        text=True,
        timeout=900,
    )

    print(run.stdout, f"The screenshots are in {tmp_path}")  # noqa: T201 - pytest shows it when the test fails
    assert run.returncode == 0, run.stdout + run.stderr
    assert " passing" in run.stdout
    assert "pending" not in run.stdout
