"""One question, one answer."""

import click

from skill.command_line import locale_option, plainly


@click.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Prints the whole reply object.")
@locale_option
@plainly
def ask(text: str, as_json: bool, locale: str | None) -> None:
    """Ask one thing and print what is said."""
    from skill.channels.prompt import prompt_session
    from skill.channels.terminal import piped

    for line in piped(prompt_session(None, None, locale), [text], as_json):
        click.echo(line)
