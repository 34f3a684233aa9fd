"""The conditions under which a connection exists or a flow needs it, by name."""

from __future__ import annotations

from types import MappingProxyType

from attrs import frozen

from wso2_strategy.topology.options import Options
from wso2_strategy.topology.tiers import Tier


@frozen
class When:
    """A condition, as data.

    Attributes:
        text: The condition for people.
        option: The option it depends on, or several of which one is enough; empty if on none.
        values: The values of the option for which it holds; of an option that is a set, one
            of them must be in it.
        several_nodes: Whether the opener's tier must have at least two nodes.
        several_in_all: Whether the openers of all regions must together have two nodes.
        not_in: Patterns to which the source does not extend.
        only_in: The only patterns it extends to; empty if not limited.

    >>> CONDITIONS["opaque-tokens"].holds(Options(), "P3")
    False
    """

    text: str = "always"
    option: str = ""
    values: tuple[object, ...] = (True,)
    several_nodes: bool = False
    several_in_all: bool = False
    not_in: tuple[str, ...] = ()
    only_in: tuple[str, ...] = ()

    def holds(self, options: Options, pattern: str) -> bool:
        """Return whether the options and the pattern meet it."""
        if pattern in self.not_in or (self.only_in and pattern not in self.only_in):
            return False
        if not self.option:
            return True
        return any(self._allows(getattr(options, name)) for name in self.option.split())

    def _allows(self, value: object) -> bool:
        if isinstance(value, frozenset):
            return not value.isdisjoint(self.values)
        return value in self.values

    def enough_nodes(self, opener: Tier, in_all: int) -> bool:
        """Return whether the opener, or all openers together, have the nodes it asks for."""
        if self.several_nodes:
            return opener.replicas > 1
        return in_all > 1 if self.several_in_all else True


CONDITIONS = MappingProxyType(
    {
        "always": When(),
        "on-kubernetes": When("on Kubernetes", "platform", ("kubernetes", "openshift")),
        "two-nodes": When("with two nodes"),
        "two-nodes-but-p6": When("with two nodes", not_in=("P6",)),
        "two-nodes-of-p6": When("with two All-in-One nodes", only_in=("P6",)),
        "replicated-regions": When("with replicated regions", "region_layout", ("MDC1",)),
        "own-databases": When("with databases in every region", "region_layout", ("MDC1", "DR1")),
        "one-managing-region": When("with one managing region", "region_layout", ("MDC2",)),
        "standby-region": When("with a standby region", "region_layout", ("DR1",)),
        "clear-text": When("where APIs are also served without TLS", "clear_text"),
        "websocket": When("with WebSocket APIs", "protocols", ("websocket",)),
        "websub": When("with WebSub APIs", "protocols", ("websub",)),
        "opaque-tokens": When("with opaque tokens", "token_format", ("opaque",)),
        "opaque-tokens-but-p6": When(
            "with opaque tokens", "token_format", ("opaque",), not_in=("P6",)
        ),
        "identity-provider": When(
            "with an identity provider outside the pattern", "identity_provider", ("external",)
        ),
        "own-issuer": When("without WSO2 IS", "identity_provider", ("none", "external")),
        "user-directory": When("with users in a directory", "user_store", ("ldap",)),
        "exact-limits": When(
            "with exact rate limits over two or more gateways",
            "exact_rate_limits",
            several_nodes=True,
            not_in=("P6",),
        ),
        "exact-limits-in-p6": When(
            "with exact rate limits over two All-in-One nodes",
            "exact_rate_limits",
            several_nodes=True,
            only_in=("P6",),
        ),
        "distributed-throttling": When(
            "with distributedThrottling switched on", "distributed_throttling"
        ),
        "gateway-in-dmz": When("with gateways in the DMZ", "gateway_zone", ("dmz",)),
        "database-not-stated": When("where the database is not stated", "database", (None,)),
        "standby-database": When("with a database that has a standby", "redundancy", ("all",)),
        "moesif": When("with Moesif analytics", "analytics", ("moesif",)),
        "datadog": When("with Datadog analytics", "analytics", ("datadog",)),
        "own-analytics": When("with analytics on the premises", "analytics", ("elk", "opensearch")),
        "shared-files": When(
            "with secondary user stores or tenants on several nodes",
            "shared_file_system multi_tenant",
            several_in_all=True,
        ),
        "counted-transactions": When("where transactions are counted", "transaction_counter"),
        "chart-default": When("switched on by default in the charts"),
        "management-only": When("for management only, as artifacts are pulled"),
    }
)
