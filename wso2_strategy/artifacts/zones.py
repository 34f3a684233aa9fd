"""What the files leave to be done where nodes are spread over availability zones."""

from __future__ import annotations

from collections.abc import Iterator

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.limitation import Limitation

_ON_MACHINES = "Nothing here says where a machine stands: put {nodes} nodes of it in turn over"
_ON_CLUSTER = (
    "The charts set no topology spread constraints: add them, over topology.kubernetes.io/zone, so"
    " that its {nodes} nodes stand over"
)


def zone_limitations(deployment: Deployment) -> Iterator[Limitation]:
    """Yield, for each tier of the product with several nodes, how they stand in the zones."""
    says = _ON_MACHINES if deployment.platform == "virtual-machines" else _ON_CLUSTER
    for tier in deployment.tiers:
        each = tier.nodes_per_zone
        if tier.replicas > 1 and each:
            spread = " + ".join(map(str, each))
            reason = (
                f"{says.format(nodes=tier.replicas)} {len(each)} availability zones ({spread})."
            )
            yield Limitation("", tier.id, reason)
