"""``wso2-strategy why``: the reasons of a recommendation."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from wso2_strategy.cli.answers import write, write_answer
from wso2_strategy.cli.shared_options import (
    AssumeOption,
    CompleteOption,
    EngineName,
    EngineOption,
    FileArgument,
    Format,
    FormatOption,
    one_of,
    recommendation,
)


class DrawFormat(StrEnum):
    """How the reasons may be drawn."""

    dot = "dot"
    svg = "svg"


SubjectArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="SUBJECT",
        help="A need, pattern, platform or any fact to explain, such as need:redundancy.",
    ),
]
DrawOption = Annotated[
    DrawFormat | None, one_of(DrawFormat, "--draw", "Draw the reasons instead of listing them.")
]


def why_command(
    file: FileArgument,
    subject: SubjectArgument = None,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
    complete: CompleteOption = False,  # noqa: FBT002 - typer reads it so
    draw: DrawOption = None,
    engine: EngineOption = EngineName.auto,
    assume: AssumeOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Explain a recommendation, from what is stated to the answer."""
    found = recommendation(file, engine, assume).why(subject)
    if draw is None:
        write_answer(found, format, complete=complete)
    else:
        write(found.to_dot() if draw is DrawFormat.dot else found.to_svg())
