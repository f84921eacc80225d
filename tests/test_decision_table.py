"""The properties that hold for every input, tried on all of them.

The grid holds every whole hour and every soreness for every kind of run and person. Its four durations stand
on both sides of the borders between durations; eleven are tried at the hours where a verdict can change.
"""

import itertools
from collections import Counter
from operator import ge, le
from typing import NamedTuple

import pytest

from skill.decision import RULES, VERDICTS, Inputs, Verdict, decide
from skill.decision_values import EFFORTS, RUN_TYPES, TRAINING_AGES

HOURS = tuple(range(97))
SORENESSES = tuple(range(11))
PRIORITIES = ("running", "balanced", "muscle")
DURATIONS = (12, 30, 31, 61)
MANY_DURATIONS = (0, 9, 10, 15, 20, 21, 30, 31, 60, 61, 180)
BORDER_HOURS = (0, 5.9, 6, 11.9, 12, 23.9, 24, 35.9, 36, 47.9, 48, 71.9, 72, 96)


class Kind(NamedTuple):
    """A kind of run and person; every field's values run from permissive to strict."""

    run_type: str
    run_minutes: float
    training_age: str
    leg_day_effort: str
    priority: str


class Table(NamedTuple):
    """What one kind gets: hour by hour, and within the hour by soreness."""

    severity: list[int]
    minutes: list[float]
    rules: list[str]


Grid = dict[Kind, Table]


def table(kind: Kind, hours: tuple[float, ...], sorenesses: tuple[int, ...]) -> Table:
    inputs = (Inputs((), False, soreness, hour, *kind) for hour in hours for soreness in sorenesses)
    verdicts = [verdict for verdict in map(decide, inputs) if isinstance(verdict, Verdict)]
    assert len(verdicts) == len(hours) * len(sorenesses)
    severity = [VERDICTS.index(verdict.name) for verdict in verdicts]
    return Table(severity, [verdict.run_minutes for verdict in verdicts], [verdict.rule for verdict in verdicts])


def kinds(durations: tuple[float, ...]) -> list[Kind]:
    axes = (RUN_TYPES, durations, TRAINING_AGES[::-1], EFFORTS, PRIORITIES)
    return [Kind(*values) for values in itertools.product(*axes)]


@pytest.fixture(scope="module")
def grid() -> Grid:
    return {kind: table(kind, HOURS, SORENESSES) for kind in kinds(DURATIONS)}


@pytest.fixture(scope="module")
def border_grid() -> Grid:
    return {kind: table(kind, BORDER_HOURS, (0, 1)) for kind in kinds(MANY_DURATIONS)}


def never_milder(grid: Grid, field: str, *pairs: tuple[object, object]) -> bool:
    return all(
        all(map(le, grid[kind].severity, grid[kind._replace(**{field: strict})].severity))
        for mild, strict in pairs
        for kind in grid
        if getattr(kind, field) == mild
    )


def test_p1_more_soreness_is_never_more_permissive_nor_longer(grid):
    for severity, minutes, _ in grid.values():
        for start in range(0, len(severity), len(SORENESSES)):
            hour = slice(start, start + len(SORENESSES))
            assert severity[hour] == sorted(severity[hour])
            assert minutes[hour] == sorted(minutes[hour], reverse=True)


def test_p4_fewer_hours_are_never_more_permissive_nor_longer(grid):
    step = len(SORENESSES)
    for severity, minutes, _ in grid.values():
        assert all(map(ge, severity, severity[step:]))
        assert all(map(le, minutes, minutes[step:]))


def test_p5_a_harder_kind_of_run_is_never_judged_milder(grid, border_grid):
    harder = [("easy", kind) for kind in RUN_TYPES[1:]]
    assert never_milder(grid, "run_type", *harder)
    assert never_milder(border_grid, "run_type", *harder)


def test_p6_a_longer_plan_is_never_judged_milder(grid, border_grid):
    assert never_milder(grid, "run_minutes", *itertools.pairwise(DURATIONS))
    assert never_milder(border_grid, "run_minutes", *itertools.pairwise(MANY_DURATIONS))


def test_p7_a_harder_leg_day_is_never_judged_milder(grid, border_grid):
    assert never_milder(grid, "leg_day_effort", *itertools.pairwise(EFFORTS))
    assert never_milder(border_grid, "leg_day_effort", *itertools.pairwise(EFFORTS))


def test_p8_less_experience_is_never_judged_milder(grid, border_grid):
    newer = list(itertools.pairwise(TRAINING_AGES[::-1]))
    assert never_milder(grid, "training_age", *newer)
    assert never_milder(border_grid, "training_age", *newer)


def test_p9_muscle_first_is_never_judged_milder(grid, border_grid):
    stricter = [
        ("running", "muscle"),
        ("balanced", "muscle"),
        ("running", "balanced"),
        ("balanced", "running"),
    ]
    assert never_milder(grid, "priority", *stricter)
    assert never_milder(border_grid, "priority", *stricter)


def test_p10_minutes_stay_within_the_plan_and_at_zero_for_sore_legs(grid, border_grid):
    for kind, given in [*grid.items(), *border_grid.items()]:
        assert max(given.minutes) <= kind.run_minutes
    for given in grid.values():
        sore = [minutes for at, minutes in enumerate(given.minutes) if at % len(SORENESSES) >= 3]
        assert set(sore) == {0}


def test_p11_every_input_gets_one_verdict_and_always_the_same(grid):
    kind = Kind("long", 61, "regular", "moderate", "balanced")
    assert table(kind, HOURS, SORENESSES) == grid[kind]
    assert {rule for given in grid.values() for rule in given.rules} <= {rule.id for rule in RULES}


def test_every_rule_is_reached(grid):
    reached = Counter(rule for given in grid.values() for rule in given.rules)
    flagged, hurt = decide(Inputs(("fever",))), decide(Inputs((), True))
    assert {*reached, flagged.rule, hurt.rule} == {rule.id for rule in RULES}
