"""Connections that clients, portal users and monitors open, and calls to backends."""

from __future__ import annotations

from wso2_strategy.domain import sources
from wso2_strategy.topology.table.row import (
    CLIENT,
    CONTROL_PLANE,
    GATEWAY,
    PORTAL_USER,
    TOKEN_ISSUER,
    WEBSOCKET,
    WEBSUB,
    Leg,
    Row,
    When,
)

_BLOCKED = ("/services", "/carbon")
_MONITOR = ("monitor",)
_PRODUCT = ("@gateway", "@control-plane", "@traffic-manager", "@key-manager")
_CALL_NODES = ("@gateway", "all-in-one")
_BROKERS = ("traffic-manager",)

ROWS = (
    Row(
        "C01",
        "call an API",
        (Leg(CLIENT, GATEWAY, "https", 8243, "load-balanced", entry=("https", 443)),),
        sources.LOAD_BALANCER,
    ),
    Row(
        "C02",
        "call an API in clear text",
        (Leg(CLIENT, GATEWAY, "http", 8280, "load-balanced", entry=("http", 80)),),
        sources.DEFAULT_PORTS,
        required=False,
        when=When("where APIs are also served without TLS", "clear_text"),
    ),
    Row(
        "C03",
        "call a WebSocket API",
        (
            Leg(CLIENT, GATEWAY, "wss", 8099, "load-balanced", entry=("wss", 8099)),
            Leg(CLIENT, GATEWAY, "ws", 9099, "load-balanced", entry=("ws", 9099), required=False),
        ),
        sources.MULTI_DC_1,
        data="both-ways",
        when=WEBSOCKET,
    ),
    Row(
        "C04",
        "deliver WebSub callbacks",
        (
            Leg(
                ("websub-caller",),
                GATEWAY,
                "https",
                8021,
                "load-balanced",
                entry=("https", 8021),
            ),
            Leg(
                ("websub-caller",),
                GATEWAY,
                "http",
                9021,
                "load-balanced",
                entry=("http", 9021),
                required=False,
            ),
        ),
        sources.HELM,
        data="to-target",
        synchronous=False,
        when=WEBSUB,
    ),
    Row(
        "C05",
        "use the Publisher, Developer Portal and Admin Portal",
        (Leg(PORTAL_USER, CONTROL_PLANE, "https", 9443, "load-balanced", entry=("https", 443)),),
        sources.LOAD_BALANCER,
        blocked_paths=_BLOCKED,
    ),
    Row(
        "C06",
        "get, revoke and look up tokens and keys",
        (Leg(CLIENT, TOKEN_ISSUER, "https", 9443, "load-balanced", entry=("https", 443)),),
        sources.DISTRIBUTED_PORTS,
        basis="derived",
        blocked_paths=_BLOCKED,
    ),
    Row(
        "C07",
        "call the backend behind an API",
        (Leg(GATEWAY, ("backend",), "https", None),),
        sources.TUNING,
    ),
    Row(
        "C53",
        "check health",
        (
            Leg(_MONITOR, _PRODUCT, "http", 9763, "each-node"),
            Leg(_MONITOR, _CALL_NODES, "https", 9443, "each-node"),
            Leg(_MONITOR, _BROKERS, "amqp", 5672, "each-node", tls=("amqps", 8672)),
            Leg(_MONITOR, _BROKERS, "tcp", 9611, "each-node"),
            Leg(_MONITOR, GATEWAY, "wss", 8099, "each-node", when=WEBSOCKET),
            Leg(_MONITOR, GATEWAY, "ws", 9099, "each-node", when=WEBSOCKET),
        ),
        sources.HEALTH_CHECKS,
    ),
)
