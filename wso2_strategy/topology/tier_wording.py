"""How tiers, and what changes about them, are spoken of in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wso2_strategy.domain.wording import counted, series
from wso2_strategy.topology.counterparts import ConnectionChange, TierChange
from wso2_strategy.topology.tables.surroundings import SURROUNDINGS
from wso2_strategy.topology.tiers import ZONES, Connection, Tier

_PRODUCTS = ("Redis", "Moesif", "Datadog")

_COMMON_NOUNS = {
    each.name: each.name[0].lower() + each.name[1:]
    for each in SURROUNDINGS
    if each.name.capitalize() == each.name and each.name not in _PRODUCTS
}
"""Names that are no proper names, as they stand within a sentence."""

_FIELDS = {
    "needed": "nodes needed",
    "blocked_paths": "blocked paths",
    "zones": "availability zones",
}

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
    return counted(tier.replicas, "node") + over_zones(tier)


def over_zones(tier: Tier) -> str:
    """Return over how many availability zones a tier's nodes are spread, where it is said.

    >>> over_zones(Tier("gateway", replicas=4, zones=3)), over_zones(Tier("gateway", replicas=2))
    (' over 3 availability zones (2 + 1 + 1)', '')
    """
    each = tier.nodes_per_zone
    if not each:
        return ""
    if len(each) == 1:
        return " in 1 availability zone"
    return f" over {len(each)} availability zones ({' + '.join(map(str, each))})"


def described(tier: Tier) -> str:
    """Return name, nodes and zone of a tier."""
    # A gateway in the DMZ is no longer recommended (docs-apim issue 4781), but no page says where
    # it stands instead, so the zone behind the proxy is this project's assumption.
    unplaced = tier.component == "gateway" and tier.zone == "application"
    zone = ZONES.get(tier.zone, tier.zone) + (" (assumed)" if unplaced else "")
    return f"{tier.name}, {nodes_of(tier)}, {zone}"


def wire_of(connection: Connection) -> str:
    """Return at which port and with what protocol a connection is opened."""
    port = f"{connection.port} " if connection.port is not None else ""
    return f"{port}{connection.protocol}"


def ends_of(connection: Connection) -> str:
    """Return who opens a connection to whom, at which port and with what protocol."""
    return f"{connection.opener} -> {connection.target} {wire_of(connection)}"


def tier_record(tier: Tier) -> str:
    """Return all about a tier, after its id."""
    return f"{tier.id}: {described(tier)}"


def tier_change_record(change: TierChange) -> str:
    """Return what is different about a tier, after its id."""
    return f"{change.after.id}: {', '.join(tier_changes(change))}"


def connection_record(connection: Connection) -> str:
    """Return all about a connection, after its id."""
    noted = "" if connection.required else " (optional)"
    noted += " (inside the node)" if connection.reach == "local" else ""
    return f"{connection.id} {ends_of(connection)}: {connection.purpose}{noted}"


def connection_change_record(change: ConnectionChange) -> str:
    """Return what becomes of a connection, after its id."""
    others = ", ".join(_connection_changes(change))
    also = f" ({others})" if others else ""
    before, after = change.before, change.after
    return f"{before.id} {ends_of(before)} becomes {ends_of(after)}{also}"


def fields_before_and_after(change: TierChange) -> dict[str, list[str]]:
    """Return the values of the fields that differ, by name, as words."""
    return {
        name: [_words(getattr(each, name)) for each in (change.before, change.after)]
        for name in change.fields
    }


def tier_changes(change: TierChange) -> Iterator[str]:
    """Yield what is different about a tier, a phrase for each field.

    >>> from wso2_strategy.topology import compare, topology
    >>> change = compare(topology("P0"), topology("P6", redundancy="all")).components_changed[0]
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


def _connection_changes(change: ConnectionChange) -> Iterator[str]:
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
    return ("yes" if value else "no") if isinstance(value, bool) else _words(value)


def _words(value: Any) -> str:
    if value is None:
        return "none"
    return " ".join(map(str, value)) or "none" if isinstance(value, tuple) else str(value)
