"""What may differ between two topologies of one pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, TypedDict, get_args

from attrs import field, fields, frozen

from wso2_strategy.domain.catalog.vocabulary import Redundancy
from wso2_strategy.domain.facts import Database, IdentityProvider, Protocol, TokenFormat
from wso2_strategy.domain.kinds import Choice, Choices, Flag, Number, Text, checked
from wso2_strategy.errors import RequirementsError, UnknownNameError
from wso2_strategy.topology.gateway_tiers import DrawnGroup, drawn_groups

RegionLayout = Literal["MDC1", "MDC2", "DR1"]
UserStore = Literal["jdbc", "ldap"]
Analytics = Literal["none", "moesif", "datadog", "elk", "opensearch"]
GatewayZone = Literal["dmz", "application"]

MOST_CLUSTERS = 1_000
"""Clusters of gateways, over all regions."""

_Flag = Annotated[bool, Flag()]
_Counts = tuple[tuple[str, int], ...]


class OptionValues(TypedDict, total=False):
    """The keyword arguments of `topology`; None means not stated."""

    redundancy: Redundancy | None
    platform: str | None
    regions: int | None
    region_layout: str | None
    zones: int | None
    protocols: Iterable[str] | None
    token_format: str | None
    identity_provider: str | None
    multi_tenant: bool | None
    exact_rate_limits: bool | None
    gateway_clusters: Iterable[int] | None
    gateway_groups: Iterable[str] | None
    nodes: Mapping[str, int] | None
    needed: Mapping[str, int] | None
    gateway_zone: str | None
    user_store: str | None
    database: str | None
    analytics: str | None
    broker_tls: bool | None
    clear_text: bool | None
    shared_file_system: bool | None
    distributed_throttling: bool | None
    transaction_counter: bool | None


def _counts(value: Mapping[str, int] | Iterable[tuple[str, int]]) -> _Counts:
    try:
        return tuple(sorted(dict(value).items()))
    except (TypeError, ValueError):
        problem = f"{value!r} is not allowed; allowed: numbers of nodes by component"
        raise RequirementsError("Options", [f"options.nodes: {problem}"]) from None


def _clusters(value: str | Iterable[int]) -> tuple[int, ...]:
    words = value.split(",") if isinstance(value, str) else value
    try:
        return tuple(int(each) if isinstance(each, str) else each for each in words)
    except (TypeError, ValueError):
        problem = f"{value!r} is not allowed; allowed: numbers of gateways, such as 10,10,6"
        raise RequirementsError("Options", [f"options.gateway_clusters: {problem}"]) from None


@frozen(field_transformer=checked)
class Options:
    """Every choice that decides which tiers and connections there are.

    Attributes:
        redundancy: Which components run on at least two nodes.
        platform: Where the product runs.
        regions: How many regions or data centres there are.
        region_layout: How they relate; None with one region.
        zones: Over how many availability zones of a region nodes are spread; None if not said.
        protocols: Kinds of APIs served.
        token_format: What clients present.
        identity_provider: Who holds identities besides the product.
        multi_tenant: Whether several tenants share the deployment.
        exact_rate_limits: Whether gateways share counters in Redis.
        gateway_zone: Whether a gateway tier stands in the DMZ or behind the proxy that does; the
            latter is assumed where nothing is said.
        user_store: Whether users are kept in the shared database or in a directory.
        database: The product of all databases, which decides their port; None if not known.
        analytics: Where gateways send analytics.
        broker_tls: Whether brokers speak TLS.
        clear_text: Whether APIs are also served without TLS.
        shared_file_system: Whether secondary user stores or tenant directories are shared.
        distributed_throttling: Whether the charts' ``distributedThrottling`` is switched on.
        transaction_counter: Whether transactions are counted.
        gateway_clusters: The gateways of each cluster that has Traffic Managers of its own, where
            there are several; `nodes` then says how many of these each has.
        gateway_groups: Several groups of gateways, each with its name and its gateways, such as
            ``partners:3``; of several clusters with Traffic Managers each, ``partners:3+2``.
            Called from the ``internet`` or ``internal`` says its zone, ``own`` that it has
            Traffic Managers of its own: ``partners:3:internet:own``. It serves
            ``production`` or ``sandbox`` alone where that is added.
        nodes: Nodes of single components, where they differ from the pattern's fewest.
        needed: Nodes of single components that must work, where it is more than one.

    >>> Options(token_format="opake")
    Traceback (most recent call last):
    wso2_strategy.errors.RequirementsError: Options: 1 problem
      options.token_format: 'opake' is not allowed; allowed: jwt, opaque; did you mean 'opaque'?
    """

    redundancy: Annotated[Redundancy, Choice(get_args(Redundancy))] = "none"
    platform: Annotated[str, Text()] = "virtual-machines"
    regions: Annotated[int, Number(low=1, high=100, whole=True, unit="regions")] = 1
    region_layout: Annotated[RegionLayout, Choice(get_args(RegionLayout))] | None = None
    zones: Annotated[int, Number(low=1, high=6, whole=True, unit="zones")] | None = None
    protocols: Annotated[frozenset[Protocol], Choices(get_args(Protocol))] = frozenset({"http"})
    token_format: Annotated[TokenFormat, Choice(get_args(TokenFormat))] = "jwt"  # noqa: S105  # a format, not a token
    identity_provider: Annotated[IdentityProvider, Choice(get_args(IdentityProvider))] = "none"
    multi_tenant: _Flag = False
    exact_rate_limits: _Flag = False
    gateway_zone: Annotated[GatewayZone, Choice(get_args(GatewayZone))] = "application"
    user_store: Annotated[UserStore, Choice(get_args(UserStore))] = "jdbc"
    database: Annotated[Database, Choice(get_args(Database))] | None = None
    analytics: Annotated[Analytics, Choice(get_args(Analytics))] = "none"
    broker_tls: _Flag = False
    clear_text: _Flag = False
    shared_file_system: _Flag = False
    distributed_throttling: _Flag = False
    transaction_counter: _Flag = False
    gateway_clusters: tuple[int, ...] = field(default=(), converter=_clusters)
    gateway_groups: tuple[str, ...] = field(default=(), converter=drawn_groups)
    nodes: _Counts = field(default=(), converter=_counts)
    needed: _Counts = field(default=(), converter=_counts)

    def __attrs_post_init__(self) -> None:
        problems = [*_region_problems(self), *_cluster_problems(self), *_count_problems(self)]
        if problems:
            raise RequirementsError("Options", problems)


def read_options(values: Mapping[str, Any]) -> Options:
    """Return the options for keyword arguments; None and absence both mean not stated.

    Raises:
        UnknownNameError: There is no such option.
        RequirementsError: A value is not allowed.
    """
    known = [each.name for each in fields(Options)]
    for name in values:
        if name not in known:
            raise UnknownNameError("option", name, known)
    stated = {name: value for name, value in values.items() if value is not None}
    if "region_layout" in stated:
        stated.setdefault("regions", 2)
    return Options(**stated)


def _region_problems(options: Options) -> Iterator[str]:
    layouts = " or ".join(get_args(RegionLayout))
    if options.regions > 1 and options.region_layout is None:
        yield f"options.region_layout: {options.regions} regions need a layout: {layouts}"
    if options.regions == 1 and options.region_layout is not None:
        yield f"options.regions: the layout {options.region_layout} needs at least 2 regions"


def _cluster_problems(options: Options) -> Iterator[str]:
    groups = [DrawnGroup.read(each) for each in options.gateway_groups]
    grouped = sum(len(each.clusters) for each in groups)
    if groups and options.gateway_clusters:
        yield "options.gateway_clusters: gateway_groups says the clusters of each group"
    if groups and "gateway" in dict(options.nodes):
        yield "options.nodes: the gateways of groups are counted by gateway_groups alone"
    if grouped * options.regions > MOST_CLUSTERS:
        yield (
            f"options.gateway_groups: more than {MOST_CLUSTERS} clusters over all regions cannot"
            " be told apart"
        )
    if len(options.gateway_clusters) * options.regions > MOST_CLUSTERS:
        yield (
            f"options.gateway_clusters: more than {MOST_CLUSTERS} clusters over all regions cannot"
            " be told apart"
        )
    elif options.gateway_clusters and "gateway" in dict(options.nodes):
        yield "options.nodes: the gateways of clusters are counted by gateway_clusters alone"


def _count_problems(options: Options) -> list[str]:
    clusters = options.gateway_clusters[:MOST_CLUSTERS]
    numbered = [(f"cluster {number}", count) for number, count in enumerate(clusters, start=1)]
    counted = {
        "nodes": options.nodes,
        "needed": options.needed,
        "gateway_clusters": numbered,
    }
    return [
        f"options.{name}: {count!r} for {where!r} is not allowed; "
        "allowed: a whole number >= 1 (nodes)"
        for name, counts in counted.items()
        for where, count in counts
        if isinstance(count, bool) or not isinstance(count, int) or count < 1
    ]
