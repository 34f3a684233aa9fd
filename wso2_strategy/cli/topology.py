"""``wso2-strategy topology``: the component graph of a pattern or an answer, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import click
from click.exceptions import Exit

from wso2_strategy.api import topology
from wso2_strategy.cli.program.answers import check_output, open_file, terminal_width, write_file
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.shared_options import (
    force_option,
    of_words,
    output_option,
    refused,
)
from wso2_strategy.cli.program.topology_options import (
    as_typed,
    design,
    drawing_options,
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

_ENDINGS = {each.ending: name for name, each in FORMATS.items()} | {"": "text"}


@click.command("topology", cls=WorkingCommand)
@design("TARGET")
@drawing_options
@click.option(
    "--format",
    **of_words(FORMATS),
    help="Without it what the ending of --output says, or text.",
)
@click.option("--flow", **of_words(FLOWS), help="Only what one flow uses.")
@click.option("--instances", is_flag=True, help="Every node by itself.")
@click.option("--firewall", **of_words(("markdown", "csv")), help="Firewall rules, in this form.")
@click.option("--failures", is_flag=True, help="Single points of failure, flow by flow.")
@click.option(
    "--impact",
    multiple=True,
    metavar="NAME",
    help="What the loss of a component, node, connection, site (site@2) or availability zone of it"
    " (zone-1@2) does; may be repeated.",
)
@click.option(
    "--cut",
    multiple=True,
    metavar="CONNECTION",
    help="What is seen when a connection is cut, such as C11 or"
    " gateway->traffic-manager:5672; may be repeated.",
)
@click.option(
    "--symptom", metavar="WORDS", help='Which connections to check, such as "limits double".'
)
@click.option("--check", is_flag=True, help="Check exposure rules; status 1 if one is broken.")
@output_option
@force_option
@click.option(
    "--open", "open_", is_flag=True, help="Show the file of --output, or else an SVG picture."
)
def topology_command(
    target: str,
    format: str | None,  # noqa: A002 - the option's name
    flow: str | None,
    instances: bool,
    firewall: str | None,
    failures: bool,
    impact: tuple[str, ...],
    cut: tuple[str, ...],
    symptom: str | None,
    check: bool,
    output: Path | None,
    force: bool,
    open_: bool,
    **drawing: Any,
) -> None:
    """Show tiers and connections, draw them, or answer questions on them."""
    is_question = bool(firewall or failures or impact or cut or check) or symptom is not None
    if open_ and output is None:
        ending = format or ("txt" if is_question else "svg")
        output = Path(mkdtemp(prefix="wso2-strategy-")) / f"topology.{ending}"
    check_output(output, "--output", force=force, is_opened=open_)
    file_format = format or ("text" if is_question else _format_of(output))
    options = stated_options(**drawing)
    pattern, found = side(target, options)
    with as_typed(options):
        shown = found if isinstance(found, Topology) else topology(found, **options)
    note_redundancy(pattern, options, shown)
    for note in shown.notes:
        click.echo(f"note: {printable(note)}", err=True)
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
        raise click.BadParameter(f"{' and '.join(asked)} exclude each other; ask for one")
    if failures:
        click.echo(_NOT_DRAWN, err=True)
    width = terminal_width() if output is None else None
    answer = next(iter(asked.values()), lambda: to_text(shown, width))()
    if isinstance(answer, str) and not firewall and file_format == "text":
        answer = refolded(answer, width)
    write_file(answer, output, "--output", force=force)
    if open_ and output is not None:
        open_file(output)
    if check and shown.exposure_findings():
        raise Exit(1)


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
    "note: a site or an availability zone, which takes all that stands in it, is no node; plan"
    " counts it, and --impact site@1 or --impact zone-1@1 says what its loss does."
)


def _impact(shown: Topology, lost: Iterable[str]) -> Iterator[str]:
    numbers = SourceNumbers()
    yield from _effects(shown, lost, numbers)
    yield from _sources(numbers)


def _effects(shown: Topology, lost: Iterable[str], numbers: SourceNumbers) -> Iterator[str]:
    for each in shown.impact(list(lost)):
        yield f"{each.flow}: {each.effect}\n"
        for why in each.consequences:
            yield f"  {why.says}{numbers.after(why.basis, why.source)}\n"


def _cut(shown: Topology, cut: Iterable[str]) -> Iterator[str]:
    seen, numbers = shown.symptoms(cut), SourceNumbers()
    yield from _effects(shown, cut, numbers)
    yield "\nWhat people see\n"
    for each in seen:
        yield f"  {each.says}{numbers.after(each.basis, each.source)}\n    {each.check}\n"
    if not seen:
        yield "  No symptom is known.\n"
    yield from _sources(numbers)


def _carried(shown: Topology, words: str) -> Iterator[str]:
    symptom, numbers = symptom_named(words), SourceNumbers()
    yield f"{symptom.says}{numbers.after(symptom.basis, symptom.source)}\n  {symptom.check}\n"
    yield "\nConnections to check\n"
    found = shown.carriers(symptom.id)
    for each in found:
        yield f"  {connection_record(each)}{numbers.after(each.basis, each.source)}\n"
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
