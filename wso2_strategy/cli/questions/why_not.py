"""``wso2-strategy why-not``: why something else is not recommended."""

from __future__ import annotations

import click
from click.exceptions import Exit

from wso2_strategy.cli.program.answers import write_answer
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.shared_options import (
    EngineName,
    Format,
    assume_option,
    complete_option,
    completion,
    engine_option,
    file_argument,
    format_option,
    pattern_ids,
    recommendation,
)


@click.command("why-not", cls=WorkingCommand)
@file_argument
@click.argument(
    "name",
    metavar="NAME",
    shell_complete=completion(pattern_ids),
    help="A pattern, a layout over regions, or a platform.",
)
@format_option
@complete_option
@engine_option
@assume_option
def why_not_command(
    file: str,
    name: str,
    format: Format,  # noqa: A002 - the option's name
    complete: bool,
    engine: EngineName,
    assume: tuple[str, ...],
) -> None:
    """Explain why something else is not recommended, and what would have to change."""
    found = recommendation(file, engine, assume).why_not(name)
    write_answer(found, format, complete=complete)
    if not found.changes and found.verdict != "chosen":
        raise Exit(1)
