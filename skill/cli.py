"""The command line: `leg-day-coach`, whose commands are the files of skill/commands/."""

from importlib import import_module
from pkgutil import iter_modules

import click

from skill import __version__, commands


def main() -> None:
    """The entry point: whatever is wrong with what was typed is one line, and exit 2."""
    try:
        raise SystemExit(leg_day_coach.main(standalone_mode=False) or 0)
    except click.ClickException as fault:
        click.echo(f"leg-day-coach: {fault.format_message()}", err=True)
        raise SystemExit(2) from fault
    except click.Abort:
        raise SystemExit(130) from None


class Commands(click.Group):
    """Finds a command in the file of its name, so that a new file is a new command."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's name
        return sorted(module.name.replace("_", "-") for module in iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"skill.commands.{name}"), name)
        return command


@click.group(cls=Commands, invoke_without_command=True)
@click.version_option(__version__)
@click.pass_context
def leg_day_coach(context: click.Context) -> None:
    """Leg Day Coach: should I run after leg day? Without a command: a conversation at the prompt."""
    if context.invoked_subcommand is None:
        command = leg_day_coach.get_command(context, "chat")
        if command is not None:
            context.invoke(command)
