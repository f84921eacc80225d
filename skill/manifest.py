"""Makes the skill package that Amazon's command line takes: skill.json, the interaction models and the icons.

The form of skill.json lies in infrastructure/, its words are content, and where the skill is hosted is the owner's.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from skill.content.source import CONTENT_FOLDER, read_toml
from skill.content.topic import Content, Locale
from skill.errors import SettingsError
from skill.interaction_model import as_text, interaction_model

INFRASTRUCTURE = Path(__file__).parent.parent / "infrastructure"
PLACEHOLDER = "https://coach.example.com"
ICONS = {"smallIconUri": "icon-108.png", "largeIconUri": "icon-512.png"}


@dataclass(frozen=True)
class Hosting:
    """Where the skill answers: the address that serves its pages, and what Alexa calls."""

    address: str = PLACEHOLDER
    endpoint: str | None = None  # an https address or the name of a Lambda function; None until there is one

    @classmethod
    def of(cls, base_url: str | None, endpoint: str | None) -> Self:
        """The webhook below the address is called, unless an endpoint is named. Raises SettingsError."""
        address = _https(base_url, "--base-url") if base_url else PLACEHOLDER
        if endpoint is None:
            return cls(address, f"{address}/alexa" if base_url else None)
        return cls(address, endpoint if endpoint.startswith("arn:aws") else _https(endpoint, "--endpoint"))

    @property
    def is_complete(self) -> bool:
        return self.address != PLACEHOLDER


def manifest(content: Content, hosting: Hosting) -> dict[str, Any]:
    """skill.json for every locale of the content."""
    made: dict[str, Any] = json.loads((INFRASTRUCTURE / "skill.json").read_text(encoding="utf-8"))
    words = store_words(content)
    about = made["manifest"]
    about["publishingInformation"]["locales"] = {locale: _listing(said) for locale, said in words.items()}
    about["publishingInformation"]["testingInstructions"] = words[next(iter(words))]["testing"].strip()
    links = {"privacyPolicyUrl": f"{hosting.address}/privacy", "termsOfUseUrl": f"{hosting.address}/terms"}
    about["privacyAndCompliance"]["locales"] = {locale: dict(links) for locale in words}
    if hosting.endpoint:
        about["apis"]["custom"]["endpoint"] = _endpoint(hosting.endpoint)
        about["events"]["endpoint"] = _endpoint(hosting.endpoint)
    else:
        # Amazon takes a skill without an endpoint, but no events without one.
        del about["events"]
    return made


def store_words(content: Content) -> dict[str, dict[str, Any]]:
    """What the store says in each locale: the language's words, with the locale's own put over them."""
    read = read_toml(CONTENT_FOLDER / content.language / "store.toml")
    shared = {key: value for key, value in read.items() if not isinstance(value, dict)}
    return {
        name: {key: _spelt(said, there) for key, said in {**shared, **read.get(name, {})}.items()}
        for name, there in content.locales.items()
    }


def _spelt(said: Any, there: Locale) -> Any:
    return [there.spell(one) for one in said] if isinstance(said, list) else there.spell(said)


def write_skill_package(content: Content, hosting: Hosting, folder: Path) -> Path:
    """Writes the package anew into the folder. What Amazon's command line keeps beside it stays."""
    package = folder / "skill-package"
    shutil.rmtree(package, ignore_errors=True)
    models, images = package / "interactionModels" / "custom", package / "assets" / "images"
    models.mkdir(parents=True)
    images.mkdir(parents=True)
    (package / "skill.json").write_text(_as_json(manifest(content, hosting)), encoding="utf-8")
    for locale in content.locales:
        (models / f"{locale}.json").write_text(as_text(interaction_model(content, locale)), encoding="utf-8")
    for name in ICONS.values():
        shutil.copyfile(INFRASTRUCTURE / "assets" / name, images / name)
    if not (folder / "ask-resources.json").exists():
        shutil.copyfile(INFRASTRUCTURE / "ask-resources.json", folder / "ask-resources.json")
    return package


def _listing(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": said["name"],
        "summary": said["summary"],
        "description": said["description"].strip(),
        "updatesDescription": said["updates"],
        "examplePhrases": said["example_phrases"],
        "keywords": said["keywords"],
        **{key: f"file://assets/images/{name}" for key, name in ICONS.items()},
    }


def _endpoint(uri: str) -> dict[str, str]:
    """Only an address on the web has a certificate to speak of."""
    return {"uri": uri} if uri.startswith("arn:") else {"uri": uri, "sslCertificateType": "Trusted"}


def _https(url: str, option: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"{option} is {url!r}; give an address such as https://coach.example.org")
    return url.rstrip("/")


def _as_json(made: dict[str, Any]) -> str:
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"
