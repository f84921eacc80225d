"""Speaks to a Lambda package as Amazon would, in a Python that has nothing else: `python -ISB rehearsal.py FOLDER`.

It reads events from standard input and writes what was answered and which files that loaded. With --bytecode each of
those files is left compiled. With --values it only puts the trained form into the values of this Python. It runs in
the package's own Python, so it takes nothing of ours along.
"""

import importlib.util
import json
import os
import py_compile
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

SKILL_ID = "amzn1.ask.skill.rehearsal"
UNCHECKED = py_compile.PycInvalidationMode.UNCHECKED_HASH  # unpacking gives files new times, which would void them


def event(request: dict[str, Any]) -> dict[str, Any]:
    """An envelope as a device with a screen sends it, so that what reads its parts is loaded too."""
    application, user = {"applicationId": SKILL_ID}, {"userId": "amzn1.ask.account.rehearsal"}
    screen = {"mode": "HUB", "shape": "RECTANGLE", "pixelWidth": 1280, "pixelHeight": 800, "dpi": 160}
    device = {"deviceId": "rehearsal", "supportedInterfaces": {"Alexa.Presentation.APL": {}}}
    return {
        "version": "1.0",
        "session": {"new": True, "sessionId": "rehearsal", "application": application, "user": user, "attributes": {}},
        "context": {"System": {"application": application, "user": user, "device": device}, "Viewport": screen},
        "request": {"requestId": "rehearsal", "timestamp": "2026-01-01T12:00:00Z", "locale": "en-US", **request},
    }


def intent(name: str, **slots: str) -> dict[str, Any]:
    filled = {slot: {"name": slot, "value": value, "confirmationStatus": "NONE"} for slot, value in slots.items()}
    asked = {"name": name, "confirmationStatus": "NONE", "slots": filled}
    return event({"type": "IntentRequest", "dialogState": "COMPLETED", "intent": asked})


def launch() -> dict[str, Any]:
    return event({"type": "LaunchRequest"})


def main(folder: Path, wants_bytecode: bool) -> None:
    os.environ["SKILL_ID"] = SKILL_ID
    handler = importlib.import_module("lambda_function").lambda_handler
    answers = [handler(one, None) for one in json.load(sys.stdin)]
    modules = sorted(sys.modules)
    files = sorted(_loaded_from(folder))
    if wants_bytecode:
        for name in files:
            _compile(folder, name)
    json.dump({"answers": answers, "modules": modules, "files": files}, sys.stdout)


def keep_values(folder: Path) -> None:
    """The lexicon is stored as the Python that made it writes values; another one would have to read it from words."""
    built = importlib.import_module("skill.understanding.built")
    compile_lexicon = importlib.import_module("skill.understanding.lexicon_file").compile_lexicon
    for path in (folder / "skill" / "understanding" / "built").glob("*.bin"):
        made = built.load(path)
        if made.lexicon is None:
            fresh = path.with_suffix(".new")  # what is being read must not be written over
            built.save(replace(made, lexicon=compile_lexicon(folder / "skill" / "content" / path.stem)), fresh)
            fresh.replace(path)


def _loaded_from(folder: Path) -> set[str]:
    """The source files of the folder that are loaded, as paths inside of it."""
    sources = (getattr(module, "__file__", None) or "" for module in list(sys.modules.values()))
    inside = (Path(source) for source in sources if source.startswith(f"{folder}{os.sep}"))
    return {path.relative_to(folder).as_posix() for path in inside if path.suffix == ".py" and path.exists()}


def _compile(folder: Path, name: str) -> None:
    """Beside the source inside of an archive, where no __pycache__ is looked into, and in __pycache__ elsewhere."""
    source = folder / name
    compiled = f"{source}c" if ".zip/" in name else importlib.util.cache_from_source(str(source), optimization="")
    py_compile.compile(str(source), compiled, dfile=name, doraise=True, quiet=2, invalidation_mode=UNCHECKED)


if __name__ == "__main__":
    where = Path(sys.argv[1]).resolve()
    sys.path.insert(0, str(where))
    if "--values" in sys.argv[2:]:
        keep_values(where)
    else:
        main(where, "--bytecode" in sys.argv[2:])
