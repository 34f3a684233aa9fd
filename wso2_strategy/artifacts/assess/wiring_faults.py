"""Faults of addresses: what is not reached, and hosts that do not agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from wso2_strategy.artifacts.assess.address_faults import address_faults
from wso2_strategy.artifacts.assess.findings import Finding, fault
from wso2_strategy.artifacts.assess.recovery import Recovery
from wso2_strategy.artifacts.assess.tiers_found import Found
from wso2_strategy.artifacts.assess.units import IDENTITY_SERVER
from wso2_strategy.domain.wording import series
from wso2_strategy.topology import Connection

_SEVERAL = 2


def wiring_faults(recovery: Recovery) -> Iterator[Finding]:
    """Yield what is wrong with where the nodes of a recovered topology connect to."""
    found = recovery.found
    for unit in found.units:
        if not unit.component:
            yield fault("unclear", unit.path)
    faults = address_faults(recovery)
    # Several keys of one table may have the same to say.
    yield from dict.fromkeys(each for several in faults.values() for each in several)
    yield from _shape(recovery)
    yield from _missing(recovery, faults.keys())
    yield from _disagreeing(found)
    yield from _copying(found)
    yield from _publishing(recovery)
    yield from _without_port(found)


def _shape(recovery: Recovery) -> Iterator[Finding]:
    found = recovery.found
    for component in found.unseen():
        yield fault("no-file", "", component=component)
    if not recovery.is_exact:
        own = {tier.component for tier in recovery.pattern.tiers}
        there = set(found.components) - ({IDENTITY_SERVER} - own)
        lacking, more = own - there, there - own
        difference = [f"no {each}" for each in sorted(lacking)]
        difference += [f"{each} besides" for each in sorted(more)]
        yield fault(
            "nearest",
            "",
            components=series(list(found.components)) or "none",
            pattern=recovery.pattern.id,
            difference=series(difference),
        )


def _missing(recovery: Recovery, faulty: Collection[tuple[str, str]]) -> Iterator[Finding]:
    """Yield connections that no key makes, where not the fault of an address says it already."""
    found = recovery.found
    by_key: defaultdict[tuple[str, str, str], list[Connection]] = defaultdict(list)
    for each in recovery.missing:
        unmade = recovery.units_without(each)
        if each.id == "C28" and any(unit.values for unit in unmade):
            continue  # the defect of the chart says so
        key = recovery.wire_of(each).key
        if any((unit.path, key) not in faulty for unit in unmade):
            by_key[each.opener, each.target, key].append(each)
    for (opener, target, key), connections in by_key.items():
        first = connections[0]
        shifted = found.offset(recovery.expected.tier(target).component)
        unmade = recovery.units_without(first)
        yield fault(
            "missing",
            unmade[0].path if len(unmade) == 1 else "",
            opener=opener,
            target="the other nodes of its tier" if opener == target else target,
            port="the port of the database"
            if first.port is None
            else f"port {first.port + shifted}",
            purpose=first.purpose,
            connections=series(list(dict.fromkeys(each.id for each in connections))),
            key=key,
        )


def _disagreeing(found: Found) -> Iterator[Finding]:
    """Yield keys that name other nodes of a component than most keys, or not all of them.

    What names of services are wrong in values, the defects of the charts say.
    """
    for (component, cluster, (path, key)), hosts in found.node_lists.items():
        units = found.units_of(component, cluster)
        made = frozenset[str]().union(*(unit.names for unit in units if unit.values))
        agreed, nodes = found.hosts(component, cluster), found.nodes(component, cluster)
        if made and not set(hosts) <= made:
            continue
        if not made and hosts != agreed and not set(hosts) < set(agreed):
            others = series(list(agreed))
            said = {"key": key, "hosts": series(list(hosts)), "component": component}
            yield fault("hosts-differ", path, others=others, **said)
        elif len(hosts) < nodes:
            yield fault("not-each-node", path, key=key, **_counted(hosts, nodes, component))
        elif len(hosts) > nodes and units:
            yield fault("too-many-nodes", path, key=key, **_counted(hosts, nodes, component))


def _counted(hosts: tuple[str, ...], nodes: int, component: str) -> dict[str, str | int]:
    return {"named": len(hosts), "nodes": nodes, "component": component}


def _without_port(found: Found) -> Iterator[Finding]:
    """Yield addresses of a single machine that leave out its port, and so mean another."""
    for unit in found.units:
        for each in () if unit.values else unit.addresses:
            if each.wire.protocol != "https" or each.port is not None:
                continue
            target = found.target(unit, each)
            if target in found.components and found.nodes(target) == 1:
                port = (each.wire.port or 0) + found.offset(target)
                yield fault("no-port", unit.path, key=each.wire.key, host=each.host, port=port)


def _copying(found: Found) -> Iterator[Finding]:
    """Yield keys by which all nodes of a pair copy to the same one, so that one copies to itself.

    A release writes the keys of each of its nodes itself.
    """
    for component in found.components:
        units = [unit for unit in found.units_of(component) if not unit.values]
        for key in ("apim.event_hub.event_duplicate_url", "apim.throttling.event_duplicate_url"):
            lists = {tuple(unit.texts(key)) for unit in units}
            if len(units) >= _SEVERAL and len(lists) == 1 and (hosts := next(iter(lists))):
                named = series(list(hosts))
                yield fault("copies-to-itself", "", key=key, hosts=named, component=component)


def _publishing(recovery: Recovery) -> Iterator[Finding]:
    found = recovery.found
    separate = "gateway" in found.components
    nodes = found.nodes(found.hub)
    for unit in found.units_of(found.hub):
        publishes = unit.values or unit.texts("apim.event_hub.publish.url_group.urls")
        if separate and nodes >= _SEVERAL and not publishes:
            yield fault("publish", unit.path, nodes=nodes, component=found.hub)
