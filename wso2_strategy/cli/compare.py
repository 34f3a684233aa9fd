"""``wso2-strategy compare``: what differs between two patterns, and the way across."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

import typer

from wso2_strategy.cli.options import Format, FormatOption
from wso2_strategy.cli.terminal import folded, terminal_width
from wso2_strategy.cli.topology_options import (
    HighAvailabilityOption,
    LayoutOption,
    NodesOption,
    PlatformOption,
    ProtocolOption,
    RedundancyOption,
    RegionsOption,
    SettingOption,
    asked_redundancy,
    built,
    note_redundancy,
)
from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.topology import compare, migration_steps, topology
from wso2_strategy.topology.export.difference import (
    difference_data,
    difference_markdown,
    difference_text,
)


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
    asked = asked_redundancy(ha=ha, redundancy=redundancy)
    patterns = (before, after)
    fair = "all" if any(map(_redundant_by_definition, patterns)) else None
    sides = [
        built(
            pattern,
            redundancy=asked or fair,
            platform=platform,
            regions=regions,
            layout=layout,
            nodes=own_nodes,
            protocols=protocol,
            settings=setting,
        )
        for pattern, own_nodes in zip(patterns, _shared_out(nodes, patterns), strict=True)
    ]
    for pattern, side in dict(zip(patterns, sides, strict=True)).items():
        note_redundancy(pattern, asked, side)
    difference = compare(*sides)
    steps = migration_steps(difference) if migration else ()
    if format is Format.json:
        data = difference_data(difference, steps)
        typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    if format is Format.markdown:
        typer.echo(difference_markdown(difference, steps), nl=False)
    else:
        typer.echo(folded(difference_text(difference, steps), terminal_width()), nl=False)


def _redundant_by_definition(pattern: str) -> bool:
    """Return whether a pattern always is, so that only redundant designs compare fairly."""
    return CATALOG.pattern(pattern).min_redundancy == "all"


def _shared_out(nodes: list[str], patterns: tuple[str, str]) -> Iterator[list[str]]:
    """Yield the counts for each pattern, without those of tiers that only the other one has."""
    own = [{tier.component for tier in topology(each).components} for each in patterns]
    for mine in own:
        others = set.union(*own) - mine
        yield [words for words in nodes if words.partition("=")[0].strip() not in others]
