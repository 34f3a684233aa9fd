"""``wso2-strategy why-not``: why something else is not recommended."""

from __future__ import annotations

from typing import Annotated

import typer

from wso2_strategy.cli.answers import write_answer
from wso2_strategy.cli.shared_options import (
    AssumeOption,
    CompleteOption,
    EngineName,
    EngineOption,
    FileArgument,
    Format,
    FormatOption,
    completion,
    pattern_ids,
    recommendation,
)

NameArgument = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        autocompletion=completion(pattern_ids),
        help="A pattern, a layout over regions, or a platform.",
    ),
]


def why_not_command(
    file: FileArgument,
    name: NameArgument,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
    complete: CompleteOption = False,  # noqa: FBT002 - typer reads it so
    engine: EngineOption = EngineName.auto,
    assume: AssumeOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Explain why something else is not recommended, and what would have to change."""
    found = recommendation(file, engine, assume).why_not(name)
    write_answer(found, format, complete=complete)
    if not found.changes and found.verdict != "chosen":
        raise typer.Exit(1)
