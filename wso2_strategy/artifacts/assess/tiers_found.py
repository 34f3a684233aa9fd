"""Which components there are, and what the hosts in addresses are of.

A file says what its own node is; who stands at the other end of an address follows from the
role of the key, and from what the host is in other keys.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

from attrs import evolve, field, frozen

from wso2_strategy.artifacts.assess.units import BROKERS, IDENTITY_SERVER, LOCAL, Address, Unit
from wso2_strategy.topology.gateway_tiers import CLUSTERED

_OWN = frozenset({"all-in-one", "control-plane", "control"})
_NodeList: TypeAlias = tuple[str, int | None, tuple[str, str]]


@frozen
class Found:
    """The nodes that files configure, and the components that addresses lead to.

    Attributes:
        units: The nodes and releases, each with its component.
        services: Names that releases give to their services, with the component.
        has_server: Whether WSO2 Identity Server is known to be there, whatever files say.
    """

    units: tuple[Unit, ...]
    services: Mapping[str, str] = field(factory=dict)
    has_server: bool = False

    @cached_property
    def hub(self) -> str:
        """The component with the event hub."""
        if "all-in-one" in self._own:
            return "all-in-one"
        return "control-plane" if "control-plane" in self._own or self.is_split else "all-in-one"

    @cached_property
    def components(self) -> tuple[str, ...]:
        """The product's components, whether a file or an address shows them."""
        reached = (self.target(unit, each) for unit in self.units for each in unit.addresses)
        known = {unit.component for unit in self.units if unit.component}
        shown = {each for each in reached if each in _ORDER}
        if self.has_server or any(unit.names_server for unit in self.units):
            shown.add(IDENTITY_SERVER)
        return tuple(sorted(known | shown, key=_ORDER.index))

    def unseen(self) -> tuple[str, ...]:
        """Return the components of which there is no file."""
        known = self._own | ({IDENTITY_SERVER} if self.has_server else set())
        return tuple(each for each in self.components if each not in known)

    def nodes(self, component: str, cluster: int | None = None) -> int:
        """Return how many nodes a component has, by its files or else by addresses."""
        counted = sum(unit.nodes for unit in self.units_of(component, cluster))
        return counted or max(1, len(self.hosts(component, cluster)))

    def units_of(self, component: str, cluster: int | None = None) -> tuple[Unit, ...]:
        """Return the nodes or releases of a component, all or those of a cluster."""
        return tuple(
            unit
            for unit in self.units
            if unit.component == component and cluster in (None, unit.cluster)
        )

    def offset(self, component: str) -> int:
        """Return by how much the ports of a component are shifted, where all its nodes agree."""
        offsets = {unit.offset for unit in self.units_of(component)}
        return offsets.pop() if len(offsets) == 1 else 0

    @property
    def clusters(self) -> tuple[int, ...]:
        """The numbers of the clusters of gateways; none where all gateways are one."""
        return tuple(sorted({unit.cluster for unit in self.units if unit.cluster is not None}))

    def hosts(self, component: str, cluster: int | None = None) -> tuple[str, ...]:
        """Return the hosts of a component's nodes, as most keys have them."""
        return self._agreed.get((component, cluster), ())

    @cached_property
    def _agreed(self) -> Mapping[tuple[str, int | None], tuple[str, ...]]:
        """By component and cluster, and by component alone, the hosts that most keys name."""
        lists: defaultdict[tuple[str, int | None], Counter[tuple[str, ...]]] = defaultdict(Counter)
        for (component, cluster, _), hosts in self.node_lists.items():
            for place in {(component, cluster), (component, None)}:
                lists[place][hosts] += 1
        return {
            place: max(counts.items(), key=lambda pair: (pair[1], len(pair[0]), pair[0]))[0]
            for place, counts in lists.items()
        }

    @cached_property
    def node_lists(self) -> Mapping[_NodeList, tuple[str, ...]]:
        """By component, cluster, and file and key, the hosts that a key names node by node."""
        found: defaultdict[_NodeList, set[str]] = defaultdict(set)
        for unit in self.units:
            for each in unit.addresses:
                copies = each.wire.key.endswith("event_duplicate_url")
                if each.wire.protocol in BROKERS and not each.is_local and not copies:
                    role = self.role(each)
                    cluster = unit.cluster if role in CLUSTERED else None
                    found[role, cluster, (unit.path, each.wire.key)].add(each.host)
        return {key: tuple(sorted(hosts)) for key, hosts in found.items()}

    def target(self, unit: Unit, address: Address) -> str:
        """Return the component that an address of a node leads to."""
        if address.is_local:
            return unit.component
        return self.services.get(address.host) or self.role(address)

    def role(self, address: Address) -> str:
        """Return the component that is meant by the key of an address."""
        role = address.wire.role
        if role == "traffic-manager":
            apart = self.is_split and address.host not in self._hub_nodes
            return role if apart else self.hub
        if role == "key-manager":
            return role if self._keys_apart(address.host) else self.hub
        if role == "gateway" and address.host in self._public:
            return self.hub
        return self.hub if role == "control-plane" else role

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset(unit.component for unit in self.units)

    @cached_property
    def is_split(self) -> bool:
        """Whether Traffic Managers stand apart: gateways report elsewhere than they listen."""
        managers, hubs = self._named("traffic-manager"), self._named("control-plane")
        return "traffic-manager" in self._own or bool(managers and hubs and not managers & hubs)

    def kind_of(self, unit: Unit) -> str:
        """Return what a node is that is a control plane or an All-in-One.

        Gateways tell it: they report to Traffic Managers inside or apart. Where there is none,
        the path may.
        """
        told = self._named("traffic-manager") and self._named("control-plane")
        apart = self.is_split or (not told and "control-plane" in unit.path)
        return "control-plane" if apart else "all-in-one"

    @cached_property
    def _hub_nodes(self) -> frozenset[str]:
        """The hosts of event hubs: what gateways say of them counts where nobody else says it."""
        told = frozenset(
            each.host
            for unit in self.units
            if unit.component != "gateway"
            for each in unit.addresses
            if each.wire.role == "control-plane" and each.wire.protocol in BROKERS
        )
        return (told - LOCAL) or self._named("control-plane")

    def _keys_apart(self, host: str) -> bool:
        if "key-manager" in self._own:
            return True
        return bool(self._hubs) and host not in self._hubs

    @cached_property
    def _hubs(self) -> frozenset[str]:
        """Every name by which a control plane is known."""
        return self._public | self._named("control-plane") | self._named("control-plane", "https")

    @cached_property
    def _public(self) -> frozenset[str]:
        """The names by which control planes call themselves."""
        names = (unit.texts("server.hostname") for unit in self.units if unit.component in _OWN)
        return frozenset(name.lower() for each in names for name in each)

    def _named(self, role: str, protocol: str = "amqp") -> frozenset[str]:
        """Return the hosts that other nodes name in a role."""
        return self._names.get((role, protocol), frozenset())

    @cached_property
    def _names(self) -> Mapping[tuple[str, str], frozenset[str]]:
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for unit in self.units:
            for each in unit.addresses if unit.component not in _OWN else ():
                if not each.is_local:
                    found[each.wire.role, each.wire.protocol].add(each.host)
        return {key: frozenset(hosts) for key, hosts in found.items()}


_ORDER = (
    IDENTITY_SERVER,
    "all-in-one",
    "control-plane",
    "key-manager",
    "traffic-manager",
    "gateway",
)


def find_tiers(
    units: Iterable[Unit], services: Mapping[str, str], *, has_server: bool = False
) -> Found:
    """Return what there is; says of each control plane whether it is an All-in-One."""
    found = Found(tuple(units), services)
    decided = (
        evolve(unit, component=found.kind_of(unit)) if unit.component == "control" else unit
        for unit in found.units
    )
    clustered = _clustered(Found(tuple(decided), services))
    return Found(tuple(clustered), services, has_server)


def _clustered(found: Found) -> Iterator[Unit]:
    """Yield the units, each with its cluster where gateways report to Traffic Managers apart."""
    managers: dict[str, frozenset[str]] = {}
    for unit in sorted(found.units_of("gateway"), key=_by_numbers):
        managers[unit.path] = frozenset(
            each.host
            for each in unit.addresses
            if each.wire.protocol == "amqp" and found.role(each) == "traffic-manager"
        )
    groups = [each for each in dict.fromkeys(managers.values()) if each]
    apart = len(groups) > 1 and len(frozenset().union(*groups)) == sum(map(len, groups))
    for unit in found.units:
        near = managers.get(unit.path, unit.names | {each.host for each in unit.addresses})
        numbers = [number for number, hosts in enumerate(groups, start=1) if hosts & near]
        alone = apart and unit.component in CLUSTERED and len(numbers) == 1
        yield evolve(unit, cluster=numbers[0]) if alone else unit


def _by_numbers(unit: Unit) -> tuple[tuple[int, str], ...]:
    """Order units by their paths, and numbers in these by their value."""
    parts = re.findall(r"\d{1,9}|\D+", unit.path)
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)
