"""Alexa's screens: one document in Amazon's presentation language, filled with a reply.

Only devices that name the interface are sent it. What can be touched says what could be said instead, and comes back
as words, so that touch and voice are answered by the same turn. Source: Amazon's APL reference, version 1.4.
"""

import json
import os
from functools import cache
from typing import Any

from skill.app import Answer
from skill.channels.alexa_answers import Json
from skill.channels.markup import escaped
from skill.content.topic import Content

TOKEN = "leg-day-coach"
SAY = "say"  # the first of the arguments that a touch sends; the words are the second
MOST_SOURCES = 3
LONGEST_HEARD = 120  # characters of what was said; the rest is hinted at


def has_screen(system: Any) -> bool:
    """Whether the device of Amazon's context says that it can show a document."""
    device = system.device if system else None
    interfaces = device.supported_interfaces if device else None
    return bool(interfaces and getattr(interfaces, "alexa_presentation_apl", None))


def rendered(answer: Answer, content: Content) -> dict[str, Any]:
    """The directive that shows a reply, as Amazon's JSON."""
    told = {
        "type": "Alexa.Presentation.APL.RenderDocument",
        "token": TOKEN,
        "document": document(),
        "datasources": {"reply": shown(answer, content)},
    }
    return Json(told)


def shown(answer: Answer, content: Content) -> dict[str, Any]:
    """What the document is filled with: texts, and the ways on as a list of texts. A closed session offers none."""
    reply = answer.reply
    statement, question = _parts(reply.speech) if not reply.ends_session else (reply.speech, "")
    heard, sources = _short(answer.understood.text), reply.card.sources[:MOST_SOURCES]
    return {
        "heard": _plain(content.words["screen_heard"].format(heard=heard)) if heard else "",
        "title": _plain(reply.card.title),
        "answer": _plain(statement),
        "question": _plain(question),
        "ways_on": [] if reply.ends_session else [_plain(words) for words in reply.suggestions],
        "sources": "<br>".join(
            [content.words["screen_sources"], *(_plain(one["text"]) for one in sources)] * bool(sources)
        ),
    }


def touched(request: Any) -> str | None:
    """The words that a touch stands for; None when the request is no touch of ours."""
    if getattr(request, "object_type", None) != "Alexa.Presentation.APL.UserEvent":
        return None
    arguments = request.arguments if isinstance(request.arguments, list) else []
    said = arguments[1] if len(arguments) == 2 and arguments[0] == SAY else None
    return said if isinstance(said, str) else ""


@cache
def document() -> dict[str, Any]:
    """The document, read when the first screen asks for it."""
    with open(os.path.join(os.path.dirname(__file__), "document.json"), encoding="utf-8") as file:
        return Json(json.load(file))


def _parts(speech: str) -> tuple[str, str]:
    """The statement and the question that ends it."""
    end = max(speech.rfind(mark, 0, -1) for mark in ".!?") + 1
    question = speech[end:].lstrip()
    parted = end > 0 and speech[end - 1] != "?" and speech[-1] == "?" and question != speech[end:]
    return (speech[:end], question) if parted else (speech, "")


def _short(text: str) -> str:
    """What was said, cut between two words where it is long."""
    text = text.strip()
    return text if len(text) <= LONGEST_HEARD else text[:LONGEST_HEARD].rsplit(" ", 1)[0] + " …"


def _plain(text: str) -> str:
    """Amazon reads a little markup in texts; ours have none."""
    return escaped(text)
