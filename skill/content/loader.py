"""Content, ready to speak: from its compiled form where that is fresh, else from the files that writers fill."""

import os
from pathlib import Path

from skill.content.compiled import fresh_content
from skill.content.topic import Content

FOLDER = os.path.dirname(__file__)


def load_content(folder: Path | None = None, language: str = "en") -> Content:
    """Everything one language says. Raises ContentError at the first fault of form."""
    content = fresh_content(str(folder or FOLDER), language)
    if content is None:
        # Here, because what reads TOML and checks its form is for when content changes.
        from skill.content.source import CONTENT_FOLDER, read_content

        content = read_content(folder or CONTENT_FOLDER, language)
    return content
