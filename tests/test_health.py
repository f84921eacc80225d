"""/healthz tells the truth: about the store, the built form, and whether the server is stopping."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from dynamodb_server import Server, moto
from flask.testing import FlaskClient
from memory_troubles import locked_against_writers

from skill import __version__, health
from skill.app import Caller, Coach
from skill.channels.webhook import create_app
from skill.conversation.state import State
from skill.health import Health
from skill.memory import Memory, open_memory
from skill.memory.sqlite import SQLiteMemory


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with moto() as running:
        yield running


def page(coach: Coach, memory: Memory) -> FlaskClient:
    return create_app(replace(coach, memory=memory), None).test_client()


def remember(coach: Coach, memory: Memory) -> None:
    replace(coach, memory=memory).hear("log leg day", State(), Caller(person="ann"))


def test_all_is_well_where_all_is_well(coach: Coach, tmp_path: Path) -> None:
    answer = page(coach, open_memory(f"sqlite:///{tmp_path}/coach.sqlite3")).get("/healthz?strict")
    told = answer.get_json()

    assert answer.status_code == 200
    assert told == {
        "status": "ok",
        "version": __version__,
        "content": coach.understanding.built.digest[:12],
        "store": "ok",
        "built": "fresh",
    }


def test_looking_makes_no_file(coach: Coach, tmp_path: Path) -> None:
    page(coach, open_memory(f"sqlite:///{tmp_path}/coach.sqlite3")).get("/healthz")

    assert list(tmp_path.iterdir()) == []


def test_a_store_that_had_no_place_at_the_start_is_told(coach: Coach) -> None:
    told = create_app(coach, None, Health(coach, lost_its_store=True)).test_client().get("/healthz").get_json()

    assert (told["status"], told["store"]) == ("degraded", "unavailable")


def test_a_store_of_the_process_is_none_that_could_fail(coach: Coach) -> None:
    assert page(coach, coach.memory).get("/healthz").get_json()["store"] == "none"


def test_a_locked_file_is_told_though_the_coach_still_answers(coach: Coach, tmp_path: Path) -> None:
    with locked_against_writers(tmp_path) as store:
        client = page(coach, store)
        plain, strict = client.get("/healthz"), client.get("/healthz?strict")
        answered = client.post("/ask", json={"text": "how far should i run"})

    assert (plain.status_code, plain.get_json()["status"], plain.get_json()["store"]) == (
        200,
        "degraded",
        "unavailable",
    )
    assert strict.status_code == 503
    assert answered.status_code == 200


def test_a_folder_in_place_of_the_file_is_told(coach: Coach, tmp_path: Path) -> None:
    assert page(coach, SQLiteMemory(str(tmp_path))).get("/healthz").get_json()["store"] == "unavailable"


def test_a_folder_that_is_not_there_is_told(coach: Coach, tmp_path: Path) -> None:
    store = open_memory(f"sqlite:///{tmp_path}/nowhere/coach.sqlite3")

    assert page(coach, store).get("/healthz").get_json()["store"] == "unavailable"


def test_a_store_that_comes_back_is_told_once_the_last_look_is_old(
    coach: Coach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "KEPT", 0.0)
    store = open_memory(f"sqlite:///{tmp_path}/coach.sqlite3")
    client = page(coach, store)
    remember(coach, store)
    (tmp_path / "coach.sqlite3").rename(tmp_path / "kept")
    (tmp_path / "coach.sqlite3").mkdir()
    gone = client.get("/healthz").get_json()["store"]
    (tmp_path / "coach.sqlite3").rmdir()
    (tmp_path / "kept").rename(tmp_path / "coach.sqlite3")

    assert (gone, client.get("/healthz").get_json()["store"]) == ("unavailable", "ok")


def test_the_store_is_not_asked_again_at_every_look(coach: Coach, tmp_path: Path) -> None:
    client = page(coach, open_memory(f"sqlite:///{tmp_path}/coach.sqlite3"))
    first = client.get("/healthz").get_json()["store"]
    (tmp_path / "coach.sqlite3").mkdir()

    assert (first, client.get("/healthz").get_json()["store"]) == ("ok", "ok")


def test_a_table_is_asked_for_an_item_that_nobody_has(coach: Coach, server: Server) -> None:
    table = server.table()
    there, elsewhere = open_memory(server.url(table)), open_memory(server.url("no-such-table"))

    assert page(coach, there).get("/healthz").get_json()["store"] == "ok"
    assert page(coach, elsewhere).get("/healthz").get_json()["store"] == "unavailable"
    assert server.items(table) == []


def test_a_built_form_of_other_content_is_told(coach: Coach) -> None:
    built = replace(coach.understanding.built, digest="0" * 64)
    client = page(replace(coach, understanding=replace(coach.understanding, built=built)), coach.memory)
    told = client.get("/healthz").get_json()

    assert (told["status"], told["built"], told["content"]) == ("degraded", "outdated", "0" * 12)


def test_a_server_that_is_stopping_wants_no_more_requests(coach: Coach) -> None:
    well = Health(coach)
    client = create_app(coach, None, well).test_client()
    well.stop()

    answer = client.get("/healthz")

    assert (answer.status_code, answer.get_json()["status"]) == (503, "stopping")
