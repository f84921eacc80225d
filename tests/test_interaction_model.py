"""The interaction models are current, inside Amazon's limits, and no utterance belongs to two intents."""

import json
from pathlib import Path
from typing import Any

import pytest

from skill.content.loader import load_content
from skill.content.topic import Content
from skill.interaction_model import intent_name
from skill.models import MODELS_FOLDER, stale

LOCALES = tuple(load_content().locales)
LARGEST_MODEL = 1_400_000  # bytes
MOST_UTTERANCES, MOST_SAMPLES, FEWEST_SAMPLES = 30_000, 500, 10


def model_of(locale: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((MODELS_FOLDER / f"{locale}.json").read_text(encoding="utf-8"))
    return read["interactionModel"]["languageModel"]


def test_what_is_built_matches_the_content(content: Content) -> None:
    assert stale(content) == []


def test_the_five_english_locales_have_a_model() -> None:
    assert {path.stem for path in Path(MODELS_FOLDER).glob("*.json")} == {"en-US", "en-GB", "en-AU", "en-CA", "en-IN"}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_intent_has_samples_enough_and_none_too_many(locale: str) -> None:
    sizes = {intent["name"]: len(intent["samples"]) for intent in model_of(locale)["intents"]}

    assert min(sizes.values()) >= FEWEST_SAMPLES, min(sizes.items(), key=lambda item: item[1])
    assert max(sizes.values()) <= MOST_SAMPLES
    assert sum(sizes.values()) <= MOST_UTTERANCES


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sample_belongs_to_two_intents(locale: str) -> None:
    samples = [sample for intent in model_of(locale)["intents"] for sample in set(intent["samples"])]

    assert len(samples) == len(set(samples))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_model_is_small_enough_to_upload(locale: str) -> None:
    assert (MODELS_FOLDER / f"{locale}.json").stat().st_size <= LARGEST_MODEL


@pytest.mark.parametrize("locale", LOCALES)
def test_the_invocation_name_has_no_word_that_amazon_forbids(locale: str) -> None:
    forbidden = {"run", "start", "play", "resume", "use", "launch", "ask", "open", "tell", "load", "begin", "enable"}

    assert not forbidden & set(model_of(locale)["invocationName"].split())


@pytest.mark.parametrize("locale", LOCALES)
def test_every_slot_has_a_type_with_values(locale: str) -> None:
    model = model_of(locale)
    types = {one["name"] for one in model["types"] if one["values"]}

    assert {slot["type"] for intent in model["intents"] for slot in intent.get("slots", [])} <= types


def test_every_topic_has_an_intent_of_its_own(content: Content) -> None:
    names = {intent["name"] for intent in model_of("en-US")["intents"]}

    assert {intent_name(topic) for topic in content.topics} <= names
