"""Recorded evaluations answer what the models answer, to the last bit."""

from __future__ import annotations

from random import Random

import pytest
from attrs import evolve
from depth import tries

from wso2_strategy import Advisor
from wso2_strategy.models.availability.flow_availability import time_down
from wso2_strategy.models.availability.use import Use
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.portfolio.columns.downs import Downs

DESIGNS = tries(40)
NODES = (1, 2, 3, 4, 5, 7, 10, 20, 10**9)


@pytest.mark.parametrize("layout", [None, "MDC1", "MDC2", "DR1"])
def test_time_down_with_any_nodes_is_that_of_the_model(
    advisor: Advisor, layout: str | None
) -> None:
    """Of every pattern, over regions and zones, and whatever it is that calls go through."""
    catalog, random = advisor.knowledge.catalog, Random(layout)  # noqa: S311 - no secret
    over = catalog.pattern(layout) if layout else None
    patterns = [p for p in catalog.arrangements("pattern") if over is None or p.spans(over)]
    downs = Downs(advisor.assumptions)
    for _ in range(DESIGNS):
        redundancy = random.choice(("none", "gateway", "all"))
        regions = random.choice((2, 3)) if over else 1
        server = random.random() < 0.3
        design = Design(random.choice(patterns), redundancy, regions, over, catalog, server)
        tiers = dict.fromkeys(tier.component for kind in design.kinds for tier in kind.tiers)
        zones, token_format = random.choice((1, 2, 3)), random.choice(("jwt", "opaque"))
        for _ in range(4):
            nodes = tuple((name, random.choice(NODES)) for name in tiers)
            use = Use("api-call", token_format, nodes)
            expected = time_down(evolve(design, zones=zones), advisor.assumptions, use)
            assert downs.down(design, zones, use) == expected, (design, zones, use)
            assert downs.down(design, zones, downs.served(design, use)) == expected
