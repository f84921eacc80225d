"""What the commands share: how errors are told, how moments are read, and lines of standard input."""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from typing import Any

import click

from skill.errors import SkillError


def plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """An error of ours is one line and exit 2; no traceback is ever shown."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except BrokenPipeError:
            # Whoever read our output has seen enough.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None
        except SkillError as fault:
            raise click.ClickException(str(fault)) from fault
        except UnicodeDecodeError as fault:
            raise click.ClickException("standard input is not UTF-8; send text in UTF-8") from fault

    return run


class Moment(click.ParamType[datetime]):
    """A moment in ISO 8601, in the machine's zone when it names none."""

    name = "ISO8601"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return datetime.fromisoformat(value).astimezone()
        except ValueError:
            self.fail(f"{value!r} is no moment; write one such as 2026-11-25T18:00:00+00:00", param, ctx)


locale_option = click.option("--locale", help="Such as en-GB; en-US when not given.")
now_option = click.option("--now", type=Moment(), help="Fixes the clock.")


def input_lines() -> Iterator[str]:
    """Lines of standard input as UTF-8. Raises UnicodeDecodeError, which is told in one line."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8").rstrip("\r\n")
