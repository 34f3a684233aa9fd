"""``wso2-strategy compare``: what differs between two designs, and the way across."""

from __future__ import annotations

from typing import Annotated

import typer

from wso2_strategy.api import compare
from wso2_strategy.cli.answers import terminal_width, write, write_answer
from wso2_strategy.cli.shared_options import Format, FormatOption
from wso2_strategy.cli.topology_options import (
    HighAvailabilityOption,
    LayoutOption,
    NodesOption,
    PlatformOption,
    ProtocolOption,
    RedundancyOption,
    RegionsOption,
    SettingOption,
    as_typed,
    design,
    note_redundancy,
    side,
    stated_options,
)
from wso2_strategy.topology.migration import Migration


def compare_command(  # noqa: PLR0913, PLR0917 - typer reads options off parameters
    before: Annotated[str, design("BEFORE")],
    after: Annotated[str, design("AFTER")],
    migration: Annotated[  # noqa: FBT002 - typer reads it so
        bool, typer.Option("--migration", help="Add the steps from one to the other, in order.")
    ] = False,
    ha: HighAvailabilityOption = False,  # noqa: FBT002 - typer reads it so
    redundancy: RedundancyOption = None,
    platform: PlatformOption = None,
    regions: RegionsOption = None,
    layout: LayoutOption = None,
    nodes: NodesOption = [],  # noqa: B006 - typer copies it
    protocol: ProtocolOption = [],  # noqa: B006 - typer copies it
    setting: SettingOption = [],  # noqa: B006 - typer copies it
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Show components and connections added, removed and changed; options count for both.

    BEFORE is what is there and AFTER what is wanted, each a pattern or a requirements file.
    """
    options = stated_options(
        ha=ha,
        redundancy=redundancy,
        platform=platform,
        regions=regions,
        region_layout=layout,
        nodes=nodes,
        protocols=protocol,
        settings=setting,
    )
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
