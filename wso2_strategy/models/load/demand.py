"""The load that a deployment must carry, derived from what is stated about traffic."""

from __future__ import annotations

from math import ceil, inf

from attrs import frozen

from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions
from wso2_strategy.domain.facts import Requirements, Traffic
from wso2_strategy.models.load.capacity import MEASURED_VERSION, cost_model

MAX_LOAD = 1e30
"""No load is taken to be larger; it keeps absurd input within finite numbers."""

MAX_COUNT = 2**53
"""Counts in facts stop here, so that every engine and JSON reader holds them exactly."""

_MEASURED_PROTOCOLS = frozenset({"http", "graphql"})


@frozen(cache_hash=True)
class Demand:
    """The load to be carried at the end of the horizon; a fact derived from `Traffic`.

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
        events_per_second: Throttling events at the design load.
        tokens_now_per_second: Tokens to issue per second now.
        token_requests_per_second: Tokens to issue per second, with growth.
        introspections_per_second: Opaque tokens that gateways ask about, per second.
        all_in_one_nodes: All-in-One nodes that the calls need by WSO2's stated figure.
        gateway_nodes: Gateway nodes that the calls need by measurement, without a spare.
        key_manager_nodes: Key Manager nodes that the token load needs, without a spare.
        traffic_manager_clusters: Traffic Managers, each alone or a pair, that the events need.
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
    events_per_second: float | None
    tokens_now_per_second: float | None
    token_requests_per_second: float | None
    introspections_per_second: float | None
    all_in_one_nodes: int | None
    gateway_nodes: int | None
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

    >>> from wso2_strategy.domain.facts import Requirements, Traffic
    >>> retail = Traffic(peak_tps=800, annual_growth=0.5, horizon_months=24, burst_ratio=2)
    >>> demand(Requirements(traffic=retail)).design_tps
    3600.0
    >>> demand(Requirements()) is None
    True
    """
    traffic = requirements.traffic
    if traffic.peak_tps is None and traffic.token_requests_per_second is None:
        return None
    growth, horizon = stated_growth(traffic, assumptions)
    factor = growth_factor(growth, horizon)
    burst = traffic.burst_ratio or 1.0
    sustained = _times(traffic.peak_tps, factor)
    design = _times(sustained, burst)
    tokens = _times(traffic.token_requests_per_second, factor)
    opaque = traffic.token_format == "opaque"  # noqa: S105  # a format, no secret
    introspections = _times(design, opaque * assumptions.value("introspected_share"))
    events = _times(design, assumptions.value("events_per_request"))
    cost = _request_cost(traffic, assumptions, version)
    return Demand(
        peak_tps=traffic.peak_tps,
        sustained_tps=sustained,
        design_tps=design,
        annual_growth=growth,
        horizon_months=horizon,
        growth_factor=factor,
        burst_ratio=burst,
        message_bytes=cost.message_bytes,
        mediated_share=cost.mediated_share,
        graphql=cost.graphql,
        gateway_cpu_ms=cost.cpu_ms,
        gateway_ms=cost.gateway_ms,
        backend_latency_ms=traffic.backend_latency_ms,
        concurrency=_concurrency(design, cost.gateway_ms, traffic.backend_latency_ms),
        events_per_second=events,
        tokens_now_per_second=traffic.token_requests_per_second,
        token_requests_per_second=tokens,
        introspections_per_second=introspections,
        all_in_one_nodes=_count(design, assumptions.value("all_in_one_tps")),
        gateway_nodes=_count(design, measured_tps(cost.cpu_ms, assumptions)),
        key_manager_nodes=_count(key_manager_load(tokens, introspections, assumptions), 1.0) or 0,
        traffic_manager_clusters=_count(
            events, assumptions.value("traffic_manager_events_per_second")
        ),
        measured_version=version,
        extrapolated=cost.extrapolated,
        unmeasured_protocols=_unmeasured(traffic),
    )


def stated_growth(traffic: Traffic, assumptions: Assumptions) -> tuple[float, int]:
    """Return growth per year and the horizon in months, where one stands without the other."""
    growth = traffic.annual_growth or 0.0
    if traffic.horizon_months is not None:
        return growth, traffic.horizon_months
    return growth, int(assumptions.value("default_horizon_months")) if growth else 0


def growth_factor(annual_growth: float, months: float) -> float:
    """Return the largest load within some months, as a multiple of the load now.

    >>> growth_factor(0.5, 24), growth_factor(-0.5, 24)
    (2.25, 1.0)
    """
    return max(1.0, compounded(annual_growth, months))


def compounded(annual_growth: float, months: float) -> float:
    """Return the load after some months, as a multiple of the load now."""
    try:
        return min(MAX_LOAD, float((1 + annual_growth) ** (months / 12)))
    except OverflowError:
        return MAX_LOAD


def measured_tps(cpu_ms: float, assumptions: Assumptions) -> float:
    """Return the requests/s that one node carries at the intended utilisation.

    >>> round(measured_tps(0.5, ASSUMPTIONS))
    2600
    """
    available_ms = assumptions.value("vcpu_per_node") * 1000
    return available_ms * assumptions.value("target_utilisation") / cpu_ms


def issued_per_node(assumptions: Assumptions) -> float:
    """Return the tokens/s that one Key Manager node issues at the intended utilisation."""
    per_vcpu = assumptions.value("tokens_per_second_per_vcpu")
    vcpu = assumptions.value("vcpu_per_node")
    return per_vcpu * vcpu * assumptions.value("target_utilisation")


def key_manager_load(
    tokens: float | None, introspections: float | None, assumptions: Assumptions
) -> float:
    """Return how many Key Manager nodes the token load keeps as busy as intended."""
    issuing = (tokens or 0.0) / issued_per_node(assumptions)
    validations = assumptions.value("key_manager_validations_per_second")
    return issuing + (introspections or 0.0) / validations


@frozen
class _RequestCost:
    message_bytes: int
    mediated_share: float
    graphql: bool
    cpu_ms: float
    gateway_ms: float
    extrapolated: bool


def _request_cost(traffic: Traffic, assumptions: Assumptions, version: str) -> _RequestCost:
    model = cost_model(version)
    size = traffic.message_bytes or int(assumptions.value("default_message_bytes"))
    share = assumptions.value("default_mediated_share")
    if traffic.mediation is not None:
        share = float(traffic.mediation)
    graphql = "graphql" in (traffic.protocols or ())
    idle_share = 1 - assumptions.value("target_utilisation")
    unloaded = model.unloaded_ms(size, mediated_share=share)
    return _RequestCost(
        message_bytes=size,
        mediated_share=share,
        graphql=graphql,
        cpu_ms=model.cpu_ms(size, mediated_share=share, graphql=graphql),
        gateway_ms=min(MAX_LOAD, unloaded / idle_share if idle_share else inf),
        extrapolated=not model.covers(size, graphql=graphql),
    )


def _unmeasured(traffic: Traffic) -> str | None:
    return ", ".join(sorted((traffic.protocols or frozenset()) - _MEASURED_PROTOCOLS)) or None


def _concurrency(
    design_tps: float | None, gateway_ms: float, backend_ms: float | None
) -> float | None:
    if design_tps is None or backend_ms is None:
        return None
    return _times(design_tps, (gateway_ms + backend_ms) / 1000)


def _times(load: float | None, factor: float) -> float | None:
    return None if load is None else min(MAX_LOAD, load * factor)


def _count(load: float | None, capacity: float) -> int | None:
    return None if load is None else ceil(min(MAX_COUNT, load / capacity))
