"""What if something else were stated: the new answer, and what is different in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, TypeAlias

from attrs import frozen

from wso2_strategy.advice.answer import GivenAdvice, marked
from wso2_strategy.advice.files import structure_requirements
from wso2_strategy.advice.outcome import Asks, Outcome
from wso2_strategy.document.blocks import Line, Tree
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.document.json_values import JsonKeys, json_ready, same
from wso2_strategy.domain.catalog import REDUNDANCY
from wso2_strategy.domain.conclusions import Size
from wso2_strategy.domain.facts import GatewayGroup, Requirements, stated
from wso2_strategy.domain.kinds import path_of
from wso2_strategy.domain.sources import GAP
from wso2_strategy.domain.wording import said
from wso2_strategy.explain.outcome_difference import OutcomeDifference
from wso2_strategy.explain.sensitivity.span_wording import noun_of
from wso2_strategy.models.planning.cost import resources
from wso2_strategy.space.fields import StatedField, form
from wso2_strategy.topology import Connection, Difference

Section: TypeAlias = Mapping[str, Any] | Sequence[Any] | str | None


@frozen
class Restatement:
    """A field that is stated differently.

    Attributes:
        field: The field.
        before: What was stated; None for nothing.
        after: What is stated instead.
    """

    field: StatedField
    before: Any
    after: Any

    json_keys: ClassVar[JsonKeys] = {"path": "field.path", **same("before", "after")}


@frozen
class WhatIf(OutcomeDifference, Answer):
    """Two recommendations, and what is different between them.

    Attributes:
        restatements: What is stated differently.
    """

    restatements: tuple[Restatement, ...]

    schema: ClassVar[str] = "wso2-strategy/what-if/1"

    def document(self, *, complete: bool = False) -> Document:
        """Return the differences; complete, with every connection."""
        heads = self.lines(complete=complete).items()
        first, *others = (Line(head, tuple(found), is_head=True) for head, found in heads)
        filled = (each for each in others if each.children)
        return Document(self.title, (Tree((first, _answer(self), *filled)),))

    @property
    def title(self) -> str:
        """The heading of the document."""
        return "What if"

    def lines(self, *, complete: bool = False) -> dict[str, Iterable[Line]]:
        """Return what is different besides the answer itself, under heads."""
        return {
            "Stated instead": _restated(self, complete=complete),
            "Needs": _needs(self),
            "Nodes": _nodes(self),
            "Size and availability": _sized(self.before, self.after),
            "Connections": _connections(self, complete=complete),
            "Advice": _advice(self),
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the differences as JSON-ready values."""
        found = self.topology
        return {
            "schema": self.schema,
            "restatements": json_ready(self.restatements),
            "before": _decision_keys(self.before),
            "after": _decision_keys(self.after),
            "differences": list(self.differences),
            "needs_added": [each.id for each in self.needs_added],
            "needs_removed": [each.id for each in self.needs_removed],
            "nodes": {
                component: {"before": before, "after": after}
                for component, (before, after) in self.nodes.items()
            },
            **_connections_keys(found),
            "advice_added": [each.id for each in self.advice_added],
            "advice_removed": [each.id for each in self.advice_removed],
            "advice_reworded": [each.id for _, each in self.advice_reworded],
            "availability": {
                "before": self.before.availability.to_dict(),
                "after": self.after.availability.to_dict(),
            },
            "conflicts_added": [each.id for each in self.conflicts_added],
            "conflicts_removed": [each.id for each in self.conflicts_removed],
        }


def what_if(recommendation: Outcome, asks: Asks, /, **changes: Section) -> WhatIf:
    """Return what would be recommended if something else were stated.

    Args:
        recommendation: The recommendation as it is.
        asks: Who gave it.
        changes: For each section a mapping of fields to values, and values for
            ``environment`` and ``primary_requirement``; for ``gateway_groups`` a list of all
            groups, or a mapping such as ``{"partners.share": 0.3}``. None withdraws a statement.

    Raises:
        RequirementsError: A section, field or value is not allowed; all problems are listed.
    """
    after = asks.advise(changed(recommendation, changes))
    return WhatIf(recommendation, after, restated(recommendation, after))


def restated(before: Outcome, after: Outcome) -> tuple[Restatement, ...]:
    """Return the fields that are stated differently for two outcomes of one knowledge."""
    whole = form(tuple(before.knowledge.fact_classes))
    groups = [tuple(each.requirements.gateway_groups) for each in (before, after)]
    rows = whole.values_of(before.requirements), whole.values_of(after.requirements)
    return tuple(
        Restatement(each, rows[0][each.index], rows[1][each.index])
        for each in whole.fields
        if rows[0][each.index] != rows[1][each.index]
    ) + ((Restatement(whole.groups, *groups),) if groups[0] != groups[1] else ())


def changed(recommendation: Outcome, changes: Mapping[str, Section]) -> Requirements:
    """Return the requirements of a recommendation with changes.

    Raises:
        RequirementsError: A section, field or value is not allowed.
    """
    data = stated(recommendation.requirements)
    for name, value in changes.items():
        if isinstance(value, Mapping):
            known = data.get(name)
            if name == path_of(GatewayGroup):
                data[name] = _regrouped(known or [], value)
            else:
                data[name] = {**(known if isinstance(known, Mapping) else {}), **value}
        else:
            data[name] = value
    classes = recommendation.knowledge.fact_classes
    return structure_requirements(data, origin="what if", fact_classes=classes)


def _regrouped(known: Iterable[Mapping[str, Any]], changes: Mapping[str, Any]) -> list[Any]:
    """Return gateway groups with changes such as ``{"partners.share": 0.3}``, or new ones."""
    groups: dict[str, dict[str, Any]] = {each["name"]: dict(each) for each in known}
    for path, value in changes.items():
        name, _, key = path.partition(".")
        changed = {key: value} if key else value
        if not isinstance(changed, Mapping):
            return [*groups.values(), changed]  # no group, which is refused as what it is
        groups.setdefault(name, {"name": name}).update(changed)
    return [*groups.values()]


def _restated(answer: WhatIf, *, complete: bool) -> Iterator[Line]:
    for each in answer.restatements:
        now, before = (said(each.field.kind, value) for value in (each.after, each.before))
        yield Line(f"{noun_of(each.field, complete=complete)}: {now}; before: {before}")
    if not answer.restatements:
        yield Line("Nothing that was not stated before.")


def _answer(answer: WhatIf) -> Line:
    before, after = map(_named, (answer.before, answer.after))
    if before == after:
        return Line(f"The answer stays the same: {after}", is_head=True)
    lines = (Line(f"from {before}"), Line(f"to {after}"), *_why_no_longer(answer))
    return Line("The answer changes", lines, is_head=True)


def _why_no_longer(answer: WhatIf) -> Iterator[Line]:
    """Yield why the pattern that was recommended is so no more, and what prefers the platform."""
    for each in answer.after.alternatives:
        if each.pattern is answer.before.pattern:
            yield Line(f"because {marked(each.reason, each.reasons)}")
    first = answer.after.platforms[0]
    if first.platform is not answer.before.platform and first.reasons:
        why = " ".join(each.sentence for each in first.reasons)
        yield Line(f"{first.name}: {marked(why, first.reasons)}")


def _named(recommendation: Outcome) -> str:
    pattern, layout = recommendation.pattern, recommendation.region_layout
    over = f", over {recommendation.regions} regions as {layout.id}" if layout else ""
    return (
        f"{pattern.id} {pattern.name} on {recommendation.platform.called}{over},"
        f" {REDUNDANCY[recommendation.redundancy]}"
    )


def _needs(answer: WhatIf) -> Iterator[Line]:
    reasons = {each.capability.id: each.reasons for each in answer.after.needs}
    for each in answer.needs_added:
        lines = tuple(Line(marked(why.sentence, [why])) for why in reasons[each.id])
        yield Line(f"new: {each.name}", lines)
    for each in answer.needs_removed:
        yield Line(f"no longer: {each.name}")


def _nodes(answer: WhatIf) -> Iterator[Line]:
    before, after = answer.total_nodes
    if not answer.nodes:
        return
    yield Line(_with_size(answer.after, f"in all: {after:,} instead of {before:,}"))
    catalog = answer.after.knowledge.catalog
    for component, (fewer, more) in answer.nodes.items():
        yield Line(f"{catalog.component(component).name}: {more:,} instead of {fewer:,}")


def _with_size(outcome: Outcome, words: str) -> str:
    """Return what is said of a size, with what that rests on."""
    (size,) = outcome.inference.of(Size)
    return marked(words, outcome.reasons_for(size))


def _connections(answer: WhatIf, *, complete: bool) -> Iterator[Line]:
    difference = answer.topology
    if difference is None:
        yield Line("not listed: a design has more clusters of gateways than can be told apart")
        return
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
    words = f"{connection.opener} to {connection.target}{port} ({connection.protocol})"
    return f"{words} {connection.source.mark(connection.basis)}" if connection.source else words


def _advice(answer: WhatIf) -> Iterator[Line]:
    for conflict in answer.conflicts_added:
        words = " ".join(reason.sentence for reason in conflict.reasons)
        words_marked = marked(f"{words} {conflict.resolution}", conflict.reasons)
        yield Line(f"new conflict: {words_marked}")
    for conflict in answer.conflicts_removed:
        words = " ".join(reason.sentence for reason in conflict.reasons)
        yield Line(f"solved: {marked(words, conflict.reasons)}")
    reworded = answer.advice_reworded
    for given in answer.advice_added:
        if given not in [new for _, new in reworded]:
            yield Line(f"new {given.advice.severity}: {_whole(given)}")
    for given in answer.advice_removed:
        if given not in [old for old, _ in reworded]:
            yield Line(f"no longer so: {marked(given.because, given.reasons)}")
    for old, given in reworded:
        before = " ".join(
            words
            for words, now in ((old.because, given.because), (old.text, given.text))
            if words != now
        )
        yield Line(f"{given.advice.severity} now says: {_whole(given)} Before: {before}")


def _whole(given: GivenAdvice) -> str:
    return marked(f"{given.because} {given.text}", given.reasons)


def _sized(before: Outcome, after: Outcome) -> Iterator[Line]:
    """Yield the figures that differ, as they are said."""
    for head, now, was in zip(_FIGURES, _figures(after), _figures(before), strict=True):
        if now != was:
            words = f"{head}: {now or 'not known'}; before: {was or 'not known'}"
            yield Line(
                f"{words} {GAP.mark('assumed')}" if head in _ASSUMED else _with_size(after, words)
            )


_ASSUMED = ("calls available", "with the full load carried")
_FIGURES = (*_ASSUMED, "vCPU in all", "memory in all, in GiB")


def _figures(outcome: Outcome) -> tuple[str | None, ...]:
    taken = resources(outcome.sizing.nodes(), outcome.platform.id, outcome.assumptions)
    available = outcome.availability
    meets = {True: ", meets the target", False: ", misses the target", None: ""}
    return (
        f"{available.said}{meets[available.meets_target]}",
        available.said_at_full_load,
        f"{taken.request_vcpu:,.10g}",
        f"{taken.request_mib / 1024:,.6g}",
    )


def _decision_keys(recommendation: Outcome) -> dict[str, Any]:
    layout = recommendation.region_layout
    return {
        "pattern": recommendation.pattern.id,
        "redundancy": recommendation.redundancy,
        "regions": layout.id if layout else None,
        "platform": recommendation.platform.id,
        "nodes": recommendation.sizing.total_nodes,
    }


def _connections_keys(found: Difference | None) -> dict[str, Any]:
    """Return what changes in connections; None each where a design is too large to be drawn."""
    changed = found and [
        {"before": _connection_keys(each.before), "after": _connection_keys(each.after)}
        for each in found.connections_changed
    ]
    return {
        "connections_added": found and [*map(_connection_keys, found.connections_added)],
        "connections_removed": found and [*map(_connection_keys, found.connections_removed)],
        "connections_changed": changed,
    }


def _connection_keys(connection: Connection) -> dict[str, Any]:
    names = ("id", "opener", "target", "protocol", "port")
    return {name: getattr(connection, name) for name in names}
