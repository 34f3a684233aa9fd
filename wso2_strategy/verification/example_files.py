"""From an abstract case to a requirements file that anyone can run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import product
from typing import Any

from wso2_strategy.advice.consult import Consultant
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.domain.facts import SECTIONS, Requirements, Traffic, stated
from wso2_strategy.domain.kinds import path_of
from wso2_strategy.errors import RequirementsError, StrategyError
from wso2_strategy.verification.cases import Assignment
from wso2_strategy.verification.knowledge_index import Place, Subject, tests_of
from wso2_strategy.verification.representatives import truths

Values = Mapping[Place, Any]


def yaml_text(requirements: Requirements) -> str:
    """Return requirements as a file.

    >>> from wso2_strategy import Traffic
    >>> print(yaml_text(Requirements(traffic=Traffic(peak_tps=900))), end="")
    environment: production
    traffic:
      peak_tps: 900.0
    """
    import yaml

    return yaml.safe_dump(stated(requirements), sort_keys=False)


class Examples:
    """Builds requirements for cases, and runs them through a real advisor."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._seen: dict[Requirements, Outcome | None] = {}
        self.fired: dict[str, Requirements] = {}

    @property
    def runs(self) -> int:
        """How many requirements were run."""
        return len(self._seen)

    @cached_property
    def _advisor(self) -> Consultant:
        return Consultant(knowledge=self._subject.knowledge)

    def requirements(self, values: Values) -> Requirements | None:
        """Return requirements with these values, or None where none are found.

        Values of derived facts are looked for among loads of many sizes.
        """
        plain = {place: value for place, value in values.items() if self._is_stated(place)}
        derived = {place: value for place, value in values.items() if place not in plain}
        if derived:
            cause = self._cause(derived)
            if cause is None:
                return None
            plain.update(cause)
        try:
            return built(plain)
        except RequirementsError:
            return None

    def run(self, requirements: Requirements) -> Outcome | None:
        """Return the recommendation, or None where it fails; remember which rules fired."""
        if requirements not in self._seen:
            try:
                found = self._advisor.advise(requirements)
            except StrategyError:
                self._seen[requirements] = None
                return None
            self._seen[requirements] = found
            for step in found.inference.steps:
                self.fired.setdefault(step.reason.id, requirements)
        return self._seen[requirements]

    def _is_stated(self, place: Place) -> bool:
        return place[0] in self._subject.stated

    def _cause(self, derived: Values) -> Values | None:
        """Return stated values from which the models derive these, as rules see them."""
        tests = {place: tests_of(self._subject.rules, place) for place in derived}
        wanted = {place: truths(tests[place], place[1], value) for place, value in derived.items()}
        for values, facts in self._loads:
            if all(
                truths(tests[place], place[1], getattr(facts.get(place[0]), place[1], None))
                == truth
                for place, truth in wanted.items()
            ):
                return values
        return None

    @cached_property
    def _loads(self) -> list[tuple[Values, dict[type, Any]]]:
        return [(values, self._derived(values)) for values in loads()]

    def _derived(self, values: Values) -> dict[type, Any]:
        found = self._subject.derived(built(values))
        return {fact_class: facts[0] for fact_class, facts in found.items()}


def built(values: Values) -> Requirements:
    """Return requirements with these stated values.

    Raises:
        RequirementsError: The values contradict each other.
    """
    by_class: dict[type, dict[str, Any]] = {}
    for (fact_class, name), value in values.items():
        by_class.setdefault(fact_class, {})[name] = value
    own = by_class.pop(Requirements, {})
    given: dict[str, Any] = {
        path_of(each): each(**by_class.pop(each)) for each in SECTIONS if each in by_class
    }
    extensions = tuple(each(**fields) for each, fields in by_class.items())
    return Requirements(**own, **given, extensions=extensions)


def loads() -> Iterator[Values]:
    """Yield stated loads, from none to absurd, the plain ones first."""
    peaks = (None, 100.0, 400.0, 900.0, 3000.0, 9000.0, 40_000.0, 400_000.0, 1e7)
    tokens = (None, 10.0, 1000.0, 10_000.0, 1e6)
    for token_format, token, peak in product((None, "opaque"), tokens, peaks):
        given = {"peak_tps": peak, "token_requests_per_second": token, "token_format": token_format}
        yield {(Traffic, name): value for name, value in given.items() if value is not None}


def merged(*parts: Assignment) -> Values:
    """Return the values of several assignments; later ones win."""
    return {place: value for part in parts for place, value in part}
