"""Amazon's own linter reads our screens, and Amazon's view host shows them in a real browser: screens.test.js."""

from pathlib import Path

import pytest
from browser import passes

pytestmark = pytest.mark.channels


def test_screens_are_clean_fit_and_can_be_touched(address: str, tmp_path: Path) -> None:
    settings = {"SKILL_URL": f"{address}/alexa", "SCREEN_SHOTS": str(tmp_path)}
    passes("--exit", "--timeout", "60000", "screens.test.js", shots=tmp_path, seconds=600, **settings)
