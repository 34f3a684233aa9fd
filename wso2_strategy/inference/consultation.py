"""The recognise-act cycle: facts and rules to a fixed point, with a justification.

Rules only add facts, so the fixed point does not depend on the order of
firings. It is computed in rounds: all activations that the known facts make
possible fire, in the order of rules and then of facts, and only then their
conclusions are told to the matcher. So every engine gives the same facts and
firings in the same order, whatever order it finds activations in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import Any, TypeAlias

from attrs import frozen

from wso2_strategy.errors import FiringLimitError, RuleFailedError, shown
from wso2_strategy.inference.engines.matcher import Activation, Matcher, MatchSession
from wso2_strategy.inference.justification import Inference, NumberedFiring
from wso2_strategy.inference.match_memory import Recall
from wso2_strategy.inference.procedure import Derivation, KnownFacts, Procedure
from wso2_strategy.inference.rule import Rule
from wso2_strategy.inference.workload import Workload

FIRING_LIMIT = 10_000
_RECALLED = 300  # of so many facts and firings each round is remembered with all before it
_TOLD_AT_ONCE = 100  # what a matcher finds of them all takes room, before anything can fire

ConclusionCheck: TypeAlias = Callable[[Any], None]
"""Raises at a concluded fact that may not be."""

Mark: TypeAlias = tuple[int, int, frozenset[Activation]]
"""Numbers of facts and steps, and the activations that have fired."""


@frozen
class Round:
    """What one run to the fixed point added; shared by consultations that look alike.

    The numbers of facts fit all of these, since each has as many facts before the round.
    """

    numbers: dict[Any, int]
    steps: tuple[NumberedFiring, ...]
    activations: frozenset[Activation]


class Consultation:
    """The working memory of one consultation: its facts, numbered, and its firings.

    Args:
        background: The facts that are known before, with their numbers.
        facts: What is stated.
        matcher: What says which rules fire.
        stack: What closes the matcher's session in the end.
        recall: What is remembered of matches, if anything is.
    """

    def __init__(
        self,
        background: dict[Any, int],
        facts: Iterable[Any],
        matcher: Matcher,
        stack: ExitStack,
        recall: Recall | None = None,
    ) -> None:
        self.numbers = dict(background)
        self.known = list(background)
        self.steps: list[NumberedFiring] = []
        self._matcher, self._stack = matcher, stack
        self._session: MatchSession | None = None
        self._recall = recall
        self._recognised_count = self._told = 0
        self._counts: Counter[type] = Counter()
        self._fired: set[Activation] = set()
        self._background_count = len(background)
        self.add(facts)
        self._stated_count = len(self.known) - self._background_count

    def add(self, facts: Iterable[Any]) -> tuple[int, ...]:
        """Give each fact a number, the known one if it is known, and return the numbers."""
        numbers, known = self.numbers, self.known
        added = []
        for fact in facts:
            number = numbers.setdefault(fact, len(known))
            if number == len(known):
                known.append(fact)
            added.append(number)
        return tuple(added)

    @property
    def stated(self) -> list[Any]:
        """The stated facts that the knowledge base does not hold itself."""
        count = self._background_count
        return self.known[count : count + self._stated_count]

    def derive(self, procedure: Procedure) -> list[Any]:
        """Run a procedure, add what it derives, and return what is new."""
        before = len(self.known)
        known = KnownFacts(self.known, procedure.reads)
        try:
            for derivation in list(procedure.derivations(known)):
                self._derive(procedure, derivation)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a function may also ask the interpreter to stop
            facts = tuple(known.all())
            raise RuleFailedError(procedure.id, facts, shown(error), kind="procedure") from error
        return self.known[before:]

    def _derive(self, procedure: Procedure, derivation: Derivation) -> None:
        unknown = [each for each in derivation.premises if each not in self.numbers]
        if unknown:
            raise ValueError(f"rests on {shown(unknown[0])}, which is not known")
        premises = tuple(self.numbers[premise] for premise in derivation.premises)
        added = self.add([derivation.fact])
        self.steps.append(NumberedFiring(procedure, premises, added, derivation))

    def replay(self, earlier: Round) -> None:
        """Add what a consultation that looked alike found in this round."""
        self.numbers.update(earlier.numbers)
        self.known += earlier.numbers
        self.steps += earlier.steps
        self._fired |= earlier.activations

    def mark(self) -> Mark:
        """Return how far the consultation has come."""
        return len(self.known), len(self.steps), frozenset(self._fired)

    def since(self, mark: Mark) -> Round:
        """Return what was added since a mark."""
        known, steps, fired = mark
        numbers = dict(islice(self.numbers.items(), known, None))
        return Round(numbers, tuple(self.steps[steps:]), frozenset(self._fired - fired))

    def run(
        self,
        rules: Sequence[Rule],
        workload: Workload,
        limit: int,
        check: ConclusionCheck | None,
    ) -> None:
        """Fire rules until no new fact comes, within limits of matches and of firings."""
        while self._recognised_count < len(self.known):
            self._counts.update(map(type, self.known[self._recognised_count :]))
            workload.check(self.known, counts=self._counts)
            pending = self._recognised(rules, limit)
            self._recognised_count = len(self.known)
            self._fired |= pending
            for position, premises in sorted(pending):
                self._fire(rules[position], premises, check)

    def _recognised(self, rules: Sequence[Rule], limit: int) -> set[Activation]:
        """Return what the facts that are new activate, within the limit."""
        if self._recall is None or len(self.known) + len(self._fired) > _RECALLED:
            return self._matched(rules, limit)
        found, unknown = self._recall.activations(self._recall.tell(self.known), self.known)
        found -= self._fired
        if not unknown and len(self._fired) + len(found) <= limit:
            return found
        found = self._matched(rules, limit)
        self._recall.learn(unknown, self.known, found | self._fired)
        return found

    def _matched(self, rules: Sequence[Rule], limit: int) -> set[Activation]:
        """Tell the matcher what is new, and return what that activates, within the limit."""
        if self._session is None:  # where every match is remembered, none is needed
            self._session = self._stack.enter_context(self._matcher.session())
        known, fired = self.known, self._fired
        pending: set[Activation] = set()
        while self._told < len(known):
            until = min(self._told + _TOLD_AT_ONCE, len(known))
            for number in range(self._told, until):
                self._session.tell(number, known[number])
            self._told = until
            # The session was not there when rounds were replayed, so it finds their firings too.
            pending.update([each for each in self._session.activations() if each not in fired])
            if len(fired) + len(pending) > limit:
                counts = Counter(position for position, _ in fired | pending)
                often = min(counts, key=lambda position: (-counts[position], position))
                raise FiringLimitError(limit, rules[often].id)
        return pending

    def _fire(self, rule: Rule, premises: tuple[int, ...], check: ConclusionCheck | None) -> None:
        try:
            concluded = rule.then if rule.is_constant else self._copied(rule, premises, check)
            added = self.add(concluded)
        except Exception as error:  # a class of a pack may refuse what is copied into it
            facts = tuple(self.known[number] for number in premises)
            raise RuleFailedError(rule.id, facts, shown(error)) from error
        self.steps.append(NumberedFiring(rule, premises, added))

    def _copied(
        self, rule: Rule, premises: tuple[int, ...], check: ConclusionCheck | None
    ) -> tuple[Any, ...]:
        concluded = rule.fire(tuple([self.known[number] for number in premises]))
        if check is not None:
            for each in concluded:
                check(each)
        return concluded

    def inference(self, engine: str) -> Inference:
        """Return what was found."""
        return Inference(
            facts=tuple(self.known),
            steps=tuple(self.steps),
            background_count=self._background_count,
            stated_count=self._stated_count,
            engine=engine,
        )
