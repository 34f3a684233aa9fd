"""From an abstract case to a requirements file that anyone can run."""

from __future__ import annotations

from functools import cached_property

from wso2_strategy.advice.consult import Consultant
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.domain.facts import Requirements, stated
from wso2_strategy.errors import RequirementsError, StrategyError
from wso2_strategy.verification.examples.derived_values import DerivedValues
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.stated_values import Values, built


def yaml_text(requirements: Requirements) -> str:
    """Return requirements as a file.

    >>> from wso2_strategy import Traffic
    >>> print(yaml_text(Requirements(traffic=Traffic(peak_tps=900))), end="")
    traffic:
      peak_tps: 900.0
    """
    from wso2_strategy.advice.strict_yaml import write

    return write(stated(requirements))


def fired_in(outcome: Outcome) -> set[str]:
    """Return the ids of the rules that fired, and of other reasons for a step."""
    return {step.reason.id for step in outcome.inference.steps}


class ExampleFiles:
    """Builds requirements for cases, and consults about them.

    Attributes:
        derived: Where stated values for derived ones are found.
        fired: The ids of rules that have fired.
    """

    def __init__(self, index: KnowledgeIndex) -> None:
        self._index = index
        self._answers: dict[Requirements, Outcome | None] = {}
        self.derived = DerivedValues(index)
        self.fired: set[str] = set()

    @cached_property
    def _consultant(self) -> Consultant:
        return Consultant(knowledge=self._index.knowledge)

    def requirements(self, values: Values) -> Requirements | None:
        """Return requirements with these values, stated or derived, or None if none are found."""
        cause = self.stated(values)
        try:
            return None if cause is None else built(cause)
        except RequirementsError:
            return None

    def stated(self, values: Values) -> Values | None:
        """Return stated values that bring these about, stated or derived, or None."""
        plain = {place: each for place, each in values.items() if place[0] in self._index.stated}
        derived = {place: each for place, each in values.items() if place not in plain}
        return self.derived.cause(derived, plain) if derived else plain

    def reached(self, values: Values) -> float | None:
        """Return the availability of the answer for these values, if there is one."""
        requirements = self.requirements(values)
        found = self._answer(requirements) if requirements else None
        return None if found is None else found.availability.expected

    def run(self, requirements: Requirements) -> Outcome | None:
        """Return the outcome, or None where a rule fails; remember which rules fired."""
        found = self._answer(requirements)
        if found is not None:
            self.fired |= fired_in(found)
        return found

    def _answer(self, requirements: Requirements) -> Outcome | None:
        if requirements not in self._answers:
            try:
                self._answers[requirements] = self._consultant.advise(requirements)
            except StrategyError:
                self._answers[requirements] = None
        return self._answers[requirements]
