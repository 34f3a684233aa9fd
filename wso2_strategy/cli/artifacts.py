"""``wso2-strategy artifacts``: the files that deploy what is recommended."""

from __future__ import annotations

from pathlib import Path

import click

from wso2_strategy.cli.program.answers import write_answer
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.shared_options import (
    EngineName,
    Format,
    a_file,
    assume_option,
    engine_option,
    file_argument,
    force_option,
    format_option,
    recommendation,
)
from wso2_strategy.errors import RequirementsError


@click.command("artifacts", cls=WorkingCommand)
@file_argument
@click.option(
    "--output",
    "-o",
    type=Path,
    required=True,
    metavar="DIR",
    help="The folder to write them to.",
)
@click.option(
    "--settings",
    multiple=True,
    metavar="FILE",
    shell_complete=a_file,
    help="Hosts, networks, images in YAML, TOML or JSON; several are for one region each.",
)
@force_option
@format_option
@engine_option
@assume_option
def artifacts_command(
    file: str,
    output: Path,
    settings: tuple[str, ...],
    force: bool,
    format: Format,  # noqa: A002 - the option's name
    engine: EngineName,
    assume: tuple[str, ...],
) -> None:
    """Write the files that deploy what is recommended, one directory for each region."""
    from wso2_strategy.artifacts import load_settings

    set_by_user = map(load_settings, settings)
    found = recommendation(file, engine, assume).artifacts(*set_by_user)
    try:
        found.save(output, replace=force)
    except OSError as error:
        problem = f"--output: {output} cannot be written: {error.strerror or error}"
        raise RequirementsError("command line", [problem]) from error
    write_answer(found, format)
