"""``wso2-strategy plan``: how long a recommendation lasts, and what it costs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from wso2_strategy.cli.options import (
    AssumeOption,
    Engine,
    EngineOption,
    FileArgument,
    Format,
    FormatOption,
    advisor,
)
from wso2_strategy.document import Section, Table, escaped
from wso2_strategy.errors import RequirementsError
from wso2_strategy.facts import Requirements
from wso2_strategy.io import load_requirements
from wso2_strategy.models.figure import explained, shown
from wso2_strategy.models.plan import Plan
from wso2_strategy.models.timeline import MAX_MONTHS

MonthsOption = Annotated[
    int, typer.Option("--months", min=0, max=MAX_MONTHS, help="How far to look ahead.")
]
PriceOption = Annotated[
    list[str],
    typer.Option(
        "--price",
        metavar="COMPONENT=AMOUNT",
        help="Price of one node per month, in any currency; may be repeated.",
    ),
]


def plan_command(
    file: FileArgument,
    months: MonthsOption = 24,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
    engine: EngineOption = Engine.auto,
    assume: AssumeOption = [],  # noqa: B006 - typer copies it
    price: PriceOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Show when a growing load outgrows its design, what a spike takes, and what all costs."""
    requirements = load_requirements(file)
    recommendation = advisor(engine, assume).advise(requirements)
    found = recommendation.plan(months, dict(map(_price, price)))
    if format is Format.json:
        typer.echo(json.dumps(found.to_dict(), indent=2, ensure_ascii=False))
    else:
        write = _markdown if format is Format.markdown else _text
        typer.echo(write(_title(requirements), list(outline(found))), nl=False)


def outline(found: Plan) -> Iterator[Section]:
    """Yield the sections of a plan, the most important first."""
    yield _answer(found)
    yield _events(found)
    yield _months(found)
    yield _availability(found)
    yield _costs(found)
    yield Section("Arithmetic", tuple(_arithmetic(found)), listed=True)


def _answer(found: Plan) -> Section:
    size, lasts = found.sizing, found.timeline.lasts_until
    sentences = [f"{found.decision}: {size.total_nodes:,} WSO2 nodes for the stated horizon."]
    sentences += [f"It does not carry the load: {reason}." for reason in size.reasons]
    last = found.timeline.months[-1].month
    if lasts is None:
        sentences.append(f"What is right now stays right for the {last} months looked at.")
    else:
        now, then = found.timeline.months[0], found.timeline.months[lasts]
        sentences.append(
            f"What is right now, {now.pattern}, lasts until month {lasts}: then {then.pattern}"
            " is recommended, or another redundancy or platform."
            if now.pattern == then.pattern
            else f"What is right now, {now.pattern}, is outgrown in month {lasts}: then"
            f" {then.pattern} is recommended."
        )
    if found.spike is not None:
        sentences.append(f"Spikes ({found.spike.covered_by}): {found.spike.explanation}")
    demand = size.demand
    if demand is not None and demand.concurrency is not None:
        latency_ms = demand.gateway_ms + (demand.backend_latency_ms or 0)
        sentences.append(
            f"A request takes about {latency_ms:,.0f} ms, {demand.gateway_ms:,.1f} ms of it in the"
            f" gateway; {demand.concurrency:,.0f} requests are in flight at the design load."
        )
    return Section("Answer", (*sentences, *size.notes))


def _events(found: Plan) -> Section:
    rows = tuple(
        (str(event.month), event.kind, event.subject, event.before, event.after)
        for event in found.timeline.events
    )
    if not rows:
        return Section("What changes", ("Nothing changes.",))
    columns = ("Month", "Change of", "Subject", "From", "To")
    return Section("What changes", table=Table(columns, rows))


def _months(found: Plan) -> Section:
    months = found.timeline.months
    components = tuple(dict.fromkeys(name for month in months for name in month.nodes))
    rows = tuple(
        (
            str(month.month),
            _load(month.peak_tps),
            _load(month.design_tps),
            month.pattern if month.feasible else f"{month.pattern} (too small)",
            *(f"{month.nodes[name]:,}" if name in month.nodes else "-" for name in components),
            f"{month.total_nodes:,}",
        )
        for month in months
    )
    columns = ("Month", "Peak requests/s", "To carry", "Pattern", *components, "Nodes")
    return Section("Month by month", table=Table(columns, rows))


def _load(tps: float | None) -> str:
    return "-" if tps is None else f"{tps:,.0f}"


def _availability(found: Plan) -> Section:
    rows = tuple(
        (
            flow.flow,
            f"{100 * flow.availability:.6g} %",
            f"{flow.nines:.2f}",
            f"{flow.minutes_per_year:,.1f}",
            f"{costliest.block} ({costliest.minutes_per_year:,.1f})",
        )
        for flow in found.availability
        for costliest in flow.importances[:1]
    )
    columns = ("Use", "Availability", "Nines", "Minutes down a year", "Most of it from (minutes)")
    return Section("Availability", table=Table(columns, rows))


def _costs(found: Plan) -> Section:
    rows = tuple(
        (
            each.pattern,
            "yes" if each.feasible else "no",
            f"{each.nodes:,}",
            f"{each.vcpu:,}",
            f"{each.memory_mib / 1024:,.0f}",
            "-" if each.per_month is None else f"{each.per_month:,.2f}",
        )
        for each in found.costs
    )
    columns = ("Pattern", "Carries the load", "Nodes", "vCPU", "Memory (GiB)", "Price a month")
    unpriced = sorted({name for each in found.costs for name in each.unpriced})
    missing = (f"No price is given for {', '.join(unpriced)}.",) if unpriced else ()
    return Section("Cost of every pattern with the same redundancy", missing, Table(columns, rows))


def _arithmetic(found: Plan) -> Iterator[str]:
    steps = {step.id: step for figure in found.figures() for step in figure.steps()}
    for step in steps.values():
        yield explained(step)
    both = ", ".join(
        f"{each.total_nodes:,} by {_CALIBRATIONS[each.calibration]}"
        for each in found.sizing.calibrations
    )
    yield f"Nodes in all: {shown(found.sizing.total_nodes)} as chosen; {both}."


_CALIBRATIONS = {"documented": "WSO2's stated figures", "measured": "measurement"}


def _price(words: str) -> tuple[str, Decimal]:
    name, _, number = words.partition("=")
    try:
        amount = Decimal(number)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not (amount.is_finite() and amount >= 0):
        problem = f"{words!r} is not allowed; allowed: component=amount, such as gateway=61.32"
        raise RequirementsError("--price", [problem])
    return name.strip(), amount


def _title(requirements: Requirements) -> str:
    return f"Plan for {requirements.name}" if requirements.name else "Plan"


def _text(title: str, sections: Iterable[Section]) -> str:
    lines = [title]
    for section in sections:
        lines += ["", section.title, ""]
        mark = "  - " if section.listed else "  "
        lines += [f"{mark}{paragraph}" for paragraph in section.paragraphs]
        if section.table is not None:
            lines += _aligned(section.table)
    return "\n".join(lines) + "\n"


def _aligned(table: Table) -> list[str]:
    rows = (table.columns, *table.rows)
    widths = [max(len(row[place]) for row in rows) for place in range(len(table.columns))]
    return ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def _markdown(title: str, sections: Iterable[Section]) -> str:
    blocks = [f"# {escaped(title)}"]
    for section in sections:
        blocks.append(f"## {escaped(section.title)}")
        paragraphs = [escaped(paragraph) for paragraph in section.paragraphs]
        if section.listed:
            blocks.append("\n".join(f"- {paragraph}" for paragraph in paragraphs))
        else:
            blocks += paragraphs
        if section.table is not None:
            blocks.append("\n".join(_markdown_rows(section.table)))
    return "\n\n".join(blocks) + "\n"


def _markdown_rows(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(map(escaped, table.columns))} |"
    yield f"| {' | '.join('---' for _ in table.columns)} |"
    for row in table.rows:
        yield f"| {' | '.join(map(escaped, row))} |"
