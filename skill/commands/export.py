"""Files for other systems, made from the content."""

from pathlib import Path

import click

from skill.command_line import plainly


@click.group(no_args_is_help=False)
def export() -> None:
    """Files for other systems, made from the content."""


@export.command("home-assistant")
@click.option(
    "--out",
    default=Path("dist/home-assistant"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to.",
)
@plainly
def home_assistant(out: Path) -> None:
    """Sentences and configuration for Home Assistant's Assist."""
    from skill.channels.home_assistant import export as write
    from skill.content.loader import load_content
    from skill.errors import BadInput

    try:
        paths = write(load_content(), out)
    except OSError as fault:
        raise BadInput(f"can't write to {out}: {fault.strerror or fault}") from fault
    for path in paths:
        click.echo(f"wrote {path}")
