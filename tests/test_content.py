"""The content keeps every rule, and each kind of mistake is named with its file and key."""

import shutil
import tomllib
from pathlib import Path

import pytest

from skill.content.check import check_content
from skill.content.source import CONTENT_FOLDER
from skill.content.templates import expand
from skill.content.topic import Content
from skill.content.wording import shortest_sample
from skill.errors import ContentError

FAULTS = sorted((Path(__file__).parent / "content_faults").glob("*.toml"))


def test_there_are_faults_to_plant() -> None:
    assert len(FAULTS) >= 20


def test_the_content_keeps_every_rule() -> None:
    report = check_content()

    assert [str(fault) for fault in report.faults] == []
    assert (report.claims_cited, report.claims) == (58, 58)


@pytest.mark.parametrize("case", FAULTS, ids=lambda path: path.stem)
def test_a_planted_fault_is_named_with_file_and_key(case: Path, tmp_path: Path) -> None:
    planted = tomllib.loads(case.read_text(encoding="utf-8"))
    folder = tmp_path / "content"
    shutil.copytree(CONTENT_FOLDER, folder)
    for edit in planted.get("edit", [planted]):
        plant(folder / edit["file"], edit.get("find"), edit["put"])

    report = check_content(folder)

    assert any(str(fault).startswith(planted["named"]) for fault in report.faults), [str(f) for f in report.faults]


def plant(path: Path, find: str | None, put: str) -> None:
    """Puts a text in place of another that must be there, or into a new file."""
    if find is None:
        path.write_text(put, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    assert find in text, f"{path.name} no longer holds {find!r}"
    path.write_text(text.replace(find, put, 1), encoding="utf-8")


def test_a_template_expands_to_every_sentence_it_stands_for() -> None:
    assert expand("(should|can) i [really] run") == (
        "should i really run",
        "should i run",
        "can i really run",
        "can i run",
    )


@pytest.mark.parametrize("template", ["a {slot}", "a <rule>", "(a;b)", "(a", "a)", ""])
def test_a_template_in_another_notation_is_refused(template: str) -> None:
    with pytest.raises(ContentError):
        expand(template)


def test_the_suggestion_of_a_topic_is_one_of_its_own_phrasings(content: Content) -> None:
    for topic in content.topics.values():
        assert shortest_sample(topic.questions[0]) in expand(topic.questions[0])


def test_every_claim_can_be_reached_by_voice(content: Content) -> None:
    cited = {claim for topic in content.topics.values() if topic.questions for claim in topic.claims}

    assert cited == set(content.claims)
