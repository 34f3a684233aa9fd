"""The arithmetic of a sizing, written out: from the load to the nodes."""

from __future__ import annotations

from attrs import frozen

from wso2_strategy.domain import sources
from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.inference.provenance import Assumption, Source
from wso2_strategy.models.figure import Figure
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.models.load.load_trace import LoadTrace, derived
from wso2_strategy.models.load.region_load import Rates
from wso2_strategy.models.sizing.counts import Part, busy_nodes, spare_nodes
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.gateway_trace import ClusterTrace
from wso2_strategy.models.sizing.region_counts import RegionCount, Regions


def sizing_figures(
    design: Design, regions: Regions, demand: Demand | None, assumptions: Assumptions
) -> tuple[Figure, ...]:
    """Return the nodes of every component, and their total, with all they follow from."""
    load = None if demand is None else LoadTrace(demand, assumptions, design)
    traced = [_RegionTrace(region, design, assumptions, load) for region in regions]
    components = dict.fromkeys(name for region in regions for name in region.counts)
    totals = tuple(_over_regions(component, traced) for component in components)
    formula = " + ".join(figure.id for figure in totals)
    value = sum(figure.value for figure in totals)
    return (*totals, derived("total_nodes", value, "nodes", formula, totals))


def _over_regions(component: str, traced: list[_RegionTrace]) -> Figure:
    found = [(each.nodes_of(component), each.regions) for each in traced if each.has(component)]
    if len(traced) == 1 and found[0][1].value == 1:
        return found[0][0]
    formula = " + ".join(f"{nodes.id} * {regions.id}" for nodes, regions in found)
    value = sum(int(nodes.value) * int(regions.value) for nodes, regions in found)
    inputs = tuple(figure for pair in found for figure in pair)
    return derived(f"all_{_name(component)}_nodes", value, "nodes", formula, inputs)


@frozen
class _RegionTrace:
    """The figures of one kind of region."""

    region: RegionCount
    design: Design
    assumptions: Assumptions
    load: LoadTrace | None

    @property
    def regions(self) -> Figure:
        """How many regions are of this kind."""
        name = f"{self._prefix}regions"
        return _given(name, self.region.kind.regions, "regions", sources.MULTI_DC)

    def has(self, component: str) -> bool:
        """Whether the component runs in these regions."""
        return component in self.region.counts

    def nodes_of(self, component: str) -> Figure:
        """Return the nodes of one component in each such region."""
        part = next(each for each in self.region.kind.parts if each.tier.component == component)
        rates = self.region.rates[part.calibration]
        if part.is_traffic_manager:
            return self._traffic_managers(part)
        if part.is_gateway and (clusters := self._in_clusters(part)):
            return clusters.nodes()
        return self._nodes(part, rates)

    @property
    def _prefix(self) -> str:
        return "" if len(self.design.kinds) == 1 else f"{self.region.kind.name}_"

    def _named(self, part: Part) -> str:
        return f"{self._prefix}{_name(part.tier.component)}"

    def _fewest(self, part: Part) -> Figure:
        """Return the nodes that redundancy alone asks for."""
        value = self.region.kind.fewest[part.tier.component]
        return _given(
            f"fewest_{self._named(part)}_nodes", value, "nodes", self.design.pattern.source
        )

    def _spare(self, part: Part, rates: Rates) -> Assumption | None:
        """Return the spare nodes, if the part has any."""
        fewest = self.region.kind.fewest[part.tier.component]
        if part.tier.max_nodes is not None or not spare_nodes(fewest, rates):
            return None
        return self.assumptions["spare_nodes"]

    def _traffic_managers(self, part: Part) -> Figure:
        fewest, clusters = self._fewest(part), self._clusters()
        nodes = self.region.counts[part.tier.component].nodes
        name = f"{self._named(part)}_nodes"
        if clusters is None:
            return derived(name, nodes, "nodes", fewest.id, (fewest,), sources.SCALING)
        formula, inputs = f"{fewest.id} * {clusters.id}", (fewest, clusters)
        return derived(name, nodes, "nodes", formula, inputs, sources.SCALING)

    def _clusters(self) -> Figure | None:
        traced = [self._in_clusters(part) for part in self.region.kind.parts if part.is_gateway]
        return next((each.clusters() for each in traced if each), None)

    def _in_clusters(self, part: Part) -> ClusterTrace | None:
        """Return the trace of gateways around Traffic Managers of their own, under load."""
        rates = self.region.rates[part.calibration]
        own = any(each.is_traffic_manager for each in self.region.kind.parts)
        if not (own and self.load and rates.load.calls_tps):
            return None
        return ClusterTrace(
            prefix=self._prefix,
            count=self.region.counts[part.tier.component],
            rates=rates,
            fewest=self._fewest(part),
            calls=self.load.calls(self._prefix, rates),
            per_node=self.load.per_node(rates, mixed=False),
            spare=self._spare(part, rates),
            assumptions=self.assumptions,
        )

    def _nodes(self, part: Part, rates: Rates) -> Figure:
        """Trace nodes whose number follows from what keeps them busy."""
        fewest, spare, busy = self._fewest(part), self._spare(part, rates), self._busy(part, rates)
        inputs: list[Figure | Assumption] = [fewest]
        wanted = f"ceil({busy.id})" if busy else ""
        if busy:
            inputs.append(busy)
        if spare:
            inputs.append(spare)
            wanted = f"{wanted} + {spare.id}" if wanted else spare.id
        formula = f"max({fewest.id}, {wanted})" if wanted else fewest.id
        if busy and part.tier.max_nodes is not None:
            name = f"most_{self._named(part)}_nodes"
            most = _given(name, part.tier.max_nodes, "nodes", sources.SCALING)
            formula, inputs = f"min({most.id}, {formula})", [most, *inputs]
        nodes = self.region.counts[part.tier.component].nodes
        return derived(f"{self._named(part)}_nodes", nodes, "nodes", formula, tuple(inputs))

    def _busy(self, part: Part, rates: Rates) -> Figure | None:
        """Return how many nodes the load keeps as busy as they may be."""
        terms = self._terms(part, rates)
        if not terms:
            return None
        either = len(terms) > 1 and rates.calibration == "documented"
        listed = (", " if either else " + ").join(term.id for term in terms)
        return derived(
            f"{self._named(part)}_busy_nodes",
            busy_nodes(part, rates),
            "nodes",
            f"max({listed})" if either else listed,
            terms,
        )

    def _terms(self, part: Part, rates: Rates) -> tuple[Figure, ...]:
        load, terms = self.load, []
        if load and "gateway" in part.roles and rates.load.calls_tps:
            calls = load.calls(self._prefix, rates)
            per_node = load.per_node(rates, mixed=not part.is_gateway)
            formula, inputs = f"{calls.id} / {per_node.id}", (calls, per_node)
            value = rates.load.calls_tps / per_node.value
            terms.append(derived(f"{self._prefix}call_nodes", value, "nodes", formula, inputs))
        if load and "key-manager" in part.roles and rates.token_nodes:
            terms.append(load.token_nodes(self._prefix, rates))
        return tuple(terms)


def _given(name: str, value: int, unit: str, source: Source) -> Figure:
    return Figure(name, value, unit, "", (), source, "stated")


def _name(component: str) -> str:
    return component.replace("-", "_")
