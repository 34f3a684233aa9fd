"""How patterns are laid over regions: WSO2's two layouts, and a standby region without a guide."""

from __future__ import annotations

from wso2_strategy.domain import sources
from wso2_strategy.domain.catalog.patterns import GATEWAY, SETUP, TRAFFIC_MANAGER, guides
from wso2_strategy.domain.catalog.vocabulary import Limit, Pattern

MDC1 = Pattern(
    id="MDC1",
    name="Geo-Regional Synchronized API Management with Replicated Databases",
    synonyms=(
        "Multi-DC Pattern 1",
        "Multi-DC Active-Active",
        "Active-Active",
        "Active-Active regions",
    ),
    summary="Every region is a complete deployment; databases replicate both ways and control "
    "planes exchange events.",
    suits="regions that must manage APIs on their own or survive alone",
    tiers=(),
    provides=frozenset({"several-regions", "autonomous-regions"}),
    complexity=8,
    platform_order=("virtual-machines", "kubernetes"),
    guides=guides(
        f"{SETUP}multi-dc-deployment/configuring-multi-dc-deployment-pattern-1",
        None,
        openshift=False,
    ),
    limits=(
        Limit(
            "Replication is tested with SQL Server, Oracle and PostgreSQL only.",
            sources.MULTI_DC_1,
            "stated",
        ),
        Limit(
            "Events between regions need custom JMS publishers in every control plane.",
            sources.MULTI_DC_1,
            "stated",
        ),
        Limit("Every region carries the full cost of the pattern.", sources.MULTI_DC, "stated"),
        Limit("Rate limits count per region, not across regions.", sources.MULTI_DC, "stated"),
    ),
    source=sources.MULTI_DC,
    dimension="regions",
)

MDC2 = Pattern(
    id="MDC2",
    name="Centralized API Management with Regional Data Planes",
    synonyms=(
        "Multi-DC Pattern 2",
        "Multi-DC Active-Passive",
        "Active-Passive with a Centralized Control Plane",
    ),
    summary="One main region manages all; further regions run gateways and Traffic Managers only.",
    suits="gateways near their backends where databases cannot replicate or the budget is limited",
    tiers=(GATEWAY, TRAFFIC_MANAGER),
    provides=frozenset({"several-regions", "regional-data-planes"}),
    complexity=7,
    platform_order=("virtual-machines", "kubernetes"),
    guides=guides(
        f"{SETUP}multi-dc-deployment/configuring-multi-dc-deployment-pattern-2",
        None,
        openshift=False,
    ),
    limits=(
        Limit(
            "Several tenants need 4.6 or later with tenant loading switched on.",
            sources.TENANT_LOADING,
            "derived",
        ),
        Limit(
            "While the main region is down, gateways of other regions cannot start or restart.",
            sources.MULTI_DC,
            "stated",
        ),
        Limit("Rate limits count per region, not across regions.", sources.MULTI_DC, "stated"),
    ),
    source=sources.MULTI_DC,
    dimension="regions",
)

DR1 = Pattern(
    id="DR1",
    name="Standby Region",
    synonyms=("Disaster recovery region", "Active-passive", "Active-passive regions"),
    summary="One region serves; every other is a copy of it that databases replicate to one way, "
    "and that people switch to.",
    suits="regions that must survive alone where databases cannot replicate both ways",
    tiers=(),
    provides=frozenset({"autonomous-regions", "standby-region"}),
    complexity=6,
    platform_order=("virtual-machines", "kubernetes"),
    guides=guides(None, None, openshift=False),
    limits=(
        Limit("WSO2 publishes no guide for it.", sources.GAP, "assumed"),
        Limit("People switch, so the loss of the region interrupts calls.", sources.GAP, "assumed"),
        Limit(
            "What was written last before a loss may not have been replicated.",
            sources.GAP,
            "assumed",
        ),
        Limit("Every region carries the full cost of the pattern.", sources.GAP, "assumed"),
    ),
    source=sources.GAP,
    dimension="regions",
    stands_by=True,
)

REGION_LAYOUTS = (MDC1, MDC2, DR1)
