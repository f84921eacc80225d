"""The talk page in a real browser: talk_page.test.js and talk_page_voice.test.js drive Chromium against the running skill."""

from pathlib import Path

import pytest
from browser import passes

WORDS = Path(__file__).parent.parent.parent / "skill" / "channels" / "talk" / "words.en.json"

pytestmark = pytest.mark.channels


def test_a_person_can_talk_type_tap_and_read(address: str, tmp_path: Path) -> None:
    settings = {"TALK_URL": address, "TALK_WORDS": str(WORDS), "TALK_SHOTS": str(tmp_path)}
    files = ("talk_page.test.js", "talk_page_voice.test.js")
    passes("--timeout", "30000", *files, shots=tmp_path, seconds=900, **settings)
