"""The load that a deployment must carry, derived from what is stated about traffic."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions
from wso2_strategy.domain.facts import Availability, RegionMode, Requirements, Traffic
from wso2_strategy.models.arithmetic import MAX_LOAD, Arithmetic
from wso2_strategy.models.load.capacity import (
    DELAY_VERSION,
    MEASURED_VERSION,
    benchmark,
    cost_model,
)
from wso2_strategy.models.load.growth import stated_growth
from wso2_strategy.models.load.load_formulas import (
    Stated,
    call_cost,
    calls_of,
    count,
    measured_tps,
    nodes_for,
)

_CENTRAL: RegionMode = "central-control-plane"
_MEASURED_PROTOCOLS = frozenset({"http", "graphql"})


@frozen(cache_hash=True)
class Demand:
    """The load to be carried at the end of the horizon, and by each region; a derived fact.

    It is flat, so that rules can compare its fields with constants. Fields about
    calls are None when only a token load is stated, and the other way round.

    Attributes:
        peak_tps: Sustained peak now, in requests/s.
        sustained_tps: Sustained peak at its highest within the horizon, in requests/s.
        design_tps: The load that the gateways must carry, in requests/s: the sustained
            peak with growth, times the burst ratio.
        annual_growth: Growth per year as a fraction.
        horizon_months: How long the growth must be carried, in months.
        growth_factor: Largest load within the horizon as a multiple of the load now.
        burst_ratio: A sudden spike as a multiple of the sustained peak.
        message_bytes: Payload, in bytes.
        mediated_share: Share of requests whose payload is transformed.
        graphql: Whether GraphQL APIs are served; their queries may cost more.
        gateway_cpu_ms: CPU time of one request in a gateway, in vCPU-ms.
        gateway_ms: Time of one request in a gateway that is as busy as intended, in ms.
        backend_latency_ms: Time of one request in the backend, in ms.
        concurrency: Requests in flight at the design load, by Little's law.
        regions: How many regions serve calls.
        carrying_regions: How many of them share all calls: all, or those that are left while one
            is down, where such a failure is to be survived.
        region_tps: The calls that each of those carries in equal shares, in requests/s.
        where: Words for where those are; empty in a single region.
        events_per_second: Throttling events at the design load.
        region_events_per_second: Throttling events of each region.
        tokens_now_per_second: Tokens to issue per second now.
        token_requests_per_second: Tokens to issue per second, with growth.
        tokens_stored: Whether tokens are stored when they are issued, as opaque ones are.
        introspections_per_second: Opaque tokens that gateways ask about, per second.
        all_in_one_nodes: All-in-One nodes that the calls need, by WSO2's stated figure or by
            the measurement for the payload, where that is less.
        gateway_nodes: Gateway nodes that the calls need by measurement, without a spare.
        token_regions: How many regions share the tokens: all that carry calls, or the one with
            the control plane where one manages all.
        tokens_where: Words for where those are; empty in a single region.
        key_manager_nodes: Key Manager nodes that the tokens of such a region need, without a
            spare.
        traffic_manager_clusters: Traffic Managers, each alone or a pair, that the events of a
            region need.
        measured_version: The version whose measurements are used.
        extrapolated: Whether the payload lies outside the measured range.
        unmeasured_protocols: Protocols without a usable measurement, or None.
    """

    peak_tps: float | None
    sustained_tps: float | None
    design_tps: float | None
    annual_growth: float
    horizon_months: int
    growth_factor: float
    burst_ratio: float
    message_bytes: int
    mediated_share: float
    graphql: bool
    gateway_cpu_ms: float
    gateway_ms: float
    backend_latency_ms: float | None
    concurrency: float | None
    regions: int
    carrying_regions: int
    region_tps: float | None
    where: str | None  # it may be left out, so it is no part of the fact's name
    events_per_second: float | None
    region_events_per_second: float | None
    tokens_now_per_second: float | None
    token_requests_per_second: float | None
    tokens_stored: bool
    introspections_per_second: float | None
    all_in_one_nodes: int | None
    gateway_nodes: int | None
    token_regions: int
    tokens_where: str | None
    key_manager_nodes: int
    traffic_manager_clusters: int | None
    measured_version: str
    extrapolated: bool
    unmeasured_protocols: str | None


def demand(
    requirements: Requirements,
    assumptions: Assumptions = ASSUMPTIONS,
    *,
    version: str = MEASURED_VERSION,
) -> Demand | None:
    """Return the load to be carried, or None when neither calls nor tokens are stated.

    Tokens grow with the calls but do not follow a burst, because they are used
    many times. A load that shrinks is carried at its largest, which is now.

    Raises:
        UnknownNameError: There are no measurements of `version`.

    >>> from wso2_strategy.domain.facts import Availability, RegionMode, Requirements, Traffic
    >>> retail = Traffic(peak_tps=800, annual_growth=0.5, horizon_months=24, burst_ratio=2)
    >>> demand(Requirements(traffic=retail)).design_tps
    3600.0
    >>> demand(Requirements()) is None
    True
    """
    return demand_of(requirements.traffic, requirements.availability, assumptions, version=version)


def demand_of(
    traffic: Traffic,
    over: Availability,
    assumptions: Assumptions,
    *,
    version: str = MEASURED_VERSION,
) -> Demand | None:
    """Return the load that follows from what is stated of it and of regions; see `demand`."""
    if traffic.peak_tps is None and traffic.token_requests_per_second is None:
        return None
    return _demand(stated_load(traffic, over, assumptions, version), Arithmetic(assumptions))


def stated_load(
    traffic: Traffic,
    over: Availability,
    assumptions: Assumptions,
    version: str = MEASURED_VERSION,
) -> Stated:
    """Return what is stated of a load, or taken where nothing is, before anything is computed."""
    growth, horizon = stated_growth(traffic, assumptions)
    value, mediates = assumptions.value, traffic.mediation  # what is read is said to be assumed
    regions = serving_regions(over.regions, over.region_mode)
    spare = int(assumptions.value("spare_regions")) if to_survive(over) else 0
    protocols = traffic.protocols or frozenset()
    is_central = over.region_mode == _CENTRAL
    return Stated(
        peak_tps=traffic.peak_tps,
        annual_growth=growth,
        horizon_months=horizon,
        burst_ratio=traffic.burst_ratio or 1.0,
        message_bytes=traffic.message_bytes or int(assumptions.value("default_message_bytes")),
        mediated_share=value("default_mediated_share") if mediates is None else float(mediates),
        graphql="graphql" in protocols,
        backend_latency_ms=traffic.backend_latency_ms,
        regions=regions,
        carrying_regions=max(1, regions - spare),
        token_regions=1 if is_central else max(1, regions - spare),
        tokens_where="" if is_central else _where(regions, max(1, regions - spare)),
        tokens_now_per_second=traffic.token_requests_per_second,
        tokens_stored=traffic.token_format == "opaque",  # noqa: S105  # a format, no secret
        measured_version=version,
        unmeasured_protocols=", ".join(sorted(protocols - _MEASURED_PROTOCOLS)) or None,
    )


def recorded(load: Demand, numbers: Arithmetic) -> Demand:
    """Return a load again, of numbers that remember how they follow from what was stated."""
    stated: Any = {name: getattr(load, name) for name in Stated.__annotations__}
    return _demand(stated, numbers)


def _demand(stated: Stated, numbers: Arithmetic) -> Demand:
    """Return what follows from a stated load: every formula of it, once."""
    named, size, share = numbers.named, stated["message_bytes"], stated["mediated_share"]
    model = cost_model(stated["measured_version"])
    calls = calls_of(stated, numbers)
    cpu_ms = call_cost(stated, numbers)
    idle_ms = model.unloaded_ms(size, mediated_share=share)
    idle_ms = numbers.given("idle_gateway_ms", idle_ms, "ms", benchmark(DELAY_VERSION), "derived")
    waiting_ms = _waiting_ms(idle_ms, numbers.value("target_utilisation"), numbers)
    gateway_ms = named("gateway_ms", waiting_ms, "ms")
    concurrency, design = None, calls["design_tps"]
    if design is not None and stated["backend_latency_ms"] is not None:
        backend_ms = numbers.stated("backend_latency_ms", stated["backend_latency_ms"], "ms")
        in_flight = numbers.bounded(design * (gateway_ms + backend_ms) / 1000)
        concurrency = named("concurrency", in_flight, "requests in flight")
    return Demand(
        **stated,
        **calls,
        **nodes_for(calls, cpu_ms, stated, numbers),
        gateway_cpu_ms=cpu_ms,
        gateway_ms=gateway_ms,
        concurrency=concurrency,
        where=_where(stated["regions"], stated["carrying_regions"]),
        gateway_nodes=count(design, measured_tps(cpu_ms, numbers), numbers),
        extrapolated=not model.covers(size, graphql=stated["graphql"]),
    )


def serving_regions(regions: int | None, region_mode: RegionMode | None) -> int:
    """Return how many regions serve calls: one where others stand by; with any mode two are meant.

    >>> serving_regions(3, None), serving_regions(None, "active-active")
    (3, 2)
    """
    if region_mode == "active-passive":
        return 1
    return max(regions or 1, 1 if region_mode is None else 2)


def to_survive(stated: Availability) -> tuple[str, ...]:
    """Return the statements by which regions must carry the load of one that is down.

    >>> to_survive(Availability(tolerates_downtime=False, redundancy="gateway"))
    ('tolerates_downtime',)
    """
    found = {
        "automatic_failover": stated.automatic_failover,
        "tolerates_downtime": stated.tolerates_downtime is False,
        "redundancy": stated.redundancy == "all",
        "full_load_during_failure": stated.full_load_during_failure,
    }
    return tuple(name for name, is_asked in found.items() if is_asked)


def _where(regions: int, carrying: int) -> str:
    if regions == 1:
        return ""
    if carrying == regions:
        return f" in each of {regions} regions"
    return f" in each region while one of {regions} is down"


def _waiting_ms(idle_ms: float, utilisation: float, numbers: Arithmetic) -> float:
    try:
        return numbers.bounded(idle_ms / (1 - utilisation))
    except ZeroDivisionError:
        return MAX_LOAD
