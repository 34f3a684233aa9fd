"""``wso2-strategy assess``: what a folder of configuration makes, and what is wrong with it."""

from __future__ import annotations

import click
from click.exceptions import Exit

from wso2_strategy.artifacts.assess import assess
from wso2_strategy.cli.program.answers import write_answer
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.shared_options import (
    EngineName,
    Format,
    a_file,
    assume_option,
    engine_option,
    format_option,
    recommendation,
)


@click.command("assess", cls=WorkingCommand)
@click.argument(
    "folder",
    metavar="DIR",
    shell_complete=a_file,
    help="A folder with deployment.toml files, or values of WSO2's charts.",
)
@click.option(
    "--requirements",
    metavar="FILE",
    shell_complete=a_file,
    help="Compare with what is recommended for a file.",
)
@format_option
@engine_option
@assume_option
def assess_command(
    folder: str,
    requirements: str | None,
    format: Format,  # noqa: A002 - the option's name
    engine: EngineName,
    assume: tuple[str, ...],
) -> None:
    """Recover the topology that configuration makes; status 1 if something is to be mended."""
    if assume and not requirements:
        raise click.BadParameter("--assume counts for a recommendation; give --requirements too")
    wanted = recommendation(requirements, engine, assume).topology() if requirements else None
    found = assess(folder, wanted)
    write_answer(found, format)
    if not found.is_clean:
        raise Exit(1)
