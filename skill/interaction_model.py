"""Content → interaction_models/<locale>.json, the file Amazon's speech recognition is trained with.

Each locale has its spelling and its own words for leg day. Each topic is an intent, each kind of small talk is Amazon's own intent or one of ours, each question of the check is
a slot with an intent for its bare value, and one more intent with a catch-all slot brings the raw words of anything
else to our own understanding.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from skill.content.topic import Content, Locale
from skill.content.vocabulary import Asks

CATCH_ALL, CATCH_ALL_SLOT, CATCH_ALL_TYPE = "AnythingIntent", "words", "ANYTHING"
CHECK = "check_in"
MOST_SAMPLES = 500  # of one intent; Amazon takes more, and a longer list helps nobody
VALUE = "_value"  # how the name ends of what is only a value

# Amazon's own intents for what every skill hears. What is missing here gets an intent of ours.
AMAZONS = {
    "yes": "AMAZON.YesIntent",
    "no": "AMAZON.NoIntent",
    "repeat": "AMAZON.RepeatIntent",
    "help": "AMAZON.HelpIntent",
    "stop": "AMAZON.StopIntent",
    "cancel": "AMAZON.CancelIntent",
    "start_over": "AMAZON.StartOverIntent",
}
DEFAULT = "en-US"
FALLBACK, NAVIGATE_HOME = "AMAZON.FallbackIntent", "AMAZON.NavigateHomeIntent"

# The slots that the check asks for, with the phrases that ask.
ELICITED = {"soreness": Asks.SORENESS, "sign": Asks.SAFETY, "hours": Asks.HOURS}


def intent_name(meaning: str) -> str:
    """`should_run` → `ShouldRunIntent`; what Amazon names itself keeps its name."""
    return AMAZONS.get(meaning) or "".join(part.capitalize() for part in meaning.split("_")) + "Intent"


def meanings(content: Content) -> dict[str, str]:
    """Which topic or act each intent of the model stands for."""
    return {intent_name(meaning): meaning for meaning in (*content.topics, *content.small_talk)}


def interaction_model(content: Content, locale: str = DEFAULT, folder: Path | None = None) -> dict[str, Any]:
    """A locale's interaction model in Amazon's form."""
    from skill.content.source import CONTENT_FOLDER, read_toml  # a running skill reads no TOML

    own = read_toml((folder or CONTENT_FOLDER) / content.language / "alexa.toml")
    there = content.locales[locale]
    theirs = {"samples": {}, "types": {}, **own["locales"].get(locale, {})}
    intents = [
        _intent(name, dict.fromkeys(map(there.spell, samples)), own["slots"])
        for name, samples in _samples(content, own, theirs["samples"])
    ]
    return {
        "interactionModel": {
            "languageModel": {
                "invocationName": own["invocation_name"],
                "intents": intents,
                "types": list(_types(content, own, there, theirs["types"])),
                "modelConfiguration": {"fallbackIntentSensitivity": {"level": "LOW"}},
            },
            "dialog": _dialog(own),
            "prompts": list(_prompts(content, there)),
        }
    }


def _samples(
    content: Content, own: dict[str, Any], theirs: dict[str, list[str]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    # Here, because a running skill needs the names of intents and not the engine of templates.
    from skill.content.templates import expand_all

    for owner in content.owners:
        questions = expand_all(owner.questions)
        is_asked_about = owner.id in content.topics or owner.id == CHECK
        yield (
            intent_name(owner.id),
            (
                *questions,
                *own["samples"].get(owner.id, ()),
                *expand_all(tuple(theirs.get(owner.id, ()))),
                *_indirect(content, questions if is_asked_about else ()),
            )[:MOST_SAMPLES],
        )
    for name, samples in own["samples"].items():
        if name.endswith(VALUE):
            yield intent_name(name), tuple(samples)
    yield FALLBACK, tuple(own["fallback"])
    yield NAVIGATE_HOME, tuple(own["navigate_home"])
    yield CATCH_ALL, tuple(_catch_all(own["anything"]))


def _indirect(content: Content, asked: Iterable[str]) -> Iterator[str]:
    """What is left of "ask leg day coach if i should run", for each question that can be asked so."""
    said = {ours: theirs for theirs, ours in reversed([*content.indirect.items()])}
    for question in asked:
        for ours, theirs in said.items():
            if question.startswith(f"{ours} ") and question.count(" ") > ours.count(" ") + 1:
                yield question.replace(ours, theirs, 1)


def _intent(name: str, samples: Iterable[str], slots: dict[str, str]) -> dict[str, Any]:
    samples = list(samples)
    types = {**slots, CATCH_ALL_SLOT: CATCH_ALL_TYPE}
    used = dict.fromkeys(slot for sample in samples for slot in re.findall(r"{(\w+)}", sample))
    intent: dict[str, Any] = {"name": name, "samples": samples}
    if used:
        intent["slots"] = [{"name": slot, "type": types[slot]} for slot in used]
    if name == intent_name(CHECK):
        # The slots that we ask for must belong to the intent, also where no sample names them.
        intent["slots"] = [{"name": slot, "type": kind} for slot, kind in slots.items()]
    return intent


def _catch_all(templates: list[str]) -> Iterator[str]:
    """Expands around the slot, which is no part of our notation."""
    from skill.content.templates import expand_all

    stand_in = "slotgoeshere"
    for text in expand_all(tuple(template.replace("{words}", stand_in) for template in templates)):
        yield text.replace(stand_in, f"{{{CATCH_ALL_SLOT}}}")


def _types(
    content: Content, own: dict[str, Any], there: Locale, theirs: dict[str, dict[str, list[str]]]
) -> Iterator[dict[str, Any]]:
    yield {"name": CATCH_ALL_TYPE, "values": list(_anything(content, there, own["words"]))}
    for name, groups in own["types"].items():
        more = theirs.get(name, {})
        values = [{"name": {"value": value, "synonyms": [*same, *more.get(value, ())]}} for value, *same in groups]
        yield {"name": name, "values": values}


def _anything(content: Content, there: Locale, words: list[str]) -> Iterator[dict[str, Any]]:
    for topic in content.topics.values():
        plain = [text for text in topic.also if len(text) <= 100 and text.replace("'", "").replace(" ", "").isalpha()]
        yield {
            "id": topic.id,
            "name": {"value": there.spell(topic.title), "synonyms": list(map(there.spell, plain[:8]))},
        }
    # As one value, because Amazon wants each to have a synonym, and what arrives is heard as words anyway.
    yield {"name": {"value": words[0], "synonyms": words[1:]}}


def _dialog(own: dict[str, Any]) -> dict[str, Any]:
    """The check as a dialog that we lead: Amazon never asks by itself."""
    slots = [
        {
            "name": slot,
            "type": kind,
            "confirmationRequired": False,
            "elicitationRequired": slot in ELICITED,
            "prompts": {"elicitation": f"Elicit.{slot}"} if slot in ELICITED else {},
        }
        for slot, kind in own["slots"].items()
    ]
    intent = {
        "name": intent_name(CHECK),
        "confirmationRequired": False,
        "delegationStrategy": "SKILL_RESPONSE",
        "prompts": {},
        "slots": slots,
    }
    return {"intents": [intent], "delegationStrategy": "SKILL_RESPONSE"}


def _prompts(content: Content, there: Locale) -> Iterator[dict[str, Any]]:
    for slot, asks in ELICITED.items():
        texts = [text.replace("{whose}", content.words["you_your"]) for text in content.phrases[str(asks)]]
        variations = [{"type": "PlainText", "value": there.spell(text)} for text in texts]
        yield {"id": f"Elicit.{slot}", "variations": variations}


def as_text(model: dict[str, Any]) -> str:
    """As it is written to a file: stable, and readable in a diff."""
    return json.dumps(model, indent=1, ensure_ascii=False) + "\n"
