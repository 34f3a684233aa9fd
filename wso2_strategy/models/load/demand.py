"""The load that a deployment must carry, derived from what is stated about traffic."""

from __future__ import annotations

from typing import Any, TypedDict

from attrs import frozen

from wso2_strategy.domain import sources
from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions
from wso2_strategy.domain.facts import Availability, RegionMode, Requirements, Traffic
from wso2_strategy.models.arithmetic import MAX_LOAD, PLAIN, Arithmetic, decimal, whole_number
from wso2_strategy.models.load.capacity import (
    DELAY_VERSION,
    MEASURED_VERSION,
    benchmark,
    cost_model,
)
from wso2_strategy.models.load.growth import growth_factor, stated_growth

MAX_COUNT = 2**53
"""Counts in facts stop here, so that every engine and JSON reader holds them exactly."""

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
    growth, horizon = stated_growth(traffic, assumptions)
    value, mediates = assumptions.value, traffic.mediation  # what is read is said to be assumed
    regions = serving_regions(over.regions, over.region_mode)
    spare = int(assumptions.value("spare_regions")) if to_survive(over) else 0
    protocols = traffic.protocols or frozenset()
    is_central = over.region_mode == _CENTRAL
    stated = _Stated(
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
    return _demand(stated, Arithmetic(assumptions))


def recorded(load: Demand, numbers: Arithmetic) -> Demand:
    """Return a load again, of numbers that remember how they follow from what was stated."""
    stated: Any = {name: getattr(load, name) for name in _Stated.__annotations__}
    return _demand(stated, numbers)


class _Stated(TypedDict):
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


def _demand(stated: _Stated, numbers: Arithmetic) -> Demand:
    """Return what follows from a stated load: every formula of it, once."""
    value, named, given = numbers.value, numbers.named, numbers.stated
    size, share, graphql = stated["message_bytes"], stated["mediated_share"], stated["graphql"]
    model, utilisation = cost_model(stated["measured_version"]), value("target_utilisation")
    stored, carrying = stated["tokens_stored"], stated["carrying_regions"]
    growth = given("annual_growth", stated["annual_growth"], "per year", "0")
    months = given("horizon_months", stated["horizon_months"], "months", "default_horizon_months")
    factor = named("growth_factor", growth_factor(growth, months, numbers), "times")
    sustained = design = region = events = region_events = None
    introspections = concurrency = tokens = None
    if stated["peak_tps"] is not None:
        peak = given("peak_tps", stated["peak_tps"], "requests/s")
        sustained = named("sustained_tps", _product(peak, factor, numbers), "requests/s")
        burst = given("burst_ratio", stated["burst_ratio"], "times the peak", "1")
        design = named("design_tps", _product(sustained, burst, numbers), "requests/s")
        region = design if carrying == 1 else PLAIN.exactly(design, decimal(design) / carrying)
        events = numbers.bounded(design * value("events_per_request"))
        region_events = PLAIN.bounded(region * value("events_per_request"))
        asked = numbers.bounded(design * value("introspected_share")) if stored else 0.0
        introspections = named("introspections_per_second", asked, "validations/s", sources.SCALING)
    if stated["tokens_now_per_second"] is not None:
        now = given("tokens_now_per_second", stated["tokens_now_per_second"], "tokens/s")
        tokens = named("token_requests_per_second", _product(now, factor, numbers), "tokens/s")
    cpu_ms = model.cpu_ms(
        given("message_bytes", size, "bytes", "default_message_bytes"),
        # What is neither none nor all of the calls is the assumption: nobody can state it.
        mediated_share=share if share in (0, 1) else value("default_mediated_share"),
        graphql=graphql,
        numbers=numbers,
    )
    cpu_ms = named("gateway_cpu_ms", cpu_ms, "vCPU-ms per request", sources.PERFORMANCE)
    idle_ms = model.unloaded_ms(size, mediated_share=share)
    idle_ms = numbers.given("idle_gateway_ms", idle_ms, "ms", benchmark(DELAY_VERSION), "derived")
    gateway_ms = named("gateway_ms", _waiting_ms(idle_ms, utilisation, numbers), "ms")
    if design is not None and stated["backend_latency_ms"] is not None:
        backend_ms = given("backend_latency_ms", stated["backend_latency_ms"], "ms")
        in_flight = numbers.bounded(design * (gateway_ms + backend_ms) / 1000)
        concurrency = named("concurrency", in_flight, "requests in flight")
    return Demand(
        **stated,
        sustained_tps=sustained,
        design_tps=design,
        growth_factor=factor,
        gateway_cpu_ms=cpu_ms,
        gateway_ms=gateway_ms,
        concurrency=concurrency,
        region_tps=region,
        where=_where(stated["regions"], carrying),
        events_per_second=events,
        region_events_per_second=region_events,
        token_requests_per_second=tokens,
        introspections_per_second=introspections,
        all_in_one_nodes=_count(design, all_in_one_tps(measured_tps(cpu_ms, numbers), numbers)),
        gateway_nodes=_count(design, measured_tps(cpu_ms, numbers)),
        key_manager_nodes=_count(
            key_manager_load(tokens, introspections, numbers, stored=stored),
            stated["token_regions"],
        )
        or 0,
        traffic_manager_clusters=_count(region_events, value("traffic_manager_events_per_second")),
        extrapolated=not model.covers(size, graphql=graphql),
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


def _product(load: float, factor: float, numbers: Arithmetic) -> float:
    """Return a load times a factor, as it is in decimals."""
    return numbers.exactly(load * factor, decimal(load) * decimal(factor))


def measured_tps(cpu_ms: float, numbers: Arithmetic) -> float:
    """Return the requests/s that one node carries at the intended utilisation.

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
    return stated if stated <= node_tps else numbers.smallest(stated, node_tps)


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


def _waiting_ms(idle_ms: float, utilisation: float, numbers: Arithmetic) -> float:
    try:
        return numbers.bounded(idle_ms / (1 - utilisation))
    except ZeroDivisionError:
        return MAX_LOAD


def _count(load: float | None, capacity: float) -> int | None:
    return None if load is None else whole_number(min(MAX_COUNT, load / capacity))
