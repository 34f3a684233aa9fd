"""Connections between regions, and entries derived where the table's sources stop short."""

from __future__ import annotations

from wso2_strategy.domain import sources
from wso2_strategy.topology.table.row import (
    ALL_IN_ONE,
    CONTROL_PLANE,
    GATEWAY,
    TOKEN_ISSUER,
    TRAFFIC_MANAGER,
    Leg,
    Row,
    When,
    binary,
    binary_login,
    https,
    jms,
)

_ACTIVE_ACTIVE = When("with replicated regions", "region_layout", ("MDC1",))
_CENTRAL = When("with one managing region", "region_layout", ("MDC2",))
_AM_DATABASE = ("am-database",)
_SHARED_DATABASE = ("shared-database",)
_IDENTITY_PROVIDER = ("identity-provider",)
_PAIR_WITH_IDENTITY_SERVER = When("with two All-in-One nodes", only_in=("P6",))
_EXTERNAL_IDENTITIES = When(
    "with an identity provider outside the pattern", "identity_provider", ("external", "wso2-is")
)

ROWS = (
    Row(
        "C60",
        "pass events to the control plane of another region: notifications, token revocations, "
        "key managers, blocking and, if used, webhooks",
        (jms(CONTROL_PLANE, CONTROL_PLANE),),
        sources.MULTI_DC_1,
        data="to-target",
        synchronous=False,
        when=_ACTIVE_ACTIVE,
        scope="between",
    ),
    Row(
        "C61",
        "pull APIs, subscriptions and policies from the main region",
        (https(GATEWAY, CONTROL_PLANE), https(TRAFFIC_MANAGER, CONTROL_PLANE)),
        sources.MULTI_DC_2,
        data="to-opener",
        when=_CENTRAL,
        scope="to-main",
    ),
    Row(
        "C62",
        "hear of changes in the main region",
        (jms(GATEWAY, CONTROL_PLANE), jms(TRAFFIC_MANAGER, CONTROL_PLANE)),
        sources.MULTI_DC_2,
        data="to-opener",
        synchronous=False,
        when=_CENTRAL,
        scope="to-main",
    ),
    Row(
        "C63",
        "replicate to the same database of another region",
        (
            Leg(_AM_DATABASE, _AM_DATABASE, "replication", None),
            Leg(_SHARED_DATABASE, _SHARED_DATABASE, "replication", None),
        ),
        sources.MULTI_DC,
        data="to-target",
        synchronous=False,
        when=_ACTIVE_ACTIVE,
        scope="between",
    ),
    Row(
        "C64",
        "report requests and hear decisions inside the region",
        (
            binary(GATEWAY, TRAFFIC_MANAGER),
            binary_login(GATEWAY, TRAFFIC_MANAGER),
            jms(GATEWAY, TRAFFIC_MANAGER),
        ),
        sources.MULTI_DC_2,
        data="both-ways",
        synchronous=False,
        when=_CENTRAL,
        scope="unmanaged",
    ),
)

DERIVED_ROWS = (
    Row(
        "X01",
        "sign users in with, or register applications at, the identity provider",
        (Leg(TOKEN_ISSUER, _IDENTITY_PROVIDER, "https", 443),),
        sources.ARCHITECTURE,
        basis="derived",
        when=_EXTERNAL_IDENTITIES,
    ),
    Row(
        "X02",
        "fetch the keys of tokens that the identity provider signs",
        (Leg(GATEWAY, _IDENTITY_PROVIDER, "https", 443),),
        sources.ARCHITECTURE,
        basis="derived",
        data="to-opener",
        required=False,
        when=_EXTERNAL_IDENTITIES,
    ),
    Row(
        "X23",
        "report requests to both Traffic Managers, as two All-in-One nodes do without WSO2 IS",
        (binary(ALL_IN_ONE, ALL_IN_ONE, "peers"), binary_login(ALL_IN_ONE, ALL_IN_ONE, "peers")),
        sources.ACTIVE_ACTIVE,
        basis="derived",
        data="both-ways",
        synchronous=False,
        when=_PAIR_WITH_IDENTITY_SERVER,
    ),
    Row(
        "X24",
        "copy decisions to the other All-in-One, as without WSO2 IS",
        (jms(ALL_IN_ONE, ALL_IN_ONE, "peers"),),
        sources.ACTIVE_ACTIVE,
        basis="derived",
        data="both-ways",
        synchronous=False,
        when=_PAIR_WITH_IDENTITY_SERVER,
    ),
    Row(
        "X45",
        "share rate-limiting counters, as without WSO2 IS",
        (Leg(GATEWAY, ("redis",), "redis", 6379),),
        sources.RATE_LIMITING_CLUSTER,
        basis="derived",
        data="both-ways",
        synchronous=False,
        required=False,
        when=When(
            "with exact rate limits over two All-in-One nodes",
            "exact_rate_limits",
            several_nodes=True,
            only_in=("P6",),
        ),
    ),
)
"""Not in the documented table: what follows from it for cases its sources do not name."""
