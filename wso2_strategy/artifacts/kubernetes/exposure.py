"""How a region is reached from outside: routes of the Gateway API, or Routes of OpenShift."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from attrs import frozen

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.environments import group_host
from wso2_strategy.artifacts.kubernetes.charts import Release, releases
from wso2_strategy.artifacts.kubernetes.secret_names import CA

GATEWAY = "apim-gateway"


@frozen
class Route:
    """A route of a chart.

    Attributes:
        key: What the chart calls it.
        port: The port of the pods that it leads to.
        listener: The listener of the Gateway that it belongs to, which the chart fixes.
        host: The setting that says its host name.
        is_main: Whether its host name is that of the server too.
    """

    key: str
    port: int
    listener: str
    host: str
    is_main: bool = False


_CALLS = (
    Route("gateway", 8243, "gateway-https", "hosts.gateway", is_main=True),
    Route("websocket", 8099, "websocket-https", "hosts.websocket"),
    Route("websub", 8021, "websub-https", "hosts.websub"),
)
_MANAGEMENT = Route("management", 9443, "control-plane-https", "hosts.management", is_main=True)

ROUTES: Mapping[str, tuple[Route, ...]] = MappingProxyType(
    {
        "all-in-one": (
            _MANAGEMENT,
            Route("gateway", 8243, "gateway-https", "hosts.gateway"),
            *_CALLS[1:],
        ),
        "control-plane": (
            Route("controlPlane", 9443, "control-plane-https", "hosts.management", is_main=True),
        ),
        "gateway": _CALLS,
        "key-manager": (Route("km", 9443, "keymanager-https", "hosts.key_manager", is_main=True),),
    }
)
"""By component, the routes that its chart can make."""


def host_of(deployment: Deployment, route: Route, group: str | None = None) -> str:
    """Return the host name of a route, to a gateway group where it is of one."""
    return group_host(group, str(attrgetter(route.host)(deployment.settings)))


def listener_of(route: Route, group: str | None) -> str:
    """Return the listener that a route belongs to: each gateway group has its own."""
    return f"{group}-{route.listener}" if group else route.listener


def open_routes(deployment: Deployment, release: Release) -> list[Route]:
    """Return the routes through which a balancer reaches the tier of a release."""
    ports = {
        connection.port
        for connection, opener in deployment.incoming(release.tier)
        if opener.kind == "proxy"
    }
    return [each for each in ROUTES.get(release.tier.component, ()) if each.port in ports]


def shares_routes(deployment: Deployment, release: Release) -> bool:
    """Return whether other releases serve the same hosts: no chart can share them."""
    return len(deployment.tiers_of(release.tier.component)) > 1


def exposure_values(deployment: Deployment, release: Release) -> dict[str, Any]:
    """Return the values of a release that say how it is reached from outside."""
    on_openshift = deployment.platform == "openshift"
    if release.tier.component == "traffic-manager":
        host = f"traffic-manager.{deployment.settings.hosts.domain}"
        kind = "ingress" if on_openshift else "gatewayAPI"
        return {
            "kubernetes.gatewayAPI.enabled": not on_openshift,
            f"kubernetes.{kind}.trafficManager.hostname": host,
        }
    write = _openshift if on_openshift else _gateway_api
    return write(deployment, release)


def _gateway_api(deployment: Deployment, release: Release) -> dict[str, Any]:
    top = "kubernetes.gatewayAPI"
    values: dict[str, Any] = {f"{top}.enabled": True, f"{top}.gatewayName": GATEWAY}
    values |= _routes(deployment, release, top)
    main = next(each for each in ROUTES[release.tier.component] if each.is_main)
    # Pods speak TLS only: without the policy a proxy would talk to them in clear text.
    values |= {
        f"{top}.backendTLSPolicy.enabled": True,
        f"{top}.backendTLSPolicy.caCertificateConfigMap": CA,
        f"{top}.backendTLSPolicy.hostname": host_of(deployment, main, release.tier.group),
    }
    if release.tier.component in ("all-in-one", "control-plane"):
        values[f"{top}.backendTrafficPolicy.enabled"] = release.nodes > 1
    return values


def _openshift(deployment: Deployment, release: Release) -> dict[str, Any]:
    top = "kubernetes.route"
    values: dict[str, Any] = {"kubernetes.gatewayAPI.enabled": False}
    values |= _routes(deployment, release, top)
    values[f"{top}.tls.termination"] = "passthrough"
    for route in ROUTES[release.tier.component]:
        values[f"kubernetes.ingress.{route.key}.enabled"] = False
        # The server takes its host name from here where the Gateway API is off.
        values[f"kubernetes.ingress.{route.key}.hostname"] = host_of(
            deployment, route, release.tier.group
        )
    return values


def _routes(deployment: Deployment, release: Release, top: str) -> dict[str, Any]:
    opened = open_routes(deployment, release)
    shared = shares_routes(deployment, release)
    values: dict[str, Any] = {}
    for route in ROUTES[release.tier.component]:
        values[f"{top}.{route.key}.enabled"] = route in opened and not shared
        values[f"{top}.{route.key}.hostname"] = host_of(deployment, route, release.tier.group)
    return values


def public_hosts(deployment: Deployment) -> dict[str, str]:
    """Return the public host names of a region, by listener."""
    return {
        listener_of(route, release.tier.group): host_of(deployment, route, release.tier.group)
        for release in releases(deployment)
        for route in open_routes(deployment, release)
    }
