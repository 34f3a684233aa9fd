"""What several regions ask for, and what to know about them."""

from __future__ import annotations

from wso2_strategy import (
    Availability,
    Compliance,
    Constraints,
    LayoutNeed,
    Need,
    Preference,
    Rule,
    Selection,
    Size,
    fact,
    sources,
)

from .advice import ON_CLUSTER, advise

availability = fact(Availability)
compliance = fact(Compliance)
constraints = fact(Constraints)
selection = fact(Selection)
need = fact(Need)
layout = fact(Selection, "layout")
size = fact(Size)

SERVING_TOGETHER = (layout.subject == "regions") & (layout.id != "DR1")
STANDING_BY = layout.id == "DR1"

RULES = (
    Rule(
        id="regions.several",
        when=(availability.regions > 1)
        & (
            availability.region_mode.absent()
            | availability.region_mode.one_of("active-active", "central-control-plane")
        ),
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
        id="regions.standby",
        when=availability.region_mode == "active-passive",
        then=Need("standby-region"),
        because="One region is to serve, and another to stand by until people switch to it.",
        source=sources.GAP,
        basis="assumed",
    ),
    Rule(
        id="regions.failover-needs-autonomy",
        when=(availability.regions > 1)
        & availability.region_mode.absent()
        & (
            (availability.automatic_failover == True)
            | (availability.tolerates_downtime == False)
            | (availability.redundancy == "all")
        ),
        then=Need("autonomous-regions"),
        because="A region must survive the loss of another on its own, which WSO2 gives to regions "
        "with a control plane and databases each.",
        source=sources.MULTI_DC,
        basis="stated",
    ),
    Rule(
        id="regions.data-planes-need-their-tiers",
        when=need.capability == "several-regions",
        then=[
            LayoutNeed("MDC2", "independent-gateway"),
            LayoutNeed("MDC2", "independent-traffic-manager"),
        ],
        because="Regional data planes consist of gateways and Traffic Managers, so both are tiers "
        "of their own.",
        source=sources.MULTI_DC_2,
        basis="stated",
    ),
    Rule(
        id="regions.guides-are-for-machines",
        when=(selection.subject == "regions") & (selection.id != "DR1"),
        then=Preference("virtual-machines", 2, "multi-region guides"),
        because="WSO2's guides for several regions are written for virtual machines only.",
        source=sources.MULTI_DC,
        basis="derived",
    ),
    advise(
        "region-replication",
        "caution",
        (layout.id == "MDC1") & constraints.database.absent(),
        "Regions that work on their own replicate their databases both ways, which WSO2 has tested "
        "with SQL Server, Oracle and PostgreSQL only.",
        "Use one of these three, on {mention:virtual-machines} as tested; ask the provider of a "
        "managed database whether it replicates both ways.",
        sources.MULTI_DC_1,
        "stated",
    ),
    advise(
        "region-replication-tested",
        "caution",
        (layout.id == "MDC1") & constraints.database.one_of("mssql", "oracle", "postgresql"),
        "Regions that work on their own replicate their databases both ways, which WSO2 has tested "
        "with the one that is decided on, on virtual machines.",
        "Create the databases with the scripts for several data centers; ask the provider of a "
        "managed database whether it replicates both ways.",
        sources.MULTI_DC_1,
        "stated",
    ),
    advise(
        "region-replication-untested",
        "warning",
        (layout.id == "MDC1") & (constraints.database == "mysql"),
        "Regions that work on their own replicate their databases both ways, which WSO2 has tested "
        "with SQL Server, Oracle and PostgreSQL, and not with MySQL.",
        "Use one of these three, or prove before relying on it that MySQL keeps both regions "
        "alike.",
        sources.MULTI_DC_1,
        "derived",
    ),
    advise(
        "region-publishers",
        "caution",
        layout.id == "MDC1",
        "Regions that work on their own exchange events through custom publishers, which the "
        "product does not bring along.",
        "Add the publishers towards every other region to every control plane.",
        sources.MULTI_DC_1,
        "stated",
    ),
    advise(
        "region-dependency",
        "caution",
        layout.id == "MDC2",
        "While the main region is down, other regions keep serving but their gateways cannot "
        "start or restart.",
        "Open ports 9443 and 5672 (8672 with TLS) of the main region to the others, and keep "
        "spare nodes of the {tier:gateway} tier running.",
        sources.MULTI_DC,
        "stated",
    ),
    advise(
        "region-idle-connections",
        "note",
        SERVING_TOGETHER,
        "Events between regions travel over connections on port 5672 that may be idle for long; a "
        "firewall that drops them stops updates without a word, as was reported up to version 4.0.",
        "Let firewalls between the regions keep idle connections, or switch on heartbeats, and "
        "test it.",
        sources.IDLE_CONNECTIONS,
        "derived",
    ),
    advise(
        "region-identities",
        "caution",
        (layout.id.one_of("MDC1", "DR1")) & (compliance.identity_provider == "wso2-is"),
        "WSO2's pages on several regions replicate the databases of API Manager, and say nothing "
        "of those of WSO2 Identity Server, without which a region knows neither the applications "
        "nor the tokens of another.",
        "Plan with the documentation of {mention:identity-server} how its applications, tokens and "
        "users reach every region; no connection for it is drawn.",
        sources.MULTI_DC,
        "derived",
    ),
    advise(
        "region-rate-limits",
        "note",
        SERVING_TOGETHER,
        "Every region counts rate limits for itself.",
        "Divide global limits between the regions.",
        sources.MULTI_DC,
        "stated",
    ),
    advise(
        "region-guides",
        "caution",
        SERVING_TOGETHER & ON_CLUSTER,
        "WSO2 publishes no guide for several regions on Kubernetes or OpenShift.",
        "Translate the guide for {mention:virtual-machines}, and test a region's loss before "
        "relying on it.",
        sources.MULTI_DC,
        "derived",
    ),
    advise(
        "standby-without-guide",
        "warning",
        STANDING_BY,
        "WSO2's documentation has no guide for API Manager with a standby region; the layout, its "
        "connections and its times are this project's assumptions.",
        "Have WSO2 or a partner review the design, and accept it in writing as one of your own.",
        sources.GAP,
        "assumed",
    ),
    advise(
        "standby-recovery-time",
        "caution",
        size.standby_switch_minutes.present(),
        "The switch to a standby region is taken to last {size.standby_switch_minutes:g} minutes "
        "from when it is needed (recovery time objective).",
        "Replace standby_switch_minutes by what a rehearsal measured, and have it accepted.",
        sources.GAP,
        "assumed",
    ),
    advise(
        "standby-recovery-point",
        "caution",
        size.standby_lag_minutes.present(),
        "The last {size.standby_lag_minutes:g} minutes of what was written before a loss are taken "
        "to be missing in a standby region (recovery point objective).",
        "Replace standby_lag_minutes by the lag that is measured; after a switch look for new "
        "applications, keys and subscriptions that are gone, and revoke again the tokens that were "
        "revoked last.",
        sources.GAP,
        "assumed",
    ),
    advise(
        "standby-replication",
        "caution",
        STANDING_BY,
        "A standby region gets the databases of API Manager by one-way replication, and all else "
        "only where somebody copies it.",
        "Replicate the API Manager and the shared database one way, both to the same point; give "
        "both regions the same versions, configuration, encryption key, certificates and host "
        "names, and deploy every change in both.",
        sources.GAP,
        "assumed",
    ),
    advise(
        "standby-rehearsal",
        "caution",
        STANDING_BY,
        "A standby region that nobody has ever switched to is a hope.",
        "Rehearse the switch and the way back under load: who decides and when, databases made "
        "writable on one side only, nodes started, callers' host names led over; then check a "
        "call, a new token, a new API, a rate limit and a revoked token. Counters of rate limits "
        "start anew.",
        sources.GAP,
        "assumed",
    ),
    advise(
        "tenants-over-regions",
        "caution",
        (layout.id == "MDC2") & (compliance.multi_tenant == True),
        "Several tenants under one central control plane work since 4.6, with tenant loading "
        "switched on at the gateways; the pages on several regions do not show it yet.",
        "Set apim.sync_runtime_artifacts.tenant_loading (tenantLoading in the charts), which is "
        "off by default there, and test a tenant's API in every region.",
        sources.TENANT_LOADING,
        "derived",
    ),
)
