"""The numbers in the texts of the documentation; what is generated is tested with all pages."""

from __future__ import annotations

from pathlib import Path

from make_models import SHOP

from wso2_strategy.domain.facts import Requirements
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import sizing

SIZING = Path(__file__).parents[2] / "docs" / "explanation" / "sizing.md"


def test_the_numbers_of_the_worked_example_are_in_its_text() -> None:
    """What the text computes by hand is what the library computes."""
    page = SIZING.read_text(encoding="utf-8")
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
