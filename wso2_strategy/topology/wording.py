"""How tiers, and what changes about them, are spoken of in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wso2_strategy.domain.wording import counted, series
from wso2_strategy.topology.difference import ConnectionChange, TierChange
from wso2_strategy.topology.surroundings import SURROUNDINGS
from wso2_strategy.topology.tiers import Connection, Tier

_PRODUCTS = ("Redis", "Moesif")

_COMMON_NOUNS = {
    each.name: each.name[0].lower() + each.name[1:]
    for each in SURROUNDINGS
    if each.name.split()[0].istitle() and each.name not in _PRODUCTS
}
"""Names that are no proper names, as they stand within a sentence."""

_FIELDS = {"needed": "nodes needed", "blocked_paths": "blocked paths"}

_REACHES = {
    "direct": "directly",
    "load-balanced": "through a load balancer",
    "each-node": "node by node",
    "peers": "between its nodes",
    "local": "inside the node",
}


def called(tier: Tier) -> str:
    """Return what a tier is called within a sentence.

    >>> from wso2_strategy.topology import topology
    >>> p6 = topology("P6", region_layout="MDC2")
    >>> called(p6.tier("identity-server@1")), called(p6.tier("load-balancer@2"))
    ('WSO2 Identity Server', 'the load balancer in region 2')
    """
    name = _COMMON_NOUNS.get(tier.name, tier.name)
    article = "" if name in _PRODUCTS or name.startswith("WSO2 ") else "the "
    region = "" if tier.region in (None, 1) else f" in region {tier.region}"
    return f"{article}{name}{region}"


def nodes_of(tier: Tier) -> str:
    """Return how many nodes a tier has, such as ``2 nodes``."""
    return counted(tier.replicas, "node")


def tier_changes(change: TierChange) -> Iterator[str]:
    """Yield what is different about a tier, a phrase for each field.

    >>> from wso2_strategy.topology import compare, topology
    >>> (change, _) = compare(topology("P0"), topology("P6", redundancy="all")).components_changed
    >>> list(tier_changes(change))
    ['2 nodes instead of 1', 'no longer used as key manager']
    """
    before, after = change.before, change.after
    for name in change.fields:
        if name == "replicas":
            yield f"{nodes_of(after)} instead of {before.replicas}"
        elif name == "roles":
            yield from _role_changes(before.roles, after.roles)
        else:
            yield _replaced(name, before, after)


def connection_changes(change: ConnectionChange) -> Iterator[str]:
    """Yield what is different about a connection, besides its ends and what is spoken on it."""
    before, after = change.before, change.after
    for name in change.fields:
        if name == "reach":
            yield f"{_REACHES[after.reach]} instead of {_REACHES[before.reach]}"
        elif name not in ("opener", "target", "port", "protocol"):
            yield _replaced(name, before, after)


def _role_changes(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[str]:
    gained = [role.replace("-", " ") for role in after if role not in before]
    lost = [role.replace("-", " ") for role in before if role not in after]
    if gained:
        yield f"now used as {series(gained)} too"
    if lost:
        yield f"no longer used as {series(lost)}"


def _replaced(name: str, before: Tier | Connection, after: Tier | Connection) -> str:
    old, new = (_shown(getattr(each, name)) for each in (before, after))
    return f"{_FIELDS.get(name, name)} {new} instead of {old}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(map(str, value)) or "none" if isinstance(value, tuple) else str(value)
