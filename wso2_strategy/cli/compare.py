"""``wso2-strategy compare``: what differs between two designs, and the way across."""

from __future__ import annotations

from typing import Any

import click

from wso2_strategy.api import compare
from wso2_strategy.cli.program.answers import terminal_width, write, write_answer
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.shared_options import Format, format_option
from wso2_strategy.cli.program.topology_options import (
    as_typed,
    design,
    drawing_options,
    note_redundancy,
    side,
    stated_options,
)
from wso2_strategy.topology.migration import Migration


@click.command("compare", cls=WorkingCommand)
@design("BEFORE")
@design("AFTER")
@click.option("--migration", is_flag=True, help="Add the steps from one to the other, in order.")
@drawing_options
@format_option
def compare_command(
    before: str,
    after: str,
    migration: bool,
    format: Format,  # noqa: A002 - the option's name
    **drawing: Any,
) -> None:
    """Show components and connections added, removed and changed; options count for both.

    BEFORE is what is there and AFTER what is wanted, each a pattern or a requirements file.
    """
    options = stated_options(**drawing)
    (one, there), (other, wanted) = side(before, options), side(after, options)
    with as_typed(options):
        difference = compare(there, wanted, **options)
    for pattern, shown in {one: difference.before, other: difference.after}.items():
        note_redundancy(pattern, options, shown)
    answer = Migration(difference) if migration else difference
    if format is Format.text:
        # A connection stays one line, for programs that read along, unless a terminal folds it.
        write(answer.to_text(width=terminal_width()))
    else:
        write_answer(answer, format)
