"""Load balancers before tiers of several nodes, for what the product itself opens to them.

They hand TLS through, so they hold no certificate; every node's holds the balancer's name.
"""

from __future__ import annotations

from typing import Any

from attrs import frozen

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.machines.hosts import (
    balanced_ports,
    bare,
    inner_host,
    is_made,
    node_hosts,
)

_LONGEST_SILENCE = "5m"
"""How long a connection may be silent, as WSO2's NGINX samples have it."""


@frozen
class Balancer:
    """A load balancer before a tier.

    Attributes:
        tier: The id of the tier.
        name: What the tier is called in its region.
        host: The name by which the tier is reached.
        ports: The ports it listens on, which are those of the nodes.
        nodes: The hosts of the nodes.
    """

    tier: str
    name: str
    host: str
    ports: tuple[int, ...]
    nodes: tuple[str, ...]

    @property
    def folder(self) -> str:
        """The folder of its files."""
        return f"balancers/{self.name}"

    @property
    def entry(self) -> dict[str, Any]:
        """Its entry in the manifest."""
        return {
            "tier": self.tier,
            "host": self.host,
            "ports": {str(port): port for port in self.ports},
            "nginx": f"{self.folder}/nginx.conf",
            "haproxy": f"{self.folder}/haproxy.cfg",
        }

    @property
    def nginx(self) -> str:
        """A whole nginx.conf."""
        servers = "".join(map(self._nginx_server, self.ports))
        return (
            f"# {self.host}: before the nodes of {self.name}. TLS is handed through.\n"
            "include /etc/nginx/modules-enabled/*.conf;\n\n"
            "events {\n}\n\n"
            f"stream {{\n{servers}}}\n"
        )

    @property
    def haproxy(self) -> str:
        """A whole haproxy.cfg."""
        listeners = "".join(map(self._haproxy_listener, self.ports))
        return (
            f"# {self.host}: before the nodes of {self.name}. TLS is handed through.\n"
            "global\n"
            "    maxconn 4096\n\n"
            "defaults\n"
            "    mode tcp\n"
            "    timeout connect 5s\n"
            f"    timeout client {_LONGEST_SILENCE}\n"
            f"    timeout server {_LONGEST_SILENCE}\n"
            "    # Names that are not known yet keep no other node from being reached.\n"
            "    default-server init-addr last,libc,none\n"
            f"{listeners}"
        )

    def _nginx_server(self, port: int) -> str:
        nodes = "".join(f"        server {each}:{port};\n" for each in self.nodes)
        return (
            f"    upstream {self.name}-{port} {{\n"
            "        least_conn;\n"
            f"{nodes}"
            "    }\n"
            "    server {\n"
            f"        listen {port};\n"
            "        proxy_connect_timeout 5s;\n"
            f"        proxy_timeout {_LONGEST_SILENCE};\n"
            f"        proxy_pass {self.name}-{port};\n"
            "    }\n"
        )

    def _haproxy_listener(self, port: int) -> str:
        nodes = "".join(
            f"    server {self.name}-{number} {host}:{port} check\n"
            for number, host in enumerate(self.nodes, start=1)
        )
        return f"\nlisten {self.name}-{port}\n    bind :{port}\n    balance leastconn\n{nodes}"


def balancers_of(deployment: Deployment) -> tuple[Balancer, ...]:
    """Return the load balancers of a region, one for each tier that needs one inside."""
    return tuple(
        Balancer(
            tier.id,
            bare(tier),
            inner_host(deployment, tier),
            ports,
            node_hosts(deployment, tier),
        )
        for tier in filter(is_made, deployment.tiers)
        if (ports := balanced_ports(deployment, tier))
    )
