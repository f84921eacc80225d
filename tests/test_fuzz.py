"""What the fuzzer starts from and what it found, run as it stands, without the fuzzer."""

from pathlib import Path

import pytest
from fuzz.choices import Choices, edited
from fuzz.promises import is_spoken
from fuzz.targets import TARGETS, taken

HERE = Path(__file__).parent / "fuzz"
CASES = sorted(path for folder in ("seeds", "found") for path in HERE.glob(f"{folder}/*/*"))


def test_every_way_in_has_inputs_to_start_from() -> None:
    assert {path.parent.name for path in CASES} == set(TARGETS)


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_no_input_breaks_a_promise(case: Path) -> None:
    TARGETS[case.parent.name](case.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_no_bytes_are_an_input_too(name: str) -> None:
    TARGETS[name](b"")


@pytest.mark.parametrize(("name", "is_right"), [("right", True), ("stranger", False)])
def test_the_one_right_chain_is_taken_and_a_strangers_is_not(name: str, is_right: bool) -> None:
    """Without this the certificate's promise could hold because nothing is ever taken."""
    url, signature, chain = (HERE / "seeds" / "certificate" / name).read_bytes().split(b"\n", 2)

    assert taken(url, signature, chain) is is_right


def test_the_same_bytes_make_the_same_input() -> None:
    first, again = (repr(edited({"a": [1, {"b": "c"}]}, Choices(bytes(range(90))))) for _ in range(2))

    assert first == again


@pytest.mark.parametrize("text", ["<break/>", "{0}", "a\u200bb", "a\u202eb", "a\nb", "", "a\x00"])
def test_what_a_voice_cannot_say_is_told_apart(text: str) -> None:
    assert not is_spoken(text)
    assert is_spoken("Go easy: twenty minutes, and stop if it hurts. Ready?")
