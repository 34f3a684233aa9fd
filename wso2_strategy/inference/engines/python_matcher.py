"""The Python engine: rule matching where durable-rules cannot be loaded.

A fact is shown to the patterns of the network (see `match_network`). Where it
meets one of a rule over several facts, it is joined at once with facts told
before it, by look-up where values must be equal. So each match is found when
the last of its facts is told, and only then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from wso2_strategy.inference.engines.match_network import Chosen, MatchNetwork, Pattern, Plan, Step
from wso2_strategy.inference.engines.matcher import Activation
from wso2_strategy.inference.engines.partial import bound_classes, instances
from wso2_strategy.inference.knowledge_base import KnowledgeBase


class PythonMatcher:
    """Matches the rules of a knowledge base in Python."""

    engine = "python"

    def __init__(self, base: KnowledgeBase) -> None:
        background = base.background
        self.background = len(background)
        self.bound = bound_classes(base.rules, background)
        self.network = MatchNetwork(instances(base.rules, background, self.bound))

    def session(self) -> AbstractContextManager[PythonSession]:
        """Open a session."""
        return nullcontext(PythonSession(self))


class PythonSession:
    """The facts of one consultation, as far as they can be joined with others."""

    def __init__(self, matcher: PythonMatcher) -> None:
        self._matcher = matcher
        self._memories: dict[Pattern, dict[int, Any]] = {}
        self._indexes: dict[tuple[Pattern, str], dict[Any, list[int]]] = {}
        self._found = list(matcher.network.always)

    def tell(self, number: int, fact: Any) -> None:
        """Add a fact, and find what it completes."""
        matcher = self._matcher
        if number < matcher.background and type(fact) in matcher.bound:
            return  # the rules have it in them
        memories, joined = self._memories, []
        for pattern in matcher.network.met(fact):
            for instance in pattern.alone:
                self._found.append(instance.activation((number,)))
            if pattern.plans:
                joined.append(pattern)
        for pattern in joined:
            for plan in pattern.plans:
                if plan.steps[0].pattern in memories:  # else there is nothing to join it with
                    self._found += self._matches(plan, {plan.start: (number, fact)})
        # Only now, so that the fact does not stand for two variables of one rule.
        for pattern in joined:
            self._remember(pattern, number, fact)

    def activations(self) -> Iterable[Activation]:
        """Return what the facts told since the last call activate."""
        found, self._found = self._found, []
        return found

    def _remember(self, pattern: Pattern, number: int, fact: Any) -> None:
        self._memories.setdefault(pattern, {})[number] = fact
        for name in pattern.looked_up_by:
            value = getattr(fact, name)
            if value is not None:  # an absent field equals nothing, not even another absent one
                index = self._indexes.setdefault((pattern, name), {})
                index.setdefault(value, []).append(number)

    def _matches(self, plan: Plan, chosen: Chosen) -> Iterator[Activation]:
        """Yield the matches of a rule that extend a choice by facts told before."""
        if len(chosen) > len(plan.steps):
            yield plan.activation(chosen)
            return
        step = plan.steps[len(chosen) - 1]
        memory = self._memories.get(step.pattern)
        if not memory:
            return
        taken = [number for number, _ in chosen.values()]
        for number in self._candidates(step, chosen, memory):
            fact = memory[number]
            if number not in taken and all(each.holds(fact, chosen) for each in step.equalities):
                yield from self._matches(plan, {**chosen, step.place: (number, fact)})

    def _candidates(self, step: Step, chosen: Chosen, memory: dict[int, Any]) -> Iterable[int]:
        """Return the facts among which a step chooses: those with the right value, if one is."""
        if not step.equalities:
            return memory
        first = step.equalities[0]
        index = self._indexes.get((step.pattern, first.name), {})
        return index.get(first.wanted(chosen), ())
