"""What the reader should know about the chosen platform: the charts' known traps, and gaps."""

from __future__ import annotations

from wso2_strategy import Operations, Rule, Selection, SizedTier, fact, sources
from wso2_strategy.inference import Condition

from .advice import ON_CLUSTER, WITH_GATEWAY_TIER, advise

operations = fact(Operations)
pattern = fact(Selection, "pattern")
platform = fact(Selection, "platform")
tier = fact(SizedTier, "tier")


def autoscaler(pods: str, most_nodes: int, patterns: str, when: Condition) -> Rule:
    """Return the warning that a values file's autoscaler runs fewer gateways than the answer."""
    return advise(
        f"autoscaler-undoes-size-{most_nodes}",
        "warning",
        ON_CLUSTER & when & (tier.component == "gateway") & (tier.nodes_per_pool > most_nodes),
        f"The values file of {patterns} lets the gateway's autoscaler run {pods} at most, fewer "
        "than the {tier.nodes_per_pool} of this answer that stand in for each other.",
        "Raise the autoscaler's minimum and maximum for the {tier:gateway} tier.",
        sources.HELM,
        "derived",
    )


RULES = (
    autoscaler("three pods", 3, "P2 and P3", pattern.id.one_of("P2", "P3")),
    autoscaler("two pods", 2, "P4", pattern.id == "P4"),
    autoscaler("one pod", 1, "P5", pattern.id == "P5"),
    advise(
        "pod-disruption-budgets",
        "caution",
        ON_CLUSTER & WITH_GATEWAY_TIER,
        "The charts' pod disruption budgets carry a label that no pod has, except for the "
        "All-in-One, so they protect nothing.",
        "Add your own pod disruption budget for every tier but an {mention:all-in-one}.",
        sources.HELM,
        "derived",
    ),
    advise(
        "memory-autoscaling",
        "caution",
        ON_CLUSTER
        & WITH_GATEWAY_TIER
        & (operations.autoscaling.absent() | (operations.autoscaling == True)),
        "The gateway's autoscaler also targets 75 % of 2 GiB of memory, less than its fixed heap, "
        "and can stay at the maximum for ever.",
        "Scale on CPU alone, or request at least 3 GiB of memory, with which this answer counts.",
        sources.HELM,
        "derived",
    ),
    advise(
        "gateway-service-name",
        "caution",
        ON_CLUSTER & WITH_GATEWAY_TIER,
        "The pattern files point the gateway environment at a service name that the gateway chart "
        "does not create.",
        "Set gateway.environments[].serviceName to <release>-wso2am-universal-gw-service.",
        sources.HELM,
        "derived",
    ),
    advise(
        "key-manager-single-pod",
        "warning",
        ON_CLUSTER & pattern.id.one_of("P4", "P5") & (pattern.redundancy == "all"),
        "The Key Manager of the P4 and P5 values files is a single pod, and of the chart two at "
        "most.",
        "Set wso2.deployment.highAvailability to true for the {tier:key-manager} tier; where it "
        "has more than two nodes, add an autoscaler of your own.",
        sources.HELM,
        "derived",
    ),
    advise(
        "all-in-one-routes",
        "caution",
        ON_CLUSTER & pattern.id.one_of("P2", "P5"),
        "The All-in-One's gateway, websocket and websub routes claim the same host names as the "
        "gateway release.",
        "Switch these three routes off on the {tier:all-in-one} and keep its management route.",
        sources.KUBERNETES_P5,
        "derived",
    ),
    advise(
        "all-in-one-single-pod",
        "caution",
        ON_CLUSTER & (pattern.id == "P2") & (pattern.redundancy == "all"),
        "The All-in-One of the P2 values file is a single pod.",
        "Set wso2.deployment.highAvailability to true and list both instances in the gateway's "
        "event hub and throttling URLs.",
        sources.HELM,
        "derived",
    ),
    advise(
        "p5-chart-wiring",
        "warning",
        ON_CLUSTER & (pattern.id == "P5"),
        "The All-in-One chart 4.7.0-1 never reads the address of the separate Key Manager, so the "
        "portals do not use it.",
        "Check that your chart version has the fix, or compare with {mention:P4}.",
        sources.ISSUE_5199,
        "stated",
    ),
    advise(
        "p5-without-machine-guide",
        "caution",
        (platform.id == "virtual-machines") & (pattern.id == "P5"),
        "WSO2 publishes no guide for P5 on virtual machines.",
        "Combine the guide of {mention:P2} with the {mention:key-manager} section of the guide of "
        "{mention:P4}, pointing it at the {tier:all-in-one}, and test the set-up.",
        sources.PATTERNS,
        "derived",
    ),
    advise(
        "openshift-adjustments",
        "caution",
        platform.id == "openshift",
        "OpenShift runs containers under a random user in group 0, and stock images fail to start.",
        "Build images with group-writable files, clear runAsUser, and use Routes as in WSO2's "
        "page on {platform:openshift}.",
        sources.OPENSHIFT,
        "stated",
    ),
    advise(
        "openshift-without-p6",
        "caution",
        (platform.id == "openshift") & (pattern.id == "P6"),
        "WSO2's OpenShift page covers P0 to P5 only.",
        "Treat {pattern:P6} on {platform:openshift} as untested.",
        sources.OPENSHIFT,
        "stated",
    ),
    advise(
        "little-kubernetes-skill",
        "caution",
        ON_CLUSTER & operations.kubernetes_skill.one_of("none", "basic"),
        "The charts ask for custom images, an external database, a keystore secret and a routing "
        "controller; the team's skill with Kubernetes is stated as {operations.kubernetes_skill}.",
        "Plan for training or help before the first deployment that others rely on.",
        sources.KUBERNETES_P5,
        "derived",
    ),
    advise(
        "autoscaling-on-machines",
        "caution",
        (platform.id == "virtual-machines") & (operations.autoscaling == True),
        "On virtual machines nothing scales by itself.",
        "Size for the peak, or automate the start of gateways with your own tooling and the "
        "start-up health check.",
        sources.HEALTH_CHECKS,
        "derived",
    ),
)
