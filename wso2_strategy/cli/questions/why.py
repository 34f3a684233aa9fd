"""``wso2-strategy why``: the reasons of a recommendation."""

from __future__ import annotations

from enum import StrEnum

import click

from wso2_strategy.cli.program.answers import write, write_answer
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.shared_options import (
    EngineName,
    Format,
    OneOf,
    assume_option,
    complete_option,
    engine_option,
    file_argument,
    format_option,
    recommendation,
)


class DrawFormat(StrEnum):
    """How the reasons may be drawn."""

    dot = "dot"
    svg = "svg"


@click.command("why", cls=WorkingCommand)
@file_argument
@click.argument(
    "subject",
    required=False,
    help="A need, pattern, platform or any fact to explain, such as need:redundancy.",
)
@format_option
@complete_option
@click.option("--draw", type=OneOf(DrawFormat), help="Draw the reasons instead of listing them.")
@engine_option
@assume_option
def why_command(
    file: str,
    subject: str | None,
    format: Format,  # noqa: A002 - the option's name
    complete: bool,
    draw: DrawFormat | None,
    engine: EngineName,
    assume: tuple[str, ...],
) -> None:
    """Explain a recommendation, from what is stated to the answer."""
    found = recommendation(file, engine, assume).why(subject)
    if draw is None:
        write_answer(found, format, complete=complete)
    else:
        write(found.to_dot() if draw is DrawFormat.dot else found.to_svg())
