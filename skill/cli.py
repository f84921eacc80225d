"""The command line: `leg-day-coach` and its commands."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from skill import __version__
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


def main() -> None:
    """The entry point: whatever is wrong with what was typed is one line, and exit 2."""
    try:
        raise SystemExit(leg_day_coach.main(standalone_mode=False) or 0)
    except click.ClickException as fault:
        click.echo(f"leg-day-coach: {fault.format_message()}", err=True)
        raise SystemExit(2) from fault
    except click.Abort:
        raise SystemExit(130) from None


@click.group(invoke_without_command=True)
@click.version_option(__version__)
@click.pass_context
@plainly
def leg_day_coach(context: click.Context) -> None:
    """Leg Day Coach: should I run after leg day? Without a command: a conversation at the prompt."""
    if context.invoked_subcommand is None:
        context.invoke(chat)


@leg_day_coach.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Prints the whole reply object.")
@locale_option
@plainly
def ask(text: str, as_json: bool, locale: str | None) -> None:
    """Ask one thing and print what is said."""
    from skill.channels.terminal import piped

    for line in piped(_session(None, None, locale), [text], as_json):
        click.echo(line)


@leg_day_coach.command()
@click.option("--json", "as_json", is_flag=True, help="One reply object for each line of a piped conversation.")
@click.option("--user", help="Whose leg days to remember from one conversation to the next.")
@now_option
@locale_option
@plainly
def chat(
    as_json: bool = False, user: str | None = None, now: datetime | None = None, locale: str | None = None
) -> None:
    """A conversation; when standard input is piped, one utterance a line."""
    from skill.channels.terminal import piped, prompted

    session = _session(user, now, locale)
    if sys.stdin.isatty() and not as_json:
        prompted(session, lambda: input("you: "), lambda speech: click.echo(f"coach: {speech}"))
        return
    for line in piped(session, _lines(), as_json):
        click.echo(line)
        sys.stdout.flush()


@leg_day_coach.command()
@click.option(
    "--locale", expose_value=False, help="Taken for the sake of scripts; English is understood alike everywhere."
)
@now_option
@click.option("--explain", metavar="TEXT", help="Shows what weighed for and against the best guesses.")
@plainly
def understand(now: datetime | None, explain: str | None) -> None:
    """Utterances on standard input, one a line; what each means, as JSON."""
    from skill.content.loader import load_content
    from skill.understanding.explain import explained
    from skill.understanding.understand import load_understanding

    understanding = load_understanding(load_content())
    if explain is not None:
        click.echo("\n".join(explained(understanding, explain)))
        return
    for line in _lines():
        click.echo(json.dumps(understanding.understand(line, now).to_dict(), ensure_ascii=False))


@leg_day_coach.command()
@plainly
def decide() -> None:
    """Inputs of a decision on standard input, one JSON object a line; each verdict as JSON."""
    from skill.content.loader import load_content
    from skill.decision_report import decide_line
    from skill.errors import BadInput

    reasons = load_content().reasons
    for number, line in enumerate(_lines(), 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except ValueError as fault:
            raise BadInput(f'line {number}: this is no JSON object; write one such as {{"soreness": 2}}') from fault
        click.echo(json.dumps(decide_line(given, reasons), ensure_ascii=False))


@leg_day_coach.group()
def content() -> None:
    """The words the skill speaks and listens for."""


@content.command("check")
@plainly
def content_check() -> None:
    """Check every rule of content; exit 1 when one is broken."""
    from skill.content.check import check_content

    report = check_content()
    for fault in report.faults:
        click.echo(str(fault), err=True)
    if report.faults:
        raise SystemExit(1)
    click.echo(
        f"{report.topics} topics, {report.templates} templates, {report.utterances} expanded utterances, "
        f"claims {report.claims_cited}/{report.claims}"
    )


@leg_day_coach.command()
@click.option("--check", "only_check", is_flag=True, help="Only compares; exit 1 when something is stale.")
@plainly
def models(only_check: bool) -> None:
    """Rebuild what is made from content: interaction models, and the trained form of understanding."""
    from skill.content.loader import load_content
    from skill.models import stale, write_built, write_interaction_models

    read = load_content()
    old = stale(read)
    if only_check:
        for name in old:
            click.echo(f"{name} does not match the content; run `leg-day-coach models`", err=True)
        raise SystemExit(1 if old else 0)
    for path in write_interaction_models(read):
        click.echo(f"wrote {path.name}")
    if any(not name.endswith(".json") for name in old):
        click.echo("training, about a minute …")
        click.echo(f"wrote {write_built(read).name}")


@leg_day_coach.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535))
@click.option("--dev", is_flag=True, help="Takes unsigned Alexa requests; only on a loopback address.")
@plainly
def serve(host: str, port: int, dev: bool) -> None:
    """Talk page, Alexa webhook and text API on one address."""
    from skill.channels.server import run
    from skill.settings import Settings

    run(Settings.from_environment(os.environ, dev=dev), host, port, click.echo)


@leg_day_coach.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--noise", default=0.0, type=click.FloatRange(0, 1), help="Simulates mishearing at this word error rate.")
@click.option("--seed", default=1, show_default=True)
@plainly
def evaluate(files: tuple[Path, ...], noise: float, seed: int) -> None:
    """How well labelled utterances are understood; a file of plain lines counts as off-topic."""
    from skill.content.loader import load_content
    from skill.evaluation import report
    from skill.understanding.understand import load_understanding

    for line in report(load_understanding(load_content()), files, noise, seed):
        click.echo(line)


def _session(user: str | None, now: datetime | None, locale: str | None) -> Any:
    """A session at the prompt. Without a user nothing is written to disk."""
    from skill.app import Caller, open_coach
    from skill.channels.terminal import Session
    from skill.settings import Settings

    settings = Settings.from_environment(os.environ)
    if user is None:
        settings = Settings.from_environment({**os.environ, "MEMORY_URL": "memory:"})

    def caller() -> Caller:
        return Caller(now=now or datetime.now().astimezone(), locale=locale, person=user)

    return Session(open_coach(settings.with_secret()), caller)


def _lines() -> Iterator[str]:
    """Lines of standard input as UTF-8. Raises UnicodeDecodeError, which is told in one line."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8").rstrip("\r\n")
