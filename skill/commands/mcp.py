"""The MCP server."""

import click

from skill.command_line import plainly


@click.command()
@click.option("--http", is_flag=True, help="Listens on an address instead of standard input.")
@click.option("--host", default="127.0.0.1", show_default=True, help="With --http: where, and as which name.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="With --http.")
@plainly
def mcp(http: bool, host: str, port: int) -> None:
    """MCP server for assistants, on stdio or streamable HTTP."""
    from skill.errors import SettingsError
    from skill.log_lines import write_log_to

    try:
        from skill.channels.mcp_hosting import run_on_stdio, run_over_http
    except ModuleNotFoundError as fault:
        if (fault.name or "").startswith("skill"):
            raise
        raise SettingsError("MCP comes as an extra; install it with: pip install 'mcp>=2,<3'") from fault
    if http:
        write_log_to()
        run_over_http(host, port, click.echo)
    else:
        run_on_stdio()
