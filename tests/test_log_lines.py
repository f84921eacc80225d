"""The log is JSON, a line for each turn, and holds nothing that was said or sent."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

import pytest
from test_privacy_bytes import UTTERANCES, traces

from skill.app import Caller, Coach
from skill.conversation.state import State
from skill.log_lines import log_turn, write_log_to
from skill.metrics import Metrics

SAID = "my knee is purple"


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What is written while a test runs; pytest's own handlers come back after it."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = StringIO()
    write_log_to(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def told(coach: Coach) -> Coach:
    """A coach whose turns are logged, as a server's are."""
    return replace(coach, metrics=Metrics(tell=log_turn))


def lines(stream: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_turn_is_one_line_with_its_number_topic_time_and_outcome(told: Coach, written: StringIO) -> None:
    first = told.hear("how far should i run", State(), Caller())
    told.hear("why", first.state, Caller())
    read = lines(written)

    assert [(line["event"], line["turn"], line["topic"], line["outcome"]) for line in read] == [
        ("turn", 1, "run_far", "answered"),
        ("turn", 2, "why", "answered"),
    ]
    assert all(isinstance(line["ms"], float) and line["time"] for line in read)


def test_a_line_holds_these_keys_and_no_others(told: Coach, written: StringIO) -> None:
    state = State()
    for text in UTTERANCES:
        state = told.hear(text, state, Caller(person="ann")).state

    assert {key for line in lines(written) for key in line} == {
        "time",
        "level",
        "event",
        "turn",
        "topic",
        "outcome",
        "ms",
    }
    assert len(lines(written)) == len(UTTERANCES)
    assert traces(written.getvalue().encode()) == []


def test_an_exception_is_told_by_kind_and_place_and_never_by_its_text(written: StringIO) -> None:
    try:
        raise ValueError(SAID)
    except ValueError:
        logging.getLogger("skill.anything").exception("something failed")
        logging.getLogger("waitress").exception("Exception while serving %s" % f"/ask/{SAID}")  # noqa: UP031 - as they do
    ours, theirs = lines(written)

    assert (ours["event"], ours["fault"], theirs["event"]) == ("something failed", "ValueError", "message")
    assert "test_log_lines.py" in str(ours["at"])
    assert "knee" not in written.getvalue()


def test_what_other_packages_put_into_their_messages_is_left_out(written: StringIO) -> None:
    logging.getLogger("waitress").warning("%d thread(s) still running", 3)
    logging.getLogger("anybody").error("failed on %r", SAID)
    told = lines(written)

    assert [line["event"] for line in told] == ["%d thread(s) still running", "failed on %r"]
    assert [line["logger"] for line in told] == ["waitress", "anybody"]


def test_other_packages_are_heard_only_when_something_is_wrong(written: StringIO) -> None:
    logging.getLogger("anybody").info("hello")

    assert written.getvalue() == ""


def test_a_line_stays_a_line_whatever_is_in_it(written: StringIO) -> None:
    logging.getLogger("skill.anything").warning("one\ntwo\u2028three")

    assert len(written.getvalue().split("\n")) == 2
    assert json.loads(written.getvalue())["event"] == "one\ntwo\u2028three"
