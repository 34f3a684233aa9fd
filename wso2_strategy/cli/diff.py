"""``wso2-strategy diff``: what changed between two requirements files."""

from __future__ import annotations

from typing import Annotated

import typer

from wso2_strategy.api import load_requirements
from wso2_strategy.cli.answers import write_answer
from wso2_strategy.cli.shared_options import (
    AssumeOption,
    CompleteOption,
    EngineName,
    EngineOption,
    Format,
    FormatOption,
    advisor,
)
from wso2_strategy.errors import RequirementsError


def diff_command(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Requirements as they were.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Requirements as they are now.")],
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
    complete: CompleteOption = False,  # noqa: FBT002 - typer reads it so
    engine: EngineOption = EngineName.auto,
    assume: AssumeOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Show what changed in what is stated, decided, sized and said.

    Exit status 1 if another pattern, redundancy, layout over regions or platform is decided for.
    """
    if old == new == "-":
        raise RequirementsError("command line", ["OLD, NEW: only one of them can be -"])
    asked = advisor(engine, assume)
    before, after = (asked.advise(load_requirements(each)) for each in (old, new))
    found = before.diff(after)
    write_answer(found, format, complete=complete)
    if found.differences:
        raise typer.Exit(1)
