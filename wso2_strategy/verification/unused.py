"""What may be stated or asked for and has no effect, and rules that rest on themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, get_type_hints

from wso2_strategy.advice.evidence import statements_of
from wso2_strategy.domain.conclusions import Exclusion, Need, Preference, Selection
from wso2_strategy.domain.facts import Availability, Traffic
from wso2_strategy.domain.kinds import Text, kind_of, path_of
from wso2_strategy.errors import RequirementsError
from wso2_strategy.inference.fact_class import FactField, fact_fields
from wso2_strategy.verification.example_files import Examples, Values, built
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.knowledge_index import Place, Subject, dimensions, places_of

if TYPE_CHECKING:
    import networkx as nx

_NUMBERS = (1, 2, 1000, 100_000, 0.5, 0.999)

_CASES: tuple[Values, ...] = (
    {},
    {
        (Traffic, "peak_tps"): 3000.0,
        (Traffic, "annual_growth"): 0.2,
        (Traffic, "token_requests_per_second"): 100.0,
        (Availability, "target"): 0.999,
        (Availability, "regions"): 2,
    },
)


def fact_findings(subject: Subject, examples: Examples) -> Iterator[Finding]:
    """Yield fields that may be stated and change nothing."""
    read = places_of(subject.rules)
    for fact_class in subject.stated:
        hints = get_type_hints(fact_class, include_extras=True)
        is_of_pack = fact_class in subject.knowledge.fact_classes
        for name, field in fact_fields(fact_class).items():
            place = fact_class, name
            if place in read or isinstance(kind_of(hints[name]), Text):
                continue
            if is_of_pack or not _has_effect(place, field, examples):
                yield Finding(
                    "unread-fact",
                    (),
                    f"{path_of(*place)} may be stated, but no rule reads it"
                    + ("." if is_of_pack else " and no model uses it."),
                    "Write a rule that reads it, or remove the field.",
                )


def _has_effect(place: Place, field: FactField, examples: Examples) -> bool:
    """Return whether a value of a field changes some recommendation."""
    for case in _CASES:
        plain = _answer(case, examples)
        for value in _values(field):
            answer = _answer({**case, place: value}, examples)
            if answer is not None and answer != plain:
                return True
    return False


def _answer(values: Values, examples: Examples) -> Any:
    try:
        requirements = built(values)
    except RequirementsError:
        return None
    found = examples.run(requirements)
    if found is None:
        return None
    reasons = [
        (each.reason.id, each.because, each.conclusions, *statements_of(found.inference, each))
        for each in found.inference.firings
    ]
    return found.sizing, reasons


def _values(field: FactField) -> Sequence[Any]:
    if field.type == "flag":
        return (True, False)
    if field.choices is not None:
        words = field.choices
        return words if field.type == "text" else [frozenset({word}) for word in words]
    return _NUMBERS


def capability_findings(subject: Subject) -> Iterator[Finding]:
    """Yield capabilities that nothing needs or no pattern provides."""
    needed = {
        fact.capability
        for firing in subject.possible
        for fact in firing.conclusions
        if isinstance(fact, Need)
    }
    catalog = subject.knowledge.catalog
    for capability in catalog.capabilities:
        if capability.id not in needed:
            yield Finding(
                "unused-capability",
                (),
                f"No rule needs {capability.id!r}.",
                "Write a rule that concludes the need, or remove the capability.",
            )
        if not any(capability.id in each.provides for each in catalog.patterns):
            yield Finding(
                "unused-capability",
                (),
                f"No pattern provides {capability.id!r}.",
                "Name it in a pattern's provides, or in also_provides of the pack.",
            )


def pattern_findings(subject: Subject, chosen: set[str]) -> Iterator[Finding]:
    """Yield patterns that are never chosen."""
    for pattern in subject.knowledge.catalog.patterns:
        if pattern.id not in chosen:
            yield Finding(
                "unreachable",
                (),
                f"{pattern.id} is never chosen: a simpler pattern is always enough.",
                "Let it provide something that simpler patterns lack, or lower its complexity.",
            )


def cycle_findings(subject: Subject) -> Iterator[Finding]:
    """Yield rules that conclude what they rest on, directly or through a choice."""
    import networkx as nx

    graph = _support(subject)
    for circle in nx.strongly_connected_components(graph):
        if len(circle) > 1 or any(graph.has_edge(each, each) for each in circle):
            rules = sorted(
                {
                    data["rule"]
                    for _, _, data in graph.subgraph(circle).edges(data=True)
                    if data["rule"] is not None
                }
            )
            yield Finding(
                "cycle",
                tuple(rules),
                "What they conclude leads back to what they rest on.",
                "Let them rest on stated facts, or on conclusions of other rules.",
            )


def _support(subject: Subject) -> nx.DiGraph[Any]:
    """Return which facts and choices lead to which."""
    import networkx as nx

    graph: nx.DiGraph[Any] = nx.DiGraph()
    for firing in subject.possible:
        for premise in firing.premises:
            for fact in firing.conclusions:
                graph.add_edge(premise, fact, rule=firing.rule.id)
    graph.add_edge("pattern", "platform", rule=None)
    for fact in list(graph):
        for question in _decides(subject, fact):
            graph.add_edge(fact, question, rule=None)
        if isinstance(fact, Selection):
            graph.add_edge(fact.subject, fact, rule=None)
    return graph


def _decides(subject: Subject, fact: Any) -> Iterator[str]:
    """Yield the question that a fact helps to decide."""
    known = dimensions(subject.knowledge.catalog)
    if isinstance(fact, Preference):
        yield "platform"
    elif isinstance(fact, Need | Exclusion):
        name = fact.capability if isinstance(fact, Need) else fact.pattern
        if name in known:
            yield known[name]
