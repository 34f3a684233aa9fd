"""What weakens the numbers of a size."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions
from wso2_strategy.models.arithmetic import Arithmetic
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.region_counts import (
    Regions,
    call_nodes,
    excess,
    node_total,
)

_MEASURED_CONCURRENCY = 1000
_MEASURED = "measured_throughput_share"


def notes(
    design: Design,
    demand: Demand | None,
    chosen: Regions,
    measured: Regions,
    lowest: Regions,
    assumptions: Assumptions,
) -> Iterator[str]:
    """Yield what weakens the counts that were chosen, a sentence each.

    Args:
        design: What the counts are of.
        demand: The load they are for.
        chosen: The counts.
        measured: What they would be by measurement alone.
        lowest: What they would be if measurements were as low as when they were repeated.
        assumptions: The numbers they rest on.
    """
    if demand is None:
        yield "No load is stated; redundancy alone decides the number of nodes."
        return
    if demand.design_tps is None:
        yield "No peak of API calls is stated; only the token load counts."
    elif design.regions > 1:
        yield _over_regions(design, assumptions)
    if demand.extrapolated:
        yield (
            f"A payload of {demand.message_bytes:,} bytes lies outside the measured range; "
            "the cost of a request is extrapolated."
        )
    if demand.unmeasured_protocols:
        yield (
            f"No throughput is published for {demand.unmeasured_protocols}; "
            "the cost of an HTTP request stands in."
        )
    in_flight = (demand.concurrency or 0.0) / call_nodes(chosen)
    if in_flight > _MEASURED_CONCURRENCY:
        yield (
            f"{in_flight:,.0f} requests in flight per node exceed the "
            f"{_MEASURED_CONCURRENCY:,} that were measured."
        )
    if not excess(chosen):
        # What the measurements say against a design that WSO2's figures let pass.
        for reason in excess(measured):
            yield f"By measurement the design is too small: {reason}."
        yield from _if_repeated(chosen, lowest)


def _over_regions(design: Design, assumptions: Assumptions) -> str:
    if design.stands_by:
        return (
            "Every region has the nodes for the whole load, those of a standby region ready to run."
        )
    carrying = int(design.carrying_regions(Arithmetic(assumptions)))
    share = "the whole load" if carrying == 1 else f"1/{carrying} of the load"
    spare = design.regions - carrying
    others = f"so that {spare} of {design.regions} may be down" if spare else "none to spare"
    return f"Every region has the nodes for {share}, {others}."


def _if_repeated(chosen: Regions, lowest: Regions) -> Iterator[str]:
    means = (
        f"Measurements differ from run to run. By the lowest, {ASSUMPTIONS[_MEASURED].tried:.0%}"
        " of the figure used,"
    )
    for reason in excess(lowest):
        yield f"{means} the design is too small: {reason}."
    nodes, then = node_total(chosen), node_total(lowest)
    if not excess(lowest) and then != nodes:
        yield f"{means} it would take {then:,} WSO2 nodes instead of {nodes:,}."


@lru_cache(maxsize=16)
def by_the_lowest(assumptions: Assumptions) -> Assumptions:
    """Return assumptions that count on no more than the lowest repetition of measurements."""
    share = assumptions[_MEASURED]
    lowest = share.value if share.tried is None else min(share.value, share.tried)
    return assumptions.assume({_MEASURED: lowest})
