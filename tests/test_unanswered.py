"""Words that were not understood are kept for the owner, and never when they could be about anybody's body."""

import json
import random
import re
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from test_serving import serving

from skill.app import Caller, Coach
from skill.content.source import CONTENT_FOLDER, read_toml
from skill.content.wording import normal
from skill.conversation.state import State
from skill.errors import MemoryUnavailable
from skill.memory.unanswered_file import KEPT_FOR, MOST, UnansweredFile
from skill.mishearing import Mishearing
from skill.unanswered import open_unanswered
from skill.understanding.unanswered import Sieve
from skill.understanding.understand import Understanding

ROOT = Path(__file__).parent.parent
ENGLISH = CONTENT_FOLDER / "en"
TODAY = date(2026, 11, 25)
HARMLESS = "how do i spin a cricket ball"
FILE = "kept.unanswered"
LISTS: dict[str, list[str]] = {
    name: words
    for file in ("facts", "circumstances", "warning_signs", "acts")
    for name, words in read_toml(ENGLISH / f"{file}.toml").get("lists", {}).items()
}
# Facts that are about a body, or answer a question about one.
BODY_FACTS = ("red_flags", "soreness", "sharp_or_joint_pain", "leg_day_effort")
NAMES = (
    "ann",
    "dave",
    "harry",
    "sarah",
    "messi",
    "wife",
    "mum",
    "dad",
    "doctor",
    "london",
    "berlin",
    "he",
    "she",
    "my",
)
BODY_WORDS = (
    "knee", "calf", "leg", "legs", "foot", "chest", "heart", "pee", "urine", "sore", "pain", "hurts", "swollen", "numb",
    "dizzy", "sick", "fever", "ill", "doms", "stiff", "tight", "weak", "hot", "cold", "dark", "brown", "red", "blue",
    "breath", "breathe", "faint", "pregnant", "pill", "ibuprofen", "tired", "heavy", "stand", "weight", "can't",
)  # fmt: skip


@pytest.fixture(scope="module")
def sieve(understanding: Understanding) -> Sieve:
    return Sieve.of(understanding)


def kept(sieve: Sieve, text: str, asked: str | None = None) -> str | None:
    return sieve.kept(sieve.understanding.understand(text, asked=asked), asked)


def told_signs() -> list[str]:
    """What people say of each warning sign."""
    told = read_toml(ENGLISH / "sign_phrasings.toml")
    return [text for sign, group in told.items() if sign != "none" for text in group["utterances"]]


def patterns() -> Iterator[str]:
    """Every pattern by which a warning sign is heard, or doubted."""
    for name, group in read_toml(ENGLISH / "warning_signs.toml").items():
        if name not in ("lists", "any"):
            for key in ("hear", "exaggerations", "whatever", "names"):
                yield from group.get(key, ())


def spoken(pattern: str, chance: random.Random) -> str:
    """One utterance that a pattern hears: each choice made at random."""
    text = pattern
    while found := re.search(r"<(\w+)>|\{\w+\}|\(([^()\[\]<>{}]*)\)|\[([^()\[\]<>{}]*)\]", text):
        name, choices, optional = found.groups()
        if name is not None:
            said = chance.choice(LISTS[name])
        elif choices is not None:
            said = chance.choice(choices.split("|"))
        else:
            said = chance.choice([*(optional or "ten").split("|"), ""]) if optional is not None else "ten"
        text = text[: found.start()] + said + text[found.end() :]
    return " ".join(text.replace("...", " ").split())


def test_nothing_that_people_say_of_a_warning_sign_is_kept(sieve: Sieve) -> None:
    signs = told_signs()

    assert len(signs) > 5000
    assert [text for text in signs if kept(sieve, text)] == []


def test_nothing_that_a_pattern_hears_as_a_warning_sign_is_kept(sieve: Sieve) -> None:
    chance = random.Random(9)
    utterances = [spoken(pattern, chance) for pattern in patterns() for _ in range(3)]

    assert len(utterances) > 2500
    assert [text for text in utterances if kept(sieve, text)] == []


def test_no_symptom_is_kept_whatever_was_asked_before(sieve: Sieve) -> None:
    cases = [json.loads(line) for line in (ROOT / "tests/facts/build.jsonl").read_text().splitlines()]
    symptoms = [case for case in cases if any(case["facts"].get(fact) for fact in BODY_FACTS)]

    assert len(symptoms) > 1300
    assert [case["text"] for case in symptoms if kept(sieve, case["text"], case.get("asked"))] == []


def test_a_list_of_harmless_words_alone_lets_next_to_no_sign_through(sieve: Sieve) -> None:
    """So that the sieve holds even where nothing at all was heard."""
    through = [text for text in told_signs() if sieve.words.issuperset(normal(text).split())]

    assert len(through) < 5


def test_signs_that_were_misheard_leave_no_word_of_a_body_or_a_person(coach: Coach, sieve: Sieve) -> None:
    mishearing = Mishearing.of(coach.content, 0.2, 7)
    left = [words for text in told_signs() if (words := kept(sieve, mishearing.misheard(text)))]

    assert len(left) < 30
    assert not {word for words in left for word in words.split()} & {*BODY_WORDS, *NAMES}


def test_the_list_has_no_word_for_a_body_a_symptom_or_a_person(sieve: Sieve) -> None:
    assert not sieve.words & {normal(word) for word in (*BODY_WORDS, *NAMES)}
    assert all(word == normal(word) for word in sieve.words)


@pytest.mark.parametrize(
    "question", ["soreness", "safety", "hours", "which_sign", "pain_kind", "doubt:numbness", "effort"]
)
def test_an_answer_to_a_question_about_the_body_is_never_kept(sieve: Sieve, question: str) -> None:
    assert kept(sieve, HARMLESS) == HARMLESS
    assert kept(sieve, HARMLESS, question) is None


@pytest.mark.parametrize(
    "text",
    [
        "how do i spin a cricket ball with zebedee",  # a name that no list foresaw
        "call 07700 900123 for me please",
        "spin it",
        " ".join(["how do i spin a cricket ball"] * 3),  # a story
        "yes that one please",
        "",
    ],
)
def test_names_numbers_stories_and_scraps_are_not_kept(sieve: Sieve, text: str) -> None:
    assert kept(sieve, text) is None


def test_what_is_harmless_is_kept_often_enough_to_be_of_use(sieve: Sieve) -> None:
    groups = read_toml(ENGLISH / "near_misses.toml").values()
    utterances = [text for group in groups for text in group["utterances"]]

    assert sum(kept(sieve, text) is not None for text in utterances) > len(utterances) / 10


def test_only_what_was_not_understood_is_kept_and_without_its_person(coach: Coach, tmp_path: Path) -> None:
    mine = replace(coach, unanswered=open_unanswered(coach.understanding, tmp_path / FILE))
    for text in ("how far should i run", HARMLESS, HARMLESS, "my knee is a purple cricket ball", "i have chest pain"):
        mine.hear(text, State(), Caller(person="ann", locale="en-GB"))
    raw = (tmp_path / FILE).read_bytes()

    assert [(line.words, line.times) for line in UnansweredFile(tmp_path / FILE).lines(date.today())] == [(HARMLESS, 2)]
    assert b"ann" not in raw
    assert b"knee" not in raw


def test_a_file_that_cannot_be_used_costs_no_answer(coach: Coach, tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    mine = replace(coach, unanswered=open_unanswered(coach.understanding, tmp_path / FILE))

    assert mine.hear(HARMLESS, State(), Caller()).reply.about == "fallback"


def test_words_go_after_ninety_days_and_leave_no_byte(tmp_path: Path) -> None:
    file = UnansweredFile(tmp_path / FILE)
    file.add("about bouncing castles", TODAY)
    file.add(HARMLESS, TODAY + KEPT_FOR)
    there = file.lines(TODAY + KEPT_FOR)
    file.add(HARMLESS, TODAY + KEPT_FOR + timedelta(days=1))

    assert [line.words for line in there] == [HARMLESS, "about bouncing castles"]
    assert b"castles" not in (tmp_path / FILE).read_bytes()


def test_no_more_are_kept_than_an_owner_can_read(tmp_path: Path) -> None:
    file = UnansweredFile(tmp_path / FILE)
    file.add("words", TODAY)
    with sqlite3.connect(tmp_path / FILE) as raw:
        old = [(str(number), 1, TODAY.toordinal() - 1) for number in range(MOST + 5)]
        raw.executemany("INSERT INTO unanswered VALUES (?, ?, ?)", old)
    raw.close()
    file.add("words", TODAY)

    assert len(file.lines(TODAY)) == MOST
    assert file.lines(TODAY)[0].words == "words"


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    UnansweredFile(tmp_path / FILE).add(HARMLESS, TODAY)

    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_a_damaged_file_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all, but long enough to look at" * 50)
    file = UnansweredFile(tmp_path / FILE)
    with pytest.raises(MemoryUnavailable):
        file.add(HARMLESS, TODAY)
    file.add(HARMLESS, TODAY)

    assert [line.words for line in file.lines(TODAY)] == [HARMLESS]


def command(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "skill", "unanswered", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "", **settings},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def ask(port: int, text: str) -> dict[str, Any]:
    body = json.dumps({"text": text, "user": "ann"}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/ask", body, {"Content-Type": "application/json"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
        told: dict[str, Any] = json.loads(response.read())
    return told


def test_the_owner_sees_what_was_said_to_the_running_server_and_may_delete_it(tmp_path: Path) -> None:
    with serving(tmp_path, MEMORY_URL="sqlite:///coach.sqlite3") as server:
        for text in (
            HARMLESS,
            HARMLESS,
            "do i need an umbrella",
            "my foot is a cricket ball",
            "it hurts when i sneeze",
        ):
            ask(server.port, text)
    shown = command(tmp_path, MEMORY_URL="sqlite:///coach.sqlite3").stdout.splitlines()
    cleared = command(tmp_path, "--clear", MEMORY_URL="sqlite:///coach.sqlite3")

    assert [line.split(maxsplit=2)[::2] for line in shown] == [["2", HARMLESS], ["1", "do i need an umbrella"]]
    assert cleared.returncode == 0
    assert not (tmp_path / "coach.sqlite3.unanswered").exists()
    assert command(tmp_path, MEMORY_URL="sqlite:///coach.sqlite3").stdout == ""


def test_an_owner_may_switch_it_off(tmp_path: Path) -> None:
    with serving(tmp_path, MEMORY_URL="sqlite:///coach.sqlite3", UNANSWERED="off") as server:
        ask(server.port, HARMLESS)
    refused = command(tmp_path, MEMORY_URL="sqlite:///coach.sqlite3", UNANSWERED="off")

    assert not list(tmp_path.glob("*unanswered*"))
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
