"""The measure of understanding."""

from pathlib import Path

import click

from skill.command_line import plainly


@click.command()
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
