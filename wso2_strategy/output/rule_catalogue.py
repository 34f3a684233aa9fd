"""Rules for people: chosen by what they are about, and written out with all they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.document.markdown import escaped
from wso2_strategy.domain.conclusions import Need
from wso2_strategy.domain.kinds import path_of, words_of
from wso2_strategy.inference import Rule
from wso2_strategy.inference.rule import Template
from wso2_strategy.output.rule_graph import reading


def topic_of(rule: Rule) -> str:
    """Return what a rule is about: the first word of its id.

    >>> from wso2_strategy import Knowledge
    >>> topic_of(Knowledge.installed().base.rule("traffic.high-volume"))
    'traffic'
    """
    return rule.id.partition(".")[0]


def chosen_rules(
    knowledge: Knowledge,
    *,
    topic: str | None = None,
    reads: str | None = None,
    capability: str | None = None,
    basis: str | None = None,
    pack: str | None = None,
    text: str | None = None,
) -> tuple[Rule, ...]:
    """Return the rules that meet all given conditions, in their order.

    Args:
        knowledge: Where the rules are.
        topic: The first word of their id.
        reads: A class or field they read, such as ``Traffic`` or ``traffic.peak_tps``.
        capability: The capability that they need or look for.
        basis: ``stated``, ``derived`` or ``assumed``.
        pack: The name of the pack that brings them.
        text: Words somewhere in them, in any letter case.

    Raises:
        UnknownNameError: There is no such capability.

    >>> from wso2_strategy import Knowledge
    >>> [rule.id for rule in chosen_rules(Knowledge.installed(), reads="traffic.average_tps")]
    ['advice.average-does-not-size']
    """
    wanted = None if capability is None else knowledge.catalog.capability(capability).id
    return tuple(
        rule
        for rule in knowledge.base.rules
        if (topic is None or topic_of(rule) == topic)
        and (reads is None or _reads(rule, reads))
        and (wanted is None or _is_about(rule, wanted))
        and (basis is None or rule.basis == basis)
        and (pack is None or knowledge.origin(rule.id).split(" ")[0] == pack)
        and (text is None or text.casefold() in str(described(knowledge, rule)).casefold())
    )


def _reads(rule: Rule, name: str) -> bool:
    classes = {each.fact_class.__name__ for each in rule.variables}
    return name in classes or name in reading(rule)


def _is_about(rule: Rule, capability: str) -> bool:
    return Need(capability) in rule.then or repr(capability) in repr(rule.when)


DERIVED_NOUNS = {
    "demand.design_tps": "load to carry",
    "demand.events_per_second": "number",
    "demand.key_manager_nodes": "number",
    "demand.traffic_manager_clusters": "number",
    "pattern_fitness.availability": "share",
    "pattern_fitness.overload": "reason",
    "matrix_row.label": "row of the summary matrix",
    "size.nodes": "number",
}
"""What fields of derived facts are called; other fields go by their names."""


def general_sentence(rule: Rule) -> str:
    """Return a rule's reason for no facts in particular, with nouns in the places of values.

    >>> from wso2_strategy import Knowledge
    >>> general_sentence(Knowledge.installed().base.rule("selection.pattern-lacks-need"))
    '[pattern] does not provide [capability].'
    """
    return rule.general_sentence(_noun)


def _noun(fact_class: type, name: str) -> str:
    return DERIVED_NOUNS.get(path_of(fact_class, name)) or words_of(fact_class, name).noun


def described(knowledge: Knowledge, rule: Rule) -> dict[str, Any]:
    """Return all that a rule says, as JSON-ready values.

    ``because`` is the reason as it is written, ``sentence`` as people read it.
    """
    return {
        "id": rule.id,
        "topic": topic_of(rule),
        "pack": knowledge.origin(rule.id),
        "when": repr(rule.when),
        "then": [_concluded(each) for each in rule.then],
        "because": rule.because,
        "sentence": general_sentence(rule),
        "basis": rule.basis,
        "source": {"title": rule.source.title, "url": rule.source.url},
        "assumptions": {
            each.id: {"value": each.value, "unit": each.unit, "meaning": each.meaning}
            for each in rule.assumptions
        },
        "reads": reading(rule),
    }


def _concluded(conclusion: Any) -> str:
    if isinstance(conclusion, Template):
        listed = ", ".join(f"{name}={value!r}" for name, value in conclusion.values)
        return f"{conclusion.fact_class.__name__}({listed})"
    return repr(conclusion)


def catalogue(knowledge: Knowledge, rules: Iterable[Rule]) -> str:
    """Return rules as a Markdown document, by topic; everything in it is escaped."""
    lines: list[str] = []
    for topic, found in groupby(rules, key=topic_of):
        lines += [f"## {topic.capitalize()}", ""]
        for rule in found:
            lines += [*_entry(described(knowledge, rule)), ""]
    return "\n".join(lines).rstrip() + "\n"


def _entry(rule: dict[str, Any]) -> Iterator[str]:
    source = rule["source"]
    yield f"### {rule['id']}"
    yield ""
    yield "```python"
    yield f"when  {rule['when']}"
    for conclusion in rule["then"]:
        yield f"then  {conclusion}"
    yield "```"
    yield ""
    yield (
        f"{escaped(rule['sentence'])} *{rule['basis'].capitalize()}*:"
        f" [{escaped(source['title'])}]({source['url']})."
    )
    for name, each in rule["assumptions"].items():
        yield ""
        value = f"{each['value']:g} {each['unit']}"
        yield f"- Assumption `{name}`, {escaped(value)}: {escaped(each['meaning'])}"
