"""Where Chromium is, for the tests that need a real browser."""

import os
import shutil
from pathlib import Path

import pytest

HOW_TO_GET_IT = "pages and screens are tested in Chromium; on Debian: apt-get install chromium, or set CHROMIUM to one"


def chromium() -> str:
    """Where Chromium is. Without it these tests are skipped, but not where every test must run."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if found and Path(found).exists():
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(HOW_TO_GET_IT)
    pytest.skip(HOW_TO_GET_IT)
