"""What is made from content."""

import click

from skill.command_line import plainly


@click.command()
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
