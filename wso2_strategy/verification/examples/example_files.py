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


class ExampleFiles:
    """Builds requirements for cases, and consults about them.

    Attributes:
        derived: Where stated values for derived ones are found.
        fired: The rules that have fired, each with the first requirements for which it did.
    """

    def __init__(self, index: KnowledgeIndex) -> None:
        self._index = index
        self._seen: dict[Requirements, Outcome | None] = {}
        self.derived = DerivedValues(index)
        self.fired: dict[str, Requirements] = {}

    @cached_property
    def _consultant(self) -> Consultant:
        return Consultant(knowledge=self._index.knowledge)

    def requirements(self, values: Values) -> Requirements | None:
        """Return requirements with these values, stated or derived, or None if none are found."""
        plain = {place: each for place, each in values.items() if place[0] in self._index.stated}
        derived = {place: each for place, each in values.items() if place not in plain}
        cause = self.derived.cause(derived, plain) if derived else plain
        try:
            return None if cause is None else built(cause)
        except RequirementsError:
            return None

    def reached(self, values: Values) -> float | None:
        """Return the availability of the answer for these values, if there is one."""
        requirements = self.requirements(values)
        found = self.run(requirements) if requirements else None
        return None if found is None else found.availability.expected

    def run(self, requirements: Requirements) -> Outcome | None:
        """Return the outcome, or None where a rule fails; remember which rules fired."""
        if requirements not in self._seen:
            try:
                found = self._consultant.advise(requirements)
            except StrategyError:
                self._seen[requirements] = None
                return None
            self._seen[requirements] = found
            for step in found.inference.steps:
                self.fired.setdefault(step.reason.id, requirements)
        return self._seen[requirements]
