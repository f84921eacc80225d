"""What a caller sends to the decision and gets back, and that every reason has its words and its sources."""

import json
import tomllib
from pathlib import Path

import pytest

from skill.content.source import CONTENT_FOLDER
from skill.decision import RULES
from skill.decision_report import decide_line
from skill.errors import BadInput

TABLES = tomllib.loads((CONTENT_FOLDER / "en" / "decision.toml").read_text(encoding="utf-8"))
WORDS = {f"{rule}.{reason}": said for rule, reasons in TABLES.items() for reason, said in reasons.items()}
CLAIMS = tomllib.loads((CONTENT_FOLDER / "claims.toml").read_text(encoding="utf-8"))
SOURCES = tomllib.loads((CONTENT_FOLDER / "sources.toml").read_text(encoding="utf-8"))
EXAMPLES = (Path(__file__).parent / "decision" / "examples.jsonl").read_text().splitlines()
BODY = {"red_flags": [], "sharp_or_joint_pain": False, "soreness": "none"}


@pytest.mark.parametrize("line", EXAMPLES)
def test_a_worked_example_is_reported_whole(line):
    example = json.loads(line)
    report = decide_line(example["inputs"], WORDS)
    assert report.keys() == {"verdict", "rule", "run_minutes", "why", "assumed"}
    assert {key: report[key] for key in ("verdict", "rule", "run_minutes")}.items() <= example.items()
    assert report["assumed"] == [name for name, told in example["inputs"].items() if told is None]


def test_a_question_is_reported_when_no_verdict_may_be_given():
    assert decide_line({}, WORDS) == {"ask": "red_flags"}
    assert decide_line({"red_flags": None, "sharp_or_joint_pain": True}, WORDS) == {"ask": "red_flags"}
    assert decide_line({"red_flags": []}, WORDS) == {"ask": "sharp_or_joint_pain"}
    assert decide_line({"red_flags": [], "sharp_or_joint_pain": False}, WORDS) == {"ask": "soreness"}


def test_each_part_of_the_run_is_assumed_alone():
    assert "planned_run.minutes" in decide_line({**BODY, "planned_run": {"type": "tempo"}}, WORDS)["assumed"]
    assert "planned_run.type" in decide_line({**BODY, "planned_run": {"minutes": 5}}, WORDS)["assumed"]
    assert decide_line({**BODY, "planned_run": {"minutes": 5, "type": None}}, WORDS)["run_minutes"] == 5


def test_a_run_may_be_told_flat():
    nested = decide_line({**BODY, "planned_run": {"type": "long", "minutes": 90}}, WORDS)
    assert decide_line({**BODY, "run_type": "long", "run_minutes": 90}, WORDS) == nested


def test_whole_minutes_are_reported_as_whole_numbers():
    report = decide_line({**BODY, "hours_since_leg_day": 200.5, "planned_run": {"minutes": 20.0}}, WORDS)
    assert repr(report["run_minutes"]) == "20"


@pytest.mark.parametrize(
    "wrong",
    [
        {"soreness": 11}, {"soreness": -1}, {"soreness": "quite"}, {"soreness": True}, {"soreness": [3]},
        {"soreness": float("nan")}, {"hours_since_leg_day": -0.1}, {"hours_since_leg_day": "yesterday"},
        {"hours_since_leg_day": float("inf")}, {"sharp_or_joint_pain": "no"}, {"sharp_or_joint_pain": 0},
        {"red_flags": "fever"}, {"red_flags": ["itch"]}, {"red_flags": [["fever"]]}, {"red_flags": [None]},
        {"planned_run": "easy"}, {"planned_run": {"type": "sprint"}}, {"planned_run": {"minutes": -5}},
        {"planned_run": {"minutes": 10**400}}, {"training_age": "old"}, {"leg_day_effort": 3},
        {"priority": "fun"},
    ],
)  # fmt: skip
def test_what_lies_outside_the_domain_is_refused_by_name_and_never_quoted(wrong):
    with pytest.raises(BadInput, match=": write ") as refused:
        decide_line({**BODY, **wrong}, WORDS)
    assert str(refused.value).count("\n") == 0
    assert not any(sent in str(refused.value) for sent in ("quite", "yesterday", "itch", "sprint", "11"))


@pytest.mark.parametrize("sent", [None, 3, "easy", ["red_flags"]])
def test_what_is_no_object_is_refused(sent):
    with pytest.raises(BadInput, match="JSON object"):
        decide_line(sent, WORDS)


def test_every_reason_has_its_sentence_and_no_sentence_is_left_over():
    assert {f"{rule.id}.{reason}" for rule in RULES for reason in rule.reasons} == set(WORDS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_rests_on_claims_and_sources_that_were_seen(rule):
    assert set(rule.claims) <= set(CLAIMS)
    assert {SOURCES[key]["status"] for key in rule.sources} <= {"C", "C*"}
