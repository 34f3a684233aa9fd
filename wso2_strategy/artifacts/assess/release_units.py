"""From a release to the nodes that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wso2_strategy.artifacts.assess.chart_tables import chart_tables
from wso2_strategy.artifacts.assess.release_values import PAIR, Values
from wso2_strategy.artifacts.assess.units import Unit

_MOST_NODES = 1_000


def release_unit(values: Values, autoscaled: Mapping[str, int]) -> Unit:
    """Return the nodes of a release.

    Args:
        values: Its values.
        autoscaled: The fewest nodes of Deployments that an autoscaler beside the charts scales.
    """
    platform = "openshift" if values.get("kubernetes.openshift.enabled") is True else "kubernetes"
    return Unit(
        values.path,
        platform,
        values.component,
        _nodes(values, autoscaled),
        chart_tables(values),
        values.data,
        frozenset(values.services[1:]),
        frozenset({name for name, _ in values.routes()} & {"websocket", "websub"}),
    )


def _nodes(values: Values, autoscaled: Mapping[str, int]) -> int:
    if values.component == "gateway":
        counts = values.get("wso2.deployment.minReplicas"), values.get("wso2.deployment.replicas")
        return max((each for each in map(_count, counts) if each), default=1)
    nodes = PAIR if values.is_pair else 1
    if values.component == "control-plane":
        nodes *= _count(values.get("wso2.deployment.replicas")) or 1
    chart = values.chart
    workload = chart.workload.format(f=values.full_name, n=1) if chart else ""
    return max(nodes, autoscaled.get(workload, 0))


def _count(value: Any) -> int:
    is_count = isinstance(value, int) and not isinstance(value, bool)
    return value if is_count and 0 < value <= _MOST_NODES else 0
