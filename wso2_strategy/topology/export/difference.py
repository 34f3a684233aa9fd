"""Differences and migrations as text, Markdown and plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wso2_strategy.topology.difference import ConnectionChange, Difference, TierChange
from wso2_strategy.topology.migration import MigrationStep
from wso2_strategy.topology.tiers import ZONES, Connection, Tier
from wso2_strategy.topology.wording import connection_changes, nodes_of, tier_changes

SCHEMA = "wso2-strategy/difference/1"
"""Names the form of `difference_data`."""


def difference_text(difference: Difference, steps: tuple[MigrationStep, ...] = ()) -> str:
    """Return a difference, and a migration if there are steps, for a terminal.

    >>> from wso2_strategy.topology import compare, topology
    >>> print(difference_text(compare(topology("P0"), topology("P0"))), end="")
    From P0: Virtual machines, nothing redundant
    to   P0: Virtual machines, nothing redundant
    <BLANKLINE>
    Nothing differs.
    """
    lines = [f"From {difference.before.title}", f"to   {difference.after.title}"]
    for heading, entries in _sections(difference, steps):
        lines += ["", heading, *(f"  {entry}" for entry in entries)]
    if difference.is_empty:
        lines += ["", "Nothing differs."]
    return "\n".join(lines) + "\n"


def difference_markdown(difference: Difference, steps: tuple[MigrationStep, ...] = ()) -> str:
    """Return a difference, and a migration if there are steps, as Markdown."""
    lines = [f"# From {difference.before.title} to {difference.after.title}"]
    for heading, entries in _sections(difference, steps):
        listed = [entry if heading == "Migration" else f"- {entry}" for entry in entries]
        lines += ["", f"## {heading}", "", *(entry.replace("<", "&lt;") for entry in listed)]
    if difference.is_empty:
        lines += ["", "Nothing differs."]
    return "\n".join(lines) + "\n"


def difference_data(
    difference: Difference, steps: tuple[MigrationStep, ...] = ()
) -> dict[str, Any]:
    """Return a difference, and a migration if there are steps, ready for JSON."""
    return {
        "schema": SCHEMA,
        "before": difference.before.title,
        "after": difference.after.title,
        "components": {
            "added": [_tier_data(tier) for tier in difference.components_added],
            "removed": [_tier_data(tier) for tier in difference.components_removed],
            "changed": [_tier_change_data(each) for each in difference.components_changed],
        },
        "connections": {
            "added": [_connection_data(each) for each in difference.connections_added],
            "removed": [_connection_data(each) for each in difference.connections_removed],
            "changed": [
                {"before": _connection_data(each.before), "after": _connection_data(each.after)}
                for each in difference.connections_changed
            ],
        },
        "migration": [
            {"action": step.action, "subject": step.subject, "text": step.text} for step in steps
        ],
    }


def _sections(
    difference: Difference, steps: tuple[MigrationStep, ...]
) -> Iterator[tuple[str, list[str]]]:
    sections = {
        "Components added": [_tier(tier) for tier in difference.components_added],
        "Components removed": [_tier(tier) for tier in difference.components_removed],
        "Components changed": [_tier_change(each) for each in difference.components_changed],
        "Connections added": [_connection(each) for each in difference.connections_added],
        "Connections removed": [_connection(each) for each in difference.connections_removed],
        "Connections changed": [
            _connection_change(each) for each in difference.connections_changed
        ],
        "Migration": [f"{number}. {step.text}" for number, step in enumerate(steps, 1)],
    }
    yield from ((heading, entries) for heading, entries in sections.items() if entries)


def _tier(tier: Tier) -> str:
    return f"{tier.id}: {tier.name}, {nodes_of(tier)}, {ZONES.get(tier.zone, tier.zone)}"


def _tier_change(change: TierChange) -> str:
    return f"{change.after.id}: {', '.join(tier_changes(change))}"


def _value(value: object) -> str:
    return " ".join(map(str, value)) or "none" if isinstance(value, tuple) else str(value)


def _ends(connection: Connection) -> str:
    port = f" {connection.port}" if connection.port is not None else ""
    return f"{connection.opener} -> {connection.target}{port} {connection.protocol}"


def _connection(connection: Connection) -> str:
    noted = "" if connection.required else " (optional)"
    noted += " (inside the node)" if connection.reach == "local" else ""
    return f"{connection.id} {_ends(connection)}: {connection.purpose}{noted}"


def _connection_change(change: ConnectionChange) -> str:
    before, after = change.before, change.after
    others = ", ".join(connection_changes(change))
    also = f" ({others})" if others else ""
    return f"{before.id} {_ends(before)} becomes {_ends(after)}{also}"


def _tier_data(tier: Tier) -> dict[str, Any]:
    return {name: getattr(tier, name) for name in ("id", "name", "component", "zone", "replicas")}


def _tier_change_data(change: TierChange) -> dict[str, Any]:
    return {
        "id": change.after.id,
        "fields": {
            name: [_value(getattr(change.before, name)), _value(getattr(change.after, name))]
            for name in change.fields
        },
    }


def _connection_data(connection: Connection) -> dict[str, Any]:
    names = ("id", "opener", "target", "port", "protocol", "purpose", "required")
    return {name: getattr(connection, name) for name in names}
