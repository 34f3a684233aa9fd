"""What several regions ask for."""

from __future__ import annotations

from wso2_strategy import (
    Availability,
    Compliance,
    Exclusion,
    Need,
    Preference,
    Rule,
    Selection,
    fact,
    sources,
)

availability = fact(Availability)
compliance = fact(Compliance)
selection = fact(Selection)
need = fact(Need)

RULES = (
    Rule(
        id="regions.several",
        when=availability.regions > 1,
        then=Need("several-regions"),
        because="The deployment spans {availability.regions} regions.",
        source=sources.MULTI_DC,
        basis="stated",
    ),
    Rule(
        id="regions.active-active",
        when=availability.region_mode == "active-active",
        then=[Need("several-regions"), Need("autonomous-regions")],
        because="Regions are to be active-active, each with its own management.",
        source=sources.MULTI_DC,
        basis="stated",
    ),
    Rule(
        id="regions.central-control-plane",
        when=availability.region_mode == "central-control-plane",
        then=[Need("several-regions"), Need("regional-data-planes")],
        because="One control plane is to manage all regions.",
        source=sources.MULTI_DC,
        basis="stated",
    ),
    Rule(
        id="regions.residency-needs-autonomy",
        when=(compliance.data_residency == True)
        & (availability.regions > 1)
        & availability.region_mode.absent(),
        then=Need("autonomous-regions"),
        because="Data must stay in its region, so each region keeps its own databases.",
        source=sources.MULTI_DC,
        basis="derived",
    ),
    Rule(
        id="regions.tenants-need-autonomy",
        when=(compliance.multi_tenant == True) & (need.capability == "several-regions"),
        then=Exclusion("MDC2", limit="multi-tenancy is not supported"),
        because="Several tenants are to be served, which regional data planes do not support.",
        source=sources.MULTI_DC,
        basis="stated",
    ),
    Rule(
        id="regions.data-planes-need-their-tiers",
        when=selection.id == "MDC2",
        then=[Need("independent-gateway"), Need("independent-traffic-manager")],
        because="Regional data planes consist of gateways and Traffic Managers, so both are tiers "
        "of their own.",
        source=sources.MULTI_DC_2,
        basis="stated",
    ),
    Rule(
        id="regions.guides-are-for-machines",
        when=selection.subject == "regions",
        then=Preference("virtual-machines", 2, "multi-region guides"),
        because="WSO2's guides for several regions are written for virtual machines only.",
        source=sources.MULTI_DC,
        basis="derived",
    ),
)
