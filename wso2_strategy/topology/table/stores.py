"""Connections to databases, directories, caches, analytics and shared files."""

from __future__ import annotations

from wso2_strategy.domain import sources
from wso2_strategy.topology.table.row import (
    CONTROL_PLANE,
    GATEWAY,
    ON_VIRTUAL_MACHINES,
    PORTALS_OR_KEYS,
    SEPARATE_CONTROL_PLANE,
    SEPARATE_GATEWAY,
    SEPARATE_TRAFFIC_MANAGER,
    Caveat,
    Leg,
    Row,
    When,
)

_AM_DATABASE = ("am-database",)
_SHARED_DATABASE = ("shared-database",)
_REDIS = ("redis",)
_OTHER_ENGINES = Caveat(
    "3306 is MySQL's port; other engines listen on 5432, 1433, 1521 or 50000 by their vendors' "
    "defaults."
)

ROWS = (
    Row(
        "C40",
        "store product data",
        (Leg(PORTALS_OR_KEYS, _AM_DATABASE, "jdbc", 3306),),
        sources.MULTI_DC_1,
        caveats=(_OTHER_ENGINES,),
    ),
    Row(
        "C41",
        "store users and the registry",
        (Leg(PORTALS_OR_KEYS, _SHARED_DATABASE, "jdbc", 3306),),
        sources.MULTI_DC_1,
        caveats=(_OTHER_ENGINES,),
    ),
    Row(
        "C42",
        "keep the Traffic Manager's data",
        (
            Leg(SEPARATE_TRAFFIC_MANAGER, _SHARED_DATABASE, "jdbc", 3306),
            Leg(SEPARATE_TRAFFIC_MANAGER, _AM_DATABASE, "jdbc", 3306, required=False),
        ),
        sources.PATTERNS,
        basis="derived",
        when=ON_VIRTUAL_MACHINES,
        scope="managed",
        caveats=(
            Caveat("WSO2's pages disagree on which databases a Traffic Manager needs."),
            _OTHER_ENGINES,
        ),
    ),
    Row(
        "C43",
        "read tenants' users and registry",
        (Leg(SEPARATE_GATEWAY, _SHARED_DATABASE, "jdbc", 3306),),
        sources.PATTERNS,
        required=False,
        when=When("with several tenants", "multi_tenant"),
        scope="managed",
    ),
    Row(
        "C44",
        "look up users in a directory",
        (Leg(PORTALS_OR_KEYS, ("user-store",), "ldaps", 636),),
        sources.SECURITY_GUIDELINES,
        basis="assumed",
        required=False,
        when=When("with users in a directory", "user_store", ("ldap",)),
    ),
    Row(
        "C45",
        "share rate-limiting counters",
        (Leg(GATEWAY, _REDIS, "redis", 6379),),
        sources.RATE_LIMITING_CLUSTER,
        data="both-ways",
        synchronous=False,
        required=False,
        when=When(
            "with exact rate limits over two or more gateways",
            "exact_rate_limits",
            several_nodes=True,
            not_in=("P6",),
        ),
    ),
    Row(
        "C46",
        "share rate-limiting counters by the charts' distributedThrottling",
        (
            Leg(SEPARATE_CONTROL_PLANE, _REDIS, "redis", 6379),
            Leg(SEPARATE_TRAFFIC_MANAGER, _REDIS, "redis", 6379),
        ),
        sources.HELM,
        data="both-ways",
        synchronous=False,
        required=False,
        when=When("with distributedThrottling switched on", "distributed_throttling"),
    ),
    Row(
        "C50",
        "send analytics events",
        (Leg(GATEWAY, ("moesif",), "https", 443),),
        sources.MOESIF,
        data="to-target",
        synchronous=False,
        required=False,
        when=When("with Moesif analytics", "analytics", ("moesif",)),
    ),
    Row(
        "C51",
        "ship the analytics log",
        (Leg(GATEWAY, ("log-analytics",), "log", None),),
        sources.OPENSEARCH,
        data="to-target",
        synchronous=False,
        required=False,
        when=When("with analytics on the premises", "analytics", ("elk", "opensearch")),
        caveats=(Caveat("The ports are those of the chosen stack; WSO2's pages give none."),),
    ),
    Row(
        "C52",
        "share the userstores and tenants directories",
        (Leg(CONTROL_PLANE, ("shared-file-system",), "nfs", 2049),),
        sources.ACTIVE_ACTIVE,
        required=False,
        when=When(
            "with secondary user stores or tenants on several nodes",
            "shared_file_system",
            several_in_all=True,
        ),
        caveats=(Caveat("2049 is NFS; another file system has its own port."),),
    ),
)
