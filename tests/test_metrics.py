"""What is counted: turns, times, refusals and errors, readable by Prometheus, and nothing about anybody."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from test_privacy_bytes import UTTERANCES, traces

from skill.app import Caller, Coach
from skill.channels.alexa_signature import Refused, Verifier
from skill.channels.metrics_page import MetricsPage
from skill.channels.webhook import create_app
from skill.conversation.scene import Profile
from skill.conversation.state import State
from skill.errors import MemoryUnavailable
from skill.health import Health
from skill.memory.mapping import MappingMemory
from skill.metrics import BUCKETS, MOST_SERIES, OTHER, Counter, Metrics
from skill.turn_notice import ACTS, BODY, told_topic


class Broken(MappingMemory):
    """A store whose reading fails."""

    def __init__(self, fault: Exception) -> None:
        super().__init__(reach="store")
        self.fault = fault

    def load(self, *_: object) -> Profile | None:
        raise self.fault


@pytest.fixture
def mine(coach: Coach) -> Coach:
    return replace(coach, metrics=Metrics())


def page(coach: Coach, path: str = "/metrics", method: str = "GET") -> tuple[str, str]:
    """Status and body, as WSGI gives them."""
    said: list[Any] = []
    body = MetricsPage(Health(coach))({"PATH_INFO": path, "REQUEST_METHOD": method}, lambda *start: said.append(start))
    return said[0][0], b"".join(body).decode()


def samples(coach: Coach) -> dict[tuple[str, ...], float]:
    """Every number on the page, as Prometheus's own parser reads it."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page(coach)[1])
        for sample in family.samples
    }


def hear(coach: Coach, *utterances: str) -> None:
    state = State()
    for text in utterances:
        state = coach.hear(text, state, Caller(person="ann")).state


def test_turns_are_counted_by_topic_and_outcome(mine: Coach) -> None:
    hear(mine, "how far should i run", "how far should i run", "purple monkey dishwasher elephant")
    read = samples(mine)

    assert read["leg_day_coach_turns_total", "run_far", "answered"] == 2
    assert read["leg_day_coach_turns_total", "fallback", "not_understood"] == 1


def test_times_fall_into_buckets_that_add_up(mine: Coach) -> None:
    hear(mine, "how far should i run", "why")
    read = samples(mine)
    buckets = [read["leg_day_coach_turn_seconds_bucket", str(limit)] for limit in BUCKETS]

    assert buckets == sorted(buckets)
    assert read["leg_day_coach_turn_seconds_bucket", "+Inf"] == read["leg_day_coach_turn_seconds_count",] == 2
    assert read["leg_day_coach_turn_seconds_sum",] > 0


@pytest.mark.parametrize(
    "text", ["my knee hurts", "i have chest pain", "i'm pregnant can i run today", "i have a fever"]
)
def test_what_tells_of_a_body_is_counted_as_one_thing(mine: Coach, text: str) -> None:
    """Also together: a warning sign cannot be told from a question about a sore calf."""
    hear(mine, text)
    turns = [key[1:] for key in samples(mine) if key[0] == "leg_day_coach_turns_total"]

    assert turns in ([(BODY, "answered")], [("check_in", "answered")])


def test_no_label_of_any_topic_names_a_symptom(coach: Coach) -> None:
    told = {told_topic(coach.content, topic) for topic in coach.content.topics} | set(ACTS)

    assert traces(" ".join(told).replace("_", " ").encode()) == []
    assert {told_topic(coach.content, name) for name in ("red_flag", "referral", "what nobody foresaw")} == {BODY}
    assert "run_far" in told


def test_a_whole_conversation_leaves_nothing_of_a_body_on_the_page(mine: Coach) -> None:
    hear(mine, *UTTERANCES)

    assert traces(page(mine)[1].encode()) == []


def test_refusals_are_counted_by_reason(mine: Coach) -> None:
    client = create_app(mine, Verifier([], fetch=str.encode)).test_client()
    client.post("/alexa", data=b"{}")
    client.post("/ask", data=b"{")
    read = samples(mine)

    assert read["leg_day_coach_refusals_total", "alexa", "there is no SignatureCertChainUrl"] == 1
    assert read["leg_day_coach_refusals_total", "ask", "unreadable"] == 1


def test_too_many_requests_and_missing_tokens_are_counted(mine: Coach) -> None:
    strict = replace(mine, settings=replace(mine.settings, ask_per_minute=1, ask_token="a token"))
    client = create_app(strict, None).test_client()
    for _ in range(3):
        client.post("/ask", json={"text": "hi"})
    read = samples(strict)

    assert read["leg_day_coach_refusals_total", "ask", "no token"] == 1
    assert read["leg_day_coach_refusals_total", "ask", "too many requests"] == 2


@pytest.mark.parametrize("sent", ["the certificate can't be had: <urlopen error ann@example.org>"])
def test_a_reason_carries_nothing_that_was_sent(sent: str) -> None:
    assert Refused(sent).reason == "the certificate can't be had"


def test_a_store_that_does_not_answer_is_counted(mine: Coach) -> None:
    hear(replace(mine, memory=Broken(MemoryUnavailable("down"))), "when was my last leg day")

    assert samples(mine)["leg_day_coach_store_errors_total",] == 1


def test_a_fault_of_ours_is_counted_and_told_by_its_kind(mine: Coach, caplog: pytest.LogCaptureFixture) -> None:
    broken = replace(mine, memory=Broken(ZeroDivisionError("my knee is worth nothing")))
    answer = create_app(broken, None).test_client().post("/ask", json={"text": "hi", "user": "ann"})

    assert answer.status_code == 500
    assert samples(mine)["leg_day_coach_failures_total", "ZeroDivisionError"] == 1
    assert samples(mine)["leg_day_coach_turns_total", BODY, "failed"] == 1
    assert "knee" not in caplog.text + answer.get_data(as_text=True)
    assert "Traceback" not in caplog.text


def test_labels_from_outside_cannot_fill_the_memory() -> None:
    counter = Counter("refusals", "refused", ("reason",))
    for number in range(MOST_SERIES + 50):
        counter.add(str(number))

    assert len(list(counter.lines())) == MOST_SERIES + 1 + 2  # the rest together, and two lines of heading
    assert f'refusals{{reason="{OTHER}"}} 50' in counter.lines()


def test_a_label_cannot_break_the_page() -> None:
    counter = Counter("c", "counts", ("reason",))
    counter.add('a "quote", a \\ and a\nline')
    (family,) = text_string_to_metric_families("\n".join(counter.lines()) + "\n")

    assert [sample.labels["reason"] for sample in family.samples] == ['a "quote", a \\ and a\nline']


def test_the_page_tells_which_skill_this_is_and_how_it_is(mine: Coach) -> None:
    read = samples(mine)

    assert read["leg_day_coach_store_up",] == read["leg_day_coach_built_fresh",] == 1
    assert any(key[0] == "leg_day_coach_info" for key in read)
    assert not Path("/proc/self").exists() or read["process_open_fds",] > 0


@pytest.mark.parametrize(("path", "method"), [("/", "GET"), ("/metrics", "POST"), ("/ask", "POST")])
def test_there_is_nothing_else_on_that_port(mine: Coach, path: str, method: str) -> None:
    assert page(mine, path, method)[0].startswith("404")


def test_the_public_address_has_no_metrics(mine: Coach) -> None:
    assert create_app(mine, None).test_client().get("/metrics").status_code == 404
