"""The log, one JSON object a line: when, how serious, what happened, and what may be told of it.

Nothing that a caller sent gets in. Of our own messages the text is written. Of anybody else's only the form, before
values were put into it; and of an exception its kind and where it was raised, never its text, which may quote what was
being worked on.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

from skill.told import TOLD, fault_line
from skill.turn_notice import TurnNotice

OURS = ("skill",)
CROWD = "waitress.queue"  # a line for each request that waits, just when there are too many

log = logging.getLogger(__name__)


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


def log_turn(notice: TurnNotice) -> None:
    """A turn's line."""
    log.info("turn", extra={TOLD: notice.told()})


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
