"""Writes the generated blocks of docs/explanation/sizing.md and availability.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from attrs import evolve
from residuals import residuals, summaries

from wso2_strategy import Advisor, load_requirements
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.domain.facts import Requirements, Traffic
from wso2_strategy.domain.wording import computed, estimated, percentage
from wso2_strategy.inference import Assumption
from wso2_strategy.models.availability.flow_availability import availability
from wso2_strategy.models.figure import Figure, explained
from wso2_strategy.models.load.capacity import cost_model, measured_versions
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.planning.effects import effects
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import sizing
from wso2_strategy.output.plan_document import plan_document

HERE = Path(__file__).parent
PAGES = [HERE / "explanation" / name for name in ("availability.md", "sizing.md")]
STARTUP = HERE.parent / "examples" / "startup.yaml"
BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)

SHOP = Traffic(
    peak_tps=3800,
    annual_growth=0.25,
    horizon_months=24,
    burst_ratio=1.5,
    message_bytes=2048,
    mediation=False,
)


def pages() -> dict[Path, str]:
    """Return both pages with their blocks brought up to date."""
    return {page: BLOCK.sub(_current, page.read_text(encoding="utf-8")) for page in PAGES}


def _current(block: re.Match[str]) -> str:
    mark, name, _, end = block.groups()
    return "\n".join([mark, *BLOCKS[name](), "", end])


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    columns = list(head)
    yield f"| {' | '.join(columns)} |"
    yield f"| {' | '.join('---' for _ in columns)} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _costs() -> Iterator[str]:
    sizes = (50, 1024, 10240, 102400)
    yield "vCPU-ms per request:"
    yield ""
    yield from _table(
        ["Version", "Payload", *(f"{size:,} bytes" for size in sizes)],
        (
            [version, name, *(_cell(version, size, share) for size in sizes)]
            for version in measured_versions()
            for name, share in (("as it is", 0.0), ("transformed", 1.0))
        ),
    )


def _cell(version: str, size: int, share: float) -> str:
    model = cost_model(version)
    cost = model.cpu_ms(size, mediated_share=share)
    return f"{cost:.4f}" if model.covers(size) else "-"


def _written(figures: Iterable[Figure]) -> Iterator[str]:
    steps: dict[str, Figure | Assumption] = {}
    for figure in figures:
        steps |= {step.id: step for step in figure.steps()}
    yield "```text"
    yield from map(explained, steps.values())
    yield "```"


def _example() -> Iterator[str]:
    found = sizing(Design.named("P3", "all"), demand(Requirements(traffic=SHOP)))
    return _written(found.figures())


def _residual_table() -> Iterator[str]:
    found = residuals()
    yield f"All {len(found)} rows of the table:"
    yield ""
    yield from _table(
        ["Rows", "Number", "Mean", "Most cautious", "Most optimistic"],
        (
            [each.group, str(each.rows)]
            + [f"{share:+.1%}" for share in (each.mean, each.lowest, each.highest)]
            for each in summaries(found)
        ),
    )


def _assumptions() -> Iterator[str]:
    return _table(
        ["Name", "Value", "Unit", "Meaning", "Basis", "Source"],
        (
            [
                f"`{number.id}`",
                computed(number.value),
                number.unit,
                number.meaning,
                number.basis,
                number.source.title,
            ]
            for number in ASSUMPTIONS.numbers
        ),
    )


def _patterns() -> Iterator[str]:
    return _table(
        ["Pattern", "Redundancy", "Availability", "Nines", "Minutes down a year"],
        (
            [
                pattern.id,
                redundancy,
                percentage(found.availability),
                f"{found.nines:.1f}",
                estimated(found.minutes_per_year),
            ]
            for pattern in CATALOG.arrangements("pattern")
            for redundancy in ("none", "all")
            for found in [availability(Design(pattern, redundancy))]  # type: ignore[arg-type]
        ),
    )


def _importances() -> Iterator[str]:
    return _table(
        ["Tier", "Down", "Birnbaum importance", "Minutes a year that a perfect one would save"],
        (
            [
                each.block,
                f"{each.unavailability:.1e}",
                f"{each.birnbaum:.4f}",
                estimated(each.minutes_per_year),
            ]
            for each in availability(Design.named("P1")).importances
        ),
    )


def _plan() -> Iterator[str]:
    recommendation = Advisor().advise(load_requirements(STARTUP))
    document = plan_document(recommendation, recommendation.plan())
    shown = evolve(document, blocks=document.blocks[1:3]).to_text(width=88)
    yield "```text"
    yield from shown.splitlines()[2:]
    yield "```"


def _uncertain() -> Iterator[str]:
    size = sizing(Design.named("P3", "all"), demand(Requirements(traffic=SHOP)))
    return _table(
        ["Number", "If", "Instead of", "Nodes", "Calls available"],
        (
            [
                f"`{each.assumption.id}`",
                computed(each.assumption.value),
                computed(each.instead_of),
                str(each.sizing.total_nodes),
                each.availability.said,
            ]
            for each in effects(Requirements(traffic=SHOP), size)
        ),
    )


BLOCKS: Mapping[str, Callable[[], Iterator[str]]] = {
    "assumptions": _assumptions,
    "costs": _costs,
    "example": _example,
    "importances": _importances,
    "pair": lambda: _written([availability(Design.named("P1")).figure()]),
    "patterns": _patterns,
    "plan": _plan,
    "residuals": _residual_table,
    "uncertain": _uncertain,
}
