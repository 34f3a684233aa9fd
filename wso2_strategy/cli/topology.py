"""``wso2-strategy topology``: the component graph of a pattern or an answer, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated

import typer

from wso2_strategy.api import topology
from wso2_strategy.cli.answers import check_output, open_file, terminal_width, write_file
from wso2_strategy.cli.shared_options import ForceOption, OutputOption, refused, words_of
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
from wso2_strategy.document.text import refolded
from wso2_strategy.domain.source_numbers import SourceNumbers
from wso2_strategy.errors import UnknownNameError, printable
from wso2_strategy.topology import FLOWS, Topology
from wso2_strategy.topology.export import FORMATS, export
from wso2_strategy.topology.export.listing import to_text
from wso2_strategy.topology.exposure import EXPOSURE_RULES
from wso2_strategy.topology.symptoms import symptom_named
from wso2_strategy.topology.tier_wording import connection_record

FormatOption = Annotated[
    str | None,
    words_of(FORMATS, "--format", "Without it what the ending of --output says, or text."),
]

_ENDINGS = {f".{name}": name for name in FORMATS if name not in ("text", "mermaid")} | {
    ".mmd": "mermaid",
    ".txt": "text",
    "": "text",
}


def topology_command(  # noqa: PLR0913, PLR0917 - typer reads options off parameters
    target: Annotated[str, design("TARGET")],
    ha: HighAvailabilityOption = False,  # noqa: FBT002 - typer reads it so
    redundancy: RedundancyOption = None,
    platform: PlatformOption = None,
    regions: RegionsOption = None,
    layout: LayoutOption = None,
    nodes: NodesOption = [],  # noqa: B006 - typer copies it
    protocol: ProtocolOption = [],  # noqa: B006 - typer copies it
    setting: SettingOption = [],  # noqa: B006 - typer copies it
    format: FormatOption = None,  # noqa: A002 - the option's name
    flow: Annotated[
        str | None,
        words_of(FLOWS, "--flow", "Only what one flow uses."),
    ] = None,
    instances: Annotated[  # noqa: FBT002 - typer reads it so
        bool, typer.Option("--instances", help="Every node by itself.")
    ] = False,
    firewall: Annotated[
        str | None, words_of(("markdown", "csv"), "--firewall", "Firewall rules, in this form.")
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
    cut: Annotated[
        list[str],
        typer.Option(
            "--cut",
            metavar="CONNECTION",
            help="What is seen when a connection is cut, such as C11 or"
            " gateway->traffic-manager:5672; may be repeated.",
        ),
    ] = [],  # noqa: B006 - typer copies it
    symptom: Annotated[
        str | None,
        typer.Option(
            "--symptom",
            metavar="WORDS",
            help='Which connections to check, such as "limits double".',
        ),
    ] = None,
    check: Annotated[  # noqa: FBT002 - typer reads it so
        bool, typer.Option("--check", help="Check exposure rules; status 1 if one is broken.")
    ] = False,
    output: OutputOption = None,
    force: ForceOption = False,  # noqa: FBT002 - typer reads it so
    open_: Annotated[  # noqa: FBT002 - typer reads it so
        bool, typer.Option("--open", help="Show the file of --output, or else an SVG picture.")
    ] = False,
) -> None:
    """Show tiers and connections, draw them, or answer questions on them."""
    is_question = bool(firewall or failures or impact or cut or check) or symptom is not None
    if open_ and output is None:
        ending = format or ("txt" if is_question else "svg")
        output = Path(mkdtemp(prefix="wso2-strategy-")) / f"topology.{ending}"
    check_output(output, "--output", force=force)
    file_format = format or ("text" if is_question else _format_of(output))
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
    pattern, found = side(target, options)
    with as_typed(options):
        shown = found if isinstance(found, Topology) else topology(found, **options)
    note_redundancy(pattern, options, shown)
    for note in shown.notes:
        typer.echo(f"note: {printable(note)}", err=True)
    shown = shown.instances() if instances and failures else shown
    whole = shown
    shown = shown.flow(flow).topology if flow else shown
    shown = shown.instances() if instances and not failures else shown
    questions: dict[str, tuple[object, Callable[[], str | bytes]]] = {
        "--firewall": (firewall, lambda: _firewall(shown, firewall or "")),
        "--failures": (failures, lambda: "".join(_failures(whole, flow))),
        "--impact": (impact, lambda: "".join(_impact(shown, impact))),
        "--cut": (cut, lambda: "".join(_cut(shown, cut))),
        "--symptom": (symptom is not None, lambda: "".join(_carried(shown, symptom or ""))),
        "--check": (check, lambda: "".join(_checked(shown))),
        "--format": (file_format != "text", lambda: export(shown, file_format)),
    }
    asked = {option: answer for option, (given, answer) in questions.items() if given}
    if len(asked) > 1:
        raise typer.BadParameter(f"{' and '.join(asked)} exclude each other; ask for one")
    if failures:
        typer.echo(_NOT_DRAWN, err=True)
    width = terminal_width() if output is None else None
    answer = next(iter(asked.values()), lambda: to_text(shown, width))()
    if isinstance(answer, str) and not firewall and file_format == "text":
        answer = refolded(answer, width)
    write_file(answer, output, "--output", force=force)
    if open_ and output is not None:
        open_file(output)
    if check and shown.exposure_findings():
        raise typer.Exit(1)


def _format_of(output: Path | None) -> str:
    """Return the format that the ending of a file says."""
    ending = output.suffix.lower() if output is not None else ""
    if ending not in _ENDINGS:
        allowed = f"a name that ends in {', '.join(filter(None, _ENDINGS))}"
        raise refused("--output", str(output), allowed)
    return _ENDINGS[ending]


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


_NOT_DRAWN = (
    "note: the site, and over several regions what leads clients to one, are not drawn; plan counts"
    " them."
)


def _impact(shown: Topology, lost: list[str]) -> Iterator[str]:
    for each in shown.impact(lost):
        yield f"{each.flow}: {each.effect}\n"
        yield from (f"  {reason}\n" for reason in each.reasons)


def _cut(shown: Topology, cut: list[str]) -> Iterator[str]:
    seen, numbers = shown.symptoms(cut), SourceNumbers()
    yield from _impact(shown, cut)
    yield "\nWhat people see\n"
    for each in seen:
        yield f"  {each.says} {numbers.mark(each.basis, each.source)}\n    {each.check}\n"
    if not seen:
        yield "  No symptom is known.\n"
    yield from _sources(numbers)


def _carried(shown: Topology, words: str) -> Iterator[str]:
    symptom, numbers = symptom_named(words), SourceNumbers()
    yield f"{symptom.says} {numbers.mark(symptom.basis, symptom.source)}\n  {symptom.check}\n"
    yield "\nConnections to check\n"
    found = shown.carriers(symptom.id)
    for each in found:
        mark = f" {numbers.mark(each.basis, each.source)}" if each.source else ""
        yield f"  {connection_record(each)}{mark}\n"
    if not found:
        yield "  No connection between nodes of this topology shows it.\n"
    yield from _sources(numbers)


def _sources(numbers: SourceNumbers) -> Iterator[str]:
    if numbers.lines():
        yield "\nSources\n"
        yield from (f"  {line}\n" for line in numbers.lines())


def _checked(shown: Topology) -> Iterator[str]:
    findings = shown.exposure_findings()
    yield from (f"{each}\n" for each in findings)
    if not findings:
        count = len(shown.connections())
        yield f"All {count} connections keep the {len(EXPOSURE_RULES)} exposure rules.\n"
