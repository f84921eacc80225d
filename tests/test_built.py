"""The built form is put in place whole, so that a running skill never reads half of it."""

import shutil
from dataclasses import replace
from pathlib import Path

from skill.content.loader import load_content
from skill.understanding.built import built_path, load, save

CONTENT = load_content()


def test_who_has_it_open_goes_on_with_what_was_opened(tmp_path: Path) -> None:
    path = tmp_path / "en.bin"
    shutil.copy(built_path(CONTENT.language), path)
    opened, before = load(str(path)), path.stat().st_ino
    words = opened.features.vector("should i run after leg day")
    said = opened.families.labelled(words)

    save(replace(opened, digest="another"), path)

    assert path.stat().st_ino != before
    assert [file.name for file in tmp_path.iterdir()] == ["en.bin"]
    assert opened.families.labelled(opened.features.vector("should i run after leg day")) == said
    assert load(str(path)).digest == "another"
    assert load(str(path)).families.labelled(words) == said
