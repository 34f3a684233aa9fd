"""What designs cost: nodes, vCPU and memory, and money where a user gives prices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from math import ceil
from typing import Any, get_args

from attrs import frozen

from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions
from wso2_strategy.domain.catalog import Redundancy
from wso2_strategy.errors import RequirementsError, UnknownNameError, require, shown
from wso2_strategy.models.availability.call_availability import CallAvailability
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import Sizing

Prices = Mapping[str, Decimal]
"""Price of one node per month, by component; there are no built-in prices."""

_HIGHEST_PRICE = 10**12


BESIDE_HEAP = 1.25
"""How much memory a process takes, as a multiple of its heap."""

MEMORY_TARGET_PERCENT = 90
"""The share of the requested memory at which an autoscaler adds pods."""

_STEP_MIB = 256
"""Memory is requested in steps of it."""


@frozen
class Cost:
    """What one design takes.

    Attributes:
        pattern: The pattern's id.
        redundancy: Which components run more than once.
        feasible: Whether it carries the load.
        nodes: WSO2 nodes.
        vcpu: The vCPU of all nodes, as machines.
        memory_mib: Memory of all nodes, in MiB, as machines.
        per_month: Price of all nodes per month, or None without a price for every component.
        unpriced: Components without a price.
        pods: What the charts ask of a cluster for all nodes.
        reasons: Why it is no choice, one clause each: it does not carry the load, or it
            cannot be as redundant.
        availability: How available API calls of it are; None where it is no choice.
    """

    pattern: str
    redundancy: str
    feasible: bool
    nodes: int
    vcpu: int
    memory_mib: int
    per_month: Decimal | None
    unpriced: tuple[str, ...]
    pods: Resources
    reasons: tuple[str, ...]
    availability: CallAvailability | None = None


@frozen
class Resources:
    """CPU and memory of some nodes: what the charts ask for pods, or all that machines have.

    Attributes:
        request_vcpu: Sum of CPU requests.
        request_mib: Sum of memory requests, in MiB.
        limit_vcpu: Sum of CPU limits; machines have no others than their size.
        limit_mib: Sum of memory limits, in MiB.
    """

    request_vcpu: float
    request_mib: int
    limit_vcpu: float
    limit_mib: int


def cost(sizing: Sizing, prices: Prices | None = None) -> Cost:
    """Return what a sized design takes.

    Raises:
        UnknownNameError: A price is for something that is no component.
        RequirementsError: A price is negative or beyond all measure.

    >>> from wso2_strategy.models.sizing.design import Design
    >>> from wso2_strategy.models.sizing.node_sizes import sizing
    >>> cost(sizing(Design.named("P1")), {"all-in-one": Decimal("61.32")}).per_month
    Decimal('122.64')
    """
    prices = prices or {}
    require(prices, Mapping)
    known = [component.id for component in sizing.design.catalog.components]
    for name, price in prices.items():
        if name not in known:
            raise UnknownNameError("component", name, known)
        require(price, Decimal, int)
        if not (Decimal(price).is_finite() and 0 <= price <= _HIGHEST_PRICE):
            problem = f"{shown(price)} is not allowed; allowed: 0 to {_HIGHEST_PRICE:,}"
            raise RequirementsError("prices", [f"{name}: {problem}"])
    unpriced = tuple(tier.component for tier in sizing.tiers if tier.component not in prices)
    total = None
    if prices and not unpriced:
        total = sum((prices[tier.component] * tier.nodes for tier in sizing.tiers), Decimal(0))
    return Cost(
        pattern=sizing.pattern,
        redundancy=sizing.redundancy,
        feasible=sizing.feasible,
        nodes=sizing.total_nodes,
        vcpu=sizing.total_vcpu,
        memory_mib=sizing.total_memory_mib,
        per_month=total,
        unpriced=unpriced if prices else (),
        pods=pod_totals(sizing.nodes(), sizing.assumptions),
        reasons=(*_missing_redundancy(sizing.design), *sizing.reasons),
    )


def _missing_redundancy(design: Design) -> Iterator[str]:
    most = design.pattern.max_redundancy
    order = get_args(Redundancy)
    if order.index(most) < order.index(design.redundancy):
        yield "it cannot be redundant" if most == "none" else "only its gateways can be redundant"


def cheapest_first(costs: Iterable[Cost]) -> tuple[Cost, ...]:
    """Return costs in order: what is a choice first, then by price, then by nodes."""

    def rank(cost: Cost) -> tuple[object, ...]:
        price = cost.per_month
        return bool(cost.reasons), price is None, price or 0, cost.nodes, cost.pattern

    return tuple(sorted(costs, key=rank))


def pod_totals(nodes: Mapping[str, int], assumptions: Assumptions = ASSUMPTIONS) -> Resources:
    """Return the resources that some pods per component request and may take.

    >>> pod_totals({"all-in-one": 2})
    Resources(request_vcpu=4.0, request_mib=6144, limit_vcpu=6.0, limit_mib=6144)
    """
    pods, value = sum(nodes.values()), assumptions.value
    return Resources(
        request_vcpu=pods * value("pod_request_vcpu"),
        request_mib=pods * pod_request_mib(assumptions),
        limit_vcpu=pods * value("pod_limit_vcpu"),
        limit_mib=sum(
            count * pod_limit_mib(component, assumptions) for component, count in nodes.items()
        ),
    )


def pod_request_mib(assumptions: Assumptions = ASSUMPTIONS) -> int:
    """Return the memory that a pod requests, in MiB: a full heap stays below the target.

    The charts request no more than the heap. A target in percent of so little memory would be
    missed for ever, so that the autoscaler always asked for the most pods.

    >>> pod_request_mib(), pod_request_mib(ASSUMPTIONS.assume({"heap_mib_per_node": 4096.0}))
    (3072, 5888)
    """
    value = assumptions.value
    least = value("heap_mib_per_node") * BESIDE_HEAP * 100 / MEMORY_TARGET_PERCENT
    return max(int(value("pod_request_mib")), ceil(least / _STEP_MIB) * _STEP_MIB)


def pod_limit_mib(component: str, assumptions: Assumptions = ASSUMPTIONS) -> int:
    """Return the memory that a pod of a component may take, in MiB: no less than it requests."""
    manages = component == "control-plane"
    limit = "control_plane_pod_limit_mib" if manages else "pod_limit_mib"
    return max(int(assumptions.value(limit)), pod_request_mib(assumptions))


def resources(
    nodes: Mapping[str, int], platform: str, assumptions: Assumptions = ASSUMPTIONS
) -> Resources:
    """Return what some nodes per component take on a platform; without one, as machines.

    >>> resources({"all-in-one": 2}, "virtual-machines").request_mib
    8192
    """
    if platform not in ("", "virtual-machines"):
        return pod_totals(nodes, assumptions)
    machines = sum(nodes.values())
    vcpu = machines * int(assumptions.value("vcpu_per_node"))
    mib = machines * int(assumptions.value("memory_mib_per_node"))
    return Resources(vcpu, mib, vcpu, mib)


def with_resources(
    record: dict[str, Any], platform: str, assumptions: Assumptions
) -> dict[str, Any]:
    """Return the JSON record of a size with the CPU and memory that it takes on a platform."""

    def taken(nodes: Mapping[str, int], each: str = "") -> dict[str, float]:
        found = resources(nodes, platform, assumptions)
        return {
            f"vcpu{each}": found.request_vcpu,
            "memory_mib": found.request_mib,
            f"vcpu_limit{each}": found.limit_vcpu,
            "memory_limit_mib": found.limit_mib,
        }

    tiers = [{**tier, **taken({tier["component"]: 1}, "_per_node")} for tier in record["tiers"]]
    nodes = {tier["component"]: tier["nodes"] for tier in tiers}
    return {**record, **taken(nodes), "tiers": tiers}
