"""``wso2-strategy why``: the reasons of a recommendation."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from wso2_strategy.api import load_requirements
from wso2_strategy.cli.options import (
    AssumeOption,
    Engine,
    EngineOption,
    FileArgument,
    Format,
    FormatOption,
    advisor,
)

if TYPE_CHECKING:
    from wso2_strategy.document.document import Answer


class Drawing(StrEnum):
    """How the reasons may be drawn."""

    dot = "dot"
    svg = "svg"


SubjectArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[SUBJECT]",
        help="A need, pattern, platform or any fact to explain, such as need:redundancy.",
    ),
]
CompleteOption = Annotated[
    bool, typer.Option("--complete", help="Show every reason, with rules, sources and file keys.")
]
DrawOption = Annotated[
    Drawing | None, typer.Option("--draw", help="Draw the reasons instead of listing them.")
]


def why_command(
    file: FileArgument,
    subject: SubjectArgument = None,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
    complete: CompleteOption = False,  # noqa: FBT002 - typer reads it so
    draw: DrawOption = None,
    engine: EngineOption = Engine.auto,
    assume: AssumeOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Explain a recommendation, from what is stated to the answer."""
    found = advisor(engine, assume).advise(load_requirements(file)).why(subject)
    if draw is None:
        echo(found, format, complete=complete)
    else:
        typer.echo(found.to_dot() if draw is Drawing.dot else found.to_svg(), nl=False)


def echo(answer: Answer, format: Format, *, complete: bool) -> None:  # noqa: A002 - as the option
    """Write an answer in a format."""
    if format is Format.json:
        typer.echo(json.dumps(answer.to_dict(), indent=2, ensure_ascii=False))
    elif format is Format.markdown:
        typer.echo(answer.to_markdown(complete=complete), nl=False)
    else:
        from rich.console import Console

        answer.show(Console(highlight=False), complete=complete)
