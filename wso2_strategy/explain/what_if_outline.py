"""A `WhatIf` as lines and as JSON-ready values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Line, Tree
from wso2_strategy.document.document import Document
from wso2_strategy.domain.wording import said

if TYPE_CHECKING:
    from wso2_strategy.explain.what_if import WhatIf
    from wso2_strategy.topology import Connection

SCHEMA = "wso2-strategy/what-if/1"

_REDUNDANCY = {
    "none": "nothing redundant",
    "gateway": "API calls served by redundant nodes",
    "all": "every component redundant",
}


def what_if_outline(answer: WhatIf, *, complete: bool) -> Document:
    """Return the lines of a `WhatIf`."""
    children = [
        Line("Stated instead", tuple(_restated(answer, complete=complete)), is_head=True),
        _answer(answer),
        _listed("Needs", _needs(answer)),
        _listed("Nodes", _nodes(answer)),
        _listed("Connections", _connections(answer, complete=complete)),
        _listed("Advice", _advice(answer)),
    ]
    return Document("What if", (Tree(tuple(each for each in children if each is not None)),))


def _restated(answer: WhatIf, *, complete: bool) -> Iterator[Line]:
    for each in answer.restatements:
        path = f" ({each.field.path})" if complete else ""
        now = said(each.field.kind, each.after)
        before = said(each.field.kind, each.before)
        yield Line(f"{each.field.words.noun}{path}: {now}; before: {before}")
    if not answer.restatements:
        yield Line("Nothing that was not stated before.")


def _answer(answer: WhatIf) -> Line:
    before, after = map(_named, (answer.before, answer.after))
    if before == after:
        return Line(f"The answer stays the same: {after}", is_head=True)
    lines = (Line(f"from {before}"), Line(f"to {after}"), *_why_no_longer(answer))
    return Line("The answer changes", lines, is_head=True)


def _why_no_longer(answer: WhatIf) -> Iterator[Line]:
    """Yield why the pattern that was recommended is so no more, in a line."""
    for each in answer.after.alternatives:
        if each.pattern is answer.before.pattern:
            yield Line(f"because {each.reason}")


def _named(recommendation: Outcome) -> str:
    pattern, layout = recommendation.pattern, recommendation.region_layout
    over = f", over {recommendation.regions} regions as {layout.id}" if layout else ""
    return (
        f"{pattern.id} {pattern.name} on {recommendation.platform.name}{over},"
        f" {_REDUNDANCY[recommendation.redundancy]}"
    )


def _listed(title: str, lines: Iterator[Line]) -> Line | None:
    found = tuple(lines)
    return Line(title, found, is_head=True) if found else None


def _needs(answer: WhatIf) -> Iterator[Line]:
    reasons = {each.capability.id: each.reasons for each in answer.after.needs}
    for each in answer.needs_added:
        yield Line(f"new: {each.name}", tuple(Line(why.sentence) for why in reasons[each.id]))
    for each in answer.needs_removed:
        yield Line(f"no longer: {each.name}")


def _nodes(answer: WhatIf) -> Iterator[Line]:
    before, after = answer.total_nodes
    if not answer.nodes:
        return
    yield Line(f"in all: {after:,} instead of {before:,}")
    catalog = answer.after.knowledge.catalog
    for component, (fewer, more) in answer.nodes.items():
        yield Line(f"{catalog.component(component).name}: {more:,} instead of {fewer:,}")


def _connections(answer: WhatIf, *, complete: bool) -> Iterator[Line]:
    difference = answer.topology
    moved = [
        f"{_connection(each.after)}; before: {_connection(each.before)}"
        for each in difference.connections_changed
    ]
    for words, found in (
        ("new", list(map(_connection, difference.connections_added))),
        ("dropped", list(map(_connection, difference.connections_removed))),
        ("changed", moved),
    ):
        if found:
            lines = tuple(map(Line, dict.fromkeys(found))) if complete else ()
            yield Line(f"{len(found)} {words}", lines)


def _connection(connection: Connection) -> str:
    port = f" on port {connection.port}" if connection.port else ""
    return f"{connection.opener} to {connection.target}{port} ({connection.protocol})"


def _advice(answer: WhatIf) -> Iterator[Line]:
    for conflict in answer.conflicts_added:
        words = " ".join(reason.sentence for reason in conflict.reasons)
        yield Line(f"new conflict: {words} {conflict.resolution}")
    for conflict in answer.conflicts_removed:
        words = " ".join(reason.sentence for reason in conflict.reasons)
        yield Line(f"solved: {words}")
    for given in answer.advice_added:
        because = " ".join(reason.sentence for reason in given.reasons)
        yield Line(f"new {given.advice.severity}: {because} {given.advice.text}")
    for given in answer.advice_removed:
        yield Line(f"no longer: {given.advice.text}")


def what_if_record(answer: WhatIf) -> dict[str, Any]:
    """Return a `WhatIf` as JSON-ready values."""
    difference = answer.topology
    return {
        "schema": SCHEMA,
        "restatements": [
            {"path": each.field.path, "before": _plain(each.before), "after": _plain(each.after)}
            for each in answer.restatements
        ],
        "before": _decision_record(answer.before),
        "after": _decision_record(answer.after),
        "differences": list(answer.differences),
        "needs_added": [each.id for each in answer.needs_added],
        "needs_removed": [each.id for each in answer.needs_removed],
        "nodes": {
            component: {"before": before, "after": after}
            for component, (before, after) in answer.nodes.items()
        },
        "connections_added": [_connection_record(each) for each in difference.connections_added],
        "connections_removed": [
            _connection_record(each) for each in difference.connections_removed
        ],
        "connections_changed": [
            {"before": _connection_record(each.before), "after": _connection_record(each.after)}
            for each in difference.connections_changed
        ],
        "advice_added": [each.id for each in answer.advice_added],
        "advice_removed": [each.id for each in answer.advice_removed],
        "conflicts_added": [each.id for each in answer.conflicts_added],
        "conflicts_removed": [each.id for each in answer.conflicts_removed],
    }


def _decision_record(recommendation: Outcome) -> dict[str, Any]:
    layout = recommendation.region_layout
    return {
        "pattern": recommendation.pattern.id,
        "redundancy": recommendation.redundancy,
        "regions": layout.id if layout else None,
        "platform": recommendation.platform.id,
        "nodes": recommendation.sizing.total_nodes,
    }


def _connection_record(connection: Connection) -> dict[str, Any]:
    return {
        "id": connection.id,
        "opener": connection.opener,
        "target": connection.target,
        "protocol": connection.protocol,
        "port": connection.port,
    }


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
