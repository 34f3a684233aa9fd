"""The figures in the documentation are those that the library computes."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from residuals import residuals, summaries

from wso2_strategy import Advisor, load_requirements
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.domain.facts import Requirements, Traffic
from wso2_strategy.domain.wording import computed
from wso2_strategy.inference import Assumption
from wso2_strategy.models.availability.flow_availability import availability
from wso2_strategy.models.figure import Figure, explained
from wso2_strategy.models.load.capacity import cost_model, measured_versions
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import sizing
from wso2_strategy.output.plan_document import plan_document

DOCS = Path(__file__).parents[2] / "docs" / "explanation"
EXAMPLES = Path(__file__).parents[2] / "examples"
SHOP = Traffic(
    peak_tps=3800,
    annual_growth=0.25,
    horizon_months=24,
    burst_ratio=1.5,
    message_bytes=2048,
    mediation=False,
)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    columns = list(head)
    yield f"| {' | '.join(columns)} |"
    yield f"| {' | '.join('---' for _ in columns)} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def costs() -> Iterator[str]:
    sizes = (50, 1024, 10240, 102400)
    yield "vCPU-ms per request:"
    yield ""
    yield from table(
        ["Version", "Payload", *(f"{size:,} bytes" for size in sizes)],
        (
            [version, name, *(cell(version, size, share) for size in sizes)]
            for version in measured_versions()
            for name, share in (("as it is", 0.0), ("transformed", 1.0))
        ),
    )


def cell(version: str, size: int, share: float) -> str:
    model = cost_model(version)
    cost = model.cpu_ms(size, mediated_share=share)
    return f"{cost:.4f}" if model.covers(size) else "-"


def written(figures: Iterable[Figure]) -> Iterator[str]:
    steps: dict[str, Figure | Assumption] = {}
    for figure in figures:
        steps |= {step.id: step for step in figure.steps()}
    yield "```text"
    yield from map(explained, steps.values())
    yield "```"


def example() -> Iterator[str]:
    found = sizing(Design.named("P3", "all"), demand(Requirements(traffic=SHOP)))
    return written(found.figures())


def residual_table() -> Iterator[str]:
    found = residuals()
    yield f"All {len(found)} rows of the table:"
    yield ""
    yield from table(
        ["Rows", "Number", "Mean", "Most cautious", "Most optimistic"],
        (
            [each.group, str(each.rows)]
            + [f"{share:+.1%}" for share in (each.mean, each.lowest, each.highest)]
            for each in summaries(found)
        ),
    )


def assumptions() -> Iterator[str]:
    return table(
        ["Name", "Value", "Unit", "Meaning", "Basis", "Source"],
        (
            [
                f"`{number.id}`",
                computed(number.value),
                number.unit,
                number.meaning,
                number.basis,
                "-" if "proposal" in number.source.title else number.source.title,
            ]
            for number in ASSUMPTIONS.numbers
        ),
    )


def patterns() -> Iterator[str]:
    return table(
        ["Pattern", "Redundancy", "Availability", "Nines", "Minutes down a year"],
        (
            [
                pattern.id,
                redundancy,
                f"{100 * found.availability:.4f} %",
                f"{found.nines:.2f}",
                f"{found.minutes_per_year:,.0f}",
            ]
            for pattern in CATALOG.arrangements("pattern")
            for redundancy in ("none", "all")
            for found in [availability(Design(pattern, redundancy))]  # type: ignore[arg-type]
        ),
    )


def importances() -> Iterator[str]:
    return table(
        ["Tier", "Down", "Birnbaum importance", "Minutes a year that a perfect one would save"],
        (
            [
                each.block,
                f"{each.unavailability:.2e}",
                f"{each.birnbaum:.6f}",
                f"{each.minutes_per_year:.1f}",
            ]
            for each in availability(Design.named("P1")).importances
        ),
    )


def plan() -> Iterator[str]:
    recommendation = Advisor().advise(load_requirements(EXAMPLES / "startup.yaml"))
    document = plan_document(recommendation, recommendation.plan())
    shown = evolve(document, blocks=document.blocks[1:3]).to_text(width=88)
    yield "```text"
    yield from shown.splitlines()[2:]
    yield "```"


BLOCKS: dict[str, Any] = {
    "assumptions": assumptions,
    "costs": costs,
    "example": example,
    "importances": importances,
    "pair": lambda: written([availability(Design.named("P1")).figure()]),
    "patterns": patterns,
    "plan": plan,
    "residuals": residual_table,
}


def block(page: str, name: str) -> str:
    """Return what stands between the marks of a generated block."""
    _, _, rest = page.partition(f"<!-- generated: {name} -->\n")
    return rest.partition("<!-- end -->")[0]


def page_with(name: str) -> str:
    pages = [path.read_text("utf-8") for path in sorted(DOCS.glob("*.md"))]
    (found,) = [page for page in pages if f"<!-- generated: {name} -->" in page]
    return found


@pytest.mark.parametrize("name", BLOCKS)
def test_a_generated_block_is_up_to_date(name: str) -> None:
    """A changed number must be changed in the documentation too."""
    assert block(page_with(name), name) == "\n".join(["", *BLOCKS[name](), "", ""])


def test_the_numbers_of_the_worked_example_are_in_its_text() -> None:
    """What the text computes by hand is what the library computes."""
    page = page_with("example")
    found = sizing(Design.named("P3", "all"), demand(Requirements(traffic=SHOP)))
    values = {step.id: step.value for figure in found.figures() for step in figure.steps()}
    assert values["design_tps"] == 8906.25
    for number in (
        f"{values['gateway_cpu_ms']:.4f} vCPU-ms",
        f"{values['measured_node_tps']:,.0f} requests/s",
        f"{values['cluster_tps']:,.0f}",
        f"{values['passthrough_cpu_ms_at_1024']:.4f}",
        f"{values['passthrough_cpu_ms_at_10240']:.4f}",
        f"**{values['gateway_nodes']:.0f}**",
        f"**{values['total_nodes']:.0f} nodes**",
    ):
        assert number in page
