"""Objects that stand beside the charts, in the order in which they are applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wso2_strategy.artifacts.defects import defects_of
from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.directory import ArtifactFile
from wso2_strategy.artifacts.kubernetes.charts import NAMESPACE, Release, releases
from wso2_strategy.artifacts.kubernetes.edge_objects import (
    gateway_object,
    refusing_routes,
    shared_routes,
)
from wso2_strategy.artifacts.kubernetes.exposure import public_hosts
from wso2_strategy.artifacts.kubernetes.policies import network_policies
from wso2_strategy.artifacts.kubernetes.values import CPU_TARGET_PERCENT

WRITTEN_BY_THE_CHART = 2
"""Pods of a Key Manager, whatever is asked for."""


def object_files(deployment: Deployment) -> Iterator[ArtifactFile]:
    """Yield the files of objects; what there is nothing of has no file."""
    from wso2_strategy.advice.strict_yaml import write

    on_openshift = deployment.platform == "openshift"
    groups: dict[str, list[dict[str, Any]]] = {
        "00-namespace": [_namespace()],
        "10-gateway": [],
        "10-routes": [],
        "20-network-policies": network_policies(deployment),
        "30-disruption-budgets": list(_budgets(deployment)),
        "40-autoscalers": list(_autoscalers(deployment)),
    }
    if on_openshift:
        groups["10-routes"] = shared_routes(deployment)
    elif public_hosts(deployment):
        groups["10-gateway"] = [
            gateway_object(deployment),
            *refusing_routes(deployment),
            *shared_routes(deployment),
        ]
    for name, objects in groups.items():
        if objects:
            yield ArtifactFile(f"manifests/{name}.yaml", "---\n".join(map(write, _placed(objects))))


def _placed(objects: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in objects:
        if each["kind"] != "Namespace":
            each["metadata"]["namespace"] = NAMESPACE
        yield each


def _namespace() -> dict[str, Any]:
    labels = {"kubernetes.io/metadata.name": NAMESPACE}
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": NAMESPACE, "labels": labels},
    }


def _budgets(deployment: Deployment) -> Iterator[dict[str, Any]]:
    """Yield a budget for each tier whose chart has none that selects its pods."""
    version = deployment.settings.cluster.chart_version
    for release in releases(deployment):
        if release.nodes > 1 and "D4" in defects_of(version, [release.tier.component]):
            yield {
                "apiVersion": "policy/v1",
                "kind": "PodDisruptionBudget",
                "metadata": {"name": f"{release.name}-budget"},
                "spec": {
                    "maxUnavailable": 1,
                    "selector": {"matchLabels": {"deployment": release.label}},
                },
            }


def _autoscalers(deployment: Deployment) -> Iterator[dict[str, Any]]:
    """Yield what keeps more Key Managers than the chart writes."""
    yield from map(_autoscaler, kept_by_autoscalers(deployment))


def kept_by_autoscalers(deployment: Deployment) -> list[Release]:
    """Return the releases that have more nodes than their chart writes."""
    return [
        each
        for each in releases(deployment)
        if each.tier.component == "key-manager" and each.nodes > WRITTEN_BY_THE_CHART
    ]


def _autoscaler(release: Release) -> dict[str, Any]:
    (workload,) = release.workloads
    target = {"type": "Utilization", "averageUtilization": CPU_TARGET_PERCENT}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": f"{release.name}-autoscaler"},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": workload},
            "minReplicas": release.nodes,
            "maxReplicas": release.nodes,
            "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
        },
    }
