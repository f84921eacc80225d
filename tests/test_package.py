"""The Lambda package answers on its own, carries nothing it does not need, and is the same bytes every time."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from packed import HERE, answered, packed, unpacked

from skill import rehearsal
from skill.app import Coach
from skill.channels.alexa import alexa_skill
from skill.content.loader import load_content
from skill.content.source import CONTENT_FOLDER
from skill.errors import SettingsError
from skill.interaction_model import interaction_model
from skill.memory.mapping import MappingMemory
from skill.packaging import ARCHIVE, PLAIN, Interpreter, handler_modules, interpreter, rehearse
from skill.settings import Settings
from skill.understanding import built
from skill.understanding.understand import load_understanding

ROOT = Path(__file__).parent.parent
CONTENT = load_content()
INTENTS = [one["name"] for one in interaction_model(CONTENT)["interactionModel"]["languageModel"]["intents"]]
QUESTION = rehearsal.intent("AnythingIntent", words="is it okay to run with sore legs")
LARGEST = 2 * 1024 * 1024  # bytes; the trained form of understanding is more than half of it
OURS = {"lambda_function.py", "lazy_packages.py", "__pycache__", "skill", "licences", "LICENSE", ARCHIVE}
LOADED = {"ask_sdk_core", "ask_sdk_runtime", "ask_sdk_model"}
ARCHIVED = {"ask_sdk_model", "dateutil", "tzdata", "six.py"}
# What a launch and a question must do without: packages, and parts of Python that take long to load.
NEVER_LOADED = {
    "boto3", "botocore", "certifi", "click", "cryptography", "flask", "hassil", "jinja2", "numpy", "requests", "sklearn",
    "urllib3", "waitress", "werkzeug", "yaml", "asyncio", "email", "http.client", "sqlite3", "ssl", "unittest",
    "dataclasses", "dateutil", "hashlib", "inspect", "pathlib", "pprint", "tomllib",
}  # fmt: skip


def run(*arguments: str, where: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "skill", "package", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command writes."""
    folder = tmp_path_factory.mktemp("checkout")
    done = run("--python", HERE, where=folder)
    assert done.returncode == 0, done.stderr
    return folder / "dist" / "lambda.zip"


@pytest.fixture(scope="module")
def folder(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(package, tmp_path_factory.mktemp("task"))


@pytest.fixture(scope="module")
def said(folder: Path) -> dict[str, Any]:
    return answered(folder, [rehearsal.launch(), QUESTION])


def names(package: Path) -> list[str]:
    return zipfile.ZipFile(package).namelist()


def inner_names(package: Path) -> list[str]:
    return zipfile.ZipFile(BytesIO(zipfile.ZipFile(package).read(ARCHIVE))).namelist()


def test_the_command_writes_everything_that_amazon_is_handed(package: Path) -> None:
    written = {path.relative_to(package.parent).as_posix() for path in package.parent.rglob("*.*")}

    assert {"lambda.zip", "ask-resources.json", "skill-package/skill.json"} <= written


@pytest.mark.parametrize("wrong", [("--python", "snake"), ("--base-url", "http://x"), ("--endpoint", "lambda")])
def test_a_wrong_option_is_told_in_one_line(tmp_path: Path, wrong: tuple[str, str]) -> None:
    done = run(*wrong, where=tmp_path)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert wrong[0] in done.stderr
    assert not list(tmp_path.iterdir())


def test_it_answers_a_launch_with_nothing_else_installed(said: dict[str, Any]) -> None:
    launch = said["answers"][0]["response"]

    assert launch["outputSpeech"]["ssml"].endswith("?</speak>")
    assert launch["shouldEndSession"] is False


def test_it_answers_a_question_in_words(said: dict[str, Any]) -> None:
    assert CONTENT.topics["sore_legs"].answer in said["answers"][1]["response"]["outputSpeech"]["ssml"]


def test_a_launch_and_a_question_load_nothing_they_do_not_need(said: dict[str, Any]) -> None:
    assert not NEVER_LOADED & set(said["modules"])


def test_every_intent_is_answered_as_the_checkout_answers_it(folder: Path) -> None:
    settings = Settings(skill_id=rehearsal.SKILL_ID, memory_url="none:")
    here = alexa_skill(Coach(CONTENT, load_understanding(CONTENT), MappingMemory(reach="none"), settings))
    events = [rehearsal.intent(name) for name in INTENTS]

    theirs = answered(folder, events)["answers"]

    for event, answer in zip(events, theirs, strict=True):
        read = here.serializer.deserialize(json.dumps(event), _envelope())
        ours = json.loads(json.dumps(here.serializer.serialize(here.invoke(read, None))))
        assert answer == ours, event["request"]["intent"]["name"]


def test_the_same_sources_give_the_same_bytes(package: Path, tmp_path: Path) -> None:
    assert packed(tmp_path).read_bytes() == package.read_bytes()


def test_it_holds_the_handler_our_sources_amazons_sdk_and_the_licences(package: Path) -> None:
    assert {name.split("/")[0] for name in names(package)} == OURS | LOADED
    assert {name.split("/")[0] for name in inner_names(package)} == ARCHIVED


def test_it_carries_every_module_that_the_handler_imports_and_no_other_of_ours(package: Path) -> None:
    carried = {name for name in names(package) if name.startswith("skill/") and name.endswith(".py")}

    assert carried == {PLAIN, *(path.relative_to(ROOT).as_posix() for path in handler_modules().values())}
    assert not {"skill/cli.py", "skill/channels/webhook.py", "skill/understanding/training.py"} & carried


def test_it_carries_what_is_spoken_and_no_source_of_it(package: Path) -> None:
    assert "skill/content/en.spoken" in names(package)
    assert not [name for name in names(package) if name.endswith(".toml")]


def test_it_is_pure_python_and_holds_no_tests_and_no_documents(package: Path) -> None:
    carried = [*(name for name in names(package) if not name.startswith("licences/")), *inner_names(package)]

    assert not [name for name in carried if name.endswith((".so", ".pyd", ".dll", ".md", ".rst", ".gz"))]
    assert not [name for name in carried if "/test/" in name or "/tests/" in name]


def test_it_keeps_the_licences_of_what_it_carries(package: Path) -> None:
    carried = set(names(package))

    assert {"licences/ask-sdk-model/LICENSE", "licences/ask-sdk-model/NOTICE.txt", "licences/six/LICENSE"} <= carried
    assert b"ask-sdk-core" in zipfile.ZipFile(package).read("licences/CARRIED.txt")


def test_no_entry_tells_when_or_by_whom_it_was_made(package: Path) -> None:
    entries = zipfile.ZipFile(package).infolist()

    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o644}
    assert names(package) == sorted(names(package))


def test_what_it_loads_comes_compiled_and_is_not_compared_with_its_source(package: Path) -> None:
    archive = zipfile.ZipFile(package)
    compiled = [name for name in names(package) if name.endswith(".pyc")]
    headers = {archive.read(name)[:8] for name in compiled}

    assert len(compiled) > 100
    assert headers == {importlib.util.MAGIC_NUMBER + (0b01).to_bytes(4, "little")}


def test_a_package_without_bytecode_answers_as_well(tmp_path: Path) -> None:
    package = packed(tmp_path, Interpreter("3.99", None))

    said = answered(unpacked(package, tmp_path / "task"), [QUESTION])

    assert not [name for name in names(package) if name.endswith(".pyc")]
    assert {f"skill/content/en/{name}.toml" for name in built.LEXICON_WORDS} <= set(names(package))
    assert CONTENT.topics["sore_legs"].answer in said["answers"][0]["response"]["outputSpeech"]["ssml"]


def test_what_another_python_stored_is_stored_anew(folder: Path, tmp_path: Path) -> None:
    task = tmp_path / "task"
    shutil.copytree(folder, task)
    for name in built.LEXICON_WORDS:
        (task / "skill" / "content" / "en").mkdir(exist_ok=True)
        shutil.copy(CONTENT_FOLDER / "en" / f"{name}.toml", task / "skill" / "content" / "en")
    trained = task / "skill" / "understanding" / "built" / "en.bin"
    trained.write_bytes(trained.read_bytes().replace(built.PYTHON.encode(), b"another 9.9", 1))

    subprocess.run([sys.executable, "-ISB", rehearsal.__file__, str(task), "--values"], check=True)

    assert built.load(trained).lexicon == built.load(built.built_path("en")).lexicon is not None


def test_it_still_knows_what_is_heard_in_an_authored_phrasing(folder: Path) -> None:
    carried = built.load(folder / "skill" / "understanding" / "built" / "en.bin").phrasebook
    ours = load_understanding(CONTENT).built.phrasebook

    assert any(ours.heard)
    assert bytes(carried.heard) == bytes(ours.heard)


def test_the_clock_works_where_the_system_knows_no_time_zones(folder: Path) -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(folder / ARCHIVE)!r}); import zoneinfo; zoneinfo.reset_tzpath(to=[]); "
        "print([zoneinfo.ZoneInfo(name).key for name in ('Europe/London', 'America/Los_Angeles', 'Asia/Kolkata')])"
    )

    done = subprocess.run([sys.executable, "-ISBc", script], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_it_is_small(package: Path) -> None:
    assert package.stat().st_size <= LARGEST


def test_a_package_that_does_not_answer_is_refused_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "lambda_function.py").write_text("raise RuntimeError('on purpose')", encoding="utf-8")

    with pytest.raises(SettingsError, match="on purpose"):
        rehearse(tmp_path, sys.executable, compiles=False)


def test_this_python_is_found_by_its_version() -> None:
    assert interpreter(HERE) == Interpreter(HERE, sys.executable)


def test_a_python_that_is_not_here_is_none_and_what_is_no_version_is_refused() -> None:
    assert interpreter("3.999") == Interpreter("3.999", None)
    with pytest.raises(SettingsError, match="a version such as"):
        interpreter("latest")


def _envelope() -> Any:
    from ask_sdk_model import RequestEnvelope

    return RequestEnvelope
