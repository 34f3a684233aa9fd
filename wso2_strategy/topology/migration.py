"""From a difference to an ordered outline: what to add, repoint and retire.

New tiers start in the documented order. Nothing points at a tier before it is there,
or after it is gone; the traffic of clients moves last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from attrs import frozen

from wso2_strategy import sources
from wso2_strategy.topology.difference import Difference, bare, unnumbered, unnumbered_tier
from wso2_strategy.topology.vocabulary import Connection, Tier

Action = Literal["add", "change", "repoint", "connect", "disconnect", "retire"]

START_ORDER = (
    "identity-server",
    "all-in-one",
    "control-plane",
    "key-manager",
    "traffic-manager",
    "gateway",
)
"""In which order the product's components start, each before those that pull from it."""

START_ORDER_SOURCES = (sources.KUBERNETES_P4, sources.KUBERNETES_P5, sources.KUBERNETES_P6)
"""Where the start order is stated, pattern by pattern."""

_FIELD_NAMES = {"replicas": "nodes", "needed": "nodes needed", "roles": "roles in use"}


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

    action: Action
    subject: str
    text: str
    tier: Tier | None = None
    opened: tuple[Connection, ...] = ()
    closed: tuple[Connection, ...] = ()


def migration_steps(difference: Difference) -> tuple[MigrationStep, ...]:
    """Return the steps from the first topology of a difference to the second.

    >>> from wso2_strategy.topology import compare, topology
    >>> for step in migration_steps(compare(topology("P1"), topology("P2", redundancy="all"))):
    ...     print(step.action, step.subject)
    add gateway
    change all-in-one
    repoint load-balancer
    connect all-in-one
    connect monitor
    disconnect all-in-one
    """
    return tuple(_Outline(difference).steps())


@frozen
class _Outline:
    """The steps of a migration: every connection falls to exactly one of them."""

    difference: Difference

    def steps(self) -> Iterator[MigrationStep]:
        for tier in self._added:
            yield MigrationStep("add", tier.id, _adding(tier), tier, self._opened["add", tier.id])
        for change in self.difference.components_changed:
            changed = (
                f"{_FIELD_NAMES.get(name, name)} from {_shown(change.before, name)}"
                f" to {_shown(change.after, name)}"
                for name in change.fields
            )
            text = f"Change {_called(change.after)}: {', '.join(changed)}."
            yield MigrationStep("change", change.after.id, text, change.after)
        yield from self._connecting("repoint", "Repoint {}: {}.")
        yield from self._connecting("connect", "Let {} open: {}.")
        yield from self._connecting("disconnect", "Let {} open no more: {}.")
        for tier in self._retired:
            text = f"Retire {_called(tier)} once nothing arrives there any more."
            closed = self._closed["retire", tier.id]
            yield MigrationStep("retire", tier.id, text, tier, (), closed)

    def _connecting(self, action: Action, text: str) -> Iterator[MigrationStep]:
        """Change what tiers open, from the inside to the outside."""
        tiers = (*map(unnumbered_tier, self.difference.before.tiers), *self._added)
        for tier in sorted(tiers, key=lambda tier: (tier.kind == "actor", tier.kind == "proxy")):
            opened = self._opened.get((action, tier.id), ())
            closed = self._closed.get((action, tier.id), ())
            if opened or closed:
                sentence = text.format(_called(tier), _listed(opened or closed))
                yield MigrationStep(action, tier.id, sentence, None, opened, closed)

    @cached_property
    def _added(self) -> list[Tier]:
        return sorted(self.difference.components_added, key=_start_rank)

    @cached_property
    def _retired(self) -> list[Tier]:
        return sorted(self.difference.components_removed, key=_start_rank, reverse=True)

    @cached_property
    def _opened(self) -> dict[tuple[Action, str], tuple[Connection, ...]]:
        """New connections, by step; of two new tiers, with the one that is added later."""
        old = {bare(unnumbered(each)) for each in self.difference.before.connections()}
        ranks = {tier.id: rank for rank, tier in enumerate(self._added)}
        steps: defaultdict[tuple[Action, str], list[Connection]] = defaultdict(list)
        for each in map(unnumbered, self.difference.after.connections()):
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
        new = {bare(unnumbered(each)) for each in self.difference.after.connections()}
        ranks = {tier.id: rank for rank, tier in enumerate(self._retired)}
        replaced = set(self._replacing.values())
        steps: defaultdict[tuple[Action, str], list[Connection]] = defaultdict(list)
        for each in map(unnumbered, self.difference.before.connections()):
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


def _start_rank(tier: Tier) -> tuple[int, int, int, str]:
    """Order tiers: what is not of the product first, then the start order, region by region."""
    product = tier.kind == "runtime"
    known = tier.component in START_ORDER
    order = START_ORDER.index(tier.component) if known else len(START_ORDER)
    return (int(product), tier.region or 1, order, tier.id)


def _adding(tier: Tier) -> str:
    nodes = f"{tier.replicas} node{'s' if tier.replicas > 1 else ''}"
    if tier.kind != "runtime":
        return f"Provide {_called(tier)} ({nodes})."
    if "gateway" in tier.roles:
        return f"Start {_called(tier)} ({nodes}) and wait for its start-up health check."
    return f"Start {_called(tier)} ({nodes})."


def _called(tier: Tier) -> str:
    return tier.name if tier.region in (None, 1) else f"{tier.name} in region {tier.region}"


def _shown(tier: Tier, name: str) -> str:
    value = getattr(tier, name)
    return " ".join(value) or "none" if isinstance(value, tuple) else str(value)


def _listed(connections: tuple[Connection, ...]) -> str:
    return "; ".join(
        f"{each.key} to {each.target} ({each.purpose})" if each.purpose else f"{each.key}"
        for each in connections
    )
