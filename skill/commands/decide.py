"""Verdicts for inputs."""

import json

import click

from skill.command_line import input_lines, plainly


@click.command()
@plainly
def decide() -> None:
    """Inputs of a decision on standard input, one JSON object a line; each verdict as JSON."""
    from skill.content.loader import load_content
    from skill.decision_report import decide_line
    from skill.errors import BadInput

    reasons = load_content().reasons
    for number, line in enumerate(input_lines(), 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except ValueError as fault:
            raise BadInput(f'line {number}: this is no JSON object; write one such as {{"soreness": 2}}') from fault
        click.echo(json.dumps(decide_line(given, reasons), ensure_ascii=False))
