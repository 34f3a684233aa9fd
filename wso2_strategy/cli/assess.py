"""``wso2-strategy assess``: what a folder of configuration makes, and what is wrong with it."""

from __future__ import annotations

from typing import Annotated

import typer

from wso2_strategy.artifacts.assess import assess
from wso2_strategy.cli.answers import write_answer
from wso2_strategy.cli.shared_options import (
    AssumeOption,
    EngineName,
    EngineOption,
    Format,
    FormatOption,
    recommendation,
)


def assess_command(
    folder: Annotated[
        str,
        typer.Argument(
            metavar="DIR", help="A folder with deployment.toml files, or values of WSO2's charts."
        ),
    ],
    requirements: Annotated[
        str | None,
        typer.Option(
            "--requirements", metavar="FILE", help="Compare with what is recommended for a file."
        ),
    ] = None,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
    engine: EngineOption = EngineName.auto,
    assume: AssumeOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Recover the topology that configuration makes; status 1 if something is to be mended."""
    if assume and not requirements:
        raise typer.BadParameter("--assume counts for a recommendation; give --requirements too")
    wanted = recommendation(requirements, engine, assume).topology() if requirements else None
    found = assess(folder, wanted)
    write_answer(found, format)
    if not found.is_clean:
        raise typer.Exit(1)
