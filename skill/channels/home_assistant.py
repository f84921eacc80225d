"""Home Assistant: the topics as sentences for its Assist, and a configuration that has the text API answer them.

What it speaks is the reply's speech, so it says the same words as every other way in.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from skill.content.source import CONTENT_FOLDER, read_toml
from skill.content.topic import Content
from skill.content.vocabulary import Says
from skill.interaction_model import intent_name

PREFIX = "LegDayCoach"
ANYTHING, WORDS = f"{PREFIX}Anything", "words"
COMMAND = "leg_day_coach"
ADDRESS = "http://127.0.0.1:8080/ask"
MADE_BY = "# Made by `leg-day-coach export home-assistant`; docs/home-assistant.md says where it goes.\n"


def export(content: Content, folder: Path) -> list[Path]:
    """Writes both files and returns them. Raises OSError when it can't."""
    sentences = folder / "custom_sentences" / content.language / f"{COMMAND}.yaml"
    sentences.parent.mkdir(parents=True, exist_ok=True)
    written = {sentences: custom_sentences(content), folder / "configuration.yaml": configuration(content)}
    for path, told in written.items():
        path.write_text(MADE_BY + _as_yaml(told), encoding="utf-8")
    return list(written)


def custom_sentences(content: Content) -> dict[str, Any]:
    """One intent for each topic, with its templates; and one that brings the words of anything else."""
    own = read_toml(CONTENT_FOLDER / content.language / "home_assistant.toml")
    templates = {_name(topic.id): topic.questions for topic in content.topics.values()}
    templates[ANYTHING] = tuple(own["anything"])
    return {
        "language": content.language,
        "intents": {name: {"data": [{"sentences": list(questions)}]} for name, questions in templates.items()},
        "lists": {WORDS: {"wildcard": True}},
    }


def configuration(content: Content) -> dict[str, Any]:
    """How each intent is answered: its words go to the text API, and the speech that comes back is spoken."""
    payload = f'{{{{ {{"text": text, "locale": "{next(iter(content.locales))}"}} | to_json }}}}'
    command = {"url": ADDRESS, "method": "post", "content_type": "application/json", "payload": payload}
    sorry = content.phrases[Says.OUT_OF_ORDER][0]
    return {
        "rest_command": {COMMAND: command},
        "intent_script": {name: _answered(text, sorry) for name, text in _asked(content)},
    }


def _asked(content: Content) -> Iterator[tuple[str, str]]:
    """What is sent for each intent."""
    for topic in content.topics:
        yield _name(topic), content.sample(topic)
    yield ANYTHING, f"{{{{ {WORDS} }}}}"


def _answered(text: str, sorry: str) -> dict[str, Any]:
    return {
        "action": [
            {"action": f"rest_command.{COMMAND}", "data": {"text": text}, "response_variable": "reply"},
            {"stop": "", "response_variable": "reply"},
        ],
        "speech": {"text": f'{{{{ action_response.content.speech | default("{sorry}") }}}}'},
    }


def _name(topic: str) -> str:
    return PREFIX + intent_name(topic).removesuffix("Intent")


def _as_yaml(told: dict[str, Any]) -> str:
    text: str = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=10_000)
    return text
