"""What the environment and the strategy page's primary requirement ask for."""

from __future__ import annotations

from wso2_strategy import Availability, Need, Requirements, Rule, fact, sources

requirements = fact(Requirements)
availability = fact(Availability)
need = fact(Need)

PRODUCTION = requirements.environment.absent() | (requirements.environment == "production")
"""What counts where no environment is stated, too."""

RULES = (
    Rule(
        id="environment.production-needs-redundancy",
        when=PRODUCTION
        & (
            requirements.primary_requirement.absent()
            | (requirements.primary_requirement != "simplicity")
        )
        & (availability.tolerates_downtime.absent() | (availability.tolerates_downtime == False))
        & availability.redundancy.absent(),
        then=Need("redundancy"),
        because="Production should survive the loss of a node, unless downtime is accepted.",
        source=sources.PRODUCTION_GUIDELINES,
        basis="stated",
    ),
    Rule(
        id="environment.simplicity-overruled",
        when=PRODUCTION
        & (requirements.primary_requirement == "simplicity")
        & (
            (need.capability == "multiple-nodes")
            | (need.capability == "independent-gateway")
            | (need.capability == "independent-traffic-manager")
            | (need.capability == "independent-key-manager")
            | (need.capability == "full-isolation")
            | (need.capability == "central-identity-provider")
            | (need.capability == "wso2-identity-server")
        )
        & (availability.tolerates_downtime.absent() | (availability.tolerates_downtime == False))
        & availability.redundancy.absent(),
        then=Need("redundancy"),
        because="A single node is not enough here, so simplicity gives no reason to go without "
        "redundancy in production.",
        source=sources.PRODUCTION_GUIDELINES,
        basis="derived",
    ),
    Rule(
        id="environment.row-basic-ha",
        when=requirements.primary_requirement == "basic-ha",
        then=Need("redundancy"),
        because="Basic high availability asks for fault tolerance with little complexity.",
        source=sources.STRATEGY,
        basis="stated",
    ),
    Rule(
        id="environment.row-balanced-gateway-scaling",
        when=requirements.primary_requirement == "balanced-gateway-scaling",
        then=Need("independent-gateway"),
        because="Balanced gateway scaling grows the gateway alone and keeps management together.",
        source=sources.STRATEGY,
        basis="stated",
    ),
    Rule(
        id="environment.row-standard-production",
        when=requirements.primary_requirement == "standard-production",
        then=[Need("independent-gateway"), Need("independent-traffic-manager")],
        because="Standard production scales gateway and Traffic Manager independently.",
        source=sources.STRATEGY,
        basis="stated",
    ),
    Rule(
        id="environment.row-ultimate-isolation",
        when=requirements.primary_requirement == "ultimate-isolation",
        then=Need("full-isolation"),
        because="Ultimate scalability and isolation puts every component on nodes of its own.",
        source=sources.STRATEGY,
        basis="stated",
    ),
    Rule(
        id="environment.row-targeted-gateway-identity",
        when=requirements.primary_requirement == "targeted-gateway-identity",
        then=[Need("independent-gateway"), Need("independent-key-manager")],
        because="Targeted scaling for gateway and identity separates gateway and Key Manager.",
        source=sources.STRATEGY,
        basis="stated",
    ),
)
