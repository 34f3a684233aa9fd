"""Knowledge bases: immutable, linted, named sets of rules."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from attrs import evolve, field, frozen

from wso2_strategy.errors import UnknownNameError, require
from wso2_strategy.inference.engines.translation import Translation
from wso2_strategy.inference.fact_class import check_fact
from wso2_strategy.inference.lint import lint
from wso2_strategy.inference.provenance import Assumption
from wso2_strategy.inference.rule import Rule


def _tuple(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(items)


@frozen(repr=False)
class KnowledgeBase:
    """Rules, and the facts that always hold.

    Attributes:
        name: What it is called in messages.
        rules: The rules; their order decides the order of firings of one round.
        facts: Background facts, known before anything is stated.

    Raises:
        RuleError: A rule cannot be run safely.
        FactError: A background fact contradicts its class.

    >>> from wso2_strategy.domain.conclusions import Need
    >>> from wso2_strategy.domain.facts import Traffic
    >>> from wso2_strategy.inference import Source, engine_for, fact
    >>> rule = Rule(
    ...     id="traffic.high", when=fact(Traffic).peak_tps > 1000,
    ...     then=Need("independent-gateway"), because="{traffic.peak_tps} requests/s are many.",
    ...     source=Source("An experience", "https://example.org/"), basis="assumed")
    >>> base = KnowledgeBase("example", [rule])
    >>> inference = engine_for(base).infer([Traffic(peak_tps=3000)])
    >>> inference.concluded, inference.firings[0].because
    ((Need(capability='independent-gateway'),), '3000 requests/s are many.')
    """

    name: str
    rules: tuple[Rule, ...] = field(converter=_tuple)
    facts: tuple[Any, ...] = field(converter=_tuple, default=())

    def __attrs_post_init__(self) -> None:
        for rule in self.rules:
            require(rule, Rule)
        for fact in self.facts:
            check_fact(fact)
        lint(self.rules, lambda: self.translation)

    def __repr__(self) -> str:
        return f"<KnowledgeBase {self.name}: {len(self.rules)} rules, {len(self.facts)} facts>"

    def rule(self, rule_id: str) -> Rule:
        """Return the rule with this id.

        Raises:
            UnknownNameError: No rule has it.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise UnknownNameError("rule", rule_id, (rule.id for rule in self.rules))

    @cached_property
    def translation(self) -> Translation:
        """The durable form of the rules, which the linter measures and the engine runs."""
        return Translation(self.rules, self.background)

    @property
    def background(self) -> tuple[Any, ...]:
        """The background facts, each once; their order gives them their numbers."""
        return tuple(dict.fromkeys(self.facts))

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The named assumptions that rules compare with, by id."""
        found = {each.id: each for rule in self.rules for each in rule.assumptions}
        return tuple(found[name] for name in sorted(found))

    def extended(self, *rules: Rule, facts: Iterable[Any] = ()) -> KnowledgeBase:
        """Return a knowledge base with more rules and background facts."""
        return evolve(self, rules=(*self.rules, *rules), facts=(*self.facts, *facts))

    def replaced(self, rule: Rule) -> KnowledgeBase:
        """Return a knowledge base in which `rule` stands for the rule with its id.

        Raises:
            UnknownNameError: No rule has its id.
        """
        require(rule, Rule)
        old = self.rule(rule.id)
        return evolve(self, rules=tuple(rule if each is old else each for each in self.rules))

    def without(self, *rule_ids: str) -> KnowledgeBase:
        """Return a knowledge base without these rules.

        Raises:
            UnknownNameError: An id is not known.
        """
        left_out = {self.rule(rule_id).id for rule_id in rule_ids}
        return evolve(self, rules=tuple(rule for rule in self.rules if rule.id not in left_out))

    def assuming(self, **values: float) -> KnowledgeBase:
        """Return a knowledge base with named assumptions replaced.

        Raises:
            UnknownNameError: An assumption is not known.
        """
        known = [each.id for each in self.assumptions]
        for name in values:
            if name not in known:
                raise UnknownNameError("assumption", name, known)
        if not values:
            return self
        return evolve(self, rules=tuple(rule.assume(values) for rule in self.rules))
