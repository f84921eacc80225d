"""What is heard about a body and a run, held to a file of utterances in many voices.

A line of facts/build.jsonl says what must be heard: `facts` in full, `doubts` and `circumstances` likewise.
Where a warning sign is heard, the sign is all that counts.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from skill.content.source import CONTENT_FOLDER
from skill.errors import ContentError
from skill.understanding.facts import RED_FLAGS, Facts
from skill.understanding.hearing import Heard, hear
from skill.understanding.lexicon import Lexicon, load_lexicon
from skill.understanding.lexicon_file import ACTS, CIRCUMSTANCES, FACTS, SIGNS, compile_lexicon
from skill.understanding.stored import packed, unpacked

FOLDER = Path(__file__).parent / "facts"
ENGLISH = CONTENT_FOLDER / "en"
EVENING = datetime(2026, 3, 18, 18, 0, tzinfo=ZoneInfo("Europe/London"))  # a Wednesday


def lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / "build.jsonl").read_text().splitlines()]


def quiet_lines() -> list[str]:
    return (FOLDER / "no_warning_sign.txt").read_text().splitlines()


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(ENGLISH)


def heard(line: dict[str, Any], lexicon: Lexicon) -> Heard:
    now = datetime.fromisoformat(line["now"]) if "now" in line else None
    return hear(line["text"], lexicon, now, line.get("asked"))


def difference(line: dict[str, Any], result: Heard) -> str | None:
    facts = result.facts.to_dict()
    if line["facts"].get("red_flags"):
        missed = set(line["facts"]["red_flags"]) - set(facts.get("red_flags", ()))
        return f"{line['text']!r} misses {sorted(missed)}" if missed else None
    if facts != line["facts"]:
        return f"{line['text']!r} ({line.get('asked')}): {facts} instead of {line['facts']}"
    for name in ("doubts", "circumstances"):
        found = getattr(result, name)
        if set(found) != set(line.get(name, ())):
            return f"{line['text']!r} ({line.get('asked')}): {name} {found} instead of {line.get(name, [])}"
    return None


def test_the_files_hold_lines() -> None:
    assert len(lines()) >= 350
    assert len(quiet_lines()) >= 100


def test_every_line_is_heard_as_it_was_meant(lexicon: Lexicon) -> None:
    wrong = [fault for line in lines() if (fault := difference(line, heard(line, lexicon)))]

    assert wrong == []


@pytest.mark.parametrize("code", RED_FLAGS)
def test_every_warning_sign_is_heard_in_many_ways(code: str, lexicon: Lexicon) -> None:
    meant = [line for line in lines() if code in line["facts"].get("red_flags", ())]

    assert len(meant) >= 10
    assert all(code in (heard(line, lexicon).facts.red_flags or ()) for line in meant)


def test_what_only_looks_like_a_warning_sign_is_none(lexicon: Lexicon) -> None:
    alarms = [line for line in quiet_lines() if hear(line, lexicon).facts.red_flags]

    assert alarms == []


def test_a_warning_sign_is_heard_as_the_answer_to_any_question(lexicon: Lexicon) -> None:
    for asked in ("soreness", "safety", "which_sign", "hours", "effort", "age", "pain_kind"):
        assert hear("a six and my chest hurts", lexicon, asked=asked).facts.red_flags == ("chest_pain",)


def test_exaggeration_with_a_warning_sign_is_not_asked_about(lexicon: Lexicon) -> None:
    result = hear("i can't walk and my pee looks like coke", lexicon)

    assert result.facts.red_flags == ("dark_urine",)
    assert result.doubts == ()


def test_what_was_meant_otherwise_is_taken_back_after_the_question(lexicon: Lexicon) -> None:
    result = hear("no, just shaky and stiff", lexicon, asked="doubt:cannot_bear_weight")

    assert result.facts.red_flags is None
    assert result.taken_back == ("cannot_bear_weight",)


def test_hours_follow_the_persons_own_clock(lexicon: Lexicon) -> None:
    in_kolkata = EVENING.astimezone(ZoneInfo("Asia/Kolkata"))

    assert hear("i did legs this morning", lexicon, EVENING).facts.hours_since_leg_day == 10
    assert hear("i did legs this morning", lexicon, in_kolkata).facts.hours_since_leg_day == 15.5


def test_hours_count_what_passed_when_the_clocks_change(lexicon: Lexicon) -> None:
    after_the_change = datetime(2026, 3, 29, 8, 0, tzinfo=ZoneInfo("Europe/London"))

    assert hear("i did legs last night", lexicon, after_the_change).facts.hours_since_leg_day == 11


def test_hours_are_never_below_zero(lexicon: Lexicon) -> None:
    dawn = EVENING.replace(hour=6)

    assert hear("i did legs this morning", lexicon, dawn).facts.hours_since_leg_day == 0


def test_a_leg_day_ahead_is_no_leg_day_past(lexicon: Lexicon) -> None:
    result = hear("legs tomorrow, can i run today?", lexicon, EVENING)

    assert result.facts.hours_since_leg_day is None
    assert result.legs_ahead == 24


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("tomorrow?", 24),
        ("what about tomorrow", 24),
        ("can i run at seven tonight", 1),
        ("can i run tonight", 2),
        ("what about the day after tomorrow", 48),
    ],
)
def test_a_run_ahead_is_heard_in_hours(text: str, hours: float, lexicon: Lexicon) -> None:
    result = hear(text, lexicon, EVENING)

    assert result.hours_ahead == hours
    assert result.facts.hours_since_leg_day is None


def test_the_later_value_wins_when_somebody_corrects_themselves(lexicon: Lexicon) -> None:
    result = hear("i did legs yesterday, no wait, it was two days ago", lexicon)

    assert result.corrects
    assert result.facts.hours_since_leg_day == 48


def test_a_pace_and_a_unit_are_kept(lexicon: Lexicon) -> None:
    result = hear("can i run a 5k at six minutes a k", lexicon)

    assert (result.facts.run_km, result.pace, result.unit) == (5, 6, "km")


def test_a_heard_teen_names_the_ty_it_may_have_been(lexicon: Lexicon) -> None:
    assert hear("a fifteen minute run", lexicon).sounds_like == 50
    assert hear("a fifty minute run", lexicon).sounds_like == 15


def test_a_warning_sign_that_is_over_is_no_flag(lexicon: Lexicon) -> None:
    result = hear("i had chest pain last year", lexicon)

    assert result.facts.red_flags is None
    assert result.past_signs == ("chest_pain",)


def test_any_words_at_all_are_heard_without_an_error(lexicon: Lexicon) -> None:
    for text in ("", " ", "?!", "…", "½", "10", "7:30", "ça va", "'", "-", "a" * 5000, "no " * 500, "6/", "1,000,000"):
        for asked in (None, "soreness", "safety", "hours"):
            hear(text, lexicon, EVENING, asked)


def test_facts_go_through_their_dictionary_and_back() -> None:
    facts = Facts(hours_since_leg_day=36, soreness=2, sharp_or_joint_pain=False, red_flags=(), run_type="easy")

    assert facts.to_dict()["red_flags"] == []
    assert Facts.from_dict(facts.to_dict()) == facts
    assert Facts.from_dict({}) == Facts()


def test_what_does_not_fit_a_fact_was_not_said() -> None:
    nonsense = {"soreness": "a lot", "hours_since_leg_day": -3, "run_type": "moon", "red_flags": ["x"], "new_key": 1}

    assert Facts.from_dict(nonsense) == Facts()
    assert Facts.from_dict({"soreness": 14, "run_minutes": True}) == Facts(soreness=10)


def test_a_newer_size_of_the_run_replaces_the_older_one() -> None:
    assert Facts(run_minutes=20, soreness=1).merged(Facts(run_km=5)) == Facts(run_km=5, soreness=1)


def test_a_lexicon_can_be_stored_and_read_back() -> None:
    plain = compile_lexicon(ENGLISH)

    assert unpacked(memoryview(packed(plain))) == plain


@pytest.mark.parametrize(
    ("written", "instead", "named"),
    [
        ('"my chest hurts"', '"my (chest hurts"', "not closed"),
        ('"my chest hurts"', '"my chest) hurts"', "not opened"),
        ('"my chest hurts"', '"my <chest> hurts"', "not defined"),
        ('"my chest hurts"', '"... hurts"', "gap"),
        ('"my chest hurts"', '"[chest]"', "no word that must be said"),
        ('"my chest hurts"', '"(chest|)"', "empty choice"),
        ("hear =", 'heard = ["chest"]\nhear =', "is not a key here"),
        ("hear =", "hears =", "nothing to hear"),
        ("[chest_pain]", "[chest_pains]", "chest_pain"),
    ],
)
def test_a_mistake_in_a_pattern_is_named_with_its_place(written: str, instead: str, named: str, tmp_path: Path) -> None:
    for name in (FACTS, CIRCUMSTANCES, ACTS):
        (tmp_path / name).write_text((ENGLISH / name).read_text())
    signs = "".join(f'[{code}]\nhear = ["my chest hurts"]\n' for code in RED_FLAGS)
    (tmp_path / SIGNS).write_text(signs.replace(written, instead, 1))

    with pytest.raises(ContentError, match=named) as fault:
        load_lexicon(tmp_path)

    assert fault.value.file == SIGNS
