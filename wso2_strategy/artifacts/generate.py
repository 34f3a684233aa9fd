"""From an answer to the directories of files that deploy it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from attrs import evolve

from wso2_strategy.advice.answer_topology import topology_for
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.artifacts.databases import database_limitations
from wso2_strategy.artifacts.deployment import Deployment, deployments, with_nodes_of_region
from wso2_strategy.artifacts.directory import (
    MANIFEST,
    SETTINGS,
    ArtifactFile,
    Artifacts,
    Directory,
    as_json,
)
from wso2_strategy.artifacts.kubernetes.files import kubernetes_part
from wso2_strategy.artifacts.limitation import Limitation
from wso2_strategy.artifacts.machines import machine_part
from wso2_strategy.artifacts.manifest import manifest
from wso2_strategy.artifacts.outside import with_known_ports
from wso2_strategy.artifacts.part import Part
from wso2_strategy.artifacts.runbook import runbook
from wso2_strategy.artifacts.settings import ArtifactSettings
from wso2_strategy.artifacts.zones import zone_limitations
from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions
from wso2_strategy.domain.catalog import CATALOG, Catalog
from wso2_strategy.errors import RequirementsError
from wso2_strategy.topology import Topology

PLATFORMS: Mapping[str, Callable[[Deployment], Part]] = MappingProxyType(
    {
        "kubernetes": kubernetes_part,
        "openshift": kubernetes_part,
        "virtual-machines": machine_part,
    }
)
"""What writes the files of each platform."""


def artifacts(outcome: Outcome, settings: Iterable[ArtifactSettings] = ()) -> Artifacts:
    """Return the files that deploy an answer.

    Args:
        outcome: The answer.
        settings: What requirements do not say: once for all regions, or once for each.

    Raises:
        RequirementsError: There are settings for another number of regions.
    """
    nodes = {tier.component: tier.nodes_per_region for tier in outcome.sizing.tiers}
    topology = with_nodes_of_region(topology_for(outcome), nodes)
    catalog = outcome.knowledge.catalog
    return artifacts_of(
        topology,
        settings,
        assumptions=outcome.assumptions,
        catalog=catalog,
        autoscaling=bool(outcome.requirements.operations.autoscaling),
    )


def artifacts_of(
    topology: Topology,
    settings: Iterable[ArtifactSettings] = (),
    *,
    assumptions: Assumptions = ASSUMPTIONS,
    catalog: Catalog = CATALOG,
    autoscaling: bool = False,
) -> Artifacts:
    """Return the files that deploy a topology, on nodes as large as the assumptions say.

    Args:
        topology: The topology.
        settings: What requirements do not say: once for all regions, or once for each.
        assumptions: The numbers that say how large nodes are.
        catalog: Where platforms are looked up.
        autoscaling: Whether capacity is to follow the load.

    Raises:
        RequirementsError: There are settings for another number of regions, or an option asks
            for what no file can bring about.

    >>> from wso2_strategy.topology import topology
    >>> [each.path for each in artifacts_of(topology("P1")).files()][:3]
    ['RUNBOOK.md', 'firewall.csv', 'manifest.json']
    """
    found = deployments(topology, assumptions, tuple(settings), catalog, autoscaling=autoscaling)
    if topology.options.broker_tls and found[0].platform in PLATFORMS:
        problem = "the files write brokers without TLS, at 5672"
        raise RequirementsError("Options", [f"options.broker_tls: {problem}; leave it out"])
    return Artifacts(tuple(map(_directory, found)))


def _unwritten(deployment: Deployment) -> Part:
    reason = f"Which files deploy anything on the platform {deployment.platform} is not known here."
    return Part(limitations=(Limitation("", "", reason),))


def _directory(deployment: Deployment) -> Directory:
    part = PLATFORMS.get(deployment.platform, _unwritten)(deployment)
    left = (*part.limitations, *database_limitations(deployment), *zone_limitations(deployment))
    part = evolve(part, limitations=left)
    index = manifest(deployment, part)
    files = [
        ArtifactFile("RUNBOOK.md", runbook(deployment, part).to_markdown()),
        ArtifactFile("firewall.csv", with_known_ports(deployment).firewall_rules().to_csv()),
        ArtifactFile(MANIFEST, as_json(index)),
        ArtifactFile(SETTINGS, deployment.settings.to_yaml()),
        *part.files,
    ]
    name = f"region-{deployment.region}" if deployment.has_other_regions else ""
    return Directory(name, index, tuple(files))
