"""The commands keep their contract, and no mistake ever shows a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*arguments: str, given: bytes | None = b"", where: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "skill", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, input=given, capture_output=True, cwd=where, env=environment, timeout=120, check=False
    )


def lines(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().splitlines()


@pytest.mark.parametrize("question", ["should I run after leg day?", "is it okay to run with sore legs?"])
def test_ask_prints_a_short_answer_that_ends_in_one_question(question: str) -> None:
    (speech,) = lines(run("ask", question))

    assert speech.endswith("?")
    assert speech.count("?") == 1
    assert len(speech.split()) <= 75


def test_ask_prints_the_reply_object_when_asked_to() -> None:
    (line,) = lines(run("ask", "is it okay to run with sore legs?", "--json", "--locale", "en-GB"))

    assert json.loads(line)["about"] == "sore_legs"


def test_chat_answers_each_piped_line_with_one_object_and_nothing_else(tmp_path: Path) -> None:
    said = b"should i run after leg day\n\n\nshould i run today\na little\nno\nyesterday\nstop\n"

    replies = [json.loads(line) for line in lines(run("chat", "--json", given=said, where=tmp_path))]

    assert [reply["about"] for reply in replies] == [
        "should_run", "repeat", "goodbye", "check_in", "check_in", "check_in", "verdict", "goodbye",
    ]  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_chat_fixes_the_clock_when_told_to() -> None:
    said = b"remember that i did legs this morning\nwhen did i last do legs\n"

    replies = lines(run("chat", "--now", "2026-11-25T18:00:00+00:00", given=said))

    assert "this morning" in replies[1]


def test_chat_remembers_a_named_user_from_one_conversation_to_the_next(tmp_path: Path) -> None:
    os.environ["MEMORY_URL"] = f"sqlite:///{tmp_path}/coach.sqlite3"
    try:
        lines(run("chat", "--user", "ann", given=b"remember that i did legs yesterday\n", where=tmp_path))
        (theirs,) = lines(run("chat", "--user", "ann", "--json", given=b"when did i last do legs\n", where=tmp_path))
        (others,) = lines(run("chat", "--user", "bob", "--json", given=b"when did i last do legs\n", where=tmp_path))
    finally:
        del os.environ["MEMORY_URL"]

    assert "yesterday" in json.loads(theirs)["speech"]
    assert "yesterday" not in json.loads(others)["speech"]


def test_understand_says_what_each_line_means() -> None:
    (line,) = lines(run("understand", given=b"i did legs yesterday and i'm a bit sore can i do an easy five k\n"))

    heard = json.loads(line)
    assert set(heard) == {"text", "topic", "family", "confidence", "clarify", "facts", "alternatives"}
    assert heard["facts"]["hours_since_leg_day"] == 24
    assert heard["facts"]["soreness"] == 2
    assert heard["facts"]["run_km"] == 5


def test_understand_explains_what_weighed() -> None:
    shown = "\n".join(lines(run("understand", "--explain", "my quads still kill from monday")))

    assert "confidence" in shown


def test_decide_speaks_verdicts_and_asks_for_what_is_missing() -> None:
    given = (
        b'{"red_flags": ["fever"]}\n{"red_flags": []}\n{"red_flags": [], "sharp_or_joint_pain": false, "soreness": 0}\n'
    )

    first, second, third = (json.loads(line) for line in lines(run("decide", given=given)))

    assert first["verdict"] == "STOP-AND-GET-HELP"
    assert second == {"ask": "sharp_or_joint_pain"}
    assert set(third) == {"verdict", "rule", "run_minutes", "why", "assumed"}


def test_evaluate_prints_the_measure(tmp_path: Path) -> None:
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text('{"text": "can i run on sore legs", "label": "sore_legs", "alt": []}\n', encoding="utf-8")
    plain = tmp_path / "plain.txt"
    plain.write_text("what is the capital of peru\n", encoding="utf-8")

    shown = "\n".join(lines(run("evaluate", str(labelled), str(plain), "--noise", "0.1", "--seed", "7")))

    assert "right family at once" in shown
    assert "not ours, accepted" in shown


def test_the_content_check_prints_its_counts() -> None:
    (shown,) = lines(run("content", "check"))

    assert "claims 58/58" in shown


def test_the_built_files_are_current() -> None:
    assert lines(run("models", "--check")) == []


MISTAKES = {
    "an unknown command": (["frobnicate"], b""),
    "an unknown option": (["ask", "hi", "--loud"], b""),
    "no text": (["ask"], b""),
    "a moment that is none": (["chat", "--now", "yesterday"], b""),
    "a port that is none": (["serve", "--port", "abc"], b""),
    "a port that is too high": (["serve", "--port", "99999"], b""),
    "unsigned requests for the world": (["serve", "--dev", "--host", "0.0.0.0"], b""),
    "an address that is not here": (["serve", "--host", "203.0.113.1"], b""),
    "a missing file": (["evaluate", "no-such-file.jsonl"], b""),
    "input that is not UTF-8": (["understand"], b"\xff\xfe\n"),
    "chat that is not UTF-8": (["chat"], b"\xff\xfe\n"),
    "inputs that are not JSON": (["decide"], b"hello\n"),
    "inputs that are no object": (["decide"], b"[1]\n"),
    "inputs outside the domain": (["decide"], b'{"soreness": 11}\n'),
}


@pytest.mark.parametrize(("arguments", "given"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_one_line_and_exit_2(arguments: list[str], given: bytes, tmp_path: Path) -> None:
    done = run(*arguments, given=given, where=tmp_path)

    assert done.returncode == 2, done.stdout.decode()
    assert len(done.stderr.decode().strip().splitlines()) == 1
    assert "Traceback" not in done.stderr.decode()
