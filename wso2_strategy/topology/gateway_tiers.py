"""Where gateways and Traffic Managers stand that are several tiers: in clusters, or in groups."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import get_args

from attrs import field, frozen

from wso2_strategy.domain.gateway_group import NAME, Serves
from wso2_strategy.domain.wording import series
from wso2_strategy.errors import RequirementsError
from wso2_strategy.topology.tables.surroundings import Surrounding

BALANCER = "load-balancer"
GLOBAL_BALANCER = "global-load-balancer"
"""What leads callers to a region, where there are several."""

_BALANCERS = frozenset({BALANCER, GLOBAL_BALANCER})
CALLING = frozenset({"client", "websub-caller"})
"""Who calls gateways; of each gateway group others do."""

CLUSTERED = frozenset({"gateway", "traffic-manager"})
"""The components of which each cluster of gateways has its own."""


_COUNTS = r"[1-9]\d*(?:\+[1-9]\d*)*"
_SERVES: tuple[Serves, ...] = get_args(Serves)
_MARKS = "|".join(("internet", "internal", "own", *_SERVES))
_GROUP = re.compile(rf"{NAME}:{_COUNTS}(?::(?:{_MARKS}))*")
_ALLOWED = (
    "name:nodes for each group, such as internal:3 or partners:3+2:internet:own, separated by"
    " commas"
)


@frozen
class DrawnGroup:
    """A gateway group as the option ``gateway_groups`` writes it.

    >>> DrawnGroup.read("partners:3+2:internet").clusters
    (3, 2)

    Attributes:
        name: Its name.
        clusters: Its gateways; of several clusters, which have Traffic Managers each.
        internet_facing: Whether it is called from the internet; None where it is not said.
        own_traffic_manager: Whether it has Traffic Managers of its own.
        serves: Whether it serves production, sandbox, or both, which is hybrid.
    """

    name: str
    clusters: tuple[int, ...]
    internet_facing: bool | None = None
    own_traffic_manager: bool = False
    serves: Serves = "hybrid"

    @classmethod
    def read(cls, words: str) -> DrawnGroup:
        """Return the group that some words stand for, which `Options` has checked."""
        name, _, rest = words.partition(":")
        counts, *marks = rest.split(":")
        clusters = tuple(map(int, counts.split("+")))
        facing = True if "internet" in marks else False if "internal" in marks else None
        served: Serves = next((each for each in _SERVES if each in marks), "hybrid")
        return cls(name, clusters, facing, "own" in marks or len(clusters) > 1, served)

    def __str__(self) -> str:
        facing = {True: ":internet", False: ":internal", None: ""}[self.internet_facing]
        counts = "+".join(map(str, self.clusters))
        own = ":own" if self.own_traffic_manager else ""
        serves = "" if self.serves == "hybrid" else f":{self.serves}"
        return f"{self.name}:{counts}{facing}{own}{serves}"


def drawn_groups(value: str | Iterable[str]) -> tuple[str, ...]:
    """Return the words for gateway groups in one form.

    Raises:
        RequirementsError: They are not allowed.
    """
    words = value.split(",") if isinstance(value, str) else [*value]
    for each in words:
        if not isinstance(each, str) or not _GROUP.fullmatch(each):
            problem = f"{each!r} is not allowed; allowed: {_ALLOWED}"
            raise RequirementsError("Options", [f"options.gateway_groups: {problem}"])
    groups = [DrawnGroup.read(each) for each in words]
    if len({each.name for each in groups}) < len(groups):
        problem = "two groups have one name; allowed: a name of its own for each"
        raise RequirementsError("Options", [f"options.gateway_groups: {problem}"])
    return tuple(map(str, groups))


@frozen
class Placing:
    """One tier of a component of which there may be several.

    Attributes:
        suffix: What its id has beside the component's.
        beside: What its name has beside the component's.
        group: The gateway group that it serves, or None for all.
        cluster: The number of its cluster around Traffic Managers, or None for all.
        nodes: Its nodes, where it is a gateway's; 0 where they are counted elsewhere.
        internet_facing: Whether its group is called from the internet, where that is said.
    """

    suffix: str = ""
    beside: str = ""
    group: str | None = None
    cluster: int | None = None
    nodes: int = 0
    internet_facing: bool | None = None

    def zone(self, otherwise: str) -> str:
        """Return the zone of gateways: what a group does not say is so as it is of all."""
        if self.internet_facing is None:
            return otherwise
        return "dmz" if self.internet_facing else "application"

    def zone_before(self, each: Surrounding) -> str:
        """Return the zone of callers and balancers, which lie inside where a group does."""
        if self.internet_facing is not False:
            return each.zone
        return "application" if each.component == BALANCER else "internal"


_ALL = (Placing(),)


@frozen
class GatewayTiers:
    """The tiers that gateways and Traffic Managers form.

    Attributes:
        words: The gateway groups, as the option writes them.
        clusters: The gateways of each cluster, where there are no groups.
        has_traffic_managers: Whether the pattern has Traffic Managers of their own.
        groups: The gateway groups; none where all gateways serve all callers.
    """

    words: tuple[str, ...]
    clusters: tuple[int, ...]
    has_traffic_managers: bool
    groups: tuple[DrawnGroup, ...] = field(init=False)

    @groups.default
    def _groups(self) -> tuple[DrawnGroup, ...]:
        return tuple(map(DrawnGroup.read, self.words))

    def of(self, component: str) -> Iterable[Placing]:
        """Return the tiers of a component."""
        if component not in CLUSTERED:
            return _ALL
        gateways = component == "gateway"
        if self.groups:
            return self._of_gateways() if gateways else self._of_traffic_managers()
        clusters = enumerate(self.clusters, start=1)
        numbered = [
            Placing(f"-{number}", f" of cluster {number}", None, number, nodes if gateways else 0)
            for number, nodes in clusters
        ]
        return numbered or _ALL

    def around(self, component: str) -> tuple[Placing, ...]:
        """Return what is there of something around the product: each group has its own callers.

        It has balancers of its own too, beside those for portals and tokens.
        """
        if not self.groups or component not in CALLING | _BALANCERS:
            return _ALL
        own = tuple(
            Placing(
                f"-{each.name}",
                f" of group {each.name}",
                each.name,
                internet_facing=each.internet_facing,
            )
            for each in self.groups
        )
        return (*_ALL, *own) if component in _BALANCERS else own

    def _of_gateways(self) -> Iterator[Placing]:
        for group, number, cluster in self._clusters():
            several = len(group.clusters) > 1
            suffix = f"-{group.name}" + (f"-{number}" if several else "")
            beside = f" of group {group.name}" + (f", cluster {number}" if several else "")
            nodes, facing = group.clusters[number - 1], group.internet_facing
            yield Placing(suffix, beside, group.name, cluster, nodes, facing)

    def _of_traffic_managers(self) -> Iterator[Placing]:
        if self._shared:
            names, several = [each.name for each in self._shared], len(self._shared) > 1
            words = f" shared by {series(names)}" if several else f" of group {names[0]}"
            words = words if len(names) < len(self.groups) else ""
            yield Placing("", words, None, 1 if words else None)
        for group, number, cluster in self._clusters():
            if group.own_traffic_manager:
                several = len(group.clusters) > 1
                suffix = f"-{group.name}" + (f"-{number}" if several else "")
                beside = f" of group {group.name}" + (f", cluster {number}" if several else "")
                yield Placing(suffix, beside, group.name, cluster)

    @property
    def _shared(self) -> list[DrawnGroup]:
        return [each for each in self.groups if not each.own_traffic_manager]

    def _clusters(self) -> Iterator[tuple[DrawnGroup, int, int | None]]:
        """Yield each group's clusters: its number in the group, and among all in a region."""
        last = 1 if self._shared else 0
        for group in self.groups:
            for number, _ in enumerate(group.clusters, start=1):
                if not self.has_traffic_managers or len(self._shared) == len(self.groups):
                    yield group, number, None
                elif group.own_traffic_manager:
                    last += 1
                    yield group, number, last
                else:
                    yield group, number, 1
