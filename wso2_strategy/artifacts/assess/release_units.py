"""From the values of a release to the nodes that it makes: what its chart would write.

Charts 4.7.0-1. Only what says where nodes connect to is worked out; nothing is rendered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from attrs import frozen

from wso2_strategy.advice.formats import plain_data
from wso2_strategy.artifacts.assess.reading import ConfigurationFile
from wso2_strategy.artifacts.assess.units import Unit
from wso2_strategy.artifacts.kubernetes.charts import CHARTS, Chart

_EXPOSED = ("gatewayAPI", "route", "ingress")
_COMPONENTS = {
    "management": "all-in-one",
    "controlPlane": "control-plane",
    "km": "key-manager",
    "trafficManager": "traffic-manager",
    "gateway": "gateway",
}
"""By the route that only its chart has, or has first in this order."""

_PAIR = 2
_MOST_NODES = 1_000
Tables = dict[str, Any]


@frozen
class Values:
    """The values of a release, with the chart's own where they say nothing.

    Attributes:
        path: The file.
        data: What it holds.
        component: What the chart installs; empty if that cannot be told.
        full_name: What the names of its services begin with.
    """

    path: str
    data: Mapping[str, Any]
    component: str
    full_name: str = ""

    def get(self, path: str) -> Any:
        """Return a value by its path; None where neither the file nor the chart has one."""
        found: Any = self.data
        for name in path.split("."):
            if not isinstance(found, Mapping) or name not in found:
                return _DEFAULTS.get((self.component, path), _DEFAULTS.get(("", path)))
            found = found[name]
        return found

    def says(self, path: str) -> bool:
        """Return whether the file itself has a value, be it none."""
        found: Any = self.data
        for name in path.split("."):
            if not isinstance(found, Mapping) or name not in found:
                return False
            found = found[name]
        return True

    def configured(self, path: str) -> Any:
        """Return a value of the product's configuration."""
        return self.get(f"wso2.apim.configurations.{path}")

    @property
    def chart(self) -> Chart | None:
        """Its chart."""
        return CHARTS.get(self.component)

    @property
    def services(self) -> tuple[str, ...]:
        """The names of its services: of all nodes first, then of each."""
        if self.chart is None:
            return ()
        numbers = (1, _PAIR) if self.chart.node_service else ()
        nodes = (self.chart.node_service.format(f=self.full_name, n=each) for each in numbers)
        return (self.chart.service.format(f=self.full_name), *nodes)

    @property
    def is_pair(self) -> bool:
        """Whether it makes two nodes that know each other."""
        return self.get("wso2.deployment.highAvailability") is True

    def routes(self, name: str) -> bool:
        """Return whether a kind of APIs is let in from outside, such as ``websocket``."""
        return any(self.get(f"kubernetes.{way}.{name}.enabled") is True for way in _EXPOSED)


_DEFAULTS: Mapping[tuple[str, str], Any] = MappingProxyType(
    {
        ("control-plane", "wso2.deployment.highAvailability"): True,
        ("traffic-manager", "wso2.deployment.highAvailability"): True,
        ("", "wso2.deployment.replicas"): 1,
        ("gateway", "wso2.deployment.replicas"): 2,
        ("gateway", "wso2.deployment.minReplicas"): 2,
        ("gateway", "wso2.deployment.maxReplicas"): 3,
        ("", "wso2.apim.configurations.km.servicePort"): 9443,
        ("", "wso2.apim.configurations.eventhub.servicePort"): 9443,
        ("", "wso2.apim.configurations.throttling.servicePort"): 9443,
    }
)
"""What the charts have where values say nothing, for one component or for all."""


def component_of(data: Mapping[str, Any]) -> str:
    """Return which component some values are for, by the routes that its chart knows."""
    kubernetes = data.get("kubernetes")
    ways = [kubernetes.get(way) for way in _EXPOSED] if isinstance(kubernetes, Mapping) else []
    known = {name for way in ways if isinstance(way, Mapping) for name in way}
    for name, component in _COMPONENTS.items():
        if name in known:
            return component
    values = Values("", data, "")
    if values.configured("databases.apim_db") is not None:
        return "all-in-one" if values.configured("eventhub") is None else "key-manager"
    if values.configured("throttling.urls") is not None:
        return "gateway"
    return "traffic-manager" if values.configured("eventhub") is not None else ""


def read_releases(files: Iterable[ConfigurationFile]) -> tuple[Values, ...]:
    """Return the values of releases, each with its full name."""
    found = [Values(each.path, each.data, component_of(each.data)) for each in files]
    texts = [text for each in found for text in _texts(each.data)]
    return tuple(
        Values(each.path, each.data, each.component, _full_name(each, texts)) for each in found
    )


def _full_name(values: Values, texts: list[str]) -> str:
    """Return the full name that is set, or that addresses show, or that guides use."""
    override = values.data.get("fullnameOverride")
    if isinstance(override, str) and override:
        return override
    chart = values.chart
    if chart is None:
        return ""
    shape = re.escape(chart.service).replace(re.escape("{f}"), rf"([a-z0-9-]*{chart.name})")
    shown = (re.fullmatch(shape, text) for text in texts)
    usual = f"{chart.release}-{chart.name}"
    return next((match[1] for match in shown if match), usual)


def _texts(value: Any) -> list[str]:
    if isinstance(value, Mapping | list):
        inner = value.values() if isinstance(value, Mapping) else value
        return [text for each in inner for text in _texts(each)]
    return [value] if isinstance(value, str) else []


def release_unit(values: Values, autoscaled: Mapping[str, int]) -> Unit:
    """Return the nodes of a release.

    Args:
        values: Its values.
        autoscaled: The fewest nodes of Deployments that an autoscaler beside the charts scales.
    """
    platform = "openshift" if values.get("kubernetes.openshift.enabled") is True else "kubernetes"
    write = _WRITERS.get(values.component)
    return Unit(
        values.path,
        platform,
        values.component,
        _nodes(values, autoscaled),
        {} if write is None else _tables(values, write(values)),
        values.data,
        values.full_name,
        frozenset(each for each in ("websocket", "websub") if values.routes(each)),
    )


def _tables(values: Values, tables: Tables) -> Tables:
    return merged(_with_counters(values, tables), extra_tables(values) or {})


def _nodes(values: Values, autoscaled: Mapping[str, int]) -> int:
    if values.component == "gateway":
        counts = values.get("wso2.deployment.minReplicas"), values.get("wso2.deployment.replicas")
        return max((each for each in map(_count, counts) if each), default=1)
    nodes = _PAIR if values.is_pair else 1
    if values.component == "control-plane":
        nodes *= _count(values.get("wso2.deployment.replicas")) or 1
    chart = values.chart
    workload = chart.workload.format(f=values.full_name, n=1) if chart else ""
    return max(nodes, autoscaled.get(workload, 0))


def _count(value: Any) -> int:
    is_count = isinstance(value, int) and not isinstance(value, bool)
    return value if is_count and 0 < value <= _MOST_NODES else 0


def _gateway(values: Values) -> Tables:
    tables = {
        "key_manager": _service(values, "km"),
        "throttling": {
            **_service(values, "throttling"),
            "throttle_decision_endpoints": _brokers(values, "throttling.urls"),
            "url_group": _groups(_hosts(values, "throttling.urls"), "traffic_manager_"),
        },
    }
    if values.configured("eventhub.enabled") is True:
        tables["event_hub"] = _hub(values)
    return {"apim": tables}


def _traffic_manager(values: Values) -> Tables:
    tables = {"key_manager": _service(values, "km"), "event_hub": _hub(values)}
    if values.is_pair:
        tables["throttling"] = {"event_duplicate_url": [f"tcp://{values.services[2]}:5672"]}
    return {"apim": tables}


def _key_manager(values: Values) -> Tables:
    told = f"https://{values.configured('eventhub.serviceUrl')}:9443/internal/data/v1/notify"
    listener = [{"properties": {"notification_endpoint": told}}]
    return {"apim": {"event_hub": _hub(values)}, "event_listener": listener, **_databases(values)}


def _control_plane(values: Values) -> Tables:
    nodes = values.services[1 : _PAIR + 1 if values.is_pair else _PAIR]
    hub: Tables = {"publish": {"url_group": _groups(nodes, "")}}
    if values.is_pair:
        hub["event_duplicate_url"] = [f"tcp://{values.services[2]}:5672"]
    tables: Tables = {"gateway": {"environment": _environments(values)}, "event_hub": hub}
    if values.configured("km.enabled") is True:
        name, port = values.configured("km.serviceName"), values.configured("km.servicePort")
        tables["key_manager"] = {"service_url": f"https://{name}:{port}/services/"}
    return {"apim": tables, **_databases(values)}


def _all_in_one(values: Values) -> Tables:
    tables: Tables = {"gateway": {"environment": _environments(values)}}
    if values.is_pair:
        tables["throttling"] = {
            "event_duplicate_url": [f"tcp://{values.services[2]}:5672"],
            "url_group": _groups(values.services[1:], "traffic_manager_"),
        }
    return {"apim": tables, **_databases(values)}


def _service(values: Values, name: str) -> Tables:
    host, port = values.configured(f"{name}.serviceUrl"), values.configured(f"{name}.servicePort")
    return {"service_url": f"https://{host}:{port}/services/"} if host else {}


def _hub(values: Values) -> Tables:
    return _service(values, "eventhub") | {
        "event_listening_endpoints": _brokers(values, "eventhub.urls")
    }


def _hosts(values: Values, path: str) -> list[str]:
    found = values.configured(path)
    return [str(each) for each in found] if isinstance(found, list) else []


def _brokers(values: Values, path: str) -> list[str]:
    return [f"tcp://{host}:5672" for host in _hosts(values, path)]


def _groups(hosts: Iterable[str], prefix: str) -> list[Tables]:
    return [
        {f"{prefix}urls": [f"tcp://{host}:9611"], f"{prefix}auth_urls": [f"ssl://{host}:9711"]}
        for host in hosts
    ]


def _environments(values: Values) -> list[Tables]:
    found = values.configured("gateway.environments")
    return [
        {"service_url": f"https://{each.get('serviceName')}:{each.get('servicePort')}/services/"}
        for each in (found if isinstance(found, list) else [])
        if isinstance(each, Mapping)
    ]


def _databases(values: Values) -> Tables:
    kind = values.configured("databases.type")
    tables = {
        name: {"type": kind, "url": values.configured(f"databases.{name}.url")}
        for name in ("apim_db", "shared_db")
    }
    return {"database": tables}


def _with_counters(values: Values, tables: Tables) -> Tables:
    """Add the store of counters that several Traffic Managers share, and loading of tenants."""
    host = values.configured("distributedThrottling.keyvalueStore.host")
    if values.configured("distributedThrottling.enable") is True and host:
        store = {"keyvalue_store": {"host": str(host)}}
        tables = merged(tables, {"apim": {"distributed_throttling": store}})
    if values.configured("syncRuntimeArtifacts.tenantLoading.enabled") is True:
        loading = {"sync_runtime_artifacts": {"tenant_loading": {"enable": True}}}
        tables = merged(tables, {"apim": loading})
    return tables


def extra_tables(values: Values) -> Tables | None:
    """Return the tables that values hand on as text; None where the text is no TOML."""
    text = values.configured("extraConfigs")
    if not isinstance(text, str) or not text.strip():
        return {}
    try:
        found: Tables | None = plain_data(text, "toml")
    except ValueError:
        return None
    return found or {}


def merged(tables: Mapping[str, Any], more: Mapping[str, Any]) -> Tables:
    """Return two sets of tables as one; a value of the second takes the first's place."""
    both = {**tables, **more}
    for name in tables.keys() & more.keys():
        one, other = tables[name], more[name]
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            both[name] = merged(one, other)
    return both


_WRITERS: Mapping[str, Callable[[Values], Tables]] = MappingProxyType(
    {
        "all-in-one": _all_in_one,
        "control-plane": _control_plane,
        "key-manager": _key_manager,
        "traffic-manager": _traffic_manager,
        "gateway": _gateway,
    }
)
