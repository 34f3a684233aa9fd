"""The charts: what they call the objects they make, and which keys their templates read.

Rendered at version 4.7.0-1 of the branch 4.7.x of wso2/helm-apim.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from attrs import frozen

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.topology import Tier

NAMESPACE = "apim"

CONFIGURATION = "wso2.apim.configurations"
"""The values that go into deployment.toml."""

HTTPS_PORT = 9443
"""Where every component answers management and its services."""


@frozen
class Chart:
    """A chart, with names as formats of a release's full name ``f`` and a node's number ``n``.

    Attributes:
        component: What it installs.
        name: Its name in the repository.
        release: The usual name of its release, which is its full name too.
        label: The label ``deployment`` of its pods.
        service: The service over all nodes.
        node_service: The service of a single node; empty where nodes have none.
        workload: The Deployment, of a single node where nodes have services.
        most_nodes: How many nodes it can write; None if any number.
    """

    component: str
    name: str
    release: str
    label: str
    service: str
    node_service: str
    workload: str
    most_nodes: int | None


CHARTS: Mapping[str, Chart] = MappingProxyType(
    {
        each.component: each
        for each in (
            Chart(
                "all-in-one",
                "wso2am-all-in-one",
                "apim",
                "{f}-am",
                "{f}-am-service",
                "{f}-am-service-{n}",
                "{f}-am-deployment-{n}",
                2,
            ),
            Chart(
                "control-plane",
                "wso2am-acp",
                "apim-acp",
                "{f}",
                "{f}-service",
                "{f}-{n}-service",
                "{f}-deployment-{n}",
                2,
            ),
            Chart(
                "key-manager",
                "wso2am-km",
                "apim-km",
                "{f}",
                "{f}-service",
                "",
                "{f}-deployment",
                None,
            ),
            Chart(
                "traffic-manager",
                "wso2am-tm",
                "apim-tm",
                "{f}",
                "{f}-service",
                "{f}-{n}-service",
                "{f}-deployment-{n}",
                2,
            ),
            Chart(
                "gateway",
                "wso2am-universal-gw",
                "apim-gw",
                "{f}",
                "{f}-service",
                "",
                "{f}-deployment",
                None,
            ),
        )
    }
)
"""By component, in the order in which they are installed."""


@frozen
class Release:
    """A tier as a release of its chart.

    Attributes:
        tier: The tier.
        chart: Its chart.
        name: The release, and the full name of what it makes.
    """

    tier: Tier
    chart: Chart
    name: str

    @property
    def nodes(self) -> int:
        """How many nodes the chart writes, which may be fewer than the tier has."""
        return min(self.tier.replicas, self.chart.most_nodes or self.tier.replicas)

    @property
    def label(self) -> str:
        """The label ``deployment`` of its pods."""
        return self.chart.label.format(f=self.name)

    @property
    def service(self) -> str:
        """The service over all its nodes."""
        return self.chart.service.format(f=self.name)

    @property
    def node_services(self) -> list[str]:
        """The services of its single nodes."""
        numbers = range(1, self.nodes + 1) if self.chart.node_service else ()
        return [self.chart.node_service.format(f=self.name, n=number) for number in numbers]

    @property
    def workloads(self) -> list[str]:
        """Its Deployments."""
        numbers = range(1, self.nodes + 1) if self.chart.node_service else (1,)
        return [self.chart.workload.format(f=self.name, n=number) for number in numbers]


def release_of(tier: Tier) -> Release:
    """Return a tier as a release.

    >>> from wso2_strategy.topology import topology
    >>> release_of(topology("P1").tier("all-in-one")).node_services
    ['apim-am-service-1', 'apim-am-service-2']
    """
    chart = CHARTS[tier.component]
    suffix = tier.id.partition("@")[0].removeprefix(tier.component)
    if tier.group is None:  # a cluster by its number, whatever else its id says
        suffix = f"-{tier.cluster}" if tier.cluster else ""
    return Release(tier, chart, chart.release + suffix)


def has_chart(tier: Tier) -> bool:
    """Return whether a chart is known for a tier; packs may have components of their own."""
    return tier.component in CHARTS


def releases(deployment: Deployment) -> list[Release]:
    """Return the releases of a region, in the order in which they are installed."""
    order = list(CHARTS)
    tiers = sorted(
        filter(has_chart, deployment.tiers), key=lambda each: order.index(each.component)
    )
    return [release_of(each) for each in tiers]


@cache
def chart_keys() -> Mapping[str, frozenset[str]]:
    """Return the keys that the templates of each chart read, by the chart's name.

    ``a.b.*`` stands for a map that is printed whole, ``a.b[].c`` for a key of items of a list.
    """
    table = resources.files("wso2_strategy.artifacts.kubernetes").joinpath("chart_keys.csv")
    found: dict[str, set[str]] = {each.name: set() for each in CHARTS.values()}
    for line in csv.DictReader(table.read_text(encoding="utf-8").splitlines()):
        for chart in line["charts"].split():
            found[chart].add(line["key"])
    return {name: frozenset(keys) for name, keys in found.items()}
