"""What security and regulation ask for. Where WSO2 states nothing, the basis says so."""

from __future__ import annotations

from wso2_strategy import Compliance, Need, Rule, fact, sources

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
        when=compliance.isolate_key_manager == True,
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
        because="Regulated data ({compliance.regimes}) is reached from the internet; the gateway "
        "should face it apart from portals and keys.",
        source=sources.PATTERNS,
        basis="assumed",
    ),
)
