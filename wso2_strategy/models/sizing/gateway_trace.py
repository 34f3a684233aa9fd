"""The arithmetic of gateways in clusters, written out."""

from __future__ import annotations

from attrs import frozen

from wso2_strategy.domain import sources
from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.inference.provenance import Assumption
from wso2_strategy.models.figure import Figure
from wso2_strategy.models.load.load_trace import Inputs, derived
from wso2_strategy.models.load.region_load import Rates
from wso2_strategy.models.sizing.counts import Count


@frozen
class ClusterTrace:
    """The figures of gateways around Traffic Managers of their own.

    Attributes:
        prefix: What tells kinds of regions apart in the figures' names.
        count: The gateways, counted.
        rates: What they were counted by.
        fewest: Gateways that redundancy alone asks for.
        calls: The calls that come in.
        per_node: What one gateway carries.
        spare: The spare gateways, if any.
        assumptions: The numbers to use.
    """

    prefix: str
    count: Count
    rates: Rates
    fewest: Figure
    calls: Figure
    per_node: Figure | Assumption
    spare: Assumption | None
    assumptions: Assumptions

    def nodes(self) -> Figure:
        """Return the gateways of all clusters."""
        if self.count.clusters == 1:
            formula = (
                f"max({self.fewest.id}, ceil({self.calls.id} / {self.per_node.id}){self._plus})"
            )
            inputs = (self.fewest, self.calls, self.per_node, *self._spares)
            return self._figure("gateway_nodes", self.count.nodes, "nodes", formula, inputs)
        full, last, clusters = self._in_full_cluster(), self._in_last_cluster(), self.clusters()
        formula = f"({clusters.id} - 1) * {full.id} + {last.id}"
        inputs = (clusters, full, last)
        return self._figure("gateway_nodes", self.count.nodes, "nodes", formula, inputs)

    def clusters(self) -> Figure:
        """Return how many clusters there are."""
        capacity = self._cluster_tps()
        formula = f"max(1, ceil({self.calls.id} / {capacity.id}))"
        inputs = (self.calls, capacity)
        return self._figure("clusters", self.count.clusters, "clusters", formula, inputs)

    def _cluster_tps(self) -> Figure:
        events = self.assumptions["traffic_manager_events_per_second"]
        per_request = self.assumptions["events_per_request"]
        by_gateways = f"{self._carrying} * {self.per_node.id}"
        inputs: Inputs = (*self._carrying_inputs, self.per_node)
        formula = by_gateways
        if per_request.value:
            formula = f"min({by_gateways}, {events.id} / {per_request.id})"
            inputs = (*inputs, events, per_request)
        value = self.rates.cluster_tps(self._spare_count)
        return self._figure("cluster_tps", value, "requests/s", formula, inputs)

    def _in_full_cluster(self) -> Figure:
        capacity = self._cluster_tps()
        formula = self._filled(f"{capacity.id} / {self.per_node.id}")
        inputs = (*self._common, capacity)
        value = self.count.full_cluster
        return self._figure("gateways_in_full_cluster", value, "nodes", formula, inputs)

    def _in_last_cluster(self) -> Figure:
        capacity, clusters = self._cluster_tps(), self.clusters()
        rest = f"({self.calls.id} - ({clusters.id} - 1) * {capacity.id})"
        formula = self._filled(f"{rest} / {self.per_node.id}")
        inputs = (*self._common, self.calls, clusters, capacity)
        value = self.count.nodes - (self.count.clusters - 1) * self.count.full_cluster
        return self._figure("gateways_in_last_cluster", value, "nodes", formula, inputs)

    def _filled(self, needed: str) -> str:
        """Return the formula for the gateways of one cluster."""
        return f"max({self.fewest.id}, min({self._carrying}, ceil({needed})){self._plus})"

    @property
    def _common(self) -> Inputs:
        return (self.fewest, *self._carrying_inputs, self.per_node)

    @property
    def _carrying(self) -> str:
        minus = f" - {self.spare.id}" if self.spare else ""
        return f"max(1, gateways_per_traffic_manager{minus})"

    @property
    def _carrying_inputs(self) -> Inputs:
        return (self.assumptions["gateways_per_traffic_manager"], *self._spares)

    @property
    def _plus(self) -> str:
        return f" + {self.spare.id}" if self.spare else ""

    @property
    def _spares(self) -> tuple[Assumption, ...]:
        return (self.spare,) if self.spare else ()

    @property
    def _spare_count(self) -> int:
        return int(self.spare.value) if self.spare else 0

    def _figure(self, name: str, value: float, unit: str, formula: str, inputs: Inputs) -> Figure:
        return derived(f"{self.prefix}{name}", value, unit, formula, inputs, sources.SCALING)
