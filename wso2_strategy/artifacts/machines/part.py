"""What virtual machines add to the directory of a region."""

from __future__ import annotations

from collections.abc import Iterator

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.directory import ArtifactFile
from wso2_strategy.artifacts.machines.balancers import Balancer, balancers_of
from wso2_strategy.artifacts.machines.chapters import chapters
from wso2_strategy.artifacts.machines.hosts import refuse_inner_names
from wso2_strategy.artifacts.machines.machine import Machine, machines_of
from wso2_strategy.artifacts.machines.unwritten import limitations
from wso2_strategy.artifacts.part import Part
from wso2_strategy.errors import MissingExtraError


def machine_part(deployment: Deployment) -> Part:
    """Return the files of a region on virtual machines, with manifest entries and chapters.

    Raises:
        MissingExtraError: The extra "artifacts" is not installed.
        RequirementsError: A public name is that of a node or an inner address.

    >>> from wso2_strategy.artifacts.deployment import deployments
    >>> from wso2_strategy.domain.assumptions import ASSUMPTIONS
    >>> from wso2_strategy.topology import topology
    >>> (region,) = deployments(topology("P2", redundancy="gateway"), ASSUMPTIONS)
    >>> for each in machine_part(region).files:
    ...     print(each.path)
    nodes/all-in-one-1/deployment.toml
    nodes/gateway-1/deployment.toml
    nodes/gateway-2/deployment.toml
    balancers/gateway/nginx.conf
    balancers/gateway/haproxy.cfg
    """
    refuse_inner_names(deployment)
    machines, balancers = machines_of(deployment), balancers_of(deployment)
    found = tuple(limitations(deployment))
    return Part(
        files=(*map(_node_file, machines), *_balancer_files(balancers)),
        manifest={
            "nodes": [each.entry for each in machines],
            "balancers": [each.entry for each in balancers],
            "environment": sorted({name for each in machines for name in each.environment}),
        },
        limitations=found,
        chapters=tuple(chapters(deployment, machines, balancers)),
    )


def _node_file(machine: Machine) -> ArtifactFile:
    try:
        import tomli_w
    except ImportError:
        raise MissingExtraError("writing deployment.toml", "artifacts") from None
    head = f"# {machine.name} of {machine.host}: takes the place of the file that ships.\n"
    path = f"{machine.folder}/deployment.toml"
    return ArtifactFile(path, f"{head}\n{tomli_w.dumps(machine.tables)}")


def _balancer_files(balancers: tuple[Balancer, ...]) -> Iterator[ArtifactFile]:
    for each in balancers:
        yield ArtifactFile(f"{each.folder}/nginx.conf", each.nginx)
        yield ArtifactFile(f"{each.folder}/haproxy.cfg", each.haproxy)
