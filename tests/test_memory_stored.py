"""What is written of a profile, and what is read from what somebody else wrote."""

import json
from datetime import datetime, timedelta

import pytest
from memory_troubles import LEGS, NOW

from skill.conversation.scene import LEG_DAYS_KEPT, Profile
from skill.memory.stored import read, written

DAY = timedelta(days=1)


def test_only_known_words_and_times_are_written() -> None:
    odd = Profile(leg_days=(NOW, NOW.replace(tzinfo=None)), leg_day_effort="my knee is swollen", units="ankle")

    assert json.loads(written(odd)) == {"leg_days": [NOW.isoformat()]}


@pytest.mark.parametrize("text", [None, 7, b"{}", "", "{", "[]", "null", "7", '"x"', "[" * 100_000, "\ufffd"])
def test_what_is_no_profile_is_nothing(text: object) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "saved",
    [
        {"shoe_size": 43, "knee": "left"},
        {"leg_days": None, "priority": "winning", "units": ["km"], "training_age": {}},
        {"leg_days": "2026-11-24"},
        {"leg_days": [7, None, "soon", "2026-11-24T18:00:00", ["2026-11-24T18:00:00+00:00"]]},
    ],
)
def test_what_an_older_or_newer_profile_holds_beyond_ours_is_dropped(saved: dict[str, object]) -> None:
    assert read(json.dumps({**saved})) == Profile()
    assert read(json.dumps({**json.loads(written(LEGS)), "shoe_size": 43})) == LEGS


def test_no_more_leg_days_are_kept_than_are_needed() -> None:
    times = [(NOW + day * DAY).isoformat() for day in range(30)]

    assert read(json.dumps({"leg_days": times})) == Profile(
        leg_days=tuple(datetime.fromisoformat(when) for when in times[-LEG_DAYS_KEPT:])
    )
