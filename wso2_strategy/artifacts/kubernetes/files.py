"""All files for a cluster, with what the manifest and the runbook say of them."""

from __future__ import annotations

from typing import Any

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.directory import ArtifactFile
from wso2_strategy.artifacts.kubernetes.chapters import chapters
from wso2_strategy.artifacts.kubernetes.charts import NAMESPACE, releases
from wso2_strategy.artifacts.kubernetes.exposure import public_hosts
from wso2_strategy.artifacts.kubernetes.limitations import limitations
from wso2_strategy.artifacts.kubernetes.objects import object_files
from wso2_strategy.artifacts.kubernetes.options import uses_redis
from wso2_strategy.artifacts.kubernetes.secret_names import prerequisites
from wso2_strategy.artifacts.kubernetes.values import values_file
from wso2_strategy.artifacts.part import Part


def kubernetes_part(deployment: Deployment) -> Part:
    """Return the files of a region on Kubernetes or OpenShift.

    Raises:
        RequirementsError: The Secret of the registry has the name of another one.
    """
    found = releases(deployment)
    values = [
        ArtifactFile(f"values/{each.name}.yaml", values_file(deployment, each)) for each in found
    ]
    objects = list(object_files(deployment))
    needed = prerequisites(
        deployment,
        redis=any(uses_redis(deployment, each) for each in found),
        gateway_api=deployment.platform != "openshift",
    )
    manifest: dict[str, Any] = {
        "namespace": NAMESPACE,
        "releases": [
            {
                "name": each.name,
                "chart": each.chart.name,
                "version": deployment.settings.cluster.chart_version,
                "namespace": NAMESPACE,
                "values": file.path,
                "tier": each.tier.id,
            }
            for each, file in zip(found, values, strict=True)
        ],
        "manifests": [each.path for each in objects],
        **needed,
        "exposure": {
            "namespace": _controller_namespace(deployment),
            "hosts": sorted(set(public_hosts(deployment).values())),
        },
    }
    return Part(
        files=(*values, *objects),
        manifest=manifest,
        limitations=tuple(limitations(deployment)),
        chapters=chapters(deployment, objects, needed),
    )


def _controller_namespace(deployment: Deployment) -> str:
    if deployment.platform == "openshift":
        return "openshift-ingress"
    return deployment.settings.cluster.controller_namespace
