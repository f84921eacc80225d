"""What the pages tell people to type is what the command line takes, and what they name is there."""

import re
import shlex
from pathlib import Path

import click
import pytest

from skill.channels.mcp_hosting import PATH
from skill.channels.talk import words
from skill.cli import leg_day_coach

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"(?:^|[\s`/])leg-day-coach((?: [^`|#\n]*)?)")


def commands(page: Path) -> list[str]:
    """The command lines in a page's code, without what stands around them."""
    code = re.findall(r"```\w*\n(.*?)```|`([^`\n]+)`", page.read_text(encoding="utf-8"), re.DOTALL)
    return [found.split(" [")[0].strip() for block in code for text in block for found in COMMAND.findall(text)]


TOLD = sorted({(page.name, told) for page in PAGES for told in commands(page) if re.match(r"[a-z]", told)})


def test_the_pages_tell_of_every_command() -> None:
    named = {told.split()[0] for _, told in TOLD}

    assert named >= {"ask", "serve", "mcp", "export", "package", "models", "content", "evaluate", "understand"}


@pytest.mark.parametrize(("page", "told"), TOLD, ids=[f"{page}: {told}" for page, told in TOLD])
def test_what_a_page_tells_people_to_type_is_understood(page: str, told: str) -> None:
    command, given = leg_day_coach, shlex.split(told)
    context = click.Context(command)
    while given and isinstance(command, click.Group):
        name, *given = given
        found = command.get_command(context, name)
        assert found, f"{page}: there is no {name}"
        command, context = found, click.Context(found)
    if not isinstance(command, click.Group):
        command.parse_args(context, given)


def test_the_page_for_android_names_what_is_there() -> None:
    text = (ROOT / "docs" / "android.md").read_text(encoding="utf-8")

    assert f"shortcut **{words('en')['talk']}**" in text
    assert f"https://coach.example.com{PATH}`" in text
