"""Words that were not understood."""

import os

import click

from skill.command_line import plainly


@click.command()
@click.option("--clear", is_flag=True, help="Deletes them all instead.")
@plainly
def unanswered(clear: bool) -> None:
    """What people said that `serve` did not understand, the most frequent first: how often, the last day, the words."""
    from datetime import UTC, datetime

    from skill.errors import SettingsError
    from skill.memory.unanswered_file import UnansweredFile
    from skill.settings import Settings

    path = Settings.from_environment(os.environ).unanswered_file
    if path is None:
        raise SettingsError("no words are kept; set UNANSWERED to a file, or MEMORY_URL to sqlite:///path")
    file = UnansweredFile(path)
    if clear:
        file.clear()
        return
    for line in file.lines(datetime.now(UTC).date()):
        click.echo(f"{line.times:5}  {line.day}  {line.words}")
