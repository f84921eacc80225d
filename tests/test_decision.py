"""One person at a time: the worked examples, what decides alone, what is asked first, what silence means."""

import itertools
import json
from pathlib import Path

import pytest

from skill.decision import Ask, Inputs, could_change, decide, earliest_hour, most_cautious
from skill.decision_values import EFFORTS, PRIORITIES, RED_FLAGS, RUN_TYPES, SORENESS_WORDS, TRAINING_AGES

EXAMPLES = [
    json.loads(line) for line in (Path(__file__).parent / "decision" / "examples.jsonl").read_text().splitlines()
]
HOURS = (0, 5.9, 6, 11.9, 12, 23.9, 24, 35.9, 36, 47.9, 48, 71.9, 72, 96)  # both sides of every border
EASIEST = ("easy", 10, "experienced", "light", "running")
STRICTEST = ("intervals", 90, "new", "hard", "muscle")
# For every optional input its most cautious value (the planned run excepted), then others.
OPTIONAL = {
    "hours_since_leg_day": (0, 3, 6, 15, 30, 50, 80),
    "run_type": RUN_TYPES,
    "run_minutes": (20, 10, 45, 70),
    "training_age": TRAINING_AGES,
    "leg_day_effort": EFFORTS[::-1],
    "priority": PRIORITIES,
}


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["id"] for example in EXAMPLES])
def test_the_worked_examples_come_out_as_written(example):
    verdict = decide(Inputs.from_dict(example["inputs"]))
    assert (verdict.name, verdict.rule, verdict.run_minutes) == (
        example["verdict"], example["rule"], example["run_minutes"],
    )  # fmt: skip


def test_p2_pain_always_means_rest_whatever_else_is_told():
    for plan, hour, soreness in itertools.product((EASIEST, STRICTEST), HOURS, (None, 0, 2, 4, 10)):
        verdict = decide(Inputs((), True, soreness, hour, *plan))
        assert (verdict.name, verdict.rule, verdict.run_minutes) == ("REST", "R2", 0)


@pytest.mark.parametrize("flag", RED_FLAGS)
def test_p3_a_red_flag_decides_alone_and_nothing_takes_it_back(flag):
    body = itertools.product((None, False, True), (None, 0, 10), (None, 0, 96))
    told = [Inputs((flag,), *known, *plan) for known in body for plan in (EASIEST, STRICTEST)]
    for inputs in [Inputs((flag,)), Inputs((flag, "fever")), Inputs(tuple(RED_FLAGS)), *told]:
        verdict = decide(inputs)
        assert (verdict.name, verdict.rule, verdict.run_minutes) == ("STOP-AND-GET-HELP", "R1", 0)


def test_of_several_red_flags_the_most_urgent_gives_the_reason():
    assert decide(Inputs(("fever", "chest_pain"))).why == "R1.chest_pain"


@pytest.mark.parametrize("missing", [m for n in range(7) for m in itertools.combinations(OPTIONAL, n)], ids=",".join)
def test_p12_silence_gets_the_verdict_of_the_most_cautious_value(missing):
    for soreness, at in itertools.product((0, 1, 4), range(7)):
        told = {name: values[at % len(values)] for name, values in OPTIONAL.items() if name not in missing}
        silent = decide(Inputs((), False, soreness, **told))
        spoken = decide(Inputs((), False, soreness, **{name: OPTIONAL[name][0] for name in missing}, **told))
        assert (silent.name, silent.rule, silent.run_minutes) == (
            spoken.name,
            spoken.rule,
            spoken.run_minutes,
        )
        assert (silent.assumed, spoken.assumed) == (missing, ())


def test_p13_what_could_still_make_it_stricter_is_asked_first():
    assert decide(Inputs(None, True, 10, 96, *EASIEST)) == Ask("red_flags")
    assert decide(Inputs((), None, 10, 96, *EASIEST)) == Ask("sharp_or_joint_pain")
    assert decide(Inputs((), False, None, 96, *EASIEST)) == Ask("soreness")
    assert decide(Inputs((), True)).rule == "R2"


@pytest.mark.parametrize(("word", "points"), SORENESS_WORDS.items())
def test_p14_a_word_for_soreness_equals_its_number(word, points):
    for hour, effort in itertools.product(HOURS, EFFORTS):
        rest = {
            "red_flags": [],
            "sharp_or_joint_pain": False,
            "hours_since_leg_day": hour,
            "leg_day_effort": effort,
        }
        in_words = Inputs.from_dict({"soreness": word, **rest})
        assert decide(in_words) == decide(Inputs.from_dict({"soreness": points, **rest}))


def test_an_input_that_can_no_longer_change_the_verdict_is_not_worth_asking():
    assert could_change(Inputs(("fever",))) == ()
    assert could_change(Inputs((), True)) == ()
    assert could_change(Inputs((), False, 8)) == ()
    assert could_change(Inputs((), None, 8)) == ("sharp_or_joint_pain",)
    assert could_change(Inputs((), False, 0, 2, "easy", 20, "new", "hard", "muscle")) == ()
    assert could_change(Inputs((), False, 0, 30, "easy", 20, "regular", None, "muscle")) == ("leg_day_effort",)
    assert could_change(Inputs((), False, 0, None, "easy", 20)) == (
        "hours_since_leg_day", "training_age", "leg_day_effort", "priority",
    )  # fmt: skip


def test_could_change_misses_no_hour_and_no_soreness_that_a_finer_search_finds():
    for plan in itertools.product(("easy", "long"), (40,), TRAINING_AGES, EFFORTS, ("muscle", "running")):
        for hour in HOURS:
            rules = {decide(Inputs((), False, soreness, hour, *plan)).rule for soreness in range(11)}
            assert bool(could_change(Inputs((), False, None, hour, *plan))) == (len(rules) > 1)
        for soreness in range(11):
            verdicts = [decide(Inputs((), False, soreness, hour, *plan)) for hour in range(97)]
            outcomes = {(verdict.rule, verdict.run_minutes) for verdict in verdicts}
            assert bool(could_change(Inputs((), False, soreness, None, *plan))) == (len(outcomes) > 1)


def test_the_earliest_hour_follows_the_table():
    regular = Inputs(training_age="regular", leg_day_effort="moderate", priority="balanced")
    assert earliest_hour(regular, "easy", 30) == 0
    assert earliest_hour(regular, "intervals", 30) == 48
    assert earliest_hour(Inputs(), "easy", 20) == 24
    assert earliest_hour(Inputs(), "easy", 40) == 72
    assert earliest_hour(Inputs(soreness=2), "tempo", 30) is None
    assert earliest_hour(Inputs(soreness=5), "easy", 10) is None


def test_someone_who_cannot_tell_is_sent_to_rest():
    assert decide(most_cautious(Inputs())).rule == "R2"
    assert decide(most_cautious(Inputs((), False))).rule == "R3"
    assert decide(most_cautious(Inputs(sharp_or_joint_pain=False, soreness=0))).rule == "R2"
    assert decide(most_cautious(Inputs(("numbness",)))).rule == "R1"
    assert decide(most_cautious(Inputs((), False, 0))) == decide(
        Inputs((), False, 0, 0, "easy", 20, "new", "hard", "muscle")
    )
