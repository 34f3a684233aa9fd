"""What follows from a stated load: each formula once, on numbers, recorded numbers or columns.

In a column of rows a comparison holds where it does for any of them; so each branch is written
such that it also gives the right number for rows that the other one is for.
"""

from __future__ import annotations

from typing import TypedDict

from wso2_strategy.domain import sources
from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.models.arithmetic import Arithmetic
from wso2_strategy.models.load.capacity import cost_model
from wso2_strategy.models.load.growth import growth_factor


class Stated(TypedDict):
    """The fields of a demand that no formula computes."""

    peak_tps: float | None
    annual_growth: float
    horizon_months: int
    burst_ratio: float
    message_bytes: int
    mediated_share: float
    graphql: bool
    backend_latency_ms: float | None
    regions: int
    carrying_regions: int
    token_regions: int
    tokens_where: str | None
    tokens_now_per_second: float | None
    tokens_stored: bool
    measured_version: str
    unmeasured_protocols: str | None


class Calls(TypedDict):
    """The fields of a demand about calls and tokens, and how they grow."""

    sustained_tps: float | None
    design_tps: float | None
    growth_factor: float
    region_tps: float | None
    events_per_second: float | None
    region_events_per_second: float | None
    token_requests_per_second: float | None
    introspections_per_second: float | None


class Nodes(TypedDict):
    """The nodes of a demand that rules compare."""

    all_in_one_nodes: int | None
    key_manager_nodes: int
    traffic_manager_clusters: int | None


def calls_of(stated: Stated, numbers: Arithmetic) -> Calls:
    """Return the calls and tokens that follow from what is stated."""
    value, named, given = numbers.value, numbers.named, numbers.stated
    growth = given("annual_growth", stated["annual_growth"], "per year", "0")
    months = given("horizon_months", stated["horizon_months"], "months", "default_horizon_months")
    factor = named("growth_factor", growth_factor(growth, months, numbers), "times")
    sustained = design = region = events = region_events = introspections = tokens = None
    if stated["peak_tps"] is not None:
        peak = given("peak_tps", stated["peak_tps"], "requests/s")
        sustained = named("sustained_tps", numbers.product(peak, factor), "requests/s")
        burst = given("burst_ratio", stated["burst_ratio"], "times the peak", "1")
        design = named("design_tps", numbers.product(sustained, burst), "requests/s")
        carrying = stated["carrying_regions"]
        region = numbers.part(design, carrying) if carrying > 1 else design
        events = numbers.bounded(design * value("events_per_request"))
        region_events = numbers.bounded(region * value("events_per_request"))
        is_asked = stated["tokens_stored"]
        asked = numbers.bounded(design * value("introspected_share")) if is_asked else 0.0
        introspections = named("introspections_per_second", asked, "validations/s", sources.SCALING)
    if stated["tokens_now_per_second"] is not None:
        now = given("tokens_now_per_second", stated["tokens_now_per_second"], "tokens/s")
        tokens = named("token_requests_per_second", numbers.product(now, factor), "tokens/s")
    return Calls(
        sustained_tps=sustained,
        design_tps=design,
        growth_factor=factor,
        region_tps=region,
        events_per_second=events,
        region_events_per_second=region_events,
        token_requests_per_second=tokens,
        introspections_per_second=introspections,
    )


def call_cost(stated: Stated, numbers: Arithmetic) -> float:
    """Return the CPU time of one call in a gateway, in vCPU-ms."""
    model = cost_model(stated["measured_version"])
    size = numbers.stated(
        "message_bytes", stated["message_bytes"], "bytes", "default_message_bytes"
    )

    def cost(size: float, share: float, graphql: bool, numbers: Arithmetic) -> float:  # noqa: FBT001
        # What is neither none nor all of the calls is the assumption: nobody can state it.
        mediated = share if share in (0, 1) else numbers.value("default_mediated_share")
        return model.cpu_ms(size, mediated_share=mediated, graphql=graphql, numbers=numbers)

    cpu_ms = numbers.each(cost, size, stated["mediated_share"], stated["graphql"])
    return numbers.named("gateway_cpu_ms", cpu_ms, "vCPU-ms per request", sources.PERFORMANCE)


def nodes_for(calls: Calls, cpu_ms: float, stated: Stated, numbers: Arithmetic) -> Nodes:
    """Return the nodes that calls and tokens need, as rules compare them."""
    tokens, introspections = calls["token_requests_per_second"], calls["introspections_per_second"]
    busy = key_manager_load(tokens, introspections, numbers, stored=stated["tokens_stored"])
    node_tps = all_in_one_tps(measured_tps(cpu_ms, numbers), numbers)
    most_events = numbers.value("traffic_manager_events_per_second")
    return Nodes(
        all_in_one_nodes=count(calls["design_tps"], node_tps, numbers),
        key_manager_nodes=numbers.count_of(busy, stated["token_regions"]),
        traffic_manager_clusters=count(calls["region_events_per_second"], most_events, numbers),
    )


def count(load: float | None, capacity: float, numbers: Arithmetic) -> int | None:
    """Return the whole nodes of a capacity that a load needs, if one is stated."""
    return None if load is None else numbers.count_of(load, capacity)


def measured_tps(cpu_ms: float, numbers: Arithmetic) -> float:
    """Return the requests/s that one node carries at the intended utilisation.

    >>> from wso2_strategy.models.arithmetic import PLAIN
    >>> round(measured_tps(0.5, PLAIN))
    2600
    """
    available_ms = numbers.value("vcpu_per_node") * 1000 * numbers.value("target_utilisation")
    carried = available_ms * numbers.value("measured_throughput_share") / cpu_ms
    return numbers.named("measured_node_tps", carried, "requests/s per node", sources.PERFORMANCE)


def all_in_one_tps(node_tps: float, numbers: Arithmetic) -> float:
    """Return the requests/s of a node that does other work besides, of which so many are measured.

    WSO2's figure counts that work; but no payload makes a node faster than it was measured.
    """
    stated = numbers.value("all_in_one_tps")
    return numbers.smallest(stated, node_tps) if node_tps < stated else stated


def issued_per_node(numbers: Arithmetic | Assumptions, *, stored: bool) -> float:
    """Return the tokens/s that one Key Manager node issues at the intended utilisation."""
    name = "stored_tokens_per_second_per_vcpu" if stored else "tokens_per_second_per_vcpu"
    per_vcpu = numbers.value(name)
    return per_vcpu * numbers.value("vcpu_per_node") * numbers.value("target_utilisation")


def key_manager_load(
    tokens: float | None, introspections: float | None, numbers: Arithmetic, *, stored: bool
) -> float:
    """Return how many Key Manager nodes the token load keeps as busy as intended."""
    issuing = (tokens or 0.0) / issued_per_node(numbers, stored=stored)
    validations = numbers.value("key_manager_validations_per_second")
    return issuing + (introspections or 0.0) / validations
