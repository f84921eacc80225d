"""What is handed to Amazon."""

from pathlib import Path

import click

from skill.command_line import plainly


@click.command()
@click.option("--python", default="3.13", show_default=True, help="The version of Python that Lambda runs.")
@click.option("--base-url", help="Where the web address of the skill is, for privacy and terms: https://...")
@click.option("--endpoint", help="What Alexa calls: a Lambda ARN, or an https address other than the base's /alexa.")
@click.option("--locked", is_flag=True, help="Only from the packages that lambda/requirements.txt pins.")
@click.option("--out", default="dist", show_default=True, type=click.Path(file_okay=False, path_type=Path))
@plainly
def package(python: str, base_url: str | None, endpoint: str | None, locked: bool, out: Path) -> None:
    """Write the package for AWS Lambda, and the skill package for Amazon's command line."""
    from skill.content.loader import load_content
    from skill.locked import check_locked
    from skill.manifest import Hosting, write_skill_package
    from skill.packaging import interpreter, write_lambda

    if locked:
        check_locked()
    hosting, found = Hosting.of(base_url, endpoint), interpreter(python)
    made = write_skill_package(load_content(), hosting, out)
    click.echo(f"wrote {made}/")
    if not hosting.is_complete:
        click.echo("its links to privacy and terms are placeholders; give --base-url", err=True)
    if not hosting.endpoint:
        click.echo("it names nothing for Alexa to call yet; give --endpoint or --base-url", err=True)
    packed = write_lambda(out / "lambda.zip", found)
    click.echo(f"wrote {packed.path}, {packed.size / 2**20:.2f} MiB, {packed.compiled} modules compiled")
    if not found.command:
        click.echo(f"python{python} is not here, so nothing is compiled and each cold start is slower", err=True)
