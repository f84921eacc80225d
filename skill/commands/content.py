"""The words the skill speaks and listens for."""

import click

from skill.command_line import plainly


@click.group()
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
