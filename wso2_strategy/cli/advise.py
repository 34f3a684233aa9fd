"""``wso2-strategy advise``: a requirements file in, a recommendation out."""

from __future__ import annotations

import json

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


def advise_command(
    file: FileArgument,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
    engine: EngineOption = Engine.auto,
    assume: AssumeOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Recommend a platform, a pattern and a size, with reasons."""
    recommendation = advisor(engine, assume).advise(load_requirements(file))
    if format is Format.json:
        typer.echo(json.dumps(recommendation.to_dict(), indent=2, ensure_ascii=False))
    elif format is Format.markdown:
        typer.echo(recommendation.to_markdown(), nl=False)
    else:
        from rich.console import Console

        from wso2_strategy.output.recommendation_document import document

        console = Console(highlight=False)
        if console.is_terminal:
            document(recommendation).show(console)
        else:
            typer.echo(recommendation.to_text(width=console.width), nl=False)
