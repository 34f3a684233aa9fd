"""``wso2-strategy topology``: the component graph of a pattern, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from attrs import fields

from wso2_strategy.errors import RequirementsError, UnknownNameError
from wso2_strategy.topology import Options, Topology, topology
from wso2_strategy.topology.export import FORMATS, export

PatternArgument = Annotated[
    str, typer.Argument(metavar="PATTERN", help="P0 to P6, MDC1, MDC2, or a name of one.")
]
HighAvailabilityOption = Annotated[
    bool, typer.Option("--ha", help="Every component redundant; short for --redundancy all.")
]
RedundancyOption = Annotated[
    str | None, typer.Option("--redundancy", help="What is redundant: none, gateway or all.")
]
PlatformOption = Annotated[
    str | None,
    typer.Option("--platform", help="virtual-machines, kubernetes or openshift."),
]
RegionsOption = Annotated[int | None, typer.Option("--regions", help="Number of regions.")]
LayoutOption = Annotated[
    str | None, typer.Option("--layout", help="How regions relate: MDC1 or MDC2.")
]
NodesOption = Annotated[
    list[str],
    typer.Option("--nodes", metavar="COMPONENT=N", help="Nodes of a component; may be repeated."),
]
ProtocolOption = Annotated[
    list[str],
    typer.Option("--protocol", help="http, graphql, websocket, websub or sse; may be repeated."),
]
SettingOption = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="OPTION=VALUE",
        help="Any other option, such as token_format=opaque or multi_tenant=yes.",
    ),
]
_OWN_OPTIONS = {
    "redundancy",
    "platform",
    "regions",
    "region_layout",
    "protocols",
    "nodes",
    "needed",
}
_SETTINGS = tuple(each.name for each in fields(Options) if each.name not in _OWN_OPTIONS)
_WORDS = {"yes": True, "true": True, "no": False, "false": False}


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
        str | None, typer.Option("--impact", help="What the loss of a component does.")
    ] = None,
    check: Annotated[  # noqa: FBT002 - typer reads it so
        bool, typer.Option("--check", help="Check exposure rules; status 1 if one is broken.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file instead of standard output.")
    ] = None,
) -> None:
    """Show the tiers and connections of a pattern, draw them, or answer questions on them."""
    shown = built(
        pattern,
        ha=ha,
        redundancy=redundancy,
        platform=platform,
        regions=regions,
        region_layout=layout,
        nodes=nodes,
        protocols=protocol,
        settings=setting,
    )
    shown = shown.flow(flow).topology if flow else shown
    shown = shown.instances() if instances else shown
    answers: list[Callable[[], str]] = []
    if firewall:
        answers.append(lambda: _firewall(shown, firewall))
    if failures:
        answers.append(lambda: "".join(_failures(shown)))
    if impact:
        answers.append(lambda: "".join(_impact(shown, impact)))
    if check:
        answers.append(lambda: "".join(f"{each}\n" for each in shown.exposure_findings()))
    if len(answers) > 1:
        raise typer.BadParameter("--firewall, --failures, --impact and --check exclude each other")
    write(answers[0]() if answers else export(shown, file_format), output)
    if check and shown.exposure_findings():
        raise typer.Exit(1)


def built(
    pattern: str,
    *,
    ha: bool,
    nodes: list[str],
    protocols: list[str],
    settings: list[str],
    **options: Any,
) -> Topology:
    """Return the topology that command-line options describe.

    Raises:
        RequirementsError: An option's value is not allowed.
        UnknownNameError: There is no such pattern, platform, option or component.
    """
    counts: dict[str, Any] = {name: _count(value) for name, value in map(_named, nodes)}
    for name, value in map(_named, settings):
        if name not in _SETTINGS:
            raise UnknownNameError("option", name, _SETTINGS)
        options[name] = _WORDS.get(value.casefold(), value)
    return topology(
        pattern,
        high_availability=ha,
        nodes=counts or None,
        protocols=protocols or None,
        **options,
    )


def write(text: str, output: Path | None) -> None:
    """Write text to a file, or to standard output without one.

    Raises:
        BadParameter: The file cannot be written.
    """
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or error
        raise typer.BadParameter(f"{output}: {reason}", param_hint="--output") from error


def _named(words: str) -> tuple[str, str]:
    name, sign, value = words.partition("=")
    if not sign:
        problem = f"{words!r} is not allowed; allowed: NAME=VALUE"
        raise RequirementsError("command line", [problem])
    return name.strip(), value.strip()


def _count(value: str) -> int | str:
    return int(value) if value.isdecimal() else value


def _firewall(shown: Topology, form: str) -> str:
    rules = shown.firewall_rules()
    forms = {"markdown": rules.to_markdown, "csv": rules.to_csv}
    if form not in forms:
        raise UnknownNameError("format", form, forms)
    return forms[form]()


def _failures(shown: Topology) -> Iterator[str]:
    for flow in shown.flows:
        single = shown.single_points_of_failure(flow)
        yield f"{flow.id}: {', '.join(single) or 'none'}\n"


def _impact(shown: Topology, lost: str) -> Iterator[str]:
    for each in shown.impact(lost):
        yield f"{each.flow}: {each.effect}\n"
        yield from (f"  {reason}\n" for reason in each.reasons)
