"""``wso2-strategy compare``: what differs between two patterns, and the way across."""

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
    note_redundancy,
    stated_options,
)
from wso2_strategy.topology.migration import Migration


def compare_command(  # noqa: PLR0913, PLR0917 - typer reads options off parameters
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="The pattern that is there.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The pattern that is wanted.")],
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
    """Show components and connections added, removed and changed; options count for both."""
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
    with as_typed():
        difference = compare(before, after, **options)
    for pattern, side in {before: difference.before, after: difference.after}.items():
        note_redundancy(pattern, options, side)
    answer = Migration(difference) if migration else difference
    if format is Format.text:
        # A connection stays one line, for programs that read along, unless a terminal folds it.
        write(answer.to_text(width=terminal_width()))
    else:
        write_answer(answer, format)
