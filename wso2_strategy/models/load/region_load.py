"""What one region has to carry, and what one node can."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from wso2_strategy.domain import sources
from wso2_strategy.domain.assumptions import Assumptions, remembered
from wso2_strategy.models.arithmetic import Arithmetic
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.models.load.load_formulas import all_in_one_tps, key_manager_load, measured_tps

Calibration = Literal["documented", "measured"]
"""``documented`` rests on WSO2's stated figures, ``measured`` on the benchmarks."""

CALIBRATIONS: tuple[Calibration, ...] = ("documented", "measured")


@frozen
class Rates:
    """What one region has to carry, and what one node can by one calibration.

    Attributes:
        calibration: What the rates rest on.
        calls_tps: API calls, in requests/s.
        events_per_second: Throttling events.
        gateway_tps: Requests/s that one gateway carries.
        mixed_tps: Requests/s that a node carries which does other work besides: no more than
            the measurement for the payload, however much WSO2's figure says.
        stated_mixed_tps: The same by WSO2's figure alone.
        token_nodes: Nodes that issuing and validating tokens keeps busy.
        prefix: What the names of the region's figures begin with.
    """

    calibration: Calibration
    calls_tps: float = 0.0
    events_per_second: float = 0.0
    gateway_tps: float = 1.0
    mixed_tps: float = 1.0
    stated_mixed_tps: float = 1.0
    token_nodes: float = 0.0
    prefix: str = ""


def region_rates(
    demand: Demand | None,
    share: float,
    prefix: str,
    all_tokens: bool,  # noqa: FBT001 - a remembered question has no names
    numbers: Arithmetic,
) -> dict[Calibration, Rates]:
    """Return what a region carries, and what its nodes can, by each calibration.

    By WSO2's figures the calls and the tokens of an All-in-One node are two limits,
    because its stated capacity for calls includes an unknown load of tokens. By
    measurement they add up, because both take CPU time.

    Args:
        demand: The load of all regions, if one is stated.
        share: The region's share of the calls.
        prefix: What the names of its figures begin with.
        all_tokens: Whether all tokens are its own, instead of the same share.
        numbers: The arithmetic.
    """
    if demand is None:
        return {each: Rates(each, prefix=prefix) for each in CALIBRATIONS}

    def shared(name: str, whole: float | None, unit: str, share: float) -> float:
        if not whole or share == 1:
            return whole or 0.0
        return numbers.named(prefix + name, whole * share, unit)

    token_share = 1.0 if all_tokens else share
    calls = shared("calls_tps", demand.design_tps, "requests/s", share)
    events = (demand.events_per_second or 0.0) * share
    issued = shared("issued", demand.token_requests_per_second, "tokens/s", token_share)
    asked = demand.introspections_per_second
    checked = shared("validated", asked, "validations/s", token_share)
    validations = numbers.value("key_manager_validations_per_second")

    def nodes(busy: float) -> float:
        reads = issued, checked, validations
        source = sources.TOKEN_PERFORMANCE
        return busy and numbers.named(f"{prefix}token_nodes", busy, "nodes", source, reads)

    gateway_tps, stated_tps = numbers.value("gateway_tps"), numbers.value("all_in_one_tps")
    node_tps = measured_tps(demand.gateway_cpu_ms, numbers)
    mixed_tps = all_in_one_tps(node_tps, numbers)
    if calls and mixed_tps < stated_tps:
        mixed_tps = numbers.named(f"{prefix}all_in_one_node_tps", mixed_tps, "requests/s per node")
    busy = nodes(key_manager_load(issued, checked, numbers, stored=demand.tokens_stored))

    def rates(calibration: Calibration, *tps: float) -> Rates:
        gateway, mixed, stated = tps
        return Rates(calibration, calls, events, gateway, mixed, stated, busy, prefix)

    return {
        "documented": rates("documented", gateway_tps, mixed_tps, stated_tps),
        "measured": rates("measured", node_tps, node_tps, node_tps),
    }


@remembered(most=256, place=4)
def plain_rates(
    demand: Demand | None,
    share: float,
    prefix: str,
    all_tokens: bool,  # noqa: FBT001
    assumptions: Assumptions,
) -> dict[Calibration, Rates]:
    """Return the same in plain numbers; remembered, because every pattern asks for it."""
    return region_rates(demand, share, prefix, all_tokens, Arithmetic(assumptions))
