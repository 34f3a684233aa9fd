"""From a difference to an ordered outline: what to add, repoint and retire.

New tiers start in the documented order. Nothing points at a tier before it is there or
does what it is needed for, or after that; the traffic of clients moves last. A way that
something else still goes is not closed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from functools import cached_property
from typing import Any, ClassVar, Literal

from attrs import evolve, frozen

from wso2_strategy.document.blocks import Listing, Section
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.document.json_values import JsonKeys, json_ready, same
from wso2_strategy.domain import sources
from wso2_strategy.domain.wording import series
from wso2_strategy.errors import require
from wso2_strategy.inference.provenance import Basis, Source
from wso2_strategy.topology.counterparts import TierChange, bare
from wso2_strategy.topology.difference import Difference, Side, sides
from wso2_strategy.topology.gateway_tiers import CALLING
from wso2_strategy.topology.tier_wording import called, nodes_of, tier_changes
from wso2_strategy.topology.tiers import Connection, Tier

Action = Literal["add", "change", "repoint", "connect", "disconnect", "retire"]

_KEPT = "Keep open for other uses the way from {} {}."

START_ORDER = (
    "identity-server",
    "all-in-one",
    "control-plane",
    "key-manager",
    "traffic-manager",
    "gateway",
)
"""In which order the product's components start, each before those that pull from it, as WSO2's
Kubernetes pages of P4, P5 and P6 state it."""


ORDERED = (
    "Components start in the order of WSO2's Kubernetes pages; the other steps follow from the"
    " connections that differ."
)
ORDERED_BY: tuple[Basis, Source] = ("derived", sources.KUBERNETES_P4)


@frozen
class MigrationStep:
    """One step of a migration.

    Attributes:
        action: What is done.
        subject: The id of the tier it is done to, or that opens the connections.
        text: What to do, as a sentence.
        tier: The tier that is added, changed or retired, if one is.
        opened: Connections that exist after the step.
        closed: Connections that exist no more after it.
    """

    json_keys: ClassVar[JsonKeys] = same("action", "subject", "text")

    action: Action
    subject: str
    text: str
    tier: Tier | None = None
    opened: tuple[Connection, ...] = ()
    closed: tuple[Connection, ...] = ()


@frozen
class Migration(Answer):
    """A difference, and the steps across it.

    >>> from wso2_strategy.topology import compare
    >>> print(Migration(compare("P0", "P0")))
    From P0: Virtual machines, nothing redundant
    to   P0: Virtual machines, nothing redundant
    <BLANKLINE>
    Nothing differs.
    """

    schema: ClassVar[str] = Difference.schema

    difference: Difference

    @property
    def steps(self) -> tuple[MigrationStep, ...]:
        """The steps, in order."""
        return migration_steps(self.difference)

    def document(self, *, complete: bool = False) -> Document:
        """Return the difference as a document, with the steps at its end."""
        difference = self.difference.document(complete=complete)
        steps = Listing(tuple(step.text for step in self.steps), mark="1.")
        basis, source = ORDERED_BY
        ordered = f"{ORDERED} {source.mark(basis)}"
        added = (Section("Migration", (ordered, steps)),) if steps.items else ()
        return evolve(difference, blocks=(*difference.blocks, *added))

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as JSON-ready values, with the steps."""
        return self.difference.to_dict() | {"migration": json_ready(self.steps)}


def migration_steps(difference: Difference) -> tuple[MigrationStep, ...]:
    """Return the steps from the first topology of a difference to the second.

    >>> from wso2_strategy.topology import compare, topology
    >>> for step in migration_steps(compare(topology("P1"), topology("P2", redundancy="all"))):
    ...     print(step.action, step.subject)
    add gateway
    repoint load-balancer
    connect all-in-one
    connect monitor
    disconnect all-in-one
    change all-in-one
    """
    require(difference, Difference)
    return tuple(_Outline(difference).steps())


@frozen
class _Outline:
    """The steps of a migration: every connection falls to exactly one of them."""

    difference: Difference

    def steps(self) -> Iterator[MigrationStep]:
        for tier in self._added:
            yield MigrationStep("add", tier.id, _adding(tier), tier, self._opened["add", tier.id])
        halves = [_halves(change) for change in self.difference.components_changed]
        yield from _changing(growth for growth, _ in halves)
        yield from self._connecting("repoint", "Repoint {} {}.")
        yield from self._connecting("connect", "Let {} connect {}.")
        yield from self._connecting("disconnect", "Let {} no longer connect {}.")
        yield from _changing(reduction for _, reduction in halves)
        for tier in self._retired:
            text = _retiring(tier)
            closed = self._closed["retire", tier.id]
            yield MigrationStep("retire", tier.id, text, tier, (), closed)

    def _connecting(self, action: Action, text: str) -> Iterator[MigrationStep]:
        """Change what tiers open, from the inside to the outside."""
        tiers = (*self._sides[0].tiers, *self._added)
        for tier in sorted(tiers, key=lambda tier: (tier.kind == "actor", tier.kind == "proxy")):
            opened = self._opened.get((action, tier.id), ())
            closed = self._closed.get((action, tier.id), ())
            if opened or closed:
                kept = () if opened else tuple(each for each in closed if _way(each) in self._ways)
                done = opened or tuple(each for each in closed if each not in kept)
                said = ((text, done), (_KEPT, kept))
                sentences = [
                    words.format(called(tier), self._listed(at)) for words, at in said if at
                ]
                yield MigrationStep(action, tier.id, " ".join(sentences), None, opened, closed)

    @cached_property
    def _sides(self) -> tuple[Side, Side]:
        return sides(self.difference.before, self.difference.after)

    @cached_property
    def _ways(self) -> set[Hashable]:
        """The ways that connections go afterwards."""
        return {_way(each) for each in self._sides[1].connections}

    def _listed(self, connections: tuple[Connection, ...]) -> str:
        """Return where connections lead to, and what each is for; a target is named once."""
        ports: defaultdict[tuple[str, str], tuple[int, ...]] = defaultdict(tuple)
        for each in connections:
            use = f"{each.id}: {each.purpose}".removesuffix(": ")
            ports[self._target(each), use] += () if each.port is None else (each.port,)
        uses: defaultdict[tuple[str, tuple[int, ...]], list[str]] = defaultdict(list)
        for (target, use), numbers in ports.items():
            uses[target, numbers].append(use)
        ways: defaultdict[str, list[str]] = defaultdict(list)
        for (target, numbers), listed in uses.items():
            ways[target].append(f"{_ports(numbers)} ({'; '.join(listed)})".lstrip())
        return series([f"to {target} {series(listed)}" for target, listed in ways.items()])

    def _target(self, connection: Connection) -> str:
        if connection.opener == connection.target:
            return "its other nodes" if connection.reach == "peers" else "itself"
        return called(self._tiers[connection.target])

    @cached_property
    def _tiers(self) -> dict[str, Tier]:
        return {tier.id: tier for side in self._sides for tier in side.tiers}

    @cached_property
    def _added(self) -> list[Tier]:
        return sorted(self.difference.components_added, key=_start_rank)

    @cached_property
    def _retired(self) -> list[Tier]:
        return sorted(self.difference.components_removed, key=_start_rank, reverse=True)

    @cached_property
    def _opened(self) -> dict[tuple[Action, str], tuple[Connection, ...]]:
        """New connections, by step; of two new tiers, with the one that is added later."""
        old = {*map(bare, self._sides[0].connections)}
        ranks = {tier.id: rank for rank, tier in enumerate(self._added)}
        steps: defaultdict[tuple[Action, str], list[Connection]] = defaultdict(list)
        for each in self._sides[1].connections:
            if bare(each) in old:
                continue
            if each.opener in ranks:
                ends = [end for end in (each.opener, each.target) if end in ranks]
                steps["add", max(ends, key=lambda end: ranks[end])].append(each)
            else:
                action: Action = "repoint" if each in self._replacing else "connect"
                steps[action, each.opener].append(each)
        return defaultdict(tuple, {step: tuple(found) for step, found in steps.items()})

    @cached_property
    def _closed(self) -> dict[tuple[Action, str], tuple[Connection, ...]]:
        """Old connections, by step; of two retired tiers, with the one that goes first."""
        new = {*map(bare, self._sides[1].connections)}
        ranks = {tier.id: rank for rank, tier in enumerate(self._retired)}
        replaced = set(self._replacing.values())
        steps: defaultdict[tuple[Action, str], list[Connection]] = defaultdict(list)
        for each in self._sides[0].connections:
            ends = [end for end in (each.opener, each.target) if end in ranks]
            if bare(each) in new:
                continue
            if each in replaced:
                steps["repoint", each.opener].append(each)
            elif ends:
                steps["retire", min(ends, key=lambda end: ranks[end])].append(each)
            else:
                steps["disconnect", each.opener].append(each)
        return defaultdict(tuple, {step: tuple(found) for step, found in steps.items()})

    @cached_property
    def _replacing(self) -> dict[Connection, Connection]:
        """For a tier that stays, the connections that take the place of others."""
        return {
            change.after: change.before
            for change in self.difference.connections_changed
            if change.before.opener == change.after.opener
        }


def _way(each: Connection) -> Hashable:
    return each.opener, each.target, each.protocol, each.port, each.crosses_network


def _start_rank(tier: Tier) -> tuple[int, int, int, str]:
    """Order tiers: what is not of the product first, then the start order, and callers last."""
    product = 2 if tier.component in CALLING else tier.kind == "runtime"
    known = tier.component in START_ORDER
    order = START_ORDER.index(tier.component) if known else len(START_ORDER)
    return (int(product), tier.region or 1, order, tier.id)


def _halves(change: TierChange) -> tuple[TierChange, TierChange]:
    """Return what is added to a tier and, for when it is no longer needed, what is taken away."""
    before, after = change.before, change.after
    most = evolve(
        after,
        replicas=max(before.replicas, after.replicas),
        roles=tuple(dict.fromkeys((*before.roles, *after.roles))),
    )
    return TierChange(before, most), TierChange(most, after)


def _changing(changes: Iterable[TierChange]) -> Iterator[MigrationStep]:
    for change in changes:
        if said := list(tier_changes(change)):
            text = f"Change {called(change.after)}: {', '.join(said)}."
            yield MigrationStep("change", change.after.id, text, change.after)


def _adding(tier: Tier) -> str:
    if tier.component in CALLING:
        return f"Lead what the {tier.name} calls to where it is served from now on."
    if tier.kind != "runtime":
        return f"Provide {called(tier)} ({nodes_of(tier)})."
    if "gateway" in tier.roles:
        return f"Start {called(tier)} ({nodes_of(tier)}) and wait for its start-up health check."
    return f"Start {called(tier)} ({nodes_of(tier)})."


def _retiring(tier: Tier) -> str:
    if tier.component in CALLING:
        return f"Let no {tier.name} call the old addresses any more."
    return f"Retire {called(tier)} once nothing arrives there any more."


def _ports(numbers: tuple[int, ...]) -> str:
    if not numbers:
        return ""
    noun = "ports" if len(numbers) > 1 else "port"
    return f"on {noun} {series([str(number) for number in numbers])}"
