"""Every number that the models rest on, named, with its source, open to be overridden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, field, frozen

from wso2_strategy.domain import sources
from wso2_strategy.domain.kinds import Number
from wso2_strategy.errors import RequirementsError, UnknownNameError
from wso2_strategy.inference.provenance import Assumption


@frozen(cache_hash=True)
class Assumptions(Mapping[str, Assumption]):
    """An immutable set of named numbers.

    >>> ASSUMPTIONS.value("all_in_one_tps")
    500.0
    >>> mine = ASSUMPTIONS.assume({"target_utilisation": 0.5})
    >>> mine.value("target_utilisation"), mine["target_utilisation"].overridden
    (0.5, True)
    >>> ASSUMPTIONS.assume({"target_utilization": 0.5})
    Traceback (most recent call last):
    wso2_strategy.errors.UnknownNameError: unknown assumption 'target_utilization'. Did you ...
    """

    numbers: tuple[Assumption, ...]
    _by_id: dict[str, Assumption] = field(init=False, repr=False, eq=False)
    _values: dict[str, float] = field(init=False, repr=False, eq=False)

    @_by_id.default
    def _index(self) -> dict[str, Assumption]:
        return {number.id: number for number in self.numbers}

    @_values.default
    def _index_values(self) -> dict[str, float]:
        return {number.id: number.value for number in self.numbers}

    def __getitem__(self, name: str) -> Assumption:
        if name not in self._by_id:
            raise UnknownNameError("assumption", name, self._by_id)
        return self._by_id[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def value(self, name: str) -> float:
        """Return the number with this id.

        Raises:
            UnknownNameError: No assumption has it.
        """
        try:
            return self._values[name]
        except KeyError:
            return self[name].value

    def assume(self, values: Mapping[str, float]) -> Assumptions:
        """Return these assumptions with some values replaced.

        Raises:
            UnknownNameError: A name is no assumption's id.
            RequirementsError: A value is not possible for its assumption.
        """
        problems = [problem for name in values for problem in _problems(self[name], values[name])]
        if problems:
            raise RequirementsError("assumptions", problems)
        return evolve(self, numbers=tuple(each.assume(dict(values)) for each in self.numbers))

    def overridden(self) -> tuple[Assumption, ...]:
        """Return the assumptions whose values a user replaced."""
        return tuple(each for each in self.numbers if each.overridden)


def _problems(assumption: Assumption, value: float) -> list[str]:
    try:
        _allowed(assumption).read(value)
    except ValueError as error:
        return [f"{assumption.id}: {error}"]
    return []


def _allowed(assumption: Assumption) -> Number:
    """A share lies between 0 and 1; what is counted is whole; all else is above zero."""
    may_be_zero = assumption.id in _MAY_BE_ZERO
    return Number(
        low=0.0 if may_be_zero else None,
        above=None if may_be_zero else 0.0,
        high=1.0 if assumption.unit == "share" else None,
        whole=isinstance(assumption.value, int),
        unit=assumption.unit,
    )


_MAY_BE_ZERO = frozenset(
    {
        "default_mediated_share",
        "events_per_request",
        "introspected_share",
        "spare_nodes",
        "spare_regions",
        "token_cache_minutes",
    }
)

_LOAD = (
    Assumption(
        "all_in_one_tps",
        500.0,
        "requests/s",
        "What one All-in-One node carries, portals and token service included.",
        sources.ALL_IN_ONE,
        "stated",
    ),
    Assumption(
        "gateway_tps",
        3000.0,
        "requests/s",
        "What one gateway node carries, by the documentation.",
        sources.SCALING,
        "stated",
    ),
    Assumption(
        "traffic_manager_events_per_second",
        20000.0,
        "events/s",
        "What one Traffic Manager decides on; a redundant pair carries no more, because both "
        "receive every event.",
        sources.SCALING,
        "stated",
    ),
    Assumption(
        "gateways_per_traffic_manager",
        10,
        "gateways",
        "The most gateways that share one Traffic Manager; beyond them a further cluster begins.",
        sources.SCALING,
        "stated",
    ),
    Assumption(
        "events_per_request",
        1.0,
        "events per request",
        "How many throttling events one request causes.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "key_manager_validations_per_second",
        500.0,
        "validations/s",
        "How many opaque tokens one Key Manager node validates.",
        sources.SCALING,
        "stated",
    ),
    Assumption(
        "introspected_share",
        1 / 12,
        "share",
        "The share of requests with opaque tokens that the gateway's cache does not answer: two "
        "gateways of 3,000 requests/s are stated for one Key Manager of 500 validations/s.",
        sources.SCALING,
        "derived",
    ),
    Assumption(
        "tokens_per_second_per_vcpu",
        191.0,
        "tokens/s per vCPU",
        "Tokens issued by client credentials and stored: 764 a second were measured on 4 vCPU.",
        sources.TOKEN_PERFORMANCE,
        "derived",
    ),
)

_UNSTATED = (
    Assumption(
        "default_horizon_months",
        12,
        "months",
        "How long the deployment must carry a growth that is stated without a horizon.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "default_message_bytes",
        1024,
        "bytes",
        "The payload where none is stated: the size that the performance page highlights.",
        sources.PERFORMANCE,
        "assumed",
    ),
    Assumption(
        "default_mediated_share",
        0.0,
        "share",
        "The share of requests whose payload the gateway transforms, where nothing is stated.",
        sources.GAP,
        "assumed",
    ),
)

_NODES = (
    Assumption(
        "target_utilisation",
        0.65,
        "share",
        "How busy a node may be at the design load; the rest is for jitter, garbage collection "
        "and policies that the benchmark lacks.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "spare_nodes",
        1,
        "nodes",
        "Nodes beyond what the load needs in a redundant tier that can grow, so that the loss of "
        "one costs no capacity.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "spare_regions",
        1,
        "regions",
        "Regions whose load the others take over when every component is redundant.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "vcpu_per_node",
        2,
        "vCPU",
        "Size of a node; the published benchmarks ran on this size, others scale in proportion.",
        sources.PREREQUISITES,
        "stated",
    ),
    Assumption(
        "heap_mib_per_node", 2048, "MiB", "Java heap of every runtime.", sources.HELM, "stated"
    ),
    Assumption(
        "memory_mib_per_node",
        4096,
        "MiB",
        "Memory of a machine that runs one runtime: the heap and as much again.",
        sources.PREREQUISITES,
        "stated",
    ),
)

_CHART = (
    Assumption(
        "pod_request_vcpu", 2.0, "vCPU", "CPU request of every pod.", sources.HELM, "stated"
    ),
    Assumption("pod_limit_vcpu", 3.0, "vCPU", "CPU limit of every pod.", sources.HELM, "stated"),
    Assumption(
        "pod_request_mib", 2048, "MiB", "Memory request of every pod.", sources.HELM, "stated"
    ),
    Assumption("pod_limit_mib", 3072, "MiB", "Memory limit of most pods.", sources.HELM, "stated"),
    Assumption(
        "control_plane_pod_limit_mib",
        5120,
        "MiB",
        "Memory limit of control plane pods in the files for P3 and P4.",
        sources.HELM,
        "stated",
    ),
)

_AVAILABILITY = (
    Assumption(
        "node_availability",
        0.995,
        "share",
        "A single machine with its runtime, failures and restarts for patches counted.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "load_balancer_node_availability",
        0.999,
        "share",
        "One node of a load balancer, or one pod of an ingress.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "database_availability",
        0.9999,
        "share",
        "A database server with a standby that takes over by itself; it holds all databases.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "single_database_availability",
        0.999,
        "share",
        "A database server without a standby; it holds all databases.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "site_availability",
        0.9999,
        "share",
        "A data centre or region as a whole: power, network, cooling.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "global_load_balancer_availability",
        0.99999,
        "share",
        "What sends callers to a region that works.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "token_cache_minutes",
        15.0,
        "minutes",
        "How long a gateway trusts an opaque token without asking the Key Manager again.",
        sources.HELM,
        "stated",
    ),
    Assumption(
        "repair_minutes",
        60.0,
        "minutes",
        "Mean time until what failed works again.",
        sources.GAP,
        "assumed",
    ),
)

ASSUMPTIONS = Assumptions(_LOAD + _UNSTATED + _NODES + _CHART + _AVAILABILITY)
"""The numbers used unless a user says otherwise."""
