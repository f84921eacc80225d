"""Two npm clients that are not ours drive the running webhook with our interaction model."""

import json
import os
import subprocess
import tomllib
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from skill.content.loader import load_content
from skill.interaction_model import intent_name
from skill.models import MODELS_FOLDER

HERE = Path(__file__).parent
# virtual-alexa takes any utterance with one of these words for a launch.
LAUNCH_WORDS = {"ask", "open", "launch", "tell", "talk", "start", "use", "play", "load", "begin", "resume"}

pytestmark = pytest.mark.channels


def cases() -> dict[str, Any]:
    """Every topic by its intent with the answer that must be heard, and the conversations of the file beside this one."""
    content = load_content()
    there = content.locales["en-US"]
    told = {topic.id: escape(there.spell(topic.answer)) for topic in content.topics.values()}
    samples = {topic.id: content.sample(topic.id) for topic in content.topics.values()}
    topics = [
        {
            "intent": intent_name(topic),
            "like": told[topic],
            "sample": None if LAUNCH_WORDS & set(samples[topic].split()) else samples[topic],
        }
        for topic in told
    ]
    conversations = tomllib.loads((HERE / "conversations.toml").read_text(encoding="utf-8"))["conversation"]
    for conversation in conversations:
        for turn in conversation["turns"]:
            if "answers" in turn:
                turn["like"] = told[turn["answers"]]
    return {"topics": topics, "conversations": conversations}


@pytest.mark.parametrize("client", ["ask_sdk_test", "virtual_alexa"])
def test_an_outside_client_gets_through_every_topic_and_a_long_conversation(
    client: str, address: str, tmp_path: Path
) -> None:
    written = tmp_path / "cases.json"
    written.write_text(json.dumps(cases()), encoding="utf-8")
    environment = {
        **os.environ,
        "SKILL_URL": f"{address}/alexa",
        "SKILL_CASES": str(written),
        "SKILL_MODEL": str(MODELS_FOLDER / "en-US.json"),
        "AWS_REGION": "us-east-1",
        "AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE": "1",
    }
    mocha = HERE / "node_modules" / ".bin" / "mocha"
    done = subprocess.run(
        [str(mocha), "--exit", "--reporter", "dot", "--timeout", "20000", f"{client}.test.js"],
        cwd=HERE, env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passing" in done.stdout
