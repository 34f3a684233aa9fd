"""What follows from several gateway groups under one control plane.

Groups are facts of which there are several, so rules look at each, and at two beside each other.
"""

from __future__ import annotations

from attrs import evolve

from wso2_strategy import (
    Advice,
    Compliance,
    Contradiction,
    GatewayGroup,
    GroupShare,
    Need,
    Rule,
    Size,
    Traffic,
    fact,
    sources,
)

from . import compliance as of_all
from .advice import WITH_GATEWAY_TIER, advise

compliance = fact(Compliance)
group = fact(GatewayGroup, "group")
outer = fact(GatewayGroup, "outer")
inner = fact(GatewayGroup, "inner")
live = fact(GatewayGroup, "live")
trial = fact(GatewayGroup, "trial")
size = fact(Size)
second = fact(GroupShare, "second")
traffic = fact(Traffic)

_FROM_THE_INTERNET = {
    "compliance.regulated-internet-traffic": (group.internet_facing == True)
    & (
        compliance.regimes.contains("pci-dss")
        | compliance.regimes.contains("hipaa")
        | compliance.regimes.contains("psd2")
        | compliance.regimes.contains("fapi")
    ),
    "advice.block-management-paths": group.internet_facing == True,
    "advice.encrypt-between-tiers": WITH_GATEWAY_TIER & (group.internet_facing == True),
    "advice.idle-connections": WITH_GATEWAY_TIER & (group.internet_facing == True),
}
"""What holds where calls come from the internet, and when a group's do."""

_EACH_COUNTS = (
    "A client's limit holds in each cluster of {mention:traffic-manager} nodes by itself: what it"
    " calls through the gateways of one is not counted in the others, so in all it may have as many"
    " times its limit as there are clusters. Lead a client to one cluster, by host name or in the"
    " balancer, or let all count together by distributed throttling (since 4.6) with one Redis or"
    " Valkey."
)

RULES = (
    Rule(
        id="groups.gateway-tiers",
        when=second.number == 2,
        then=Need("independent-gateway"),
        because="Group {second.name} is not the only one: several tiers of gateways share "
        "one control plane.",
        source=sources.PRODUCTION_AND_SANDBOX,
        basis="derived",
    ),
    Rule(
        id="groups.own-traffic-manager",
        when=group.own_traffic_manager == True,
        then=Need("independent-traffic-manager"),
        because="Group {group.name} must have Traffic Managers of its own.",
        source=sources.SCALING,
        basis="derived",
    ),
    *(
        evolve(each, id=f"groups.{each.id.partition('.')[2]}", when=_FROM_THE_INTERNET[each.id])
        for each in of_all.RULES
        if each.id in _FROM_THE_INTERNET
    ),
    Rule(
        id="groups.internal-but-internet-facing",
        when=(compliance.internet_facing == False) & (group.internet_facing == True),
        then=Contradiction(
            "internal-but-internet-facing", "The group stands in the DMZ, as it states."
        ),
        because="API calls do not come from the internet, yet those of group {group.name} do.",
        source=sources.GAP,
        basis="derived",
    ),
    Rule(
        id="groups.traffic-managers-not-isolated",
        when=(compliance.isolate_traffic_manager == False) & (group.own_traffic_manager == True),
        then=Contradiction("group-tier-not-isolated", "The stricter statement decides."),
        because="The isolation of the Traffic Manager is denied, yet group {group.name} must have "
        "its own.",
        source=sources.GAP,
        basis="derived",
    ),
    advise(
        "groups-apart",
        "caution",
        (outer.internet_facing == True) & (inner.internet_facing == False),
        "Group {outer.name} is called from the internet, and {inner.name} is not.",
        "Keep the groups apart: a load balancer, host names and certificates for each, no way from "
        "the {mention:gateway} nodes of one to those of the other, and internal APIs deployed to "
        "the internal gateway environment alone. Both share management, keys and users.",
        sources.SECURITY_GUIDELINES,
        "derived",
    ),
    advise(
        "groups-by-token-type",
        "note",
        (live.serves == "production") & (trial.serves == "sandbox"),
        "Group {live.name} serves production and {trial.name} sandbox: the type of a token decides "
        "which of them accepts it.",
        "Define gateway environments of type production and sandbox; the {mention:gateway} nodes "
        "of each then refuse tokens of the other type, and test calls do not slow down production.",
        sources.PRODUCTION_AND_SANDBOX,
        "stated",
    ),
    advise(
        "group-environments",
        "note",
        second.number == 2,
        "Gateways load what is deployed to the gateway environments whose names are their labels.",
        "Give each group a gateway environment of its own name, with its public host names and the "
        "type it serves, in the configuration of who manages; give its {mention:gateway} nodes "
        "that name as their label, in apim.sync_runtime_artifacts.gateway. Who publishes an API "
        "then chooses the groups that serve it.",
        sources.MULTI_GATEWAYS,
        "stated",
    ),
    Rule(
        id="groups.limits-per-cluster",
        # With exact limits Traffic Managers count together; other advice says how.
        when=(size.clusters_per_region > 1)
        & (traffic.exact_rate_limits.absent() | (traffic.exact_rate_limits == False)),
        then=Advice("limits-per-cluster", _EACH_COUNTS, "caution"),
        because="In a region gateways form {size.clusters_per_region} clusters, each around "
        "Traffic Managers of its own.",
        source=sources.DISTRIBUTED_THROTTLING,
        basis="derived",
    ),
)
