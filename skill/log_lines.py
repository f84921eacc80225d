"""The log, one JSON object a line: when, how serious, what happened, and what may be told of it.

Nothing that a caller sent gets in. Of our own messages the text is written. Of anybody else's only the form, before
values were put into it; and of an exception its kind and where it was raised, never its text, which may quote what was
being worked on.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any, TextIO

TOLD = "told"  # the attribute of a record that holds what is written beside its text
OURS = ("skill",)
CROWD = "waitress.queue"  # a line for each request that waits, just when there are too many
PLACES = 3  # the innermost ones of a fault


class JSONLines(logging.Formatter):
    """Writes records as described above."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": _event(record),
            **getattr(record, TOLD, {}),
        }
        if record.name.split(".")[0] not in OURS:
            line["logger"] = record.name
        if record.exc_info and record.exc_info[1] is not None:
            line |= fault_line(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def fault_line(fault: BaseException) -> dict[str, Any]:
    """An exception as it may be told: its kind, and the innermost places it came through."""
    return {"fault": type(fault).__name__, "at": _places(fault.__traceback__)}


def write_log_to(stream: TextIO | None = None) -> None:
    """Sends every logger's lines to a stream, which is standard error unless given. Takes older handlers away."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JSONLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(CROWD).setLevel(logging.ERROR)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)


def _event(record: logging.LogRecord) -> str:
    if record.name.split(".")[0] in OURS:
        return record.getMessage()
    return str(record.msg) if record.args else "message"


def _places(trace: TracebackType | None) -> list[str]:
    frames = [(frame.f_code, line) for frame, line in walk_tb(trace)][-PLACES:]
    return [f"{Path(code.co_filename).name}:{line} {code.co_name}" for code, line in frames]
