"""The objects with secrets that must be there before, and the values that refer to them.

No file holds a secret: charts are told names of objects and of keys in them.
"""

from __future__ import annotations

from typing import Any

from wso2_strategy.artifacts.databases import WITH_DATABASES
from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.kubernetes.charts import CONFIGURATION, Release
from wso2_strategy.errors import RequirementsError

SECRETS = "apim-secrets"
PASSWORDS = "apim-keystore-passwords"  # a name
KEY_STORES = "apim-keystore-secret"
TLS = "apim-tls"
CA = "apim-backend-ca"
REDIS_KEY = "redisPassword"

_STORES = ("primary", "tls", "internal")

_EXISTING = f"{CONFIGURATION}.existingSecret"
_SECURITY = f"{CONFIGURATION}.security"


def secret_values(release: Release, *, redis: bool) -> dict[str, Any]:
    """Return the values of a release that refer to secrets.

    Args:
        release: The release.
        redis: Whether its pods need the password of Redis.
    """
    opens_databases = release.tier.component in WITH_DATABASES
    values: dict[str, Any] = {
        f"{CONFIGURATION}.adminUsername": "admin",
        f"{CONFIGURATION}.adminPassword": "",
        f"{_EXISTING}.secretName": SECRETS,
        f"{_EXISTING}.adminPasswordKey": "adminPassword",
        f"{_EXISTING}.encryptionKeyKey": "encryptionKey",
    }
    if opens_databases:
        values[f"{_EXISTING}.apimDBPasswordKey"] = "apimDBPassword"
        values[f"{_EXISTING}.sharedDBPasswordKey"] = "sharedDBPassword"
    elif redis:
        # Its pods open no database, so the variable of that password is free for another one.
        values[f"{_EXISTING}.apimDBPasswordKey"] = REDIS_KEY
    values[f"{_SECURITY}.jksSecretName"] = KEY_STORES
    values[f"{_SECURITY}.jksExistingSecret.secretName"] = PASSWORDS
    for store in _STORES:
        key = f"{store}KeystorePassword"
        # The password of the key must be that of its store, so both name one entry.
        values[f"{_SECURITY}.jksExistingSecret.{store}KeystorePasswordKey"] = key
        values[f"{_SECURITY}.jksExistingSecret.{store}KeystoreKeyPasswordKey"] = key
    values[f"{_SECURITY}.jksExistingSecret.truststorePasswordKey"] = "truststorePassword"
    for store in _STORES:
        values |= {
            f"{_SECURITY}.keystores.{store}.enabled": True,
            # Files of one name would be mounted at one path twice.
            f"{_SECURITY}.keystores.{store}.name": f"{store}.jks",
            f"{_SECURITY}.keystores.{store}.alias": "wso2carbon",
            f"{_SECURITY}.keystores.{store}.password": "",
            f"{_SECURITY}.keystores.{store}.keyPassword": "",
        }
    values[f"{_SECURITY}.truststore.name"] = "client-truststore.jks"
    values[f"{_SECURITY}.truststore.password"] = ""
    return values


def prerequisites(
    deployment: Deployment, *, redis: bool, gateway_api: bool
) -> dict[str, list[dict[str, Any]]]:
    """Return the Secrets and ConfigMaps that must be there before, with their keys.

    Raises:
        RequirementsError: The Secret of the registry has the name of another one.
    """
    keys = ["adminPassword", "encryptionKey"]
    if any(each.component in WITH_DATABASES for each in deployment.tiers):
        keys += ["apimDBPassword", "sharedDBPassword"]
    keys += [REDIS_KEY] if redis else []
    secrets = {
        SECRETS: keys,
        PASSWORDS: [*(f"{store}KeystorePassword" for store in _STORES), "truststorePassword"],
        KEY_STORES: [*(f"{store}.jks" for store in _STORES), "client-truststore.jks"],
    }
    if gateway_api:
        secrets[TLS] = ["tls.crt", "tls.key"]
    pull = deployment.settings.images.pull_secret
    if pull in secrets:
        problem = f"images.pull_secret: {pull!r} is another Secret of these files"
        raise RequirementsError("settings", [f"{problem}; allowed: a name of its own"])
    secrets[pull] = [".dockerconfigjson"]
    config_maps = {CA: ["ca.crt"]} if gateway_api else {}
    return {"secrets": _listed(secrets), "config_maps": _listed(config_maps)}


def _listed(objects: dict[str, list[str]]) -> list[dict[str, Any]]:
    return [{"name": name, "keys": keys} for name, keys in objects.items()]
