"""Values that say which tier talks to which, read off the connections of the topology."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from wso2_strategy.artifacts.databases import ENGINES, jdbc_url, product_of
from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.environments import (
    ENVIRONMENT,
    Environment,
    environments,
    label_of,
)
from wso2_strategy.artifacts.kubernetes.charts import CONFIGURATION as _C
from wso2_strategy.artifacts.kubernetes.charts import HTTPS_PORT, Release, has_chart, release_of
from wso2_strategy.artifacts.machines.hosts import inner_host, node_hosts
from wso2_strategy.domain.gateway_group import Serves
from wso2_strategy.errors import RequirementsError
from wso2_strategy.topology import Tier

_HUB = ("C10", "C61", "C20", "C30")
HUB_EVENTS = ("C11", "C62", "C21", "C31")
REPORTS = ("C12", "C64")
_KEYS = ("C17",)
_OAUTH_APPLICATIONS = ("C28",)
_MANAGEMENT_OF_GATEWAYS = ("C27",)


_SERVED: Mapping[Serves, str] = MappingProxyType(
    {
        "hybrid": "Production and sandbox calls",
        "production": "Production calls",
        "sandbox": "Sandbox calls",
    }
)


def wiring(deployment: Deployment, release: Release) -> dict[str, Any]:
    """Return the values of a release that follow from what its tier opens."""
    return _WRITERS[release.tier.component](deployment, release)


def opens(deployment: Deployment, tier: Tier, entries: Iterable[str]) -> list[Tier]:
    """Return to what a tier opens some entries of the connection table."""
    return [target for each, target in deployment.outgoing(tier) if each.id in entries]


def opens_first(deployment: Deployment, tier: Tier, entries: Iterable[str]) -> Tier:
    """Return the first tier to which a tier opens some entries.

    Raises:
        RequirementsError: It opens none of them.
    """
    found = opens(deployment, tier, entries)
    if not found:
        problem = f"{tier.id} opens none of the connections {', '.join(entries)}, which its chart"
        raise RequirementsError("topology", [f"{problem} needs; add one, or another tier"])
    return found[0]


def address(deployment: Deployment, tier: Tier) -> str:
    """Return the host at which any node of a tier is reached from the pods of a region."""
    if tier.component == "identity-server":
        return deployment.settings.networks.identity_host
    if tier.region == deployment.region and has_chart(tier):
        return release_of(tier).service
    return inner_host(deployment, tier)


def node_addresses(deployment: Deployment, tier: Tier) -> list[str]:
    """Return the hosts of the single nodes of a tier."""
    if tier.region == deployment.region and has_chart(tier):
        return release_of(tier).node_services
    return list(node_hosts(deployment, tier))


def _all_nodes(deployment: Deployment, tiers: Iterable[Tier]) -> list[str]:
    return [host for tier in dict.fromkeys(tiers) for host in node_addresses(deployment, tier)]


def _key_manager(deployment: Deployment, tier: Tier) -> Tier:
    """Return who does the Key Manager's work inside: WSO2 Identity Server stands beside it."""
    issuers = opens(deployment, tier, _KEYS)
    own = [each for each in issuers if each.component != "identity-server"]
    return own[0] if own else opens_first(deployment, tier, _HUB)


def _gateway(deployment: Deployment, release: Release) -> dict[str, Any]:
    tier = release.tier
    hub = opens_first(deployment, tier, _HUB)
    managers = opens(deployment, tier, REPORTS)
    return {
        f"{_C}.km.serviceUrl": address(deployment, _key_manager(deployment, tier)),
        f"{_C}.km.servicePort": HTTPS_PORT,
        f"{_C}.eventhub.enabled": True,
        f"{_C}.eventhub.serviceUrl": address(deployment, hub),
        f"{_C}.eventhub.servicePort": HTTPS_PORT,
        f"{_C}.eventhub.urls": _all_nodes(deployment, opens(deployment, tier, HUB_EVENTS)),
        f"{_C}.throttling.serviceUrl": address(deployment, opens_first(deployment, tier, REPORTS)),
        f"{_C}.throttling.servicePort": HTTPS_PORT,
        f"{_C}.throttling.urls": _all_nodes(deployment, managers),
        f"{_C}.syncRuntimeArtifacts.gateway.labels": [label_of(tier)],
        f"{_C}.transport.passthru_https.sender.parameters.hostnameVerifier": "Strict",
    }


def _traffic_manager(deployment: Deployment, release: Release) -> dict[str, Any]:
    tier = release.tier
    hub = opens_first(deployment, tier, _HUB)
    keys = opens(deployment, tier, ("C34",))
    return {
        f"{_C}.km.serviceUrl": address(deployment, keys[0] if keys else hub),
        f"{_C}.eventhub.serviceUrl": address(deployment, hub),
        f"{_C}.eventhub.urls": _all_nodes(deployment, opens(deployment, tier, HUB_EVENTS)),
    }


def _key_manager_tier(deployment: Deployment, release: Release) -> dict[str, Any]:
    hub = opens_first(deployment, release.tier, _HUB)
    events = opens(deployment, release.tier, HUB_EVENTS)
    return {
        f"{_C}.eventhub.serviceUrl": address(deployment, hub),
        f"{_C}.eventhub.urls": _all_nodes(deployment, events),
        **_databases(deployment),
    }


def _control_plane(deployment: Deployment, release: Release) -> dict[str, Any]:
    keys = opens(deployment, release.tier, _OAUTH_APPLICATIONS)
    values: dict[str, Any] = {f"{_C}.km.enabled": bool(keys)}
    if keys:
        values[f"{_C}.km.serviceName"] = address(deployment, keys[0])
        values[f"{_C}.km.servicePort"] = HTTPS_PORT
    return values | _portals(deployment, release)


def _all_in_one(deployment: Deployment, release: Release) -> dict[str, Any]:
    values = _portals(deployment, release)
    serves_itself = "gateway" in release.tier.roles
    own = [ENVIRONMENT] if serves_itself else [each.name for each in environments(deployment)]
    values[f"{_C}.syncRuntimeArtifacts.gateway.labels"] = own
    return values


def _portals(deployment: Deployment, release: Release) -> dict[str, Any]:
    """Return what control planes and All-in-Ones have alike."""
    keys = opens(deployment, release.tier, _OAUTH_APPLICATIONS) or [release.tier]
    jwks = f"https://{address(deployment, keys[0])}:{HTTPS_PORT}/oauth2/jwks"
    return {
        f"{_C}.gateway.environments": [
            _environment(deployment, release, each) for each in environments(deployment)
        ],
        f"{_C}.oauth_config.oauth2JWKSUrl": jwks,
        **_databases(deployment),
    }


def _environment(
    deployment: Deployment, release: Release, environment: Environment
) -> dict[str, Any]:
    """Return a gateway environment; a list replaces the chart's, so every key is given."""
    managed = opens(deployment, release.tier, _MANAGEMENT_OF_GATEWAYS)
    gateways = [each for each in managed if each.group == environment.group] or [release.tier]
    hosts = deployment.settings.hosts
    return {
        "name": environment.name,
        "type": environment.serves,
        "gatewayType": "Regular",
        "provider": "wso2",
        "displayInApiConsole": True,
        "description": _SERVED[environment.serves],
        "showAsTokenEndpointUrl": True,
        "serviceName": address(deployment, gateways[0]),
        "servicePort": HTTPS_PORT,
        "httpHostname": environment.host(hosts.gateway),
        "wsHostname": environment.host(hosts.websocket),
        "websubHostname": environment.host(hosts.websub),
    }


def _databases(deployment: Deployment) -> dict[str, Any]:
    settings = deployment.settings.databases
    engine = ENGINES[product_of(deployment)]
    values: dict[str, Any] = {
        f"{_C}.databases.type": engine.type,
        f"{_C}.databases.jdbc.driver": engine.driver,
    }
    for key, schema in (("apim_db", settings.api_manager), ("shared_db", settings.shared)):
        values |= {
            f"{_C}.databases.{key}.url": jdbc_url(deployment, schema),
            f"{_C}.databases.{key}.username": settings.username,
            f"{_C}.databases.{key}.password": "",
        }
    return values


_WRITERS: Mapping[str, Callable[[Deployment, Release], dict[str, Any]]] = MappingProxyType(
    {
        "all-in-one": _all_in_one,
        "control-plane": _control_plane,
        "key-manager": _key_manager_tier,
        "traffic-manager": _traffic_manager,
        "gateway": _gateway,
    }
)
