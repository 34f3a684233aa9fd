"""What stands around the product's own tiers: clients, balancers, stores, services.

An entry becomes a tier where some connection needs it.
"""

from __future__ import annotations

from attrs import frozen

from wso2_strategy.domain import sources
from wso2_strategy.inference.provenance import Basis, Source
from wso2_strategy.topology.tiers import Kind


@frozen
class Surrounding:
    """A tier that is not of the product.

    Attributes:
        shared: Whether all regions share one.
        nodes: How many nodes there are at least.
        doubled: Whether there are two nodes as soon as anything of the product is redundant.
        stands_by: Whether a second node stands by where every component is redundant.
    """

    component: str
    name: str
    kind: Kind
    zone: str
    shared: bool = False
    nodes: int = 1
    doubled: bool = False
    stands_by: bool = False
    source: Source = sources.GAP
    basis: Basis = "assumed"


SURROUNDINGS = (
    Surrounding("client", "Client application", "actor", "outside", shared=True),
    Surrounding("websub-caller", "WebSub caller", "actor", "outside", shared=True),
    Surrounding("portal-user", "Portal user", "actor", "outside", shared=True),
    Surrounding("monitor", "Monitor", "actor", "management"),
    Surrounding(
        "global-load-balancer",
        "Global load balancer",
        "proxy",
        "outside",
        shared=True,
        nodes=2,
    ),
    Surrounding(
        "load-balancer",
        "Load balancer",
        "proxy",
        "dmz",
        doubled=True,
        source=sources.LOAD_BALANCER,
        basis="derived",
    ),
    Surrounding(
        "am-database",
        "API Manager database",
        "store",
        "data",
        stands_by=True,
        source=sources.PATTERNS,
    ),
    Surrounding(
        "shared-database",
        "Shared database",
        "store",
        "data",
        stands_by=True,
        source=sources.PATTERNS,
    ),
    Surrounding(
        "identity-database",
        "Identity Server database",
        "store",
        "data",
        stands_by=True,
        source=sources.PRODUCT_COMPATIBILITY,
        basis="derived",
    ),
    Surrounding("user-store", "User directory", "store", "data", shared=True),
    Surrounding("redis", "Redis", "cache", "data", source=sources.RATE_LIMITING_CLUSTER),
    Surrounding(
        "shared-file-system",
        "Shared file system",
        "store",
        "data",
        shared=True,
        source=sources.ACTIVE_ACTIVE,
    ),
    Surrounding("backend", "Backend services", "service", "backend"),
    Surrounding("log-analytics", "Log analytics", "service", "management"),
    Surrounding("moesif", "Moesif", "service", "outside", shared=True, source=sources.MOESIF),
    Surrounding("datadog", "Datadog", "service", "outside", shared=True, source=sources.DATADOG),
    Surrounding("identity-provider", "Identity provider", "service", "outside", shared=True),
)
"""Zones are the recommended model; where the source is silent the placing is assumed."""
