"""One English text, said as each country says it: spelling, units, numbers to call, and words for leg day."""

import json
import re
from typing import Any

import pytest

from skill.app import Caller, Coach
from skill.content.check.speech import spoken_parts
from skill.content.loader import load_content
from skill.content.source import CONTENT_FOLDER, read_toml
from skill.content.topic import Content, Locale
from skill.conversation.state import State
from skill.interaction_model import intent_name, meanings
from skill.manifest import store_words
from skill.models import MODELS_FOLDER
from skill.understanding.understand import Understanding

CONTENT = load_content()
LOCALES = tuple(CONTENT.locales.values())
OWN = read_toml(CONTENT_FOLDER / "en" / "alexa.toml")
BRITISH = r"\b(programmes?|fibres?|(kilo)?metres?|litres?|colou?rs?(?<!color)(?<!colors)|centres?|grey|mum|physio)\b"
AMERICAN = r"\b(fibers?|(kilo)?meters?|liters?|colors?|center|gray)\b"
FOREIGN = {
    "en-US": rf"{BRITISH}|celsius|\bkilos?\b",
    "en-GB": rf"{AMERICAN}|\b(program|mom)\b|fahrenheit",
    "en-AU": rf"{AMERICAN}|\b(program|mom|miles?|pounds?)\b|fahrenheit",
    "en-CA": rf"{AMERICAN}|\b(programmes?|mum|miles?)\b|fahrenheit",
    "en-IN": rf"{AMERICAN}|\b(program|mom|miles?|pounds?|physio)\b|fahrenheit",
}
ICE, DISTANCE, PROTEIN = (
    "how long should an ice bath be",
    "how far should i run after leg day",
    "how much protein do i need",
)
SAYS = [
    ("en-US", ICE, "around fifty to sixty Fahrenheit."),
    ("en-GB", ICE, "around ten to fifteen Celsius."),
    ("en-AU", ICE, "around ten to fifteen Celsius."),
    ("en-CA", ICE, "around ten to fifteen Celsius."),
    ("en-IN", ICE, "around ten to fifteen Celsius."),
    ("en-US", PROTEIN, "two thirds of a gram per pound of body weight a day."),
    ("en-GB", PROTEIN, "one and a half grams per kilo of body weight a day."),
    ("en-US", "when should i see a doctor", "See a doctor or physical therapist if"),
    ("en-GB", "when should i see a doctor", "See a doctor or physio if"),
    ("en-IN", "when should i see a doctor", "See a doctor or physiotherapist if"),
    ("en-US", "i have chest pain", "Call nine one one now"),
    ("en-GB", "i have chest pain", "Call nine nine nine now"),
    ("en-AU", "i have chest pain", "Call triple zero now"),
    ("en-CA", "i have chest pain", "Call nine one one now"),
    ("en-IN", "i have chest pain", "Call one one two now"),
    ("en-NZ", "i have chest pain", "or your local emergency number"),
    ("en-GB", "my calf is swollen and hot", "a doctor or one one one."),
    ("en-AU", "my calf is swollen and hot", "a doctor or urgent care."),
]  # fmt: skip
MORE = [
    ("en-US", "comes to roughly two miles."),
    ("en-GB", "comes to roughly two miles, or three to four kilometres."),
    ("en-AU", "comes to roughly three to four kilometres."),
    ("en-CA", "comes to roughly three to four kilometres."),
    ("en-IN", "comes to roughly three to four kilometres."),
]


def model(locale: str) -> dict[str, Any]:
    """The model as it is built, which is what the package holds."""
    read: dict[str, Any] = json.loads((MODELS_FOLDER / f"{locale}.json").read_text(encoding="utf-8"))
    return read["interactionModel"]


def samples(made: dict[str, Any]) -> set[tuple[str, str]]:
    return {(intent["name"], sample) for intent in made["languageModel"]["intents"] for sample in intent["samples"]}


def spoken(content: Content, locale: Locale) -> list[str]:
    texts = [text for topic in content.topics.values() for _, text in spoken_parts(topic)]
    texts += [text for variants in content.phrases.values() for text in variants]
    return [locale.spell(text) for text in (*texts, *content.reasons.values())]


@pytest.mark.parametrize(("locale", "asked", "expected"), SAYS)
def test_each_country_hears_its_own_words(coach: Coach, locale: str, asked: str, expected: str) -> None:
    reply = coach.hear(asked, State(), Caller(locale=locale)).reply

    assert expected in reply.speech


@pytest.mark.parametrize(("locale", "expected"), MORE)
def test_each_country_hears_its_own_distances(coach: Coach, locale: str, expected: str) -> None:
    first = coach.hear(DISTANCE, State(), Caller(locale=locale))
    more = coach.hear("tell me more", first.state, Caller(locale=locale)).reply

    assert expected in more.speech


@pytest.mark.parametrize("locale", LOCALES, ids=lambda one: one.id)
def test_nobody_is_told_in_another_countrys_words(content: Content, locale: Locale) -> None:
    foreign = re.compile(FOREIGN[locale.id], re.IGNORECASE)
    listing = store_words(content)[locale.id].values()
    shown = [text for said in listing for text in (said if isinstance(said, list) else [said])]

    assert not [text for text in (*spoken(content, locale), *shown) if foreign.search(text)]


@pytest.mark.parametrize("locale", LOCALES, ids=lambda one: one.id)
def test_an_emergency_names_the_countrys_number_and_any_other_countrys(coach: Coach, locale: Locale) -> None:
    reply = coach.hear("i have chest pain", State(), Caller(locale=locale.id)).reply

    assert locale.values["emergency_number"] in reply.speech
    assert "or your local emergency number" in reply.speech


@pytest.mark.parametrize("locale", LOCALES, ids=lambda one: one.id)
def test_a_model_expects_its_countrys_spelling(locale: Locale) -> None:
    told = json.dumps(model(locale.id)["languageModel"])

    assert not [ours for ours in locale.spelling if re.search(rf"\b{ours}\b", told)]


@pytest.mark.parametrize("locale", LOCALES, ids=lambda one: one.id)
def test_what_a_country_says_of_leg_day_is_understood_as_its_model_says(
    content: Content, understanding: Understanding, locale: Locale
) -> None:
    others = set.union(*(samples(model(other.id)) for other in LOCALES if other is not locale))
    own = set(map(intent_name, OWN["locales"][locale.id]["samples"]))
    theirs = {(name, sample) for name, sample in samples(model(locale.id)) - others if name in own}
    known = meanings(content)

    assert theirs
    assert not {
        (sample, name) for name, sample in theirs if (understanding.understand(sample).topic or "") != known[name]
    }


@pytest.mark.parametrize("locale", LOCALES, ids=lambda one: one.id)
def test_a_countrys_word_for_a_value_is_heard_as_that_value(understanding: Understanding, locale: Locale) -> None:
    types = {one["name"]: one["values"] for one in model(locale.id)["languageModel"]["types"]}
    for kind, values in OWN["locales"][locale.id].get("types", {}).items():
        slot = next(slot for slot, name in OWN["slots"].items() if name == kind)
        fact = {"hours": "hours_since_leg_day", "effort": "leg_day_effort"}.get(slot, slot)
        ours = {value: [value, *same] for value, *same in OWN["types"][kind]}
        theirs = {one["name"]["value"]: one["name"]["synonyms"] for one in types[kind]}
        for value, words in values.items():
            meant, heard = (
                {getattr(understanding.understand(word, asked=slot).facts, fact) for word in said}
                for said in (ours[value], words)
            )
            meant.discard(None)  # a bare "so" says nothing
            assert min(meant) <= min(heard) <= max(heard) <= max(meant), (value, words)
            assert set(words) <= set(theirs[value])


def test_a_phrase_is_spelt_whole_and_keeps_its_capital() -> None:
    there = Locale("en-XX", {}, {"mum": "mom", "mum and dad": "the folks"})

    assert there.spell("Mum and dad, mum, and Mum's minimum.") == "The folks, mom, and Mom's minimum."
