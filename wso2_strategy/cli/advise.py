"""``wso2-strategy advise``: a requirements file in, a recommendation out."""

from __future__ import annotations

import click

from wso2_strategy.cli.program.answers import write_answer
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.shared_options import (
    EngineName,
    Format,
    assume_option,
    current_option,
    engine_option,
    file_argument,
    format_option,
    recommendation,
)


@click.command("advise", cls=WorkingCommand)
@file_argument
@current_option
@format_option
@engine_option
@assume_option
def advise_command(
    file: str,
    current: str | None,
    format: Format,  # noqa: A002 - the option's name
    engine: EngineName,
    assume: tuple[str, ...],
) -> None:
    """Recommend a platform, a pattern and a size, with reasons."""
    found = recommendation(file, engine, assume, current)
    write_answer(found, format)
