"""What the reader should know about the chosen pattern, and what was not stated.

Advice on platforms stands in `platforms`.
"""

from __future__ import annotations

from typing import Literal

from wso2_strategy import (
    Advice,
    Availability,
    Compliance,
    Demand,
    Exclusion,
    Need,
    Requirements,
    Rule,
    Selection,
    Source,
    Traffic,
    fact,
    sources,
)
from wso2_strategy.inference import Basis, Condition

availability = fact(Availability)
compliance = fact(Compliance)
exclusion = fact(Exclusion)
demand = fact(Demand)
need = fact(Need)
requirements = fact(Requirements)
traffic = fact(Traffic)
pattern = fact(Selection, "pattern")
platform = fact(Selection, "platform")

ON_CLUSTER = platform.id.one_of("kubernetes", "openshift")
WITH_GATEWAY_TIER = pattern.id.one_of("P2", "P3", "P4", "P5")


def advise(
    topic: str,
    severity: Literal["note", "caution", "warning"],
    when: Condition,
    because: str,
    text: str,
    source: Source,
    basis: Basis,
) -> Rule:
    """Return a rule that gives one piece of advice."""
    return Rule(
        id=f"advice.{topic}",
        when=when,
        then=Advice(topic, text, severity),
        because=because,
        source=source,
        basis=basis,
    )


NOT_STATED = (
    advise(
        "traffic-not-stated",
        "note",
        traffic.peak_tps.absent(),
        "No peak load is stated.",
        "State traffic.peak_tps: without it the capacity of the pattern is not checked.",
        sources.STRATEGY,
        "derived",
    ),
    advise(
        "average-does-not-size",
        "note",
        traffic.average_tps.present() & traffic.peak_tps.absent(),
        "Only an average load is stated ({traffic.average_tps:,.0f} requests/s), and capacity "
        "follows the peak.",
        "State traffic.peak_tps: the average decides nothing.",
        sources.STRATEGY,
        "derived",
    ),
    advise(
        "environment-production",
        "note",
        (requirements.environment == "production")
        & traffic.peak_tps.absent()
        & requirements.primary_requirement.absent(),
        "The environment is production, which is also what counts when nothing is stated.",
        "State environment if this is not for production; redundancy follows from it.",
        sources.STRATEGY,
        "assumed",
    ),
    advise(
        "regions-not-stated",
        "note",
        availability.region_mode.present() & availability.regions.absent(),
        "How regions relate is stated, but not how many there are.",
        "State availability.regions: two are assumed.",
        sources.MULTI_DC,
        "assumed",
    ),
)

ALL_IN_ONE = (
    advise(
        "single-node-in-production",
        "warning",
        (pattern.id == "P0") & (requirements.environment == "production"),
        "A single node is a single point of failure, which WSO2 does not recommend in production.",
        "Accept the downtime in writing, or choose P1 for one more node.",
        sources.PATTERNS,
        "stated",
    ),
    advise(
        "reverse-proxy",
        "caution",
        pattern.id.one_of("P0", "P1", "P6") & (compliance.internet_facing == True),
        "An All-in-One carries portals and gateway on one host and does not suit a DMZ.",
        "Put a reverse proxy in the DMZ and the All-in-One behind it.",
        sources.ALL_IN_ONE,
        "stated",
    ),
    advise(
        "encryption-key",
        "note",
        pattern.subject == "pattern",
        "Since 4.7 every node needs the same 256-bit encryption key before its first start.",
        "Generate the key once, keep it with the backups, and give it to every node.",
        sources.ACTIVE_ACTIVE,
        "stated",
    ),
    advise(
        "external-database",
        "note",
        (pattern.subject == "pattern") & (requirements.environment == "production"),
        "The embedded H2 database is not for production, and no backup is scheduled by default.",
        "Use an industry database for the API Manager and the shared schema, and schedule backups.",
        sources.PRODUCTION_GUIDELINES,
        "stated",
    ),
    advise(
        "session-affinity",
        "note",
        pattern.redundancy == "all",
        "Portals and management console keep sessions on one of two nodes.",
        "Configure session affinity for port 9443 of the All-in-One or control plane pair, and "
        "none for gateways.",
        sources.LOAD_BALANCER,
        "stated",
    ),
)

IDENTITY = (
    advise(
        "fewer-nodes-for-external-identity",
        "note",
        (pattern.id == "P4") & (need.capability == "central-identity-provider"),
        "An external identity provider can also be registered as a third-party Key Manager in the "
        "Admin Portal, without a Key Manager tier.",
        "If nothing else asks for P4, compare P3 with the provider registered, which needs no "
        "Key Manager tier, or at small scale P6 with WSO2 Identity Server.",
        sources.ARCHITECTURE,
        "derived",
    ),
    advise(
        "identity-outside-production",
        "note",
        (compliance.identity_provider == "external")
        & requirements.environment.one_of("development", "testing", "training"),
        "Outside production an external identity provider asks for no pattern of its own.",
        "Register it as a third-party Key Manager in the Admin Portal.",
        sources.ARCHITECTURE,
        "derived",
    ),
    advise(
        "key-manager-for-jwt",
        "note",
        (need.capability == "independent-key-manager") & (traffic.token_format == "jwt"),
        "Gateways check JWTs themselves; a Key Manager tier then serves token issuance and "
        "isolation only.",
        "Check that isolation or token issuance alone justifies the tier.",
        sources.TUNING,
        "stated",
    ),
    advise(
        "identity-server-as-third-party",
        "caution",
        pattern.id == "P6",
        "WSO2 Identity Server cannot be the resident Key Manager; the chart's iskm switch would "
        "make it one.",
        "Start Identity Server first, exchange certificates, leave iskm off, and register it in "
        "the Admin Portal.",
        sources.KUBERNETES_P6,
        "stated",
    ),
    advise(
        "register-identity-server",
        "note",
        (need.capability == "wso2-identity-server") & pattern.id.one_of("P3", "P4"),
        "P6 is described for an All-in-One only; with larger patterns Identity Server is "
        "registered as a third-party Key Manager.",
        "Register it in the Admin Portal, and count its own nodes in addition.",
        sources.IDENTITY_SERVER_CONNECTOR,
        "derived",
    ),
    advise(
        "tenants-with-identity-server",
        "caution",
        (compliance.identity_provider == "wso2-is") & (compliance.multi_tenant == True),
        "One WSO2 page says that tenancy is not supported with Identity Server, another that "
        "tenant sharing must be configured.",
        "Verify tenant sharing in a test before relying on it.",
        sources.KUBERNETES_P6,
        "stated",
    ),
)

SECURITY = (
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
        | compliance.regimes.contains("soc-2")
        | compliance.regimes.contains("gdpr"),
        "Nothing was found in WSO2's documentation on how these rules shape a deployment: "
        "{compliance.regimes}. What is concluded from them here is assumed.",
        "Have the design reviewed against the regime by your own compliance team.",
        sources.GAP,
        "assumed",
    ),
    advise(
        "encrypt-between-tiers",
        "caution",
        WITH_GATEWAY_TIER & (compliance.internet_facing == True),
        "Events between tiers travel over plain TCP on port 5672 unless TLS is switched on.",
        "Use TLS on port 8672 where tiers are in different zones.",
        sources.SIMPLE_SCALABLE,
        "derived",
    ),
)

TRAFFIC = (
    advise(
        "exact-rate-limits",
        "caution",
        traffic.exact_rate_limits == True,
        "Gateways count burst and backend limits on their own unless they share a Redis, and even "
        "then windows of one second are never exact.",
        "Add Redis in hybrid mode and use windows longer than a second.",
        sources.RATE_LIMITING_CLUSTER,
        "stated",
    ),
    advise(
        "websocket-ports",
        "note",
        traffic.protocols.contains("websocket"),
        "WebSocket APIs are served on ports of their own.",
        "Open 9099 (ws) and 8099 (wss) at the load balancer.",
        sources.MULTI_DC_1,
        "stated",
    ),
    advise(
        "websub-ports",
        "note",
        traffic.protocols.contains("websub"),
        "WebSub callbacks arrive on ports of their own.",
        "Open 9021 (HTTP) and 8021 (HTTPS) at the load balancer.",
        sources.HELM,
        "stated",
    ),
    advise(
        "load-test",
        "note",
        demand.design_tps > 0,
        "Published measurements cover one All-in-One node only; numbers for separate tiers are "
        "derived from them.",
        "Run a load test of your own APIs before fixing the number of nodes.",
        sources.PERFORMANCE,
        "derived",
    ),
)

REGIONS = (
    advise(
        "region-replication",
        "caution",
        pattern.id == "MDC1",
        "Regions that work on their own replicate their databases both ways and exchange events "
        "through custom publishers.",
        "Use SQL Server, Oracle or PostgreSQL, for which replication is tested, and add the "
        "publishers to every control plane.",
        sources.MULTI_DC_1,
        "stated",
    ),
    advise(
        "region-dependency",
        "caution",
        pattern.id == "MDC2",
        "While the main region is down, other regions keep serving but their gateways cannot "
        "start or restart.",
        "Open ports 9443 and 5672 of the main region to the others, and keep spare gateways "
        "running.",
        sources.MULTI_DC,
        "stated",
    ),
    advise(
        "region-rate-limits",
        "note",
        pattern.subject == "regions",
        "Every region counts rate limits for itself.",
        "Divide global limits between the regions.",
        sources.MULTI_DC,
        "derived",
    ),
    advise(
        "regions-raise-availability",
        "note",
        (exclusion.limit == "availability") & availability.regions.absent(),
        "One region is expected to be available less than the target asks for.",
        "Several regions side by side go beyond what one site reaches; state "
        "availability.regions to compare.",
        sources.MULTI_DC,
        "derived",
    ),
    advise(
        "region-guides",
        "caution",
        (pattern.subject == "regions") & ON_CLUSTER,
        "WSO2 publishes no guide for several regions on Kubernetes.",
        "Translate the guide for virtual machines, and test a region's loss before relying on it.",
        sources.MULTI_DC,
        "derived",
    ),
)

RULES = NOT_STATED + ALL_IN_ONE + IDENTITY + SECURITY + TRAFFIC + REGIONS
