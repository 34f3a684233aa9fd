"""Faults of single addresses: what no node can use, or what leads to somebody else."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from wso2_strategy.artifacts.assess.findings import Finding, fault
from wso2_strategy.artifacts.assess.recovery import BROKER, TLS_BROKER, Recovery
from wso2_strategy.artifacts.assess.tiers_found import Found
from wso2_strategy.artifacts.assess.units import (
    BALANCED,
    EMBEDDED,
    Address,
    Unit,
    read_address,
    scheme_of,
)
from wso2_strategy.artifacts.machines.wiring import Wire
from wso2_strategy.domain.wording import series

_STAND_IN = re.compile(r"[\[\]<>{}]|^$")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\Z")
_SCHEMES = MappingProxyType({"https": "https", "amqp": "tcp", "tcp": "tcp", "ssl": "ssl"})
_TLS = re.compile(r"ssl\s*=\s*'?true", re.IGNORECASE)

_Place: TypeAlias = tuple[str, str]
"""A file and a key in it."""


def address_faults(recovery: Recovery) -> Mapping[_Place, list[Finding]]:
    """Return what is wrong with the addresses in files, by file and key."""
    found = recovery.found
    faults: defaultdict[_Place, list[Finding]] = defaultdict(list)
    for unit in found.units:
        for wire in unit.wires():
            if wire.protocol != "redis":
                for text in unit.texts(wire.key):
                    faults[unit.path, wire.key] += _of_text(text, wire, unit, recovery)
    for unit, wire in _switched_off(recovery):
        table = unit.switched_off(wire.key)
        faults[unit.path, wire.key].append(fault("switched-off", unit.path, table=table))
    for unit, each, finding in _astray(found):
        faults[unit.path, each.wire.key].append(finding)
    return {place: several for place, several in faults.items() if several}


def _of_text(text: str, wire: Wire, unit: Unit, recovery: Recovery) -> Iterator[Finding]:
    said = {"key": wire.key, "text": repr(text)}
    scheme = _SCHEMES.get(wire.protocol, "jdbc:mysql")
    address = read_address(text, wire, unit.offset)
    if text.startswith(EMBEDDED):
        yield fault("embedded-database", unit.path, key=wire.key.rpartition(".")[0])
    elif address is None:
        example = f"{scheme}://host.example.com:{wire.port or 3306}"
        yield fault("address", unit.path, example=example, **said)
    elif _STAND_IN.search(address.host) or not _HOST.match(address.host):
        yield fault("placeholder", unit.path, **said)
    elif wire.protocol != "jdbc":
        ports = _ports(unit, address, recovery.found)
        if scheme_of(text) != scheme:
            example = f"{scheme}://{address.host}:{ports[0]}"
            yield fault("scheme", unit.path, scheme=scheme, example=example, **said)
        elif not address.is_local:
            yield from _of_port(text, address, ports, unit, recovery)


def _ports(unit: Unit, address: Address, found: Found) -> list[int]:
    """Return the ports at which the nodes listen that an address leads to."""
    offsets = {each.offset for each in found.units_of(found.target(unit, address))} or {0}
    return [(address.wire.port or 0) + each for each in sorted(offsets)]


def _of_port(
    text: str, address: Address, ports: list[int], unit: Unit, recovery: Recovery
) -> Iterator[Finding]:
    said = {"key": address.wire.key, "text": repr(text)}
    secured = [each - BROKER + TLS_BROKER for each in ports]
    if address.wire.protocol == "https":
        is_right = address.port in (None, BALANCED, *ports)
    else:
        is_right = address.port in ports
    if address.wire.protocol == "amqp" and address.port in (*ports, *secured):
        over_tls = address.port in secured
        if over_tls and not _TLS.search(text) and not _secures_brokers(unit):
            yield fault("clear-text-to-tls", unit.path, **said)
        elif over_tls != recovery.speaks_tls:
            others = secured if recovery.speaks_tls else ports
            yield fault("brokers-differ", unit.path, others=_any_of(others), **said)
    elif not is_right:
        target = recovery.found.target(unit, address)
        yield fault("wrong-port", unit.path, target=target, ports=_any_of(ports), **said)


def _any_of(ports: list[int]) -> str:
    return series([str(each) for each in ports])


def _secures_brokers(unit: Unit) -> bool:
    """Return whether what connects to brokers is told to speak TLS, in the table of its own."""
    for table in ("apim.throttling.jms", "apim.event_hub.jms"):
        factories = unit.texts(f"{table}.topic_connection_factory")
        told = [each.lower() for each in unit.texts(f"{table}.ssl")]
        if "true" in told or any(map(_TLS.search, factories)):
            return True
    return False


def _switched_off(recovery: Recovery) -> Iterator[tuple[Unit, Wire]]:
    """Yield the keys that stand in a table that is switched off, and are needed."""
    found = recovery.found
    for connection in recovery.missing:
        for unit in recovery.units_without(connection):
            wire = recovery.wire_of(connection)
            if unit.switched_off(wire.key):
                yield unit, wire
    for unit in found.units_of(found.hub) if "gateway" in found.components else ():
        for wire in unit.wires():
            if wire.key.startswith("apim.event_hub.publish") and unit.switched_off(wire.key):
                yield unit, wire
                break


def _astray(found: Found) -> Iterator[tuple[Unit, Address, Finding]]:
    """Yield addresses by which one component is sought where, by most keys, another one is.

    Of services their names say what they are; nodes are the ones most keys take them for. What no
    other key knows is astray where the same key of a node beside it names what most keys do.
    """
    sought = [
        (unit, each, found.target(unit, each), f"{each.host}:{each.port or BALANCED}")
        for unit in found.units
        if not unit.values
        for each in unit.addresses
        if each.wire.protocol == "https" and not each.is_local
    ]
    counts = Counter((target, place) for _, _, target, place in sought)
    ranked = sorted(counts, key=lambda pair: (counts[pair], pair))
    agreed = dict(ranked)
    owners = {
        place: target
        for target, place in sorted(ranked, key=lambda pair: agreed[pair[0]] == pair[1])
    }
    own: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    beside: defaultdict[tuple[str, int | None, str], set[str]] = defaultdict(set)
    for unit, each, _, place in sought:
        beside[unit.component, unit.cluster, each.wire.key].add(place)
        own[unit.path, each.wire.key].add(place)
    for unit, each, target, place in sought:
        said = {"key": each.wire.key, "place": place, "target": target}
        if owners[place] != target:
            owner = owners[place]
            yield unit, each, fault("other-component", unit.path, owner=owner, **said)
        # A list such as that of gateway environments may name several, the usual one among them.
        elif agreed[target] in (
            beside[unit.component, unit.cluster, each.wire.key] - own[unit.path, each.wire.key]
        ):
            others = agreed[target]
            yield unit, each, fault("place-differs", unit.path, others=others, **said)
