"""What one region has to carry, and what one node can."""

from __future__ import annotations

from functools import lru_cache
from math import inf
from typing import Literal

from attrs import frozen

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.models.load.demand import Demand, key_manager_load, measured_tps

Calibration = Literal["documented", "measured"]
"""``documented`` rests on WSO2's stated figures, ``measured`` on the benchmarks."""

CALIBRATIONS: tuple[Calibration, ...] = ("documented", "measured")


@frozen(cache_hash=True)
class Load:
    """What one region has to carry.

    Attributes:
        calls_tps: API calls, in requests/s.
        events_per_second: Throttling events.
        tokens_per_second: Tokens to issue.
        introspections_per_second: Opaque tokens to validate.
        call_cpu_ms: CPU time of one call, in vCPU-ms.
    """

    calls_tps: float = 0.0
    events_per_second: float = 0.0
    tokens_per_second: float = 0.0
    introspections_per_second: float = 0.0
    call_cpu_ms: float = 1.0


@frozen
class Rates:
    """A load in nodes, by one calibration, and the limits that bind.

    Attributes:
        load: The load.
        calibration: What the rates rest on.
        gateway_tps: Requests/s that one gateway carries.
        token_nodes: Nodes that issuing and validating tokens keeps busy.
        call_nodes: Nodes that calls keep busy where a node does other work besides.
        all_in_one_nodes: Nodes that calls and tokens together keep busy.
        most_gateways: The most gateways around one Traffic Manager.
        most_events: The most events/s of one Traffic Manager.
        most_tps_by_events: Requests/s that cause the most events/s.
        spare_nodes: Spare nodes of a redundant tier that can grow.
    """

    load: Load
    calibration: Calibration
    gateway_tps: float
    token_nodes: float
    call_nodes: float
    all_in_one_nodes: float
    most_gateways: int
    most_events: float
    most_tps_by_events: float
    spare_nodes: int

    def carrying_gateways(self, spare: int) -> int:
        """Return the most gateways of one cluster that carry load."""
        return max(1, self.most_gateways - spare)

    def cluster_tps(self, spare: int) -> float:
        """Return the requests/s that one cluster of gateways carries."""
        return min(self.carrying_gateways(spare) * self.gateway_tps, self.most_tps_by_events)


@lru_cache(maxsize=256)
def region_load(demand: Demand | None, call_share: float = 1.0, token_share: float = 1.0) -> Load:
    """Return what one region carries of the calls and of the tokens."""
    if demand is None:
        return Load()
    return Load(
        calls_tps=(demand.design_tps or 0.0) * call_share,
        events_per_second=(demand.events_per_second or 0.0) * call_share,
        tokens_per_second=(demand.token_requests_per_second or 0.0) * token_share,
        introspections_per_second=(demand.introspections_per_second or 0.0) * token_share,
        call_cpu_ms=demand.gateway_cpu_ms,
    )


@lru_cache(maxsize=256)
def rates(load: Load, assumptions: Assumptions, calibration: Calibration) -> Rates:
    """Return a load in nodes.

    By WSO2's figures the calls and the tokens of an All-in-One node are two limits,
    because its stated capacity for calls includes an unknown load of tokens. By
    measurement they add up, because both take CPU time.
    """
    value = assumptions.value
    tokens, validations = load.tokens_per_second, load.introspections_per_second
    if calibration == "documented":
        gateway_tps = value("gateway_tps")
        token_nodes = (tokens + validations) / value("key_manager_validations_per_second")
        call_nodes = load.calls_tps / value("all_in_one_tps")
        all_in_one_nodes = max(call_nodes, token_nodes)
    else:
        gateway_tps = measured_tps(load.call_cpu_ms, assumptions)
        token_nodes = key_manager_load(tokens, validations, assumptions)
        call_nodes = load.calls_tps / gateway_tps
        all_in_one_nodes = call_nodes + token_nodes
    most_events = value("traffic_manager_events_per_second")
    per_request = value("events_per_request")
    return Rates(
        load=load,
        calibration=calibration,
        gateway_tps=gateway_tps,
        token_nodes=token_nodes,
        call_nodes=call_nodes,
        all_in_one_nodes=all_in_one_nodes,
        most_gateways=int(value("gateways_per_traffic_manager")),
        most_events=most_events,
        most_tps_by_events=most_events / per_request if per_request else inf,
        spare_nodes=int(value("spare_nodes")),
    )
