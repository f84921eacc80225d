"""Speaks to a Lambda package as Amazon would, in a Python that has nothing else: `python -ISB rehearsal.py FOLDER`.

It reads events from standard input and writes what was answered and which files that loaded. With --values it only puts
the trained form into the values of this Python. It runs in the package's own Python, so it takes nothing of ours along.
"""

import importlib
import json
import os
import sys
from typing import Any

SKILL_ID = "amzn1.ask.skill.rehearsal"


def event(request: dict[str, Any]) -> dict[str, Any]:
    """An envelope as a device with a screen sends it, so that what reads its parts is loaded too."""
    application, user = {"applicationId": SKILL_ID}, {"userId": "amzn1.ask.account.rehearsal"}
    size = {"pixelWidth": 1280, "pixelHeight": 800}
    kind = {"mode": "HUB", "video": {"codecs": ["H_264_42"]}}
    experience = {"arcMinuteWidth": 246, "arcMinuteHeight": 144, "canRotate": False, "canResize": False}
    screen = {**size, **kind, "shape": "RECTANGLE", "dpi": 160, "experiences": [experience], "touch": ["SINGLE"]}
    shown = {"current": {**kind, "size": {"type": "DISCRETE", **size}}}
    port = {"type": "APL", "id": "main", "shape": "RECTANGLE", "presentationType": "STANDARD", "configuration": shown}
    can = {"AudioPlayer": {}, "Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.3"}}}
    who = {
        "user": user,
        "person": {"personId": "amzn1.ask.person.rehearsal"},
        "unit": {"unitId": "amzn1.ask.unit.rehearsal"},
    }
    system = {"application": application, "device": {"deviceId": "rehearsal", "supportedInterfaces": can}, **who}
    around = {"System": system, "Viewport": screen, "Viewports": [port], "AudioPlayer": {"playerActivity": "IDLE"}}
    return {
        "version": "1.0",
        "session": {"new": True, "sessionId": "rehearsal", "application": application, "user": user, "attributes": {}},
        "context": around,
        "request": {"requestId": "rehearsal", "timestamp": "2026-01-01T12:00:00Z", "locale": "en-US", **request},
    }


def intent(name: str, **slots: str) -> dict[str, Any]:
    filled = {slot: _filled(slot, value) for slot, value in slots.items()}
    asked = {"name": name, "confirmationStatus": "NONE", "slots": filled}
    return event({"type": "IntentRequest", "dialogState": "COMPLETED", "intent": asked})


def _filled(slot: str, value: str) -> dict[str, Any]:
    matched = {"status": {"code": "ER_SUCCESS_MATCH"}, "values": [{"value": {"name": value, "id": slot}}]}
    resolutions = {"resolutionsPerAuthority": [{"authority": "rehearsal", **matched}]}
    told = {"value": value, "resolutions": resolutions}
    filled = {"name": slot, "confirmationStatus": "NONE", "source": "USER", **told}
    return {**filled, "slotValue": {"type": "Simple", **told}}


def launch() -> dict[str, Any]:
    return event({"type": "LaunchRequest"})


def main(folder: str) -> None:
    os.environ["SKILL_ID"] = SKILL_ID
    handler = importlib.import_module("lambda_function").lambda_handler
    answers = [handler(one, None) for one in json.load(sys.stdin)]
    modules = sorted(sys.modules)
    json.dump({"answers": answers, "modules": modules, "files": sorted(_loaded_from(folder))}, sys.stdout)


def keep_values(folder: str, is_stale: bool) -> None:
    """The lexicon is stored as the Python that made it writes values; another one would have to read it from words.

    Where what was built `is_stale`, it was found with other words or other code what is heard in a phrasing. The package
    itself can't tell: it carries less of the code.
    """
    from pathlib import Path

    built = importlib.import_module("skill.understanding.built")
    compile_lexicon = importlib.import_module("skill.understanding.lexicon_file").compile_lexicon
    for path in Path(folder, "skill", "understanding", "built").glob("*.bin"):
        made, spoken = built.load(path), Path(folder, "skill", "content", path.stem)
        digest = built.lexicon_digest(str(spoken))
        if made.lexicon is None or made.lexicon_digest != digest:
            fresh = path.with_suffix(".new")  # what is being read must not be written over
            anew = {"lexicon": compile_lexicon(spoken), "lexicon_digest": digest}
            if is_stale:
                anew["phrasebook"] = made.phrasebook.unheard()
            built.save(type(made)(**{**vars(made), **anew}), fresh)
            fresh.replace(path)


def _loaded_from(folder: str) -> set[str]:
    """The source files of the folder that are loaded, as paths inside of it."""
    sources = (getattr(module, "__file__", None) or "" for module in list(sys.modules.values()))
    inside = (source for source in sources if source.startswith(f"{folder}{os.sep}"))
    return {
        os.path.relpath(source, folder).replace(os.sep, "/")
        for source in inside
        if source.endswith(".py") and os.path.exists(source)
    }


if __name__ == "__main__":
    where = os.path.realpath(sys.argv[1])
    sys.path.insert(0, where)
    if "--values" in sys.argv[2:]:
        keep_values(where, is_stale="--stale" in sys.argv[2:])
    else:
        main(where)
