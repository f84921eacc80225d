"""One contract for every store: the mapping, a SQLite file, and a server that speaks DynamoDB."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from dynamodb_server import Server, answer, answering, moto

from skill.conversation.scene import KEPT_FOR, Profile
from skill.errors import SettingsError
from skill.memory import Memory, open_memory
from skill.memory.mapping import MappingMemory

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ANN, BOB = "a" * 64, "b" * 64
LEGS = Profile().with_leg_day(NOW - DAY)
EVERYTHING = replace(LEGS, leg_day_effort="hard", training_age="regular", priority="muscle", units="miles")

Open = Callable[[], Memory]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with moto() as running:
        yield running


@pytest.fixture(params=["mapping", "sqlite", "dynamodb"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens the same store again, as another process or machine would."""
    if request.param == "mapping":
        kept = MappingMemory()
        return lambda: kept
    if request.param == "sqlite":
        return lambda: open_memory(f"sqlite:///{tmp_path}/coach.sqlite3")
    running: Server = request.getfixturevalue("server")
    table = running.table()
    return lambda: open_memory(running.url(table))


@pytest.fixture
def store(opened: Open) -> Memory:
    return opened()


def test_a_stranger_is_not_known(store: Memory) -> None:
    assert store.load(ANN, NOW) is None


def test_what_is_saved_is_loaded(store: Memory, opened: Open) -> None:
    store.save(ANN, EVERYTHING, NOW)

    assert store.load(ANN, NOW) == EVERYTHING
    assert opened().load(ANN, NOW) == EVERYTHING


def test_a_profile_without_a_word_is_still_a_profile(store: Memory) -> None:
    store.save(ANN, Profile(), NOW)

    assert store.load(ANN, NOW) == Profile()


def test_what_was_saved_last_counts(store: Memory, opened: Open) -> None:
    store.save(ANN, EVERYTHING, NOW)
    opened().save(ANN, LEGS, NOW + DAY)
    store.save(ANN, replace(LEGS, priority="running"), NOW)  # also when a clock went back

    assert opened().load(ANN, NOW) == replace(LEGS, priority="running")


def test_two_people_are_kept_apart(store: Memory) -> None:
    store.save(ANN, LEGS, NOW)
    store.save(BOB, EVERYTHING, NOW)
    store.forget(ANN)

    assert store.load(ANN, NOW) is None
    assert store.load(BOB, NOW) == EVERYTHING


def test_who_is_forgotten_is_gone_and_may_be_forgotten_again(store: Memory, opened: Open) -> None:
    store.forget(ANN)
    store.save(ANN, LEGS, NOW)

    store.forget(ANN)
    store.forget(ANN)

    assert opened().load(ANN, NOW) is None


def test_who_was_forgotten_may_come_back(store: Memory) -> None:
    store.save(ANN, EVERYTHING, NOW)
    store.forget(ANN)
    store.save(ANN, LEGS, NOW)

    assert store.load(ANN, NOW) == LEGS


def test_a_profile_lasts_for_ninety_days_and_not_longer(store: Memory, opened: Open) -> None:
    store.save(ANN, LEGS, NOW)
    store.save(BOB, LEGS, NOW)

    assert opened().load(ANN, NOW + KEPT_FOR) == LEGS
    assert opened().load(BOB, NOW + KEPT_FOR + timedelta(seconds=1)) is None


def test_being_spoken_to_counts_as_use(store: Memory, opened: Open) -> None:
    store.save(ANN, LEGS, NOW)

    assert store.load(ANN, NOW + 80 * DAY) == LEGS
    assert opened().load(ANN, NOW + 160 * DAY) == LEGS
    assert opened().load(ANN, NOW + 251 * DAY) is None


def test_who_has_expired_may_be_saved_anew(store: Memory) -> None:
    later = NOW + KEPT_FOR + DAY
    store.save(ANN, EVERYTHING, NOW)
    store.load(ANN, later)

    store.save(ANN, LEGS, later)

    assert store.load(ANN, later) == LEGS


def test_the_zone_of_a_leg_day_is_kept(store: Memory) -> None:
    evening = NOW.astimezone(timezone(timedelta(hours=-8)))
    store.save(ANN, Profile().with_leg_day(evening), evening)

    loaded = store.load(ANN, NOW)

    assert loaded is not None
    assert loaded.leg_days[0].isoformat() == evening.isoformat()


@pytest.mark.parametrize("key", ["ключ", "键 🏃", "a'; DROP TABLE profiles; --", "x" * 1000, "a\nb", "%00"])
def test_any_key_will_do(store: Memory, key: str) -> None:
    store.save(key, LEGS, NOW)
    assert store.load(key, NOW) == LEGS

    store.forget(key)
    assert store.load(key, NOW) is None


def test_many_threads_may_use_one_store(store: Memory) -> None:
    from concurrent.futures import ThreadPoolExecutor

    keys = [f"{number:064d}" for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda key: store.save(key, LEGS, NOW), keys))
        assert list(threads.map(lambda key: store.load(key, NOW), keys)) == [LEGS] * 40


# Each store by itself


def test_a_row_or_an_item_that_cannot_be_read_is_nothing(tmp_path: Path, server: Server) -> None:
    table = server.table()
    server.client.put_item(TableName=table, Item={"key": {"S": ANN}, "profile": {"N": "7"}, "used": {"S": "x"}})
    server.client.put_item(TableName=table, Item={"key": {"S": BOB}, "used": {"N": str(NOW.timestamp())}})
    rows = open_memory(f"sqlite:///{tmp_path}/rows.sqlite3")
    rows.save("c", LEGS, NOW)
    with sqlite3.connect(tmp_path / "rows.sqlite3") as file:
        file.execute("INSERT INTO profiles VALUES (?, CAST(x'ff7b' AS TEXT), ?)", (ANN, NOW.timestamp()))
        file.execute("INSERT INTO profiles VALUES (?, '{}', 'yesterday')", (BOB,))
    file.close()

    for store in (rows, open_memory(server.url(table))):
        assert store.load(ANN, NOW) is None
        assert store.load(BOB, NOW) is None
        store.save(ANN, LEGS, NOW)
        assert store.load(ANN, NOW) == LEGS


def test_amazon_is_told_when_to_delete(server: Server) -> None:
    table = server.table()
    open_memory(server.url(table)).save(ANN, LEGS, NOW)

    (item,) = server.items(table)

    assert item["expires"] == {"N": str(int((NOW + KEPT_FOR).timestamp()))}
    assert set(item) == {"key", "profile", "used", "expires"}


def test_a_machine_reads_what_another_has_just_written() -> None:
    asked: list[object] = []

    def notes(handler: Any, _: str) -> None:
        asked.append(handler.asked)
        answer(handler, 200, b"{}")

    with answering(notes) as server:
        open_memory(server.url("profiles")).load(ANN, NOW)

    assert asked == [{"TableName": "profiles", "Key": {"key": {"S": ANN}}, "ConsistentRead": True}]


def test_noting_a_use_does_not_bring_back_who_was_forgotten_meanwhile(server: Server) -> None:
    table = server.table()
    store = open_memory(server.url(table))

    with pytest.raises(store.faults, match="Conditional"):  # type: ignore[attr-defined]
        store._note(ANN, NOW)  # type: ignore[attr-defined]

    assert server.items(table) == []


def test_a_mapping_that_reaches_nowhere_keeps_nothing() -> None:
    nowhere = open_memory("none:")
    nowhere.save(ANN, LEGS, NOW)

    assert (nowhere.reach, nowhere.load(ANN, NOW)) == ("none", None)


@pytest.mark.parametrize(
    "url",
    ["", "redis://x", "sqlite://", "sqlite:///", "sqlite:///:memory:", "dynamodb://", "dynamodb://t/x?region=eu-west-1",
     "dynamodb://t?zone=eu-west-1", "dynamodb://t?region=eu-west-1&endpoint=nowhere"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_with_what_it_may_be(url: str) -> None:
    with pytest.raises(SettingsError, match="use "):
        open_memory(url)


def test_a_table_wants_a_region(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    with pytest.raises(SettingsError, match="region"):
        open_memory("dynamodb://profiles")


def test_amazons_client_is_imported_by_who_opens_a_table_only() -> None:
    looks = (
        "import sys, skill.memory as m; m.open_memory('sqlite:///x'); print([n for n in sys.modules if 'boto' in n])"
    )

    said = subprocess.run([sys.executable, "-c", looks], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"
