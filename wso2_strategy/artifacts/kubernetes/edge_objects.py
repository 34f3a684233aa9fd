"""Objects at the edge of a cluster: the Gateway, and routes that no chart makes."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.kubernetes.charts import Release, releases
from wso2_strategy.artifacts.kubernetes.exposure import (
    GATEWAY,
    Route,
    host_of,
    listener_of,
    open_routes,
    public_hosts,
    shares_routes,
)
from wso2_strategy.artifacts.kubernetes.secret_names import TLS

_HTTPS = 443

MOST_SHARING = MappingProxyType({"kubernetes": 16, "openshift": 4})
"""How many services a route can lead to, as the definitions of HTTPRoute and Route say."""

_HEAVIEST = 256
"""The largest weight of a service in a Route."""


def gateway_object(deployment: Deployment) -> dict[str, Any]:
    """Return the Gateway that the routes of all releases belong to."""
    return {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "Gateway",
        "metadata": {"name": GATEWAY},
        "spec": {
            "gatewayClassName": deployment.settings.cluster.gateway_class,
            "listeners": [
                {
                    "name": listener,
                    "hostname": host,
                    "port": _HTTPS,
                    "protocol": "HTTPS",
                    "tls": {"mode": "Terminate", "certificateRefs": [{"name": TLS}]},
                    "allowedRoutes": {"namespaces": {"from": "Same"}},
                }
                for listener, host in public_hosts(deployment).items()
            ],
        },
    }


def blocked_paths(deployment: Deployment) -> dict[str, tuple[str, ...]]:
    """Return the paths that must be refused at the edge, by listener."""
    found: dict[str, tuple[str, ...]] = {}
    for release in releases(deployment):
        for route in open_routes(deployment, release):
            for connection, opener in deployment.incoming(release.tier):
                if opener.kind == "proxy" and connection.port == route.port:
                    listener = listener_of(route, release.tier.group)
                    known = found.get(listener, ())
                    paths = dict.fromkeys((*known, *connection.blocked_paths))
                    found[listener] = tuple(paths)
    return {listener: paths for listener, paths in found.items() if paths}


def refusing_routes(deployment: Deployment) -> list[dict[str, Any]]:
    """Return routes that lead nowhere for what must not be reached from outside.

    The charts route every path of a host; the longer path of two routes takes precedence.
    """
    hosts = public_hosts(deployment)
    return [
        {
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "HTTPRoute",
            "metadata": {"name": f"refused-{listener}"},
            "spec": {
                "parentRefs": [{"name": GATEWAY, "sectionName": listener}],
                "hostnames": [hosts[listener]],
                "rules": [
                    {"matches": [{"path": {"type": "PathPrefix", "value": path}} for path in paths]}
                ],
            },
        }
        for listener, paths in blocked_paths(deployment).items()
    ]


def shared_routes(deployment: Deployment) -> list[dict[str, Any]]:
    """Return routes for hosts that several releases serve, each by its nodes.

    The charts would claim the host for each of them. There is none where they are more than a
    route can lead to.
    """
    found: dict[tuple[Route, str | None], list[Release]] = {}
    for release in releases(deployment):
        if shares_routes(deployment, release):
            for route in open_routes(deployment, release):
                found.setdefault((route, release.tier.group), []).append(release)
    write = _openshift_route if deployment.platform == "openshift" else _http_route
    most = MOST_SHARING[deployment.platform]
    return [
        write(route, group, host_of(deployment, route, group), serving)
        for (route, group), serving in found.items()
        if len(serving) <= most
    ]


def _http_route(
    route: Route, group: str | None, host: str, serving: list[Release]
) -> dict[str, Any]:
    services = [
        {"name": each.service, "port": route.port, "weight": each.nodes} for each in serving
    ]
    path = {"type": "PathPrefix", "value": "/"}
    return {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {"name": _named(route, group)},
        "spec": {
            "parentRefs": [{"name": GATEWAY, "sectionName": listener_of(route, group)}],
            "hostnames": [host],
            "rules": [{"matches": [{"path": path}], "backendRefs": services}],
        },
    }


def _named(route: Route, group: str | None) -> str:
    return f"apim-{group}-{route.key}" if group else f"apim-{route.key}"


def _openshift_route(
    route: Route, group: str | None, host: str, serving: list[Release]
) -> dict[str, Any]:
    first, *others = [
        {"kind": "Service", "name": each.service, "weight": min(each.nodes, _HEAVIEST)}
        for each in serving
    ]
    return {
        "apiVersion": "route.openshift.io/v1",
        "kind": "Route",
        "metadata": {"name": _named(route, group)},
        "spec": {
            "host": host,
            "port": {"targetPort": route.port},
            "tls": {"termination": "passthrough", "insecureEdgeTerminationPolicy": "None"},
            "to": first,
            "alternateBackends": others,
        },
    }
