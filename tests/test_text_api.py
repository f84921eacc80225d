"""The text API answers in words, carries a session in a sealed token, and says what to do when it can't."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from skill.app import Coach
from skill.channels.session_token import VALID_SECONDS, SessionSeal
from skill.channels.webhook import create_app
from skill.content.vocabulary import Says
from skill.conversation.state import State
from skill.errors import SettingsError
from skill.settings import Settings


@pytest.fixture
def client(coach: Coach) -> FlaskClient:
    return create_app(coach, None).test_client()


def ask(client: FlaskClient, text: str, **more: Any) -> dict[str, Any]:
    response = client.post("/ask", json={"text": text, **more})
    assert response.status_code == 200, response.json
    return response.json


REPLY_KEYS = {
    "speech", "reprompt", "about", "family", "verdict", "suggestions", "card", "ends_session", "session", "understood",
}  # fmt: skip


def test_a_question_gets_the_whole_reply_object(client: FlaskClient) -> None:
    reply = ask(client, "should i run after leg day?")

    assert set(reply) == REPLY_KEYS
    assert (reply["about"], reply["family"]) == ("should_run", "should_run")
    assert reply["speech"].endswith("?")
    assert reply["card"]["sources"]
    assert reply["understood"]["confidence"] == 1.0


def test_a_session_goes_on_with_its_token(client: FlaskClient) -> None:
    first = ask(client, "should i run after leg day?")

    second = ask(client, "yes", session=first["session"])

    assert second["about"] == "check_in"


def test_the_token_tells_nothing_to_whoever_carries_it(client: FlaskClient) -> None:
    first = ask(client, "my legs are a bit sore can i run today")

    assert "sore" not in first["session"]
    assert len(first["session"]) < 4000


def tampered(token: str) -> str:
    return token[:-10] + ("A" if token[-10] != "A" else "B") + token[-9:]


def expired(_: str) -> str:
    seal = SessionSeal.of("test")
    old = int(time.time()) - VALID_SECONDS - 1
    return seal.fernet.encrypt_at_time(json.dumps(State(turn=1).to_dict()).encode(), old).decode()


NOT_OURS: dict[str, Callable[[str], str]] = {
    "tampered with": tampered,
    "expired": expired,
    "cut": lambda token: token[: len(token) // 2],
    "of another server": lambda _: SessionSeal.of("another secret").seal(State(turn=1)),
    "made up": lambda _: "x",
    "like one": lambda _: "gAAAAA" * 20,
    "outside ASCII": lambda _: "ÿ" * 40,
    "a lone surrogate": lambda _: "\ud800",
    "too long": lambda _: "A" * 50_000,
}


@pytest.mark.parametrize("spoiled", NOT_OURS.values(), ids=NOT_OURS)
def test_a_token_that_cannot_be_opened_starts_a_fresh_session_and_the_person_hears_so(
    client: FlaskClient, coach: Coach, spoiled: Callable[[str], str]
) -> None:
    word = coach.content.phrases[Says.LOST_THREAD][0]
    first = ask(client, "i was told my legs are very sore and i want to run today")

    again = ask(client, "should i run after leg day?", session=spoiled(first["session"]))
    onwards = ask(client, "yes", session=again["session"])

    assert again["about"] == "should_run"
    assert again["understood"]["facts"] == {}
    assert again["speech"] == f"{word} {ask(client, 'should i run after leg day?')['speech']}"
    assert word not in onwards["speech"], "it is said once"


def test_no_session_is_no_lost_session(client: FlaskClient) -> None:
    assert len({ask(client, "hello", **given)["speech"] for given in ({}, {"session": None}, {"session": ""})}) == 1


@pytest.mark.parametrize("text", ["i have chest pain", "stop"])
def test_nothing_stands_beside_a_warning_sign_or_a_goodbye(client: FlaskClient, text: str) -> None:
    assert ask(client, text, session="not ours")["speech"] == ask(client, text)["speech"]


def test_a_reply_that_ends_the_session_carries_no_token(client: FlaskClient) -> None:
    reply = ask(client, "stop")

    assert (reply["ends_session"], reply["session"], reply["reprompt"]) == (True, None, None)


def test_every_suggestion_works_when_said(client: FlaskClient) -> None:
    for question in ("should i run after leg day", "ice bath", "should i run today"):
        first = ask(client, question)
        for suggestion in first["suggestions"]:
            assert ask(client, suggestion, session=first["session"])["about"] != "fallback", suggestion


def test_known_facts_save_questions(client: FlaskClient) -> None:
    facts = {"soreness": 0, "red_flags": [], "sharp_or_joint_pain": False, "hours_since_leg_day": 80}

    reply = ask(client, "should i run today", facts=facts)

    assert reply["verdict"]["name"] == "GO AS PLANNED"


UNFITTING: dict[str, object] = {
    "hours_since_leg_day": -1,
    "soreness": 11,
    "sharp_or_joint_pain": "a bit",
    "red_flags": ["gloom"],
    "run_type": "crawl",
    "run_minutes": "twenty",
    "run_km": True,
    "run_miles": [],
    "leg_day_effort": {},
    "training_age": 5,
    "priority": "fun",
}


@pytest.mark.parametrize("name", UNFITTING)
def test_a_known_fact_that_cannot_be_read_is_refused_with_what_to_send(client: FlaskClient, name: str) -> None:
    answer = client.post("/ask", json={"text": "hi", "facts": {name: UNFITTING[name]}})

    assert answer.status_code == 400
    assert answer.json["error"].startswith(f"facts.{name}: write ")


def test_a_fact_that_is_not_known_is_null_and_an_unknown_one_is_let_go(client: FlaskClient) -> None:
    facts = {**dict.fromkeys(UNFITTING), "shoe_size": 44}

    assert ask(client, "hello", facts=facts)["understood"]["facts"] == {}


def test_a_warning_sign_in_the_facts_is_a_warning_sign(client: FlaskClient) -> None:
    reply = ask(client, "should i run today", facts={"red_flags": ["dark_urine"]})

    assert (reply["about"], reply["verdict"]["rule"]) == ("red_flag", "R1")


def test_the_number_to_call_follows_the_locale(client: FlaskClient) -> None:
    assert "nine nine nine" in ask(client, "my chest hurts", locale="en-GB")["speech"]
    assert "triple zero" in ask(client, "my chest hurts", locale="en-AU")["speech"]
    assert "local emergency number" in ask(client, "my chest hurts", locale="xx-XX")["speech"]


UNREADABLE = {
    "nothing": b"",
    "white space": b"  ",
    "no JSON": b"hello",
    "half of it": b'{"text": "a',
    "not UTF-8": b'{"text": "\xff\xfe"}',
    "a list": b'["should i run"]',
    "a number": b"7",
    "no text": b"{}",
    "an empty text": b'{"text": ""}',
    "a text of spaces": b'{"text": "   "}',
    "a text that is a number": b'{"text": 5}',
    "a text that is a list": b'{"text": ["a"]}',
    "a text that is null": b'{"text": null}',
    "a session that is an object": b'{"text": "a", "session": {}}',
    "a locale that is a number": b'{"text": "a", "locale": 5}',
    "a user that is a list": b'{"text": "a", "user": []}',
    "facts that are a list": b'{"text": "a", "facts": []}',
    "an unknown time zone": b'{"text": "a", "time_zone": "Mars/Olympus"}',
    "a time zone that climbs": b'{"text": "a", "time_zone": "../../etc/passwd"}',
    "very deep": b'{"text": ' + b"[" * 20_000,
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_a_400_with_a_reason(client: FlaskClient, body: bytes) -> None:
    response = client.post("/ask", data=body, content_type="application/json")

    assert response.status_code == 400
    assert response.json["error"]


def test_what_is_too_big_is_a_413(client: FlaskClient) -> None:
    response = client.post("/ask", data=json.dumps({"text": "a" * 70_000}))

    assert response.status_code == 413
    assert response.json["error"]


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_another_method_is_a_405_that_names_the_right_one(client: FlaskClient, method: str) -> None:
    response = getattr(client, method)("/ask")

    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]
    assert "send" in response.json["error"]
    assert "POST" in response.json["error"]


def test_an_unknown_path_is_a_404_in_json(client: FlaskClient) -> None:
    response = client.get("/nothing/here")

    assert response.status_code == 404
    assert "POST /ask" in response.json["error"]


def test_a_fault_of_ours_is_told_in_json_and_shows_nothing(coach: Coach) -> None:
    app = create_app(replace(coach, understanding=None), None)  # type: ignore[arg-type]  # broken on purpose

    response = app.test_client().post("/ask", json={"text": "my knee is swollen"})

    assert response.status_code == 500
    assert "once more" in response.json["error"]
    assert "knee" not in response.text


ODD_UTTERANCES = {
    "ten thousand words": "squats " * 9_000,
    "one endless word": "a" * 60_000,
    "emoji": "🦵🏃💨",
    "bidirectional marks": "\u202eshould i run\u202c",
    "zero width": "sh\u200bould i r\u200dun af\u200bter leg day",
    "markup": "<speak><audio src='x'/></speak> & {emergency_number} {0} %s",
    "null": "should i run \x00 today",
    "another script": "要不要跑步",
    "a lone surrogate": "\ud800 run",
}


@pytest.mark.parametrize("text", ODD_UTTERANCES.values(), ids=ODD_UTTERANCES.keys())
def test_odd_words_get_a_kind_reply(client: FlaskClient, text: str) -> None:
    response = client.post("/ask", data=json.dumps({"text": text}))

    assert response.status_code == 200
    assert response.json["speech"]
    assert "<" not in response.json["speech"]
    assert "{" not in response.json["speech"]


def test_a_client_that_asks_too_often_is_told_how_long_to_wait(coach: Coach) -> None:
    busy = create_app(replace(coach, settings=replace(coach.settings, ask_per_minute=2)), None).test_client()
    answers = [busy.post("/ask", json={"text": "hi"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) > 0


def test_behind_a_proxy_each_person_has_a_limit_of_their_own(coach: Coach) -> None:
    settings = replace(coach.settings, ask_per_minute=1, ask_proxies=1)
    busy = create_app(replace(coach, settings=settings), None).test_client()

    def statuses(*forwarded: str) -> list[int]:
        return [
            busy.post("/ask", json={"text": "hi"}, headers={"X-Forwarded-For": who}).status_code for who in forwarded
        ]

    assert statuses("192.0.2.1", "192.0.2.2") == [200, 200]
    assert statuses("made up, 192.0.2.1", "something else, 192.0.2.1") == [429, 429], "what a client writes counts not"


def test_without_a_proxy_nobody_escapes_the_limit_by_a_header(coach: Coach) -> None:
    busy = create_app(replace(coach, settings=replace(coach.settings, ask_per_minute=1)), None).test_client()
    sent = [busy.post("/ask", json={"text": "hi"}, headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in range(2)]

    assert [answer.status_code for answer in sent] == [200, 429]


PAGE = "https://gym.example.com"


@pytest.mark.parametrize("named", [(), ("https://other.example.com",)])
def test_pages_of_other_sites_may_not_read_an_answer(coach: Coach, named: tuple[str, ...]) -> None:
    closed = create_app(replace(coach, settings=replace(coach.settings, ask_origins=named)), None).test_client()

    for answer in (
        closed.post("/ask", json={"text": "hi"}, headers={"Origin": PAGE}),
        closed.options("/ask", headers={"Origin": PAGE, "Access-Control-Request-Method": "POST"}),
    ):
        assert not [name for name in answer.headers.keys() if name.startswith("Access-Control")]  # noqa: SIM118


def test_pages_that_the_owner_named_may(coach: Coach) -> None:
    settings = replace(coach.settings, ask_origins=(PAGE,), ask_token="secret")
    opened = create_app(replace(coach, settings=settings), None).test_client()

    before = opened.options("/ask", headers={"Origin": PAGE, "Access-Control-Request-Method": "POST"})
    answer = opened.post("/ask", json={"text": "hi"}, headers={"Origin": PAGE, "Authorization": "Bearer secret"})
    refused = opened.post("/ask", json={"text": "hi"}, headers={"Origin": PAGE})

    for response, status in ((before, 200), (answer, 200), (refused, 401)):
        assert response.status_code == status
        assert response.headers["Access-Control-Allow-Origin"] == PAGE
        assert "Origin" in response.headers["Vary"]
    assert "Authorization" in before.headers["Access-Control-Allow-Headers"]


def test_the_pages_are_named_in_the_environment() -> None:
    named = Settings.from_environment({"ASK_ORIGINS": "https://gym.example.com/, http://localhost:3000"})

    assert named.ask_origins == (PAGE, "http://localhost:3000")
    for wrong in ("*", "gym.example.com", "https://gym.example.com/page", "null"):
        with pytest.raises(SettingsError, match="ASK_ORIGINS"):
            Settings.from_environment({"ASK_ORIGINS": wrong})


def test_a_bearer_token_is_wanted_where_the_owner_set_one(coach: Coach) -> None:
    closed = create_app(replace(coach, settings=replace(coach.settings, ask_token="secret")), None).test_client()

    refused = closed.post("/ask", json={"text": "hi"})
    wrong = closed.post("/ask", json={"text": "hi"}, headers={"Authorization": "Bearer sesame"})
    right = closed.post("/ask", json={"text": "hi"}, headers={"Authorization": "Bearer secret"})

    assert (refused.status_code, wrong.status_code, right.status_code) == (401, 401, 200)


def test_the_server_says_that_it_lives_and_with_which_content(client: FlaskClient) -> None:
    health = client.get("/healthz").json

    assert health["status"] == "ok"
    assert health["content"]


def test_the_description_names_every_route_that_answers(client: FlaskClient) -> None:
    described = client.get("/openapi.json").json

    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {"/ask", "/healthz", "/openapi.json"}
