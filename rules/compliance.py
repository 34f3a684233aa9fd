"""What security and regulation ask for. Where WSO2 states nothing, the basis says so."""

from __future__ import annotations

from wso2_strategy import Compliance, Need, Rule, fact, sources

from .advice import WITH_GATEWAY_TIER, advise

compliance = fact(Compliance)

RULES = (
    Rule(
        id="compliance.isolate-gateway",
        when=compliance.isolate_gateway == True,
        then=Need("independent-gateway"),
        because="The gateway must be isolated from the rest.",
        source=sources.PATTERNS,
        basis="stated",
    ),
    Rule(
        id="compliance.isolate-traffic-manager",
        when=compliance.isolate_traffic_manager == True,
        then=Need("independent-traffic-manager"),
        because="The Traffic Manager must be isolated from the rest.",
        source=sources.PATTERNS,
        basis="stated",
    ),
    Rule(
        id="compliance.isolate-key-manager",
        # WSO2 Identity Server issues the tokens on nodes of its own, apart from all else.
        when=(compliance.isolate_key_manager == True)
        & (compliance.identity_provider.absent() | (compliance.identity_provider != "wso2-is")),
        then=Need("independent-key-manager"),
        because="The Key Manager must be isolated from the rest.",
        source=sources.STRATEGY,
        basis="stated",
    ),
    Rule(
        id="compliance.isolate-all",
        when=compliance.isolate_all == True,
        then=Need("full-isolation"),
        because="Every component must be isolated, which the strategy page answers with full "
        "distribution.",
        source=sources.STRATEGY,
        basis="stated",
    ),
    Rule(
        id="compliance.regulated-internet-traffic",
        when=(compliance.internet_facing == True)
        & (
            compliance.regimes.contains("pci-dss")
            | compliance.regimes.contains("hipaa")
            | compliance.regimes.contains("psd2")
            | compliance.regimes.contains("fapi")
        ),
        then=Need("independent-gateway"),
        because="Data under PCI DSS, HIPAA, PSD2 or FAPI is reached from the internet; the gateway "
        "should face it apart from portals and keys.",
        source=sources.PATTERNS,
        basis="assumed",
    ),
    advise(
        "block-management-paths",
        "caution",
        compliance.internet_facing == True,
        "The management console and the admin services must not be reachable from the internet.",
        "Block /carbon and /services at the DMZ and allow only the paths you need.",
        sources.SECURITY_GUIDELINES,
        "stated",
    ),
    advise(
        "regimes-without-statement",
        "caution",
        compliance.regimes.contains("pci-dss")
        | compliance.regimes.contains("hipaa")
        | compliance.regimes.contains("psd2")
        | compliance.regimes.contains("fapi")
        | compliance.regimes.contains("iso-27001")
        | compliance.regimes.contains("soc-2"),
        "Apart from GDPR, nothing was found in WSO2's documentation on how regulation shapes a "
        "deployment.",
        "Have the design reviewed against each stated regime by your own compliance team.",
        sources.GAP,
        "assumed",
    ),
    advise(
        "right-to-erasure",
        "note",
        compliance.regimes.contains("gdpr"),
        "For GDPR's right to erasure WSO2 has a tool that takes the identity of a deleted user "
        "out of databases and log files.",
        "Plan to run the Forget-Me tool offline, for every database and log file.",
        sources.GDPR,
        "stated",
    ),
    advise(
        "encrypt-between-tiers",
        "caution",
        WITH_GATEWAY_TIER & (compliance.internet_facing == True),
        "Events between tiers travel over plain TCP on port 5672 unless TLS is switched on.",
        "Use TLS on port 8672 where the {tier:gateway} tier is in another zone.",
        sources.SIMPLE_SCALABLE,
        "derived",
    ),
    advise(
        "idle-connections",
        "caution",
        WITH_GATEWAY_TIER
        & ((compliance.isolate_gateway == True) | (compliance.internet_facing == True)),
        "A firewall that drops idle connections on port 5672 stops updates and rate limits at the "
        "gateways without a word; it was reported up to version 4.0.",
        "Let firewalls before the {tier:gateway} tier keep idle connections, or switch on "
        "heartbeats, and test it.",
        sources.IDLE_CONNECTIONS,
        "derived",
    ),
)
