"""The values of a release, as its chart reads them: charts 4.7.0-1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from attrs import frozen

from wso2_strategy.artifacts.assess.reading import ConfigurationFile
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

_TELLING = (
    ("gateway.environments", "control-plane"),
    ("throttling.urls", "gateway"),
    ("km.serviceUrl", "traffic-manager"),
    ("databases.apim_db", "key-manager"),
    ("eventhub", "traffic-manager"),
)
"""What tells a component even where routes of another one were left over, in this order; what
has portals for management is an All-in-One."""

_ROUTES = frozenset(_COMPONENTS) | {"websocket", "websub"}

PAIR = 2
"""Nodes that a chart with high availability makes."""


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
        numbers = (1, PAIR) if self.chart.node_service else ()
        nodes = (self.chart.node_service.format(f=self.full_name, n=each) for each in numbers)
        return (self.chart.service.format(f=self.full_name), *nodes)

    @property
    def is_pair(self) -> bool:
        """Whether it makes two nodes that know each other."""
        return self.get("wso2.deployment.highAvailability") is True

    def routes(self) -> Iterator[tuple[str, str]]:
        """Yield what is let in from outside, such as ``websocket``, with its host name."""
        for way in _EXPOSED:
            known = self.get(f"kubernetes.{way}")
            if way == "gatewayAPI" and self.get("kubernetes.gatewayAPI.enabled") is not True:
                continue
            for name, route in known.items() if isinstance(known, Mapping) else ():
                is_on = isinstance(route, Mapping) and route.get("enabled") is True
                if is_on and name in _ROUTES:
                    yield str(name), str(route.get("hostname", ""))


_DEFAULTS: Mapping[tuple[str, str], Any] = MappingProxyType(
    {
        ("control-plane", "wso2.deployment.highAvailability"): True,
        ("traffic-manager", "wso2.deployment.highAvailability"): True,
        ("", "kubernetes.gatewayAPI.enabled"): True,
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
    """Return which component some values are for, by what only its chart has a use for."""
    kubernetes = data.get("kubernetes")
    ways = [kubernetes.get(way) for way in _EXPOSED] if isinstance(kubernetes, Mapping) else []
    known = {name for way in ways if isinstance(way, Mapping) for name in way}
    values = Values("", data, "")
    for path, component in _TELLING:
        controls = component == "control-plane" and "management" in known
        if values.configured(path) is not None:
            return "all-in-one" if controls else component
    return next((component for name, component in _COMPONENTS.items() if name in known), "")


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
