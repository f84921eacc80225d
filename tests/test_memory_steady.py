"""What time a store believes it is: the one that was told, as far as the process has lived through it."""

from datetime import UTC, datetime, timedelta

import pytest

from skill.memory.steady import LEEWAY, SteadyClock

MADE = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
HOUR, YEAR = timedelta(hours=1), timedelta(days=365)


def clock(lived: timedelta) -> SteadyClock:
    return SteadyClock(lived=lambda: 1000.0 + lived.total_seconds(), made=MADE, made_at=1000.0)


@pytest.mark.parametrize("lived", [timedelta(0), HOUR, YEAR])
def test_a_clock_that_runs_is_believed(lived: timedelta) -> None:
    assert clock(lived).believed(MADE + lived) == MADE + lived
    assert clock(lived).believed(MADE + lived + HOUR) == MADE + lived + HOUR


@pytest.mark.parametrize("jump", [YEAR, -YEAR])
def test_a_clock_that_jumps_is_followed_for_a_day_and_no_further(jump: timedelta) -> None:
    expected = LEEWAY if jump > timedelta(0) else -LEEWAY

    assert clock(HOUR).believed(MADE + HOUR + jump) == MADE + HOUR + expected


def test_another_time_zone_is_no_jump() -> None:
    there = (MADE + HOUR).astimezone(tz=datetime.now().astimezone().tzinfo)

    assert clock(HOUR).believed(there) == there


def test_seconds_count_what_was_lived_through() -> None:
    assert clock(HOUR).seconds() == (MADE + HOUR).timestamp()
