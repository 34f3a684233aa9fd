"""What the reader should know about the answer, whatever the topic.

Advice speaks of the answer: it reads what was stated and what was chosen, never
what holds for candidates. Its text names tiers, platforms and patterns by
references, such as ``{tier:gateway}``, so that what it claims can be verified.
"""

from __future__ import annotations

from typing import Literal

from wso2_strategy import (
    CATALOG,
    Advice,
    Availability,
    Compliance,
    Constraints,
    Demand,
    Operations,
    PassedOver,
    Rule,
    Selection,
    Size,
    SizedTier,
    Source,
    fact,
    sources,
)
from wso2_strategy.inference import Basis, Condition

from .environment import PRODUCTION

availability = fact(Availability)
compliance = fact(Compliance)
constraints = fact(Constraints)
demand = fact(Demand)
operations = fact(Operations)
passed_over = fact(PassedOver)
size = fact(Size)
tier = fact(SizedTier, "tier")
pattern = fact(Selection, "pattern")
platform = fact(Selection, "platform")

ON_CLUSTER = platform.id.one_of("kubernetes", "openshift")
ON_MACHINES = platform.id == "virtual-machines"


def with_tier(component: str, *, without: str = "", redundant: bool = False) -> Condition:
    """Return that a pattern was chosen that has one tier and not another.

    Where `redundant`, only patterns count that can have a second node of it.
    """
    found = [
        each.id
        for each in CATALOG.arrangements("pattern")
        for own in [{tier.component for tier in each.tiers}]
        if component in own and without not in own
        if not redundant or each.max_redundancy == "all"
    ]
    return pattern.id.one_of(*sorted(found))


WITH_GATEWAY_TIER = with_tier("gateway")
CALLS_IN_ALL_IN_ONE = with_tier("all-in-one", without="gateway")
MANAGING_PAIRS: tuple[tuple[str, Condition, Basis], ...] = (
    ("all-in-one", with_tier("all-in-one", redundant=True), "stated"),
    ("control-plane", with_tier("control-plane", redundant=True), "derived"),
)
"""Who manages, where, and whether WSO2's guide for two nodes speaks of it."""


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


REDUNDANCY = (
    advise(
        "single-nodes-in-production",
        "warning",
        PRODUCTION & (pattern.redundancy != "all") & (size.regions == 1),
        "Not every component has a second node, so the loss of one stops a part of the platform; "
        "WSO2 does not recommend a single point of failure in production.",
        "Have the downtime accepted in writing; otherwise every component needs a second node.",
        sources.PATTERNS,
        "stated",
    ),
    advise(
        "single-nodes-in-regions",
        "warning",
        PRODUCTION & (pattern.redundancy != "all") & (size.regions > 1),
        "Not every component has a second node in its region, so the loss of one stops a part of "
        "that region, and with a main region a part of the platform.",
        "Have it accepted in writing, and plan how calls are led to another region.",
        sources.PATTERNS,
        "derived",
    ),
    advise(
        "pair-cannot-carry-its-peak",
        "caution",
        with_tier("all-in-one", without="gateway", redundant=True)
        & (size.carries_peak_one_down == False)
        & size.peak_tps_one_down.present(),
        "While one node is down, the other has {size.peak_tps_one_down:,.0f} requests/s at the "
        "peak, more than one All-in-One node is taken to carry.",
        "If the whole peak must be carried then, compare {mention:P2}: a {mention:gateway} tier of "
        "its own has a spare node, a pair has none.",
        sources.ALL_IN_ONE,
        "derived",
    ),
    advise(
        "zones-raise-availability",
        "note",
        (size.regions_that_reach == 0) & availability.zones.absent(),
        "One availability zone is expected to be available less than the target asks for.",
        "Two of them go beyond what one reaches; state {ask:availability.zones} to compare.",
        sources.GAP,
        "derived",
    ),
    advise(
        "regions-raise-availability",
        "note",
        (size.regions_that_reach > 0) & availability.regions.absent(),
        "One region is expected to be available less than the target asks for.",
        "Several regions side by side go beyond what one site reaches; state "
        "{ask:availability.regions} to compare.",
        sources.MULTI_DC,
        "derived",
    ),
)

NODES = (
    advise(
        "reverse-proxy",
        "caution",
        CALLS_IN_ALL_IN_ONE & (compliance.internet_facing == True),
        "An All-in-One carries portals and gateway on one host and does not suit a DMZ.",
        "Put a reverse proxy in the DMZ and the {tier:all-in-one} behind it.",
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
        (pattern.subject == "pattern") & PRODUCTION,
        "WSO2 recommends another database than the embedded H2 in production, and schedules no "
        "backup by default.",
        "Use an industry database for the API Manager and the shared schema, and schedule backups.",
        sources.PRODUCTION_GUIDELINES,
        "stated",
    ),
    advise(
        "tested-database",
        "note",
        constraints.database.present(),
        "The database product is decided; API Manager 4.7 was tested with MySQL 8.4, PostgreSQL "
        "18, Oracle 19c and 23c, and SQL Server 2022.",
        "Use a version that was tested, or test yours.",
        sources.PRODUCT_COMPATIBILITY,
        "stated",
    ),
    *(
        advise(
            f"session-affinity-{pair}",
            "note",
            there & (pattern.redundancy == "all"),
            "The management console keeps a session on one of two nodes; the portals keep log-ins "
            "in the database.",
            f"Configure session affinity for port 9443 of the {{tier:{pair}}} pair, and none for "
            "API traffic.",
            sources.LOAD_BALANCER,
            "stated",
        )
        for pair, there, _ in MANAGING_PAIRS
    ),
    advise(
        "session-affinity-identity-server",
        "note",
        (tier.component == "identity-server") & (tier.nodes_per_region > 1),
        "The console of WSO2 Identity Server keeps a session on one of its nodes.",
        "Configure session affinity for the console of the {tier:identity-server} tier.",
        sources.LOAD_BALANCER,
        "derived",
    ),
    *(
        advise(
            f"shared-tenant-files-{pair}",
            "caution",
            there & (pattern.redundancy == "all") & (compliance.multi_tenant == True),
            "Files of tenants and of secondary user stores lie on the node on which they were "
            "made.",
            "Share repository/tenants and the userstores folder between all nodes of the "
            f"{{tier:{pair}}} tier, in every region that has one.",
            sources.ACTIVE_ACTIVE,
            basis,
        )
        for pair, there, basis in MANAGING_PAIRS
    ),
    advise(
        "load-test-one-node",
        "note",
        (demand.design_tps > 0) & CALLS_IN_ALL_IN_ONE,
        "Published measurements cover one All-in-One node before a backend that answers at once.",
        "Run a load test of your own APIs before fixing the number of nodes.",
        sources.PERFORMANCE,
        "derived",
    ),
    advise(
        "load-test-tiers",
        "note",
        (demand.design_tps > 0) & WITH_GATEWAY_TIER,
        "Published measurements cover one All-in-One node only; numbers for separate tiers are "
        "derived from them.",
        "Run a load test of your own APIs before fixing the number of nodes.",
        sources.PERFORMANCE,
        "derived",
    ),
)

TODAY = (
    advise(
        "pattern-changes",
        "caution",
        operations.current_pattern == passed_over.id,
        "{passed_over.id} runs today and is not the pattern of this answer.",
        "Take the steps of the migration in their order: what is new runs before anything leads to "
        "it, and what is old goes when nothing arrives there any more. WSO2 publishes no guide "
        "from one pattern to another; rehearse it, with the way back, on a copy.",
        sources.GAP,
        "assumed",
    ),
    advise(
        "pattern-stays",
        "note",
        operations.current_pattern == pattern.id,
        "{pattern.id} runs today and is the pattern of this answer.",
        "Compare the nodes that run, their size and the regions with this answer.",
        sources.GAP,
        "assumed",
    ),
)

RULES = REDUNDANCY + NODES + TODAY
