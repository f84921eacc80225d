"""The package answers where Lambda's own parts run it: Amazon's runtime client and its runtime interface emulator."""

import json
import os
import platform
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packed import packed, unpacked

from skill import rehearsal
from skill.content.loader import load_content
from skill.packaging import Interpreter

PYTHON = Path(__file__).parent / ".venv-aws" / "bin" / "python"
EMULATORS = {"x86_64": "aws-lambda-rie-x86_64", "aarch64": "aws-lambda-rie-arm64"}
PATH = "/2015-03-31/functions/function/invocations"

pytestmark = pytest.mark.channels


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def emulator() -> Path:
    script = "import samcli.local.rapid as here; print(list(here.__path__)[0])"
    folder = subprocess.run([str(PYTHON), "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    return Path(folder) / EMULATORS[platform.machine()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lambda")


@pytest.fixture(scope="module")
def function(folder: Path) -> Iterator[str]:
    """The address that invokes the function."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    task = unpacked(packed(folder, Interpreter(version, sys.executable)), folder / "task")
    outside, inside = free_port(), free_port()
    command = [
        str(emulator()),
        f"--runtime-interface-emulator-address=127.0.0.1:{outside}",
        f"--runtime-api-address=127.0.0.1:{inside}",
        str(PYTHON), "-m", "awslambdaric", "lambda_function.lambda_handler",
    ]  # fmt: skip
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environment = {
        **kept,
        "SKILL_ID": rehearsal.SKILL_ID,
        "LAMBDA_TASK_ROOT": str(task),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with (folder / "log").open("wb") as log, subprocess.Popen(
        command, cwd=task, env=environment, stdout=log, stderr=log
    ) as running:  # fmt: skip
        try:
            yield f"http://127.0.0.1:{outside}{PATH}"
        finally:
            running.terminate()


def invoked(address: str, event: dict[str, Any]) -> dict[str, Any]:
    asked = urllib.request.Request(address, json.dumps(event).encode(), {"Content-Type": "application/json"})
    for _ in range(50):
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                said: dict[str, Any] = json.load(answer)
                return said
        except ConnectionError:
            time.sleep(0.2)
        except urllib.error.URLError as fault:
            if not isinstance(fault.reason, ConnectionError):
                raise
            time.sleep(0.2)
    raise AssertionError("the emulator did not come up")


def test_lambda_gets_a_launch_answered(function: str) -> None:
    response = invoked(function, rehearsal.launch())["response"]

    assert response["outputSpeech"]["ssml"].endswith("?</speak>")


def test_lambda_gets_a_question_answered_and_the_conversation_carried_on(function: str) -> None:
    first = invoked(function, rehearsal.intent("AnythingIntent", words="is it okay to run with sore legs"))
    event = rehearsal.intent("AMAZON.RepeatIntent")
    event["session"].update(new=False, attributes=first["sessionAttributes"])

    answer = load_content().topics["sore_legs"].answer

    assert answer in first["response"]["outputSpeech"]["ssml"]
    assert answer in invoked(function, event)["response"]["outputSpeech"]["ssml"]


def test_lambda_refuses_another_skill(function: str) -> None:
    event = rehearsal.launch()
    event["context"]["System"]["application"] = {"applicationId": "amzn1.ask.skill.other"}

    assert invoked(function, event)["errorType"] == "AskSdkException"


def test_lambda_keeps_a_line_for_each_turn_that_names_no_words_and_no_body(function: str, folder: Path) -> None:
    invoked(function, rehearsal.intent("AnythingIntent", words="my knee hurts like a zeppelin"))
    invoked(function, rehearsal.intent("AnythingIntent", words="how far should i run"))
    log = (folder / "log").read_text(encoding="utf-8")
    turns = [json.loads(line) for line in re.findall(r'^.*?(\{"time".*"event": "turn".*\})', log, re.MULTILINE)]

    assert [turn["topic"] for turn in turns][-2:] == ["body", "run_far"]
    assert "zeppelin" not in log
    assert "knee" not in log
