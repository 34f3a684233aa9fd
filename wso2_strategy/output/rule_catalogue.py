"""Rules for people: chosen by what they are about, and written out with all they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, ClassVar

from attrs import field, frozen

from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.document.blocks import Code, Listing, Run, Section, Table, Terms
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.domain.claims import worded
from wso2_strategy.domain.conclusions import LayoutNeed, Need
from wso2_strategy.domain.kinds import path_of, words_of
from wso2_strategy.domain.wording import counted, shown
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.inference import Rule
from wso2_strategy.inference.rule import Template
from wso2_strategy.output.rule_graph import reading
from wso2_strategy.space.fields import form


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
        UnknownNameError: There is no such topic, class, field, capability or pack.

    >>> from wso2_strategy import Knowledge
    >>> [rule.id for rule in chosen_rules(Knowledge.installed(), reads="traffic.average_tps")]
    ['advice.average-does-not-size']
    """
    wanted = None if capability is None else knowledge.catalog.capability(capability).id
    for kind, name, known in (
        ("topic", topic, map(topic_of, knowledge.base.rules)),
        ("class or field", reads, readable(knowledge)),
        ("pack", pack, (each.name for each in knowledge.packs)),
    ):
        names = dict.fromkeys(known)
        if name is not None and name not in names:
            raise UnknownNameError(kind, name, names)
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


def readable(knowledge: Knowledge) -> Iterator[str]:
    """Yield the classes and fields that may be stated, and what else rules read."""
    yield from (each.path for each in form(tuple(knowledge.fact_classes)).fields)
    for rule in knowledge.base.rules:
        yield from (each.fact_class.__name__ for each in rule.variables)
        yield from reading(rule)


def _reads(rule: Rule, name: str) -> bool:
    classes = {each.fact_class.__name__ for each in rule.variables}
    return name in classes or not {name, f"requirements.{name}"}.isdisjoint(reading(rule))


def _is_about(rule: Rule, capability: str) -> bool:
    needed = rule.constants("capability", Need, LayoutNeed)
    return capability in needed or repr(capability) in repr(rule.when)


DERIVED_NOUNS = {
    "demand.all_in_one_nodes": "number",
    "demand.design_tps": "load to carry",
    "demand.region_events_per_second": "number",
    "demand.region_tps": "load to carry",
    "demand.where": " in each region",
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
        "then": [worded(_concluded(each), knowledge.catalog) for each in rule.then],
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


@frozen
class RuleCatalogue(Answer):
    """Rules with all they rest on.

    Attributes:
        knowledge: Where the rules are.
        rules: The rules, in their order.
        is_list: Whether text only lists them; Markdown and JSON always say everything.
    """

    knowledge: Knowledge = field(repr=False)
    rules: tuple[Rule, ...]
    is_list: bool = True

    schema: ClassVar[str] = "wso2-strategy/rules/1"

    def document(self, *, complete: bool = False) -> Document:
        """Return the rules by topic; in text, a list of them unless it is complete."""
        rules = [described(self.knowledge, each) for each in self.rules]
        if self.is_list and not complete:
            listed = Terms(tuple((each["id"], each["sentence"]) for each in rules))
            count = counted(len(rules), "rule") if rules else _NOTHING_FOUND
            text = Section("", (listed, count), medium="text")
        else:
            tables = tuple(Section("", (Table((), tuple(_labelled(each))),)) for each in rules)
            text = Section("", tables, medium="text")
        topics = tuple(
            Section(str(topic).capitalize(), tuple(map(_entry, found)))
            for topic, found in groupby(rules, key=itemgetter("topic"))
        )
        return Document("", (text, Section("", topics, medium="markdown")))

    def to_dict(self) -> dict[str, Any]:
        """Return all that the rules say as JSON-ready values."""
        rules = [described(self.knowledge, each) for each in self.rules]
        return {"schema": self.schema, "rules": rules}


_NOTHING_FOUND = "No rule meets all these conditions."


def _labelled(rule: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from (("rule", rule["id"]), ("pack", rule["pack"]), ("when", rule["when"]))
    yield from (("then", each) for each in rule["then"])
    yield from (("because", rule["sentence"]), ("basis", rule["basis"]))
    for name, each in rule["assumptions"].items():
        yield "assumption", f"{name} = {_number(each)}"
    yield "source", rule["source"]["title"]
    if rule["source"]["url"]:
        yield "", rule["source"]["url"]


def _entry(rule: dict[str, Any]) -> Section:
    written = [f"when  {rule['when']}", *(f"then  {each}" for each in rule["then"])]
    basis = Run(rule["basis"].capitalize(), "emphasis")
    source = Run(rule["source"]["title"], address=rule["source"]["url"])
    numbers = (
        Listing((("Assumption ", Run(name, "code"), f", {_number(each)}"),))
        for name, each in rule["assumptions"].items()
    )
    sentence = (f"{rule['sentence']} ", basis, ": ", source, ".")
    return Section(rule["id"], (Code("\n".join(written), "python"), sentence, *numbers))


def _number(assumption: dict[str, Any]) -> str:
    return f"{shown(assumption['value'])} {assumption['unit']}: {assumption['meaning']}"
