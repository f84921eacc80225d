"""docs/security.md names a test for each threat; those that no other file holds are here."""

import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from skill.app import Caller, Coach
from skill.channels import rate_limit
from skill.channels.rate_limit import RateLimit
from skill.channels.server import run
from skill.channels.session_token import SessionSeal
from skill.channels.webhook import create_app
from skill.conversation.state import State
from skill.errors import SettingsError
from skill.settings import Settings
from skill.understanding.facts import Facts

ROOT = Path(__file__).parent.parent
NAMED = sorted(
    set(re.findall(r"`(test_\w+\.py)::(test_\w+)`", (ROOT / "docs/security.md").read_text(encoding="utf-8")))
)
NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
SECRETS = (
    r"-----BEGIN [A-Z ]*PRIVATE KEY",
    r"\bAKIA[0-9A-Z]{16}\b",
    r"\bgh[pousr]_[A-Za-z0-9]{36}",
    r"\b(?:SECRET_KEY|ASK_TOKEN|AWS_SECRET_ACCESS_KEY)\s*[=:]\s*['\"]?[A-Za-z0-9+/]{20,}",
    r"\beyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{10,}\.",
)
ODD = (
    "zeppelin <break time='10s'/> quokka",
    "{{7*7}} quokka zeppelin",
    "</speak><audio src='x'/> quokka",
    "quokka %s %(x)s",
)


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_every_test_that_the_page_names_is_there(file: str, test: str) -> None:
    text = (ROOT / "tests" / file).read_text(encoding="utf-8")

    assert re.search(rf"^\s*(async )?def {test}\(", text, re.MULTILINE)


def test_every_threat_has_its_answer() -> None:
    """A row of a table that names no test says in bold, or by whose hand, what is done instead."""
    page = (ROOT / "docs/security.md").read_text(encoding="utf-8").split("## Who could do what")[1].split("## Keys")[0]
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| who | could")]
    without = [row for row in rows if "::" not in row and "**" not in row and "your proxy" not in row]

    assert len(rows) > 25
    assert without == []


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.com", "::"])
def test_unsigned_requests_are_never_taken_from_other_machines(host: str) -> None:
    with pytest.raises(SettingsError, match="loopback"):
        run(Settings(memory_url="none:", dev=True), host, 0, print)


def test_a_token_with_any_character_changed_opens_nothing() -> None:
    seal = SessionSeal.of("a secret")
    token = seal.seal(State(facts=Facts(soreness=7)))
    changed = [
        token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(len(token.rstrip("=")) - 1)
    ]

    assert seal.open(token) == State(facts=Facts(soreness=7))
    assert [one for one in changed if seal.open(one) is not None] == []


def test_the_kept_secret_is_for_its_owner_only(tmp_path: Path) -> None:
    Settings(memory_url=f"sqlite:///{tmp_path}/coach.sqlite3").with_secret()

    assert (tmp_path / "coach.sqlite3.key").stat().st_mode & 0o777 == 0o600


def test_the_limit_itself_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "MOST_CLIENTS", 100)
    limit = RateLimit(60)
    for number in range(1000):
        limit.wait(f"192.0.2.{number}", NOW + timedelta(milliseconds=number))

    assert len(limit._buckets) == 100


def test_a_callers_facts_never_take_back_what_was_said(coach: Coach) -> None:
    """Also not when they claim that there is no sign and no pain at all."""
    client = create_app(coach, None).test_client()
    fine = {"red_flags": [], "sharp_or_joint_pain": False, "soreness": 0}
    signed = client.post("/ask", json={"text": "i have chest pain", "facts": fine}).get_json()
    first = client.post("/ask", json={"text": "should i run today, my knee has a sharp pain"}).get_json()
    then = client.post("/ask", json={"text": "not sore", "facts": fine, "session": first["session"]}).get_json()

    assert signed["about"] == "red_flag"
    assert then["verdict"] is None or then["verdict"]["name"] == "REST"


@pytest.mark.parametrize("text", ODD)
def test_what_was_said_is_never_said_back(coach: Coach, text: str) -> None:
    answer = coach.hear(text, State(), Caller(person=text, locale="en-US"))
    said = f"{answer.reply.speech} {answer.reply.reprompt} {answer.reply.card}"

    assert not re.search(r"quokka|zeppelin|<|49|%s", said)


@pytest.mark.parametrize("name", ["text_api.py", "mcp_hosting.py"])
def test_a_token_is_compared_in_constant_time(name: str) -> None:
    """By reading, since no clock can show it."""
    text = (ROOT / "skill" / "channels" / name).read_text(encoding="utf-8")

    assert re.search(r"not hmac\.compare_digest\(sent", text)
    assert not re.search(r"(?:ask_)?token\s*[!=]=", text)


def test_no_secret_is_in_the_sources() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    if not listed:
        pytest.skip("this is no checkout of git, so there is no list of sources")
    texts = {
        name: (ROOT / name).read_text(encoding="utf-8", errors="ignore") for name in listed if (ROOT / name).is_file()
    }
    found = [(name, pattern) for name, text in texts.items() for pattern in SECRETS if re.search(pattern, text)]

    assert [one for one in found if one[0] != "tests/test_security.py"] == []
    assert not [name for name in listed if name.endswith((".env", ".key", ".sqlite3"))]


def test_a_secret_that_could_be_guessed_is_spoken_of_at_the_start(coach: Coach) -> None:
    weak = replace(coach.settings, secret_key="password")

    assert weak.has_weak_secret
    assert not replace(weak, secret_key="f" * 32).has_weak_secret
    assert not replace(weak, secret_key=None).has_weak_secret
