"""The tables of a deployment.toml that say nothing of other tiers: the server, secrets, what ships.

The file takes the place of the one that ships, so what a pack needs of that is here again.
"""

from __future__ import annotations

from typing import Any

from wso2_strategy.artifacts.databases import WITH_DATABASES
from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.environments import environments, group_host, label_of
from wso2_strategy.artifacts.machines.hosts import folder_name, node_host
from wso2_strategy.topology import Tier

Data = dict[str, Any]

CONTROLLING = frozenset({"all-in-one", "control-plane"})
CALLED = frozenset({"all-in-one", "gateway"})

ADMIN = {"username": "$ref{super_admin.username}", "password": "$ref{super_admin.password}"}
_KEYSTORES = ("primary", "tls", "internal")
_ALIAS = "wso2carbon"
"""The alias in every key store, so that they may be copies of one."""

_CORS = {
    "allow_origins": "*",
    "allow_methods": ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"],
    "allow_headers": [
        "authorization",
        "Access-Control-Allow-Origin",
        "Content-Type",
        "SOAPAction",
        "apikey",
        "Internal-Key",
    ],
    "allow_credentials": False,
}
_TOKEN_EXCHANGE = {"enable": True, "allow_refresh_tokens": True, "iat_validity_period": "1h"}

_HTTPS_PROXY = 443
_HTTP_PROXY = 80


def base_tables(deployment: Deployment, tier: Tier, number: int) -> Data:
    """Return these tables for a node; the node by its number in its tier."""
    data: Data = {
        "server": {
            "hostname": _public_host(deployment, tier, number),
            "node_ip": "$env{NODE_IP}",
            "server_role": "default",
            "base_path": "${carbon.protocol}://${carbon.host}:${carbon.management.port}",
        },
        "user_store": {"type": "database_unique_id"},
        "super_admin": {
            "username": "admin",
            "password": _secret("ADMIN_PASSWORD"),
            "create_admin_account": True,
        },
        "encryption": {"key": _secret("ENCRYPTION_KEY")},
        "keystore": {name: _keystore(name) for name in _KEYSTORES},
        "truststore": {
            "file_name": "client-truststore.jks",
            "type": "JKS",
            "password": _secret("TRUSTSTORE_PASSWORD"),
        },
        "apim": {},
    }
    if transport := _transport(tier):
        data["transport"] = transport
    if tier.component in WITH_DATABASES:
        data |= {
            "event_handler": [
                {"name": "userPostSelfRegistration", "subscriptions": ["POST_ADD_USER"]}
            ],
            "service_provider": {"sp_name_regex": r"^[\sa-zA-Z0-9._-]*$"},
            # Since 4.7.0 access tokens of this type are not stored.
            "oauth": {
                "extensions": {
                    "token_types": [
                        {
                            "name": "JWT",
                            "issuer": "org.wso2.is.key.manager.tokenpersistence.issuer"
                            ".ExtendedJWTTokenIssuer",
                        }
                    ]
                }
            },
        }
    if tier.component in CALLED:
        serves = "gateway" in tier.roles
        labels = [label_of(tier)] if serves else [e.name for e in environments(deployment)]
        identity = folder_name(tier, number)
        region = f"region-{deployment.region}-" if deployment.has_other_regions else ""
        data["apim"] |= {
            "sync_runtime_artifacts": {"gateway": {"gateway_labels": labels}},
            "gateway_notification": {"gateway_id": f"{region}{identity}"},
        }
    if tier.component in CALLED | CONTROLLING:
        data["apim"]["cors"] = {**_CORS}
    if tier.component == "all-in-one":
        data["oauth"]["grant_type"] = {"token_exchange": {**_TOKEN_EXCHANGE}}
    if tier.component == "gateway" and deployment.topology.options.multi_tenant:
        loading = {"enable": True, "tenants": "*"}
        data["apim"]["sync_runtime_artifacts"]["tenant_loading"] = loading
    return data


def _secret(name: str) -> str:
    return f"$env{{WSO2_{name}}}"


def _keystore(name: str) -> Data:
    return {
        "file_name": f"{name}.jks",
        "type": "JKS",
        "alias": _ALIAS,
        "password": _secret(f"{name.upper()}_KEYSTORE_PASSWORD"),
        "key_password": _secret(f"{name.upper()}_KEYSTORE_KEY_PASSWORD"),
    }


def _public_host(deployment: Deployment, tier: Tier, number: int) -> str:
    hosts = deployment.settings.hosts
    public = {
        "all-in-one": hosts.management,
        "control-plane": hosts.management,
        "gateway": group_host(tier.group, hosts.gateway),
        "key-manager": hosts.key_manager,
    }
    return public.get(tier.component) or node_host(deployment, tier, number)


def _transport(tier: Tier) -> Data:
    """Return the ports that clients see, and how certificates of back ends are checked."""
    if tier.component == "traffic-manager":
        return {}
    data: Data = {"https": {"properties": {"proxyPort": _HTTPS_PROXY}}}
    if tier.component == "gateway":
        data = {
            "http": {"properties": {"port": 9763, "proxyPort": _HTTP_PROXY}},
            "https": {"properties": {"port": 9443, "proxyPort": _HTTPS_PROXY}},
        }
    if tier.component in CALLED:
        data["passthru_https"] = {"sender": {"parameters": {"HostnameVerifier": "Strict"}}}
    return data
