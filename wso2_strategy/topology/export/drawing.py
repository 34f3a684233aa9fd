"""What a picture of a topology shows, whichever language draws it.

Tiers stand in boxes for zones, zones in boxes for regions. All that one tier opens to another
is one arrow, labelled with the ports, those of optional connections in parentheses. What two
tiers open to each other alike is an arrow with two heads; what peers exchange is written into
their box. Health checks would hide the rest and are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator

from attrs import frozen

from wso2_strategy.topology.component_graph import ComponentGraph
from wso2_strategy.topology.tier_wording import nodes_of
from wso2_strategy.topology.tiers import ZONES, Connection, Tier

_MONITORING = "C53"
_DEPTHS = {"outside": 0, "internal": 0, "dmz": 1, "application": 2}
"""How far inside a zone lies; all others lie behind these."""


@frozen
class Box:
    """A tier as drawn: its id is a letter and digits, which every language takes."""

    id: str
    tier: Tier
    lines: tuple[str, ...]


@frozen
class Zone:
    """A box around the tiers of a zone; `kind` is the zone's own id."""

    id: str
    name: str
    kind: str
    boxes: tuple[Box, ...]


@frozen
class Region:
    """The zones of a region, or what all regions share: this has no id and no box around it."""

    id: str
    name: str
    zones: tuple[Zone, ...]


@frozen
class Arrow:
    """The connections that one tier opens to another.

    Attributes:
        ports: The ports, those of optional connections in parentheses.
        both_ways: Whether the target opens the same to the opener.
        inward: Whether it leads from an outer zone to an inner one, within a region.
    """

    opener: str
    target: str
    ports: tuple[str, ...]
    required: bool
    both_ways: bool
    inward: bool


@frozen
class Drawing:
    """A topology as drawn: boxes from the outside to the inside, and the arrows between them."""

    title: str
    key: str
    regions: tuple[Region, ...]
    arrows: tuple[Arrow, ...]

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Every tier that is drawn."""
        return tuple(box for region in self.regions for zone in region.zones for box in zone.boxes)


@frozen
class Language:
    """How the parts of a drawing are written; `end` closes a region or a zone."""

    region: Callable[[Region], Iterable[str]]
    zone: Callable[[Zone], Iterable[str]]
    box: Callable[[Box], str]
    arrow: Callable[[Arrow], str]
    end: str

    def written(self, drawn: Drawing) -> Iterator[str]:
        """Yield the lines of a drawing, without what stands around them."""
        for region in drawn.regions:
            yield from self.region(region) if region.id else ()
            for zone in region.zones:
                yield from self.zone(zone)
                yield from (f"    {self.box(box)}" for box in zone.boxes)
                yield f"  {self.end}"
            yield from (f"  {self.end}",) if region.id else ()
        yield from (f"  {self.arrow(arrow)}" for arrow in drawn.arrows)


def drawing(topology: ComponentGraph) -> Drawing:
    """Return what a picture of a topology shows."""
    drawn = [each for each in topology.connections() if each.id != _MONITORING]
    peers = _peer_ports(drawn)
    shown = {end for each in drawn for end in (each.opener, each.target)}
    watching = {each.opener for each in topology.connections(name=_MONITORING)} - shown
    boxes = {
        tier.id: Box(f"t{number}", tier, _lines(tier, peers.get(tier.id, ())))
        for number, tier in enumerate(topology.tiers)
        if tier.id not in watching
    }
    arrows = _arrows(drawn, boxes)
    waiting = {each.region for each in topology.tiers}
    waiting -= {each.region for each in topology.serving.tiers}
    return Drawing(topology.title, _key(arrows), _regions(tuple(boxes.values()), waiting), arrows)


def _key(arrows: tuple[Arrow, ...]) -> str:
    optional = any(port.startswith("(") for arrow in arrows for port in arrow.ports)
    added = "; (in parentheses): optional" if optional else ""
    return f"Arrows go from who opens a connection, with its ports{added}"


def _lines(tier: Tier, peers: tuple[str, ...]) -> tuple[str, ...]:
    several = nodes_of(tier) if tier.replicas > 1 else ""
    needed = f"{tier.needed} needed" if tier.needed > 1 else ""
    counts = ", ".join(filter(None, (several, needed)))
    among = f"each other: {' '.join(peers)}" if peers else ""
    return tuple(filter(None, (tier.name, counts, among)))


def _peer_ports(connections: list[Connection]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for each in connections:
        if each.reach == "peers":
            found[each.opener].add(each.port or 0)
    return {tier: tuple(map(str, sorted(ports))) for tier, ports in found.items()}


def _regions(boxes: tuple[Box, ...], waiting: Container[int | None]) -> tuple[Region, ...]:
    regional = [box.tier.region for box in boxes if box.tier.region is not None]
    several = len(set(regional)) > 1
    keys: list[int | None] = [None, *sorted(set(regional))] if several else [None]
    return tuple(
        Region(
            f"r{key}" if key is not None else "",
            _name_of(key, waits=key in waiting) if key is not None else "",
            _zones([box for box in boxes if not several or box.tier.region == key], key),
        )
        for key in keys
    )


def _name_of(region: int, *, waits: bool) -> str:
    return f"Region {region} (site@{region}){', stands by' if waits else ''}"


def _zones(boxes: list[Box], region: int | None) -> tuple[Zone, ...]:
    kinds = dict.fromkeys((*ZONES, *(box.tier.zone for box in boxes)))
    zones = (
        Zone(
            f"z{number}r{region or 0}",
            ZONES.get(kind, kind),
            kind,
            tuple(box for box in boxes if box.tier.zone == kind),
        )
        for number, kind in enumerate(kinds)
    )
    return tuple(zone for zone in zones if zone.boxes)


def _arrows(connections: list[Connection], boxes: dict[str, Box]) -> tuple[Arrow, ...]:
    grouped: defaultdict[tuple[Box, Box], list[Connection]] = defaultdict(list)
    for each in connections:
        if each.opener != each.target:
            grouped[boxes[each.opener], boxes[each.target]].append(each)
    ports = {ends: _ports(found) for ends, found in grouped.items()}
    alike = {ends for ends in ports if ports.get((ends[1], ends[0])) == ports[ends]}
    return tuple(
        Arrow(
            opener=opener.id,
            target=target.id,
            ports=ports[opener, target],
            required=any(each.required for each in found),
            both_ways=(opener, target) in alike,
            inward=_leads_inward(opener.tier, target.tier),
        )
        for (opener, target), found in grouped.items()
        if (opener, target) not in alike or opener.id < target.id
    )


def _leads_inward(opener: Tier, target: Tier) -> bool:
    regions = {tier.region for tier in (opener, target) if tier.region is not None}
    depths = [_DEPTHS.get(tier.zone, len(_DEPTHS)) for tier in (opener, target)]
    return len(regions) <= 1 and depths[0] <= depths[1]


def _ports(connections: list[Connection]) -> tuple[str, ...]:
    required = {_port(each) for each in connections if each.required}
    optional = {_port(each) for each in connections} - required
    named = {port: port for port in required} | {port: f"({port})" for port in optional}
    in_order = sorted(named, key=lambda port: (not port.isdigit(), port.zfill(5)))
    return tuple(named[port] for port in in_order)


def _port(connection: Connection) -> str:
    return str(connection.port) if connection.port is not None else connection.protocol
