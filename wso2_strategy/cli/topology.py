"""``wso2-strategy topology``: the component graph of a pattern, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

import typer

from wso2_strategy.api import topology
from wso2_strategy.cli.answers import check_output, terminal_width, write_file
from wso2_strategy.cli.shared_options import ForceOption, OutputOption
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
from wso2_strategy.document.text import refolded
from wso2_strategy.errors import UnknownNameError, printable
from wso2_strategy.topology import Topology
from wso2_strategy.topology.export import FORMATS, export
from wso2_strategy.topology.export.listing import to_text
from wso2_strategy.topology.exposure import EXPOSURE_RULES

PatternArgument = Annotated[
    str, typer.Argument(metavar="PATTERN", help="P0 to P6, MDC1, MDC2, or a name of one.")
]


def topology_command(  # noqa: PLR0913, PLR0917 - typer reads options off parameters
    pattern: PatternArgument,
    ha: HighAvailabilityOption = False,  # noqa: FBT002 - typer reads it so
    redundancy: RedundancyOption = None,
    platform: PlatformOption = None,
    regions: RegionsOption = None,
    layout: LayoutOption = None,
    nodes: NodesOption = [],  # noqa: B006 - typer copies it
    protocol: ProtocolOption = [],  # noqa: B006 - typer copies it
    setting: SettingOption = [],  # noqa: B006 - typer copies it
    file_format: Annotated[
        str, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.")
    ] = "text",
    flow: Annotated[
        str | None, typer.Option("--flow", help="Only what one flow uses, such as api-call.")
    ] = None,
    instances: Annotated[  # noqa: FBT002 - typer reads it so
        bool, typer.Option("--instances", help="Every node by itself.")
    ] = False,
    firewall: Annotated[
        str | None, typer.Option("--firewall", help="Firewall rules as markdown or csv.")
    ] = None,
    failures: Annotated[  # noqa: FBT002 - typer reads it so
        bool, typer.Option("--failures", help="Single points of failure, flow by flow.")
    ] = False,
    impact: Annotated[
        list[str],
        typer.Option(
            "--impact",
            metavar="NAME",
            help="What the loss of a component, node or connection does; may be repeated.",
        ),
    ] = [],  # noqa: B006 - typer copies it
    check: Annotated[  # noqa: FBT002 - typer reads it so
        bool, typer.Option("--check", help="Check exposure rules; status 1 if one is broken.")
    ] = False,
    output: OutputOption = None,
    force: ForceOption = False,  # noqa: FBT002 - typer reads it so
) -> None:
    """Show the tiers and connections of a pattern, draw them, or answer questions on them."""
    check_output(output, "--output", force=force)
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
        shown = topology(pattern, **options)
    note_redundancy(pattern, options, shown)
    for note in shown.notes:
        typer.echo(f"note: {printable(note)}", err=True)
    shown = shown.instances() if instances and failures else shown
    whole = shown
    shown = shown.flow(flow).topology if flow else shown
    shown = shown.instances() if instances and not failures else shown
    answers: dict[str, Callable[[], str]] = {}
    if firewall:
        answers["--firewall"] = lambda: _firewall(shown, firewall)
    if failures:
        answers["--failures"] = lambda: "".join(_failures(whole, flow))
    if impact:
        answers["--impact"] = lambda: "".join(_impact(shown, impact))
    if check:
        answers["--check"] = lambda: "".join(_checked(shown))
    if file_format != "text":
        answers["--format"] = lambda: export(shown, file_format)
    if len(answers) > 1:
        raise typer.BadParameter(f"{' and '.join(answers)} exclude each other; ask for one")
    width = terminal_width() if output is None else None
    text = next(iter(answers.values()), lambda: to_text(shown, width))()
    text = text if firewall or file_format != "text" else refolded(text, width)
    write_file(text, output, "--output", force=force)
    if check and shown.exposure_findings():
        raise typer.Exit(1)


def _firewall(shown: Topology, form: str) -> str:
    rules = shown.firewall_rules()
    forms = {"markdown": rules.to_markdown, "csv": rules.to_csv}
    if form not in forms:
        raise UnknownNameError("format", form, forms)
    return forms[form]()


def _failures(shown: Topology, only: str | None) -> Iterator[str]:
    for flow in (shown.flow(only).flow,) if only else shown.flows:
        single = shown.single_points_of_failure(flow)
        yield f"{flow.id}: {', '.join(single) or 'none'}\n"


def _impact(shown: Topology, lost: list[str]) -> Iterator[str]:
    for each in shown.impact(lost):
        yield f"{each.flow}: {each.effect}\n"
        yield from (f"  {reason}\n" for reason in each.reasons)


def _checked(shown: Topology) -> Iterator[str]:
    findings = shown.exposure_findings()
    yield from (f"{each}\n" for each in findings)
    if not findings:
        count = len(shown.connections())
        yield f"All {count} connections keep the {len(EXPOSURE_RULES)} exposure rules.\n"
