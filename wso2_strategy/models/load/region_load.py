"""What one region has to carry, and what one node can."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from attrs import frozen

from wso2_strategy.domain import sources
from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.models.arithmetic import Arithmetic
from wso2_strategy.models.load.demand import Demand, key_manager_load, measured_tps

Calibration = Literal["documented", "measured"]
"""``documented`` rests on WSO2's stated figures, ``measured`` on the benchmarks."""

CALIBRATIONS: tuple[Calibration, ...] = ("documented", "measured")


@frozen
class Load:
    """What one region has to carry.

    Attributes:
        calls_tps: API calls, in requests/s.
        events_per_second: Throttling events.
        tokens_per_second: Tokens to issue.
        introspections_per_second: Opaque tokens to validate.
        node_tps: Requests/s that one node carries by measurement.
        prefix: What the names of the region's figures begin with.
    """

    calls_tps: float = 0.0
    events_per_second: float = 0.0
    tokens_per_second: float = 0.0
    introspections_per_second: float = 0.0
    node_tps: float = 1.0
    prefix: str = ""


@frozen
class Rates:
    """What a load comes to by one calibration.

    Attributes:
        load: The load.
        calibration: What the rates rest on.
        gateway_tps: Requests/s that one gateway carries.
        mixed_tps: Requests/s that a node carries which does other work besides.
        token_nodes: Nodes that issuing and validating tokens keeps busy.
    """

    load: Load
    calibration: Calibration
    gateway_tps: float
    mixed_tps: float
    token_nodes: float


def region_rates(
    demand: Demand | None,
    share: float,
    prefix: str,
    all_tokens: bool,  # noqa: FBT001 - a remembered question has no names
    numbers: Arithmetic,
) -> dict[Calibration, Rates]:
    """Return what a region carries by each calibration.

    Args:
        demand: The load of all regions, if one is stated.
        share: The region's share of the calls.
        prefix: What the names of its figures begin with.
        all_tokens: Whether all tokens are its own, instead of the same share.
        numbers: The arithmetic.
    """
    load = _region_load(demand, share, 1.0 if all_tokens else share, prefix, numbers)
    return {each: _rates(load, each, numbers) for each in CALIBRATIONS}


@lru_cache(maxsize=256)
def plain_rates(
    demand: Demand | None,
    share: float,
    prefix: str,
    all_tokens: bool,  # noqa: FBT001
    assumptions: Assumptions,
) -> dict[Calibration, Rates]:
    """Return the same in plain numbers; remembered, because every pattern asks for it."""
    return region_rates(demand, share, prefix, all_tokens, Arithmetic(assumptions))


def _region_load(
    demand: Demand | None, share: float, token_share: float, prefix: str, numbers: Arithmetic
) -> Load:
    if demand is None:
        return Load(prefix=prefix)

    def shared(name: str, whole: float | None, unit: str, share: float) -> float:
        if not whole or share == 1:
            return whole or 0.0
        return numbers.named(prefix + name, whole * share, unit)

    tokens, checked = demand.token_requests_per_second, demand.introspections_per_second
    return Load(
        calls_tps=shared("calls_tps", demand.design_tps, "requests/s", share),
        events_per_second=(demand.events_per_second or 0.0) * share,
        tokens_per_second=shared("issued", tokens, "tokens/s", token_share),
        introspections_per_second=shared("validated", checked, "validations/s", token_share),
        node_tps=measured_tps(demand.gateway_cpu_ms, numbers),
        prefix=prefix,
    )


def _rates(load: Load, calibration: Calibration, numbers: Arithmetic) -> Rates:
    """Return what a load comes to.

    By WSO2's figures the calls and the tokens of an All-in-One node are two limits,
    because its stated capacity for calls includes an unknown load of tokens. By
    measurement they add up, because both take CPU time.
    """
    issued, checked = load.tokens_per_second, load.introspections_per_second
    validations = numbers.value("key_manager_validations_per_second")
    if calibration == "documented":
        gateway_tps, mixed_tps = numbers.value("gateway_tps"), numbers.value("all_in_one_tps")
        tokens = issued / validations + checked / validations
    else:
        gateway_tps = mixed_tps = load.node_tps
        tokens = key_manager_load(issued, checked, numbers)
    if tokens:
        reads = issued, checked, validations
        name = f"{load.prefix}token_nodes"
        tokens = numbers.named(name, tokens, "nodes", sources.TOKEN_PERFORMANCE, reads)
    return Rates(load, calibration, gateway_tps, mixed_tps, tokens)
