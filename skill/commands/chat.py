"""A conversation at the prompt, or piped."""

import sys
from datetime import datetime

import click

from skill.command_line import input_lines, locale_option, now_option, plainly


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One reply object for each line of a piped conversation.")
@click.option("--user", help="Whose leg days to remember from one conversation to the next.")
@now_option
@locale_option
@plainly
def chat(
    as_json: bool = False, user: str | None = None, now: datetime | None = None, locale: str | None = None
) -> None:
    """A conversation; when standard input is piped, one utterance a line."""
    from skill.channels.prompt import prompt_session
    from skill.channels.terminal import piped, prompted

    session = prompt_session(user, now, locale)
    if sys.stdin.isatty() and not as_json:
        prompted(session, lambda: input("you: "), lambda speech: click.echo(f"coach: {speech}"))
        return
    for line in piped(session, input_lines(), as_json):
        click.echo(line)
        sys.stdout.flush()
