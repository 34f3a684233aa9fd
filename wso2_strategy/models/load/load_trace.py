"""The arithmetic of a load, written out: from what was stated to what a node carries."""

from __future__ import annotations

from itertools import pairwise

from attrs import frozen

from wso2_strategy.domain import sources
from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.inference.provenance import Assumption, Source
from wso2_strategy.models.figure import Figure
from wso2_strategy.models.load.capacity import (
    DELAY_VERSION,
    GRAPHQL_VERSION,
    CostModel,
    Curve,
    cost_model,
)
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.models.load.region_load import Rates
from wso2_strategy.models.sizing.design import Design

Inputs = tuple[Figure | Assumption, ...]

SIZING_MODEL = Source("Sizing model", "docs/explanation/sizing.md")
"""Where this library explains arithmetic that no WSO2 page states."""


def derived(
    name: str, value: float, unit: str, formula: str, inputs: Inputs, source: Source = SIZING_MODEL
) -> Figure:
    """Return a figure that follows from others."""
    return Figure(name, value, unit, formula, inputs, source, "derived")


def stated(name: str, value: float, unit: str, otherwise: str = "") -> Figure:
    """Return a figure that the requirements state, or else an assumption does."""
    title = f"Requirements, or {otherwise} where not stated" if otherwise else "Requirements"
    return Figure(name, value, unit, "", (), Source(title, "traffic"), "stated")


@frozen
class LoadTrace:
    """The figures of a load, as they are named in a design.

    Attributes:
        demand: The load.
        assumptions: The numbers to use.
        design: What it is laid upon.
    """

    demand: Demand
    assumptions: Assumptions
    design: Design

    def calls(self, prefix: str, rates: Rates) -> Figure:
        """Return the calls that one region carries."""
        return self._shared(f"{prefix}calls_tps", self.design_tps(), rates.load.calls_tps)

    def per_node(self, rates: Rates, *, mixed: bool) -> Figure | Assumption:
        """Return the calls that one node carries; a mixed node does other work besides."""
        if rates.calibration == "documented":
            return self.assumptions["all_in_one_tps" if mixed else "gateway_tps"]
        names = ("vcpu_per_node", "target_utilisation")
        return derived(
            "measured_node_tps",
            rates.gateway_tps,
            "requests/s per node",
            "vcpu_per_node * 1000 * target_utilisation / gateway_cpu_ms",
            (*(self.assumptions[name] for name in names), self.cpu_ms()),
            sources.PERFORMANCE,
        )

    def token_nodes(self, prefix: str, rates: Rates) -> Figure:
        """Return the nodes that issuing and validating tokens keeps busy."""
        load, validations = rates.load, self.assumptions["key_manager_validations_per_second"]
        issued = self._shared(f"{prefix}issued", self.tokens(), load.tokens_per_second)
        checked = self._shared(
            f"{prefix}validated", self.introspections(), load.introspections_per_second
        )
        limits: tuple[Assumption, ...] = (validations,)
        by_issue = validations.id
        if rates.calibration == "measured":
            names = ("tokens_per_second_per_vcpu", "vcpu_per_node", "target_utilisation")
            limits = (*limits, *(self.assumptions[name] for name in names))
            by_issue = f"({' * '.join(names)})"
        terms = {issued: by_issue, checked: validations.id}
        used = [figure for figure in terms if figure.value]
        return derived(
            f"{prefix}token_nodes",
            rates.token_nodes,
            "nodes",
            " + ".join(f"{figure.id} / {terms[figure]}" for figure in used),
            (*used, *limits),
            sources.TOKEN_PERFORMANCE,
        )

    def _shared(self, name: str, whole: Figure, share: float) -> Figure:
        """Return one region's share; the whole itself where there is one region."""
        if share == whole.value:
            return whole
        carrying = derived(
            "carrying_regions",
            self.design.carrying_regions(self.assumptions),
            "regions",
            *self._carrying_regions(),
            sources.MULTI_DC,
        )
        formula = f"{whole.id} * (1 / {carrying.id})"
        return derived(name, share, whole.unit, formula, (whole, carrying))

    def _carrying_regions(self) -> tuple[str, Inputs]:
        regions = stated("regions", self.design.regions, "regions")
        if not self.design.is_redundant:
            return regions.id, (regions,)
        spare = self.assumptions["spare_regions"]
        return f"max(1, {regions.id} - {spare.id})", (regions, spare)

    def design_tps(self) -> Figure:
        """Return the load that the gateways must carry."""
        demand = self.demand
        peak = stated("peak_tps", demand.peak_tps or 0.0, "requests/s")
        burst = stated("burst_ratio", demand.burst_ratio, "times the peak", "1")
        sustained = derived(
            "sustained_tps",
            demand.sustained_tps or 0.0,
            "requests/s",
            "peak_tps * growth_factor",
            (peak, self.growth_factor()),
        )
        formula = "sustained_tps * burst_ratio"
        value = demand.design_tps or 0.0
        return derived("design_tps", value, "requests/s", formula, (sustained, burst))

    def growth_factor(self) -> Figure:
        """Return the largest load within the horizon, as a multiple of the load now."""
        demand = self.demand
        growth = stated("annual_growth", demand.annual_growth, "per year", "0")
        months = stated("horizon_months", demand.horizon_months, "months", "default_horizon_months")
        formula = "max(1, (1 + annual_growth) ** (horizon_months / 12))"
        return derived("growth_factor", demand.growth_factor, "times", formula, (growth, months))

    def tokens(self) -> Figure:
        """Return the tokens to issue."""
        demand = self.demand
        now = stated("tokens_now_per_second", demand.tokens_now_per_second or 0.0, "tokens/s")
        return derived(
            "token_requests_per_second",
            demand.token_requests_per_second or 0.0,
            "tokens/s",
            "tokens_now_per_second * growth_factor",
            (now, self.growth_factor()),
        )

    def introspections(self) -> Figure:
        """Return the opaque tokens that gateways ask about."""
        return derived(
            "introspections_per_second",
            self.demand.introspections_per_second or 0.0,
            "validations/s",
            "design_tps * introspected_share",
            (self.design_tps(), self.assumptions["introspected_share"]),
            sources.SCALING,
        )

    def concurrency(self) -> Figure | None:
        """Return the requests in flight, or None where no backend latency is stated."""
        demand = self.demand
        if demand.concurrency is None or demand.backend_latency_ms is None:
            return None
        backend = stated("backend_latency_ms", demand.backend_latency_ms, "ms")
        return derived(
            "concurrency",
            demand.concurrency,
            "requests in flight",
            "design_tps * (gateway_ms + backend_latency_ms) / 1000",
            (self.design_tps(), self.gateway_ms(), backend),
        )

    def gateway_ms(self) -> Figure:
        """Return the time of one request in a gateway that is as busy as intended."""
        utilisation = self.assumptions["target_utilisation"]
        value = self.demand.gateway_ms
        idle = Figure(
            "idle_gateway_ms",
            value * (1 - utilisation.value),
            "ms",
            "",
            (),
            _benchmark(DELAY_VERSION),
            "derived",
        )
        formula = "idle_gateway_ms / (1 - target_utilisation)"
        return derived("gateway_ms", value, "ms", formula, (idle, utilisation))

    def cpu_ms(self) -> Figure:
        """Return the CPU time of one request."""
        demand, model = self.demand, cost_model(self.demand.measured_version)
        size = stated("message_bytes", demand.message_bytes, "bytes", "default_message_bytes")
        formula, inputs = _http_cost(model, size, demand, self.assumptions)
        if demand.graphql:
            query = _on_curve("graphql_cpu_ms", model.graphql, size, GRAPHQL_VERSION)
            formula, inputs = f"max({formula}, graphql_cpu_ms)", (*inputs, query)
        return derived(
            "gateway_cpu_ms",
            demand.gateway_cpu_ms,
            "vCPU-ms per request",
            formula,
            inputs,
            sources.PERFORMANCE,
        )


def _http_cost(
    model: CostModel, size: Figure, demand: Demand, assumptions: Assumptions
) -> tuple[str, Inputs]:
    plain = _on_curve("passthrough_cpu_ms", model.passthrough, size, model.version)
    mediated = _on_curve("transformation_cpu_ms", model.transformation, size, model.version)
    if demand.mediated_share == 0:
        return plain.id, (plain,)
    if demand.mediated_share == 1:
        return mediated.id, (mediated,)
    share = assumptions["default_mediated_share"]
    formula = f"(1 - {share.id}) * {plain.id} + {share.id} * {mediated.id}"
    return formula, (share, plain, mediated)


def _on_curve(name: str, curve: Curve, size: Figure, version: str) -> Figure:
    """Return a point between two measured payload sizes."""
    segments = list(pairwise(curve.points))
    inside = (pair for pair in segments if size.value <= pair[1][0])
    (low_size, low), (high_size, high) = next(inside, segments[-1])
    source = _benchmark(version)
    measured = tuple(
        Figure(f"{name}_at_{at}", cost, "vCPU-ms", "", (), source, "derived")
        for at, cost in ((low_size, low), (high_size, high))
    )
    formula = (
        f"{measured[0].id} + ({measured[1].id} - {measured[0].id})"
        f" * (message_bytes - {low_size}) / ({high_size} - {low_size})"
    )
    return derived(name, curve.at(int(size.value)), "vCPU-ms", formula, (*measured, size), source)


def _benchmark(version: str) -> Source:
    return Source(f"Benchmark of {version}", "https://github.com/wso2/performance-apim")
