"""The values of a release: its size, its image, and all that other modules add."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.kubernetes.charts import CONFIGURATION, Release
from wso2_strategy.artifacts.kubernetes.exposure import exposure_values
from wso2_strategy.artifacts.kubernetes.options import option_values, uses_redis
from wso2_strategy.artifacts.kubernetes.secret_names import secret_values
from wso2_strategy.artifacts.kubernetes.wiring import wiring
from wso2_strategy.models.planning.cost import (
    MEMORY_TARGET_PERCENT,
    pod_limit_mib,
    pod_request_mib,
)

_D = "wso2.deployment"

CPU_TARGET_PERCENT = 75
"""As the chart has it."""


def release_values(deployment: Deployment, release: Release) -> dict[str, Any]:
    """Return the values of a release by the paths of their keys, in the order of the file."""
    return {
        "fullnameOverride": release.name,
        **exposure_values(deployment, release),
        **_openshift(deployment),
        **secret_values(release, redis=uses_redis(deployment, release)),
        # The chart's example entry would land in the configuration.
        f"{CONFIGURATION}.userStore.properties": None,
        **wiring(deployment, release),
        **option_values(deployment, release),
        **_image(deployment, release),
        **_size(deployment, release),
    }


def values_file(deployment: Deployment, release: Release) -> str:
    """Return the values of a release as a YAML file."""
    from wso2_strategy.advice.strict_yaml import write

    version = deployment.settings.cluster.chart_version
    head = f"# Values of the release {release.name} for {release.chart.name} {version}\n"
    return head + write(nested(release_values(deployment, release)))


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by paths as mappings in each other.

    >>> nested({"a.b": 1, "a.c": [2]})
    {'a': {'b': 1, 'c': [2]}}
    """
    found: dict[str, Any] = {}
    for path, value in values.items():
        *folders, last = path.split(".")
        place = found
        for folder in folders:
            place = place.setdefault(folder, {})
        place[last] = value
    return found


def _size(deployment: Deployment, release: Release) -> dict[str, Any]:
    value = deployment.assumptions.value
    requested = pod_request_mib(deployment.assumptions)
    limit = pod_limit_mib(release.tier.component, deployment.assumptions)
    heap = f"{int(value('heap_mib_per_node'))}m"
    values = {
        f"{_D}.resources.requests.cpu": f"{round(value('pod_request_vcpu') * 1_000)}m",
        f"{_D}.resources.requests.memory": f"{requested}Mi",
        f"{_D}.resources.limits.cpu": f"{round(value('pod_limit_vcpu') * 1_000)}m",
        f"{_D}.resources.limits.memory": f"{limit}Mi",
        f"{_D}.resources.jvm.memory.xms": heap,
        f"{_D}.resources.jvm.memory.xmx": heap,
        # A single pod that must always be there would keep machines from being drained.
        f"{_D}.minAvailable": "50%" if release.nodes > 1 else "0%",
    }
    return values | _nodes(deployment, release)


def _nodes(deployment: Deployment, release: Release) -> dict[str, Any]:
    if release.tier.component == "gateway":
        extra = deployment.settings.cluster.extra_gateways
        return {
            f"{_D}.replicas": release.nodes,
            f"{_D}.minReplicas": release.nodes,
            f"{_D}.maxReplicas": release.nodes + extra,
            f"{_D}.cpuUtilizationPercentage": CPU_TARGET_PERCENT,
            f"{_D}.memoryUtilizationPercentage": MEMORY_TARGET_PERCENT,
        }
    values: dict[str, Any] = {f"{_D}.highAvailability": release.nodes > 1}
    if release.tier.component == "control-plane":
        values[f"{_D}.replicas"] = 1  # of each of its two Deployments
    return values


def _image(deployment: Deployment, release: Release) -> dict[str, Any]:
    images = deployment.settings.images
    repository = {
        "all-in-one": images.all_in_one,
        "control-plane": images.control_plane,
        "key-manager": images.control_plane,  # its pack is that of the control plane
        "traffic-manager": images.traffic_manager,
        "gateway": images.gateway,
    }[release.tier.component]
    return {
        f"{_D}.image.registry": images.registry,
        f"{_D}.image.repository": repository,
        f"{_D}.image.tag": images.tag,
        f"{_D}.image.imagePullSecrets.enabled": True,
        f"{_D}.image.imagePullSecrets.name": images.pull_secret,
    }


def _openshift(deployment: Deployment) -> dict[str, Any]:
    if deployment.platform != "openshift":
        return {}
    return {
        "kubernetes.openshift.enabled": True,
        # OpenShift chooses the user; the chart's own group would take group 0 away.
        "kubernetes.securityContext.runAsUser": None,
        "kubernetes.securityContext.runAsGroup": None,
        # That group must be able to run the mounted scripts.
        "kubernetes.configMaps.scripts.defaultMode": "0457",
    }
