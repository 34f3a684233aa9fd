"""Checks of the values of a release, one for each known defect of the charts that values show.

Each yields what shows the defect, one phrase at a time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from attrs import frozen

from wso2_strategy.artifacts.assess.chart_tables import extra_tables
from wso2_strategy.artifacts.assess.findings import listed
from wso2_strategy.artifacts.assess.reading import ConfigurationFile
from wso2_strategy.artifacts.assess.release_values import Values
from wso2_strategy.artifacts.assess.tiers_found import Found
from wso2_strategy.artifacts.assess.unread_keys import known_unread

SAMPLE_SERVICE = "wso2am-gateway-service"
"""How the name of the service ends that samples have and no chart makes."""

_STORES = ("primary", "tls", "internal")
_HEAP_SHARE = 1.25
"""Memory of a pod for each of its heap, at least."""

_MIB = MappingProxyType({"Ki": 1 / 1024, "Mi": 1, "Gi": 1024, "m": 1, "g": 1024, "M": 1, "G": 1024})
_AMOUNT = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(Ki|Mi|Gi|m|g|M|G)\Z")
_HEADER = re.compile(r"^[ \t]*\[([^\[\]\n]{1,200})\][ \t]*(?:#.*)?$", re.MULTILINE)


@frozen
class Charts:
    """All releases of a folder, and what stands beside them.

    Attributes:
        releases: Their values.
        objects: Objects of Kubernetes beside them.
        found: The nodes that they make.
    """

    releases: tuple[Values, ...]
    objects: tuple[ConfigurationFile, ...]
    found: Found

    @property
    def services(self) -> frozenset[str]:
        """The names of all services that the releases make."""
        return frozenset(name for each in self.releases for name in each.services)

    def made(self, component: str) -> bool:
        """Return whether a release makes a component."""
        return any(each.component == component for each in self.releases)


def no_encryption_key(values: Values, charts: Charts) -> Iterator[str]:
    """D1: no node can be rendered without a key."""
    del charts
    named = values.configured("existingSecret.secretName") and values.configured(
        "existingSecret.encryptionKeyKey"
    )
    if not named and not values.configured("encryption.key"):
        yield "Neither existingSecret.encryptionKeyKey nor encryption.key is set"


def unmade_services(values: Values, charts: Charts) -> Iterator[tuple[str, str]]:
    """Yield the hosts in addresses that no release makes, each with the component sought there."""
    found = charts.found
    for unit in found.units:
        if unit.path == values.path:
            hosts = {
                each.host: found.role(each)
                for each in unit.addresses
                if not each.is_local and each.wire.protocol not in ("jdbc", "redis")
            }
            for host, component in hosts.items():
                if host.partition(".")[0] not in charts.services:
                    yield host, component


def sample_service(values: Values, charts: Charts) -> Iterator[str]:
    """D2: an address is the name that samples have, which no release makes."""
    for host, component in unmade_services(values, charts):
        if host.endswith(SAMPLE_SERVICE):
            yield f"No release makes the service {host} for the {component}"


def unused_key_manager(values: Values, charts: Charts) -> Iterator[str]:
    """D3: portals keep to the Key Manager inside."""
    del values
    if charts.made("key-manager"):
        yield "The All-in-One opens no connection to the Key Manager (C28)"


def no_budget(values: Values, charts: Charts) -> Iterator[str]:
    """D4: no budget holds pods of a tier of several nodes."""
    chart = values.chart
    nodes = sum(unit.nodes for unit in charts.found.units if unit.path == values.path)
    if chart is None or nodes <= 1:
        return
    label = chart.label.format(f=values.full_name)
    budgets = (each.data for each in charts.objects if each.data["kind"] == "PodDisruptionBudget")
    if not any(selected_label(each) == label for each in budgets):
        yield f"No disruption budget beside the chart selects the pods of {label}"


def selected_label(data: Mapping[str, Any]) -> Any:
    """Return by which label ``deployment`` a budget or policy selects pods; None if by none."""
    found: Any = data.get("spec")
    for name in ("podSelector" if data["kind"] == "NetworkPolicy" else "selector", "matchLabels"):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found.get("deployment") if isinstance(found, Mapping) else None


def close_pair(values: Values, charts: Charts) -> Iterator[str]:
    """D5: nothing keeps the nodes of a pair apart."""
    del charts
    if values.is_pair:
        yield "Both nodes may run on one machine"


def example_property(values: Values, charts: Charts) -> Iterator[str]:
    """D6: the example property of the user store is there."""
    del charts
    properties = values.configured("userStore.properties")
    left = not values.says("wso2.apim.configurations.userStore.properties")
    if left or (isinstance(properties, Mapping) and properties.get("key") == "value"):
        yield "userStore.properties has the example key = value"


def resident_server(values: Values, charts: Charts) -> Iterator[str]:
    """D7: WSO2 Identity Server as resident Key Manager."""
    del charts
    if values.configured("iskm.enabled") is True:
        yield "iskm.enabled is true"


def from_a_sample(values: Values, charts: Charts) -> Iterator[str]:
    """D8: what samples have that belongs to somebody else."""
    if values.get("azure.enabled") is True and not values.get("azure.keyVault.name"):
        yield "azure.enabled is true, and azure.keyVault.name is empty"
    secret = values.configured("security.jksSecretName")
    if not secret and (values.component == "all-in-one" or secret is not None):
        yield "security.jksSecretName is empty"
    for path in ("databases.apim_db.url", "databases.shared_db.url", "adminPassword"):
        given = [each.configured(path) for each in charts.releases]
        usual = Counter(str(each) for each in given if each).most_common(1)
        own = values.configured(path)
        if own and usual and str(own) != usual[0][0]:
            yield f"{path} differs from that of other releases"


def autoscaled(values: Values, charts: Charts) -> Iterator[str]:
    """D9: the autoscaler undoes the number of nodes."""
    del charts
    target = values.get("wso2.deployment.memoryUtilizationPercentage")
    heap = _mib(values.get("wso2.deployment.resources.jvm.memory.xmx"))
    request = _mib(values.get("wso2.deployment.resources.requests.memory"))
    aim = target / 100 * request if isinstance(target, int) and request else None
    if aim is not None and heap and aim < _HEAP_SHARE * heap:
        yield f"The autoscaler aims at {aim:g} MiB a pod, and the heap alone has {heap:g} MiB"
    fewest, nodes, most = (
        values.get(f"wso2.deployment.{name}") for name in ("minReplicas", "replicas", "maxReplicas")
    )
    if isinstance(fewest, int) and isinstance(nodes, int) and fewest < nodes:
        yield f"minReplicas is {fewest} and replicas {nodes}: the autoscaler takes nodes away"
    if isinstance(most, int) and isinstance(nodes, int) and most < nodes:
        yield f"maxReplicas is {most} and replicas {nodes}"


def _mib(value: Any) -> float | None:
    found = _AMOUNT.match(value) if isinstance(value, str) else None
    return float(found[1]) * _MIB[found[2]] if found else None


def balanced_brokers(values: Values, charts: Charts) -> Iterator[str]:
    """D10: brokers are named by the service over all of them."""
    over_all = {each.services[0]: each for each in charts.releases if len(each.services) > 1}
    for path in ("eventhub.urls", "throttling.urls"):
        hosts = values.configured(path)
        for host in map(str, hosts if isinstance(hosts, list) else []):
            if host in over_all:
                yield f"{path} names {host}, the service over all nodes"


def unread(values: Values, charts: Charts) -> Iterator[str]:
    """D11: keys that no template reads."""
    del charts
    if keys := known_unread(values):
        yield f"{listed(keys)} {'is' if len(keys) == 1 else 'are'} set"


def offset(values: Values, charts: Charts) -> Iterator[str]:
    """D12: a port offset."""
    del charts
    for path in ("wso2.apim.portOffset", "wso2.apim.configurations.throttling.portOffset"):
        if values.get(path):
            yield f"{path} is {values.get(path)}"


def deaf_pair(values: Values, charts: Charts) -> Iterator[str]:
    """D13: a pair publishes events each to itself."""
    tables = extra_tables(values) or {}
    hub = tables.get("apim", {}).get("event_hub") if isinstance(tables.get("apim"), dict) else None
    publishes = isinstance(hub, dict) and "publish" in hub
    if values.is_pair and not publishes and "gateway" in charts.found.components:
        yield "extraConfigs has no [[apim.event_hub.publish.url_group]] for both nodes"


def one_file_name(values: Values, charts: Charts) -> Iterator[str]:
    """D14: several key stores have one file name."""
    del charts
    names = Counter(
        str(values.configured(f"security.keystores.{store}.name"))
        for store in _STORES
        if values.configured(f"security.keystores.{store}.enabled") is True
    )
    for name, count in names.items():
        if count > 1:
            yield f"{count} key stores have the file name {name}"


def half_named(values: Values, charts: Charts) -> Iterator[str]:
    """D15: the password of a key store without that of its key."""
    del charts
    secret = "security.jksExistingSecret"  # noqa: S105  # a key
    for store in _STORES:
        named = values.configured(f"{secret}.{store}KeystorePasswordKey")
        if named and not values.configured(f"{secret}.{store}KeystoreKeyPasswordKey"):
            yield f"{store}KeystorePasswordKey is named without {store}KeystoreKeyPasswordKey"


def unknown_role(values: Values, charts: Charts) -> Iterator[str]:
    """D16: the server role, in all releases of these charts."""
    del values, charts
    yield "The server role is not that of the distribution"


def twice(values: Values, charts: Charts) -> Iterator[str]:
    """D17: additions that are no TOML, or repeat a table."""
    text = values.configured("extraConfigs")
    if not isinstance(text, str):
        return
    if extra_tables(values) is None:
        yield "extraConfigs is no TOML"
        return
    own = set(_CHART_TABLES) | _written(values, charts)
    for name in dict.fromkeys(_HEADER.findall(text)):
        if name.strip() in own:
            yield f"extraConfigs has [{name.strip()}], which the chart writes"


def _written(values: Values, charts: Charts) -> set[str]:
    """Return the tables that the chart writes besides for some values."""
    del charts
    names = set()
    if values.component != "all-in-one":
        names.add("apim.event_hub")
    if values.component in ("gateway", "traffic-manager") or values.is_pair:
        names.add("apim.throttling")
    return names


_CHART_TABLES = (
    "server",
    "user_store",
    "super_admin",
    "keystore",
    "keystore.tls",
    "truststore",
    "encryption",
    "system.parameter",
    "apim.key_manager",
)
"""Tables that every chart writes, the Key Manager's the last one excepted."""
