"""What the team, its habits and its possessions say about the platform."""

from __future__ import annotations

from wso2_strategy import (
    Availability,
    Compliance,
    Demand,
    Operations,
    Preference,
    Rule,
    Source,
    fact,
    sources,
)
from wso2_strategy.inference import Basis, Condition

from .traffic import DISTRIBUTED_TPS

VM, KUBERNETES, OPENSHIFT = "virtual-machines", "kubernetes", "openshift"

operations = fact(Operations)
compliance = fact(Compliance)
availability = fact(Availability)
demand = fact(Demand)


def prefer(
    platform: str,
    weight: int,
    topic: str,
    when: Condition,
    because: str,
    source: Source = sources.PLATFORMS,
    basis: Basis = "stated",
) -> Rule:
    """Return a rule that prefers a platform; the weight is 1 slight, 2 clear or 3 strong."""
    return Rule(
        id=f"operations.{platform}-for-{topic}",
        when=when,
        then=Preference(platform, weight, topic),
        because=because,
        source=source,
        basis=basis,
    )


RULES = (
    prefer(
        VM,
        3,
        "control",
        compliance.full_infrastructure_control == True,
        "Policy demands full control of hardware, network and operating system.",
    ),
    prefer(
        VM,
        1,
        "residency",
        compliance.data_residency == True,
        "Data must stay in place, which own machines make easiest to show.",
    ),
    prefer(
        VM,
        2,
        "network",
        operations.complex_network == True,
        "A network with zones and routes out of the ordinary is easiest to follow with machines.",
    ),
    prefer(
        VM,
        1,
        "workflow",
        operations.workflow == "traditional",
        "The team works in the traditional way.",
    ),
    prefer(
        VM,
        2,
        "data-center",
        operations.existing_platforms.contains("data-center"),
        "There is an investment in a data centre.",
    ),
    prefer(
        VM,
        1,
        "iaas",
        operations.existing_platforms.contains("iaas"),
        "Virtual machines are rented already.",
        basis="derived",
    ),
    prefer(
        VM,
        1,
        "vm-skill",
        operations.vm_skill.one_of("proficient", "expert"),
        "The team's skill with virtual machines is {operations.vm_skill}.",
    ),
    prefer(
        VM,
        3,
        "missing-kubernetes-skill",
        operations.kubernetes_skill == "none",
        "The team has no skill with Kubernetes, which its charts and images need.",
        basis="derived",
    ),
    prefer(
        VM,
        3,
        "only-machines-can-be-run",
        (operations.kubernetes_skill == "none")
        & (
            operations.existing_platforms.contains("data-center")
            | operations.existing_platforms.contains("iaas")
        )
        & (operations.vm_skill.absent() | (operations.vm_skill != "none")),
        "Machines are there already, and nobody can run Kubernetes.",
        source=sources.GAP,
        basis="assumed",
    ),
    prefer(
        KUBERNETES,
        3,
        "missing-vm-skill",
        operations.vm_skill == "none",
        "The team has no skill with virtual machines.",
        basis="derived",
    ),
    prefer(
        KUBERNETES,
        3,
        "only-clusters-can-be-run",
        (operations.vm_skill == "none")
        & (
            operations.existing_platforms.contains("managed-kubernetes")
            | operations.existing_platforms.contains("self-managed-kubernetes")
            | operations.existing_platforms.contains("openshift")
        )
        & (operations.kubernetes_skill.absent() | (operations.kubernetes_skill != "none")),
        "A cluster is there already, and nobody can run virtual machines.",
        source=sources.GAP,
        basis="assumed",
    ),
    prefer(
        KUBERNETES,
        1,
        "kubernetes-skill",
        operations.kubernetes_skill.one_of("proficient", "expert"),
        "The team's skill with Kubernetes is {operations.kubernetes_skill}.",
        basis="derived",
    ),
    prefer(
        KUBERNETES,
        2,
        "workflow",
        operations.workflow == "cloud-native",
        "The team works the cloud-native way.",
    ),
    prefer(
        KUBERNETES,
        1,
        "delivery",
        operations.ci_cd == True,
        "Deployments are automated, which declarative charts suit.",
    ),
    prefer(
        KUBERNETES,
        2,
        "autoscaling",
        operations.autoscaling == True,
        "Capacity must follow the load by itself, which the gateway chart does.",
        source=sources.STRATEGY,
    ),
    prefer(
        KUBERNETES,
        2,
        "managed-cluster",
        operations.existing_platforms.contains("managed-kubernetes"),
        "A managed Kubernetes is there already.",
    ),
    prefer(
        KUBERNETES,
        2,
        "own-cluster",
        operations.existing_platforms.contains("self-managed-kubernetes"),
        "A Kubernetes cluster is there already.",
        basis="derived",
    ),
    prefer(
        KUBERNETES,
        1,
        "failover-at-scale",
        (availability.automatic_failover == True) & (demand.design_tps > DISTRIBUTED_TPS),
        "High traffic must fail over by itself, which Kubernetes automates.",
    ),
    prefer(
        OPENSHIFT,
        3,
        "existing-openshift",
        operations.existing_platforms.contains("openshift"),
        "The organisation runs OpenShift already.",
        source=sources.OPENSHIFT,
        basis="assumed",
    ),
)
