"""What may be told of a fault: its kind, and where it came through. Never its text, which may quote what was said."""

import os.path
from types import TracebackType
from typing import Any

TOLD = "told"  # the attribute of a log record that holds what is written beside its text
PLACES = 3  # the innermost ones of a fault


def fault_line(fault: BaseException) -> dict[str, Any]:
    """An exception as it may be told."""
    return {"fault": type(fault).__name__, "at": _places(fault.__traceback__)}


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{os.path.basename(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-PLACES:]
