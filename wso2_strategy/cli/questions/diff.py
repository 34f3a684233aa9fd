"""``wso2-strategy diff``: what changed between two requirements files."""

from __future__ import annotations

import click
from click.exceptions import Exit

from wso2_strategy.api import load_requirements
from wso2_strategy.cli.program.answers import write_answer
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.shared_options import (
    EngineName,
    Format,
    a_file,
    advisor,
    assume_option,
    complete_option,
    engine_option,
    format_option,
)
from wso2_strategy.errors import RequirementsError


@click.command("diff", cls=WorkingCommand)
@click.argument("old", metavar="OLD", shell_complete=a_file, help="Requirements as they were.")
@click.argument("new", metavar="NEW", shell_complete=a_file, help="Requirements as they are now.")
@format_option
@complete_option
@engine_option
@assume_option
def diff_command(
    old: str,
    new: str,
    format: Format,  # noqa: A002 - the option's name
    complete: bool,
    engine: EngineName,
    assume: tuple[str, ...],
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
        raise Exit(1)
