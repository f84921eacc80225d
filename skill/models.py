"""Rebuilds what is made from content: the interaction models, and the trained form of understanding."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from skill.content.source import CONTENT_FOLDER, read_toml
from skill.content.templates import expand_all
from skill.content.topic import Content
from skill.content.wording import normal
from skill.interaction_model import as_text, interaction_model
from skill.mishearing import Mishearing
from skill.understanding import built, features
from skill.understanding.hearing import heard_always
from skill.understanding.lexicon import load_lexicon
from skill.understanding.lexicon_file import compile_lexicon
from skill.understanding.model import WEIGHING
from skill.understanding.phrasebook import Phrasebook, make_phrasebook
from skill.understanding.understand import NO_SIGN

if TYPE_CHECKING:
    from skill.understanding.training import Example

MODELS_FOLDER = Path(__file__).parent.parent / "interaction_models"
MISHEARD, SEED = 0.15, 11  # the word error rate of the misheard copies that training adds
SIGNS, SIGNS_COUNT, SIGNS_TELL = "sign_phrasings", 3.0, 0.1
BACKGROUNDS = ("off_topic", "near_misses")  # files of utterances that are none of ours


def built_path(content: Content) -> Path:
    return Path(built.built_path(content.language))


def stale(content: Content) -> list[str]:
    """Which built files do not match the content, by name."""
    models = _interaction_models(content).items()
    old = [path.name for path, text in models if not path.exists() or path.read_text(encoding="utf-8") != text]
    made = built.existing(built_path(content))
    if made is None or (made.digest, made.lexicon_digest) != (
        digest(content),
        built.lexicon_digest(str(CONTENT_FOLDER / content.language)),
    ):
        old.append(built_path(content).name)
    return old


def write_interaction_models(content: Content) -> list[Path]:
    """One file for each locale."""
    models = _interaction_models(content)
    MODELS_FOLDER.mkdir(exist_ok=True)
    for path, text in models.items():
        path.write_text(text, encoding="utf-8")
    return list(models)


def write_built(content: Content) -> Path:
    """Writes the built form of understanding. What its source did not change is kept, and training is the dear part."""
    path, spoken = built_path(content), CONTENT_FOLDER / content.language
    before, model_digest, lexicon_digest = built.existing(path), digest(content), built.lexicon_digest(str(spoken))
    if before is None or before.digest != model_digest:
        before = _trained(content, model_digest)
    if before.lexicon is None or before.lexicon_digest != lexicon_digest:
        book, lexicon = _phrasebook(content), compile_lexicon(spoken)
        before = replace(before, phrasebook=book, lexicon=lexicon, lexicon_digest=lexicon_digest)
    built.save(before, path)
    return path


def _phrasebook(content: Content) -> Phrasebook:
    told, lexicon = owners(content), load_lexicon(CONTENT_FOLDER / content.language)
    return make_phrasebook(told, {text: heard_always(text, lexicon) for text in told})


def _trained(content: Content, model_digest: str) -> built.Built:
    """The models fitted anew. Needs the `build` extra."""
    from skill.understanding.training import (
        COARSE,
        Example,
        examples_of,
        features_of,
        misheard,
        train,
    )

    ours = [example for owner in content.owners for example in examples_of(owner.id, owner.questions, owner.also)]
    others = [Example(normal(text), name) for name in BACKGROUNDS for text in background(content, name)]
    families = [replace(example, label=content.family(example.label)) for example in ours]
    topics = [example for example in ours if example.label in content.topics]
    told, warned = [*families, *others], [*signs(content)]
    told += misheard(told, Mishearing.of(content, MISHEARD, SEED))
    # How telling a word is, is told by what people ask: signs are few of it, however many are taught.
    features = features_of([*told, *(replace(one, weight=SIGNS_TELL) for one in warned)])
    return built.Built(
        features=features,
        families=train(features, told),
        topics=train(features, topics, with_pieces=False, grain=COARSE),
        signs=train(features, [*warned, *(replace(one, label=NO_SIGN) for one in (*ours, *others))]),
        phrasebook=make_phrasebook(owners(content)),
        digest=model_digest,
        lexicon=None,
        lexicon_digest="",
    )


def signs(content: Content) -> Iterator["Example"]:
    """What people say of warning signs, by sign; they count more, since they are few beside all that is ordinary."""
    from skill.understanding.training import Example

    for sign, told in read_toml(CONTENT_FOLDER / content.language / f"{SIGNS}.toml").items():
        yield from (Example(normal(text), sign, SIGNS_COUNT) for text in told["utterances"])


def owners(content: Content) -> dict[str, str]:
    """Every authored phrasing in normal form, with the topic or act that owns it."""
    return {normal(text): owner.id for owner in content.owners for text in (*expand_all(owner.questions), *owner.also)}


def background(content: Content, name: str) -> Iterator[str]:
    """Utterances that are none of ours, from all groups of a file."""
    for group in read_toml(CONTENT_FOLDER / content.language / f"{name}.toml").values():
        yield from group["utterances"]


def digest(content: Content) -> str:
    """Names everything the built form depends on: the phrasings, and how features are made of them."""
    phrasings = {owner.id: [owner.questions, owner.also] for owner in content.owners}
    families = {topic.id: topic.family for topic in content.topics.values()}
    others = {name: list(background(content, name)) for name in BACKGROUNDS}
    warned = read_toml(CONTENT_FOLDER / content.language / f"{SIGNS}.toml")
    form = [features.SHORTEST_PIECE, features.LONGEST_PIECE, WEIGHING, features.SOUND, MISHEARD, SEED, SIGNS_TELL]
    return hashlib.sha256(json.dumps([phrasings, families, others, warned, form], sort_keys=True).encode()).hexdigest()


def _interaction_models(content: Content) -> dict[Path, str]:
    return {MODELS_FOLDER / f"{locale}.json": as_text(interaction_model(content, locale)) for locale in content.locales}
