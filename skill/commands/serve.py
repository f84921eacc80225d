"""The web address."""

import os

import click

from skill.command_line import plainly


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535))
@click.option("--dev", is_flag=True, help="Takes unsigned Alexa requests; only on a loopback address.")
@plainly
def serve(host: str, port: int, dev: bool) -> None:
    """Talk page, Alexa webhook and text API on one address."""
    from skill.channels.server import run
    from skill.log_lines import write_log_to
    from skill.settings import Settings

    write_log_to()
    raise SystemExit(run(Settings.from_environment(os.environ, dev=dev), host, port, click.echo))
