"""What utterances mean."""

import json
from datetime import datetime

import click

from skill.command_line import input_lines, now_option, plainly


@click.command()
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
    for line in input_lines():
        click.echo(json.dumps(understanding.understand(line, now).to_dict(), ensure_ascii=False))
