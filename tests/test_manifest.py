"""The skill package holds what Amazon asks for, and promises only what the skill does."""

import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest

from skill.content.loader import load_content
from skill.errors import SettingsError
from skill.interaction_model import AMAZONS, CATCH_ALL_TYPE, intent_name
from skill.manifest import Hosting, manifest, write_skill_package

CONTENT = load_content()
LOCALES = tuple(CONTENT.locales)
WEB = Hosting.of("https://coach.example.org/", None)
LAMBDA = Hosting.of(None, "arn:aws:lambda:us-east-1:123456789012:function:coach")
MADE = manifest(CONTENT, WEB)["manifest"]
LISTINGS = MADE["publishingInformation"]["locales"]
# Amazon takes the name of the skill after these words, and what follows for what was said.
OPENING = re.compile(r"alexa, (ask|tell|open) leg day coach (and |to |for |about |if |whether )?", re.IGNORECASE)
QUESTION_WORDS = ("how", "what", "when", "is", "are", "can", "does", "do")  # what may follow "ask" without a connector


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_skill_package(CONTENT, WEB, tmp_path_factory.mktemp("dist"))


def owner_of(utterance: str, package: Path, locale: str) -> str | None:
    model = json.loads((package / "interactionModels" / "custom" / f"{locale}.json").read_text(encoding="utf-8"))
    intents = model["interactionModel"]["languageModel"]["intents"]
    return next((intent["name"] for intent in intents if utterance in intent["samples"]), None)


def is_sample(utterance: str, package: Path) -> bool:
    """Whether it is a sample as it stands, or one whose slot holds a value of the model."""
    text = (package / "interactionModels" / "custom" / "en-US.json").read_text(encoding="utf-8")
    model = json.loads(text)["interactionModel"]["languageModel"]
    samples = {sample for intent in model["intents"] for sample in intent["samples"]}
    named = (value["name"] for kind in model["types"] for value in kind["values"] if kind["name"] != CATCH_ALL_TYPE)
    values = sorted({text for name in named for text in (name["value"], *name.get("synonyms", ()))}, key=len)
    filled = next((value for value in reversed(values) if re.search(rf"\b{value}\b", utterance)), None)
    pattern = re.sub(rf"\b{filled}\b", r"{\\w+}", utterance) if filled else utterance
    return utterance in samples or any(re.fullmatch(pattern, sample) for sample in samples)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_has_what_the_store_shows(locale: str) -> None:
    listing = LISTINGS[locale]

    assert 2 <= len(listing["name"]) <= 50
    assert 0 < len(listing["summary"]) <= 160
    assert 0 < len(listing["description"]) <= 4_000
    assert len(listing["examplePhrases"]) == 3
    assert 0 < len(listing["keywords"]) <= 30
    assert max(map(len, listing["keywords"])) <= 150
    assert {"smallIconUri", "largeIconUri", "updatesDescription"} <= set(listing)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_example_phrase_is_a_sample_of_what_it_promises(package: Path, locale: str) -> None:
    answers = {intent_name(meaning) for meaning in (*CONTENT.topics, "check_in")}

    for phrase in LISTINGS[locale]["examplePhrases"]:
        assert owner_of(OPENING.sub("", phrase).lower(), package, locale) in answers, phrase


@pytest.mark.parametrize("locale", LOCALES)
def test_the_first_example_phrase_starts_the_skill_as_amazon_writes_it(locale: str) -> None:
    first = LISTINGS[locale]["examplePhrases"][0]

    assert first.startswith("Alexa, ")
    assert OPENING.match(first)
    assert OPENING.sub("", first).split()[0] in QUESTION_WORDS


@pytest.mark.parametrize("locale", LOCALES)
def test_the_description_says_that_it_is_no_medical_advice_and_whom_to_call(locale: str) -> None:
    last = LISTINGS[locale]["description"].split("\n\n")[-1]

    for part in ("general fitness information", "not medical advice", "diagnosis", "treatment", "emergency number"):
        assert part in last


@pytest.mark.parametrize("locale", LOCALES)
def test_the_store_promises_no_cure_and_no_endorsement(locale: str) -> None:
    words = " ".join(str(value) for value in LISTINGS[locale].values()).lower()

    assert not re.search(r"\b(cures?|heals?|therapy|guarantee[ds]?|amazon)\b", words)
    assert not re.search(r"\b(alexa|skill|app)\b", LISTINGS[locale]["name"].lower())


def test_what_the_listing_tells_people_to_say_is_in_the_model_word_for_word(package: Path) -> None:
    about = LISTINGS["en-US"]["description"] + MADE["publishingInformation"]["testingInstructions"]
    said = {quoted.lower() for quoted in re.findall(r'"([^"]+)"', about)} - {"alexa, open leg day coach"}

    assert len(said) > 15
    assert not {phrase for phrase in said if not is_sample(phrase, package)}


def test_it_says_truly_what_the_skill_does_with_people() -> None:
    flags = {key: value for key, value in MADE["privacyAndCompliance"].items() if key != "locales"}

    assert flags == {
        "allowsPurchases": False, "containsAds": False, "isChildDirected": False, "isExportCompliant": True,
        "usesHealthInfo": False, "usesPersonalInfo": False,
    }  # fmt: skip
    assert MADE["publishingInformation"]["category"] == "HEALTH_AND_FITNESS"
    assert MADE["publishingInformation"]["testingInstructions"]


@pytest.mark.parametrize("locale", LOCALES)
def test_privacy_and_terms_are_linked_below_the_owners_address(locale: str) -> None:
    assert MADE["privacyAndCompliance"]["locales"][locale] == {
        "privacyPolicyUrl": "https://coach.example.org/privacy",
        "termsOfUseUrl": "https://coach.example.org/terms",
    }


def test_a_web_address_is_called_below_its_base_with_a_trusted_certificate() -> None:
    endpoint = {"uri": "https://coach.example.org/alexa", "sslCertificateType": "Trusted"}

    assert MADE["apis"]["custom"]["endpoint"] == endpoint
    assert MADE["events"]["endpoint"] == endpoint
    assert {"eventName": "SKILL_DISABLED"} in MADE["events"]["subscriptions"]


def test_a_lambda_function_is_called_by_its_name() -> None:
    made = manifest(CONTENT, LAMBDA)["manifest"]

    assert made["apis"]["custom"]["endpoint"] == {"uri": LAMBDA.endpoint}
    assert made["events"]["endpoint"] == {"uri": LAMBDA.endpoint}


def test_before_there_is_an_endpoint_the_package_can_still_create_the_skill() -> None:
    made = manifest(CONTENT, Hosting())["manifest"]

    assert "endpoint" not in made["apis"]["custom"]
    assert "events" not in made


@pytest.mark.parametrize("url", ["http://coach.example.org", "coach.example.org", "https://", "https://a.example?x=1"])
def test_an_address_that_amazon_would_not_take_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="--base-url"):
        Hosting.of(url, None)


@pytest.mark.parametrize(("key", "side"), [("smallIconUri", 108), ("largeIconUri", 512)])
def test_the_icons_are_in_the_package_and_of_the_size_the_store_asks_for(package: Path, key: str, side: int) -> None:
    icon = package / LISTINGS["en-US"][key].removeprefix("file://")

    assert struct.unpack(">II", icon.read_bytes()[16:24]) == (side, side)


def test_the_package_has_a_model_for_every_locale_of_the_manifest(package: Path) -> None:
    models = {path.stem for path in (package / "interactionModels" / "custom").glob("*.json")}

    assert models == set(LISTINGS) == set(MADE["privacyAndCompliance"]["locales"])


def test_the_models_implement_every_intent_that_amazon_asks_for(package: Path) -> None:
    model: dict[str, Any] = json.loads((package / "interactionModels" / "custom" / "en-US.json").read_text("utf-8"))
    names = {intent["name"] for intent in model["interactionModel"]["languageModel"]["intents"]}

    assert {*AMAZONS.values(), "AMAZON.FallbackIntent", "AMAZON.NavigateHomeIntent"} <= names


def test_writing_again_replaces_the_package_and_keeps_what_the_command_line_of_amazon_noted(tmp_path: Path) -> None:
    write_skill_package(CONTENT, WEB, tmp_path)
    (tmp_path / ".ask").mkdir()
    (tmp_path / "ask-resources.json").write_text("{}", encoding="utf-8")
    (tmp_path / "skill-package" / "old.json").write_text("{}", encoding="utf-8")

    write_skill_package(CONTENT, WEB, tmp_path)

    assert not (tmp_path / "skill-package" / "old.json").exists()
    assert (tmp_path / "ask-resources.json").read_text(encoding="utf-8") == "{}"
    assert (tmp_path / ".ask").exists()
