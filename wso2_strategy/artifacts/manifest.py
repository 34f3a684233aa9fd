"""The index of a directory: everything in it, and everything that must be there before."""

from __future__ import annotations

from typing import Any

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.outside import externals
from wso2_strategy.artifacts.part import Part
from wso2_strategy.document.json_values import json_ready

SCHEMA = "wso2-strategy/artifacts/1"

_LISTS = (
    "releases",
    "manifests",
    "nodes",
    "balancers",
    "environment",
    "secrets",
    "config_maps",
)


def manifest(deployment: Deployment, part: Part) -> dict[str, Any]:
    """Return the manifest of a region's directory; every key is always there."""
    options = deployment.topology.options
    return {
        "schema": SCHEMA,
        "pattern": deployment.topology.pattern,
        "redundancy": options.redundancy,
        "platform": deployment.platform,
        "region": deployment.region if deployment.has_other_regions else None,
        "region_layout": options.region_layout,
        "nodes_per_tier": {each.id: each.replicas for each in deployment.tiers},
        "namespace": None,
        **{name: [] for name in _LISTS},
        "external": json_ready(externals(deployment)),
        "exposure": None,
        **part.manifest,
        "limitations": json_ready(part.limitations),
    }
