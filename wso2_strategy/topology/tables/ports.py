"""The ports that each component listens on, as one table.

The numbers are without offset. On 9099 and 8099 older pages disagree; the newer
configuration samples and the charts are followed.
"""

from __future__ import annotations

from types import MappingProxyType

from wso2_strategy.topology.tiers import Port

_SERVERS = ("all-in-one", "gateway", "control-plane", "traffic-manager", "key-manager")
_CALLED = ("all-in-one", "gateway")
_BROKERS = ("all-in-one", "control-plane", "traffic-manager")
_CLUSTERED = ("all-in-one", "control-plane", "traffic-manager", "key-manager")

_LISTENING: tuple[tuple[Port, tuple[str, ...]], ...] = (
    (
        Port(9443, "https", "portals, internal APIs, tokens, health", "load balancer"),
        (*_SERVERS, "identity-server"),
    ),
    (Port(9763, "http", "health"), (*_SERVERS, "identity-server")),
    (Port(8243, "https", "API calls", "load balancer"), _CALLED),
    (Port(8280, "http", "API calls in clear text", "load balancer"), _CALLED),
    (Port(9099, "ws", "WebSocket APIs", "load balancer"), _CALLED),
    (Port(8099, "wss", "WebSocket APIs", "load balancer"), _CALLED),
    (Port(9021, "http", "WebSub callbacks", "load balancer"), _CALLED),
    (Port(8021, "https", "WebSub callbacks", "load balancer"), _CALLED),
    (Port(5672, "amqp", "event hub and rate-limiting decisions"), _BROKERS),
    (
        Port(8672, "amqps", "event hub and rate-limiting decisions", optional=True),
        _BROKERS,
    ),
    (Port(9611, "tcp", "event receiver"), _BROKERS),
    (Port(9711, "ssl", "event receiver's login"), _BROKERS),
    (Port(10389, "ldap", "embedded directory", "own node", optional=True), ("all-in-one",)),
    (Port(8000, "kerberos", "embedded KDC", "own node", optional=True), ("all-in-one",)),
    (Port(11111, "rmi", "JMX", "management"), _SERVERS),
    (Port(9999, "rmi", "JMX", "management"), _SERVERS),
    (Port(4000, "tcp", "clustering, if configured", "members", optional=True), _CLUSTERED),
    (Port(45564, "udp", "clustering, if configured", "members", optional=True), _CLUSTERED),
    (
        Port(443, "https", "API calls, portals and tokens", "outside"),
        ("load-balancer", "global-load-balancer"),
    ),
    (Port(6379, "redis", "shared counters"), ("redis",)),
    (Port(636, "ldaps", "users"), ("user-store",)),
    (Port(2049, "nfs", "shared directories"), ("shared-file-system",)),
    (Port(443, "https", "events or tokens", "outside"), ("moesif", "datadog", "identity-provider")),
)


DATABASE_PORTS = MappingProxyType(
    {"mysql": 3306, "postgresql": 5432, "oracle": 1521, "mssql": 1433}
)
"""Per database product, its vendor's default port."""


LISTENING = MappingProxyType(
    {
        component: tuple(port for port, components in _LISTENING if component in components)
        for component in dict.fromkeys(each for _, components in _LISTENING for each in components)
    }
)
"""Per component, the ports it listens on."""
