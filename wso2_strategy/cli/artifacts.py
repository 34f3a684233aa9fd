"""``wso2-strategy artifacts``: the files that deploy what is recommended."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wso2_strategy.cli.answers import write_answer
from wso2_strategy.cli.shared_options import (
    AssumeOption,
    EngineName,
    EngineOption,
    FileArgument,
    ForceOption,
    Format,
    FormatOption,
    recommendation,
)
from wso2_strategy.errors import RequirementsError

SettingsOption = Annotated[
    list[str],
    typer.Option(
        "--settings",
        metavar="FILE",
        help="Hosts, networks, images in YAML, TOML or JSON; several are for one region each.",
    ),
]


def artifacts_command(
    file: FileArgument,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write them to.")
    ],
    settings: SettingsOption = [],  # noqa: B006 - typer copies it
    force: ForceOption = False,  # noqa: FBT002 - typer reads it so
    format: FormatOption = Format.text,  # noqa: A002
    engine: EngineOption = EngineName.auto,
    assume: AssumeOption = [],  # noqa: B006 - typer copies it
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
