"""Machines: one for each node, with what is installed and started on it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from attrs import frozen

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.machines.base_tables import Data
from wso2_strategy.artifacts.machines.hosts import folder_name, is_made, node_host
from wso2_strategy.artifacts.machines.nodes import environment_names, node_tables
from wso2_strategy.topology.migration import START_ORDER

START_SCRIPTS = MappingProxyType(
    {
        "all-in-one": "bin/api-manager.sh",
        "control-plane": "bin/api-cp.sh",
        "key-manager": "bin/key-manager.sh",
        "traffic-manager": "bin/traffic-manager.sh",
        "gateway": "bin/gateway.sh",
    }
)
"""By component, the script that starts it; none takes a profile since the packs are separate."""


@frozen
class Machine:
    """A node and the machine it runs on.

    Attributes:
        tier: The id of its tier.
        number: Its number in the tier.
        name: What it is called, such as ``gateway-1``.
        host: The machine's host name.
        component: The component it runs.
        distribution: The pack that it is installed from.
        start: The script that starts it, under the home of the pack.
        heap_mib: Its Java heap, in MiB.
        tables: What its deployment.toml holds.
    """

    tier: str
    number: int
    name: str
    host: str
    component: str
    distribution: str
    start: str
    heap_mib: int
    tables: Data

    @property
    def folder(self) -> str:
        """The folder of its files."""
        return f"nodes/{self.name}"

    @property
    def environment(self) -> frozenset[str]:
        """The environment variables that its deployment.toml reads."""
        return environment_names(self.tables)

    @property
    def java_options(self) -> str:
        """The value of ``JVM_MEM_OPTS``, which the start script takes the heap from."""
        return f"-Xms{self.heap_mib}m -Xmx{self.heap_mib}m"

    @property
    def entry(self) -> dict[str, Any]:
        """Its entry in the manifest."""
        return {
            "tier": self.tier,
            "number": self.number,
            "host": self.host,
            "deployment_toml": f"{self.folder}/deployment.toml",
            "start": self.start,
            "variables": {"JVM_MEM_OPTS": self.java_options},
        }


def machines_of(deployment: Deployment) -> tuple[Machine, ...]:
    """Return the machines of a region, in the order in which they are started."""
    tiers = sorted(
        filter(is_made, deployment.tiers), key=lambda tier: START_ORDER.index(tier.component)
    )
    heap = int(deployment.assumptions.value("heap_mib_per_node"))
    return tuple(
        Machine(
            tier.id,
            number,
            folder_name(tier, number),
            node_host(deployment, tier, number),
            tier.component,
            tier.distribution,
            START_SCRIPTS[tier.component],
            heap,
            node_tables(deployment, tier, number),
        )
        for tier in tiers
        for number in range(1, tier.replicas + 1)
    )
