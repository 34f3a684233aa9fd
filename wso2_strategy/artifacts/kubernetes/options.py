"""Values for what was asked for besides: tenants, counters, shared counters; and added tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wso2_strategy.artifacts.defects import defects_of
from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.kubernetes.charts import CONFIGURATION as _C
from wso2_strategy.artifacts.kubernetes.charts import HTTPS_PORT, Release
from wso2_strategy.artifacts.kubernetes.wiring import HUB_EVENTS, REPORTS, address, opens

_TRANSACTIONS = ("C19",)
_COUNTERS = ("C45", "X45")
_COUNTED_TOGETHER = ("C46",)


def option_values(deployment: Deployment, release: Release) -> dict[str, Any]:
    """Return the values of a release for what is served or counted only where it was asked for."""
    tier, values = release.tier, dict[str, Any]()
    serves = "gateway" in tier.roles
    if deployment.topology.options.multi_tenant and serves:
        values[f"{_C}.syncRuntimeArtifacts.tenantLoading.enabled"] = True
        values[f"{_C}.syncRuntimeArtifacts.tenantLoading.tenants"] = "*"
    if deployment.topology.options.transaction_counter and {"gateway", "control-plane"} & {
        *tier.roles
    }:
        hub = opens(deployment, tier, _TRANSACTIONS) or [tier]
        path = "internal/data/v1/transaction-records"
        values |= {
            f"{_C}.transactionCounter.enabled": True,
            f"{_C}.transactionCounter.serverUrl": (
                f"https://{address(deployment, hub[0])}:{HTTPS_PORT}/{path}"
            ),
        }
        if tier.component != "control-plane":
            values[f"{_C}.transactionCounter.serverId"] = release.name
    redis = deployment.settings.networks.redis_host
    if opens(deployment, tier, _COUNTED_TOGETHER):
        store = f"{_C}.distributedThrottling.keyvalueStore"
        values |= {
            f"{_C}.distributedThrottling.enable": True,
            f"{_C}.distributedThrottling.type": "redis",
            f"{store}.host": redis,
            f"{store}.port": 6379,
            f"{store}.user": "",
            f"{store}.password": _redis_password(release),
        }
    elif any(
        opens(deployment, each, _COUNTED_TOGETHER) for each in opens(deployment, tier, REPORTS)
    ):
        values[f"{_C}.distributedThrottling.enable"] = True
    if extra := list(_additions(deployment, release)):
        values[f"{_C}.extraConfigs"] = "\n".join(extra)
    return values


def _additions(deployment: Deployment, release: Release) -> Iterable[str]:
    """Yield tables that are added to the configuration; none of them is in the chart's own."""
    tier = release.tier
    version = deployment.settings.cluster.chart_version
    components = {each.component for each in deployment.tiers}
    heard = any(
        each.id in HUB_EVENTS and opener.id != tier.id for each, opener in deployment.incoming(tier)
    )
    if (
        tier.component == "all-in-one"
        and release.nodes > 1
        and heard
        and "D13" in defects_of(version, components)
    ):
        yield _both_hubs(release)
    if opens(deployment, tier, _COUNTERS):
        yield _shared_counters(deployment, release)


def _both_hubs(release: Release) -> str:
    groups = "".join(
        "\n[[apim.event_hub.publish.url_group]]\n"
        f'urls = ["tcp://{host}:9611"]\nauth_urls = ["ssl://{host}:9711"]\n'
        for host in release.node_services
    )
    return (
        "[apim.event_hub]\n"
        "enable = true\n"
        'username = "$ref{super_admin.username}"\n'
        'password = "$ref{super_admin.password}"\n'
        'service_url = "https://localhost:9443/services/"\n'
        'event_listening_endpoints = ["tcp://localhost:5672"]\n'
    ) + groups


def _shared_counters(deployment: Deployment, release: Release) -> str:
    password = _redis_password(release)
    secret = f'password = "{password}"\n' if password else ""
    return (
        "[apim.redis_config]\n"
        f'host = "{deployment.settings.networks.redis_host}"\n'
        "port = 6379\n"
        f"{secret}"
        'gateway_id = "$env{NODE_IP}"\n'
        "\n[throttle_properties]\n"
        "'throttling.distributed.counter.type' = \"redis\"\n"
    )


def _redis_password(release: Release) -> str:
    """Return the reference to the password of Redis; empty where the pods can be given none."""
    takes = release.tier.component in ("gateway", "traffic-manager")
    return "$env{WSO2_APIM_DB_PASSWORD}" if takes else ""


def uses_redis(deployment: Deployment, release: Release) -> bool:
    """Return whether the pods of a release open Redis with a password that they are given."""
    opened = opens(deployment, release.tier, (*_COUNTERS, *_COUNTED_TOGETHER))
    return bool(opened and _redis_password(release))
