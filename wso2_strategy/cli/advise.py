"""``wso2-strategy advise``: a requirements file in, a recommendation out."""

from __future__ import annotations

from wso2_strategy.cli.answers import write_answer
from wso2_strategy.cli.shared_options import (
    AssumeOption,
    CurrentOption,
    EngineName,
    EngineOption,
    FileArgument,
    Format,
    FormatOption,
    recommendation,
)


def advise_command(
    file: FileArgument,
    current: CurrentOption = None,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
    engine: EngineOption = EngineName.auto,
    assume: AssumeOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Recommend a platform, a pattern and a size, with reasons."""
    found = recommendation(file, engine, assume, current)
    write_answer(found, format)
