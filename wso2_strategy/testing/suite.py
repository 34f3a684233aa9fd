"""A knowledge under test: requirements in, and checks of what came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from attrs import evolve, frozen

from wso2_strategy.advice.files import parse_requirements, structure_requirements
from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.api import Advisor, Recommendation
from wso2_strategy.domain.facts import SECTIONS, Requirements
from wso2_strategy.domain.kinds import path_of
from wso2_strategy.inference import EngineName, Inference
from wso2_strategy.testing.cases import Case
from wso2_strategy.testing.coverage import Coverage, outcomes, times_fired


class Suite:
    """A knowledge under test, and what the tests exercised of it so far.

    Args:
        knowledge: What is tested; by default all installed packs.
        engine: The engine to use.

    >>> from wso2_strategy import Need, Traffic
    >>> suite = Suite()
    >>> given = suite.given(Traffic(peak_tps=3000)).concludes(Need("independent-gateway"))
    >>> given.recommends("P3")
    Traceback (most recent call last):
    AssertionError: the pattern is P2, not P3
    """

    def __init__(self, knowledge: Knowledge | None = None, *, engine: EngineName = "auto") -> None:
        self.knowledge = knowledge or Knowledge.installed()
        self.coverage = Coverage(self.knowledge)
        self._advisor = Advisor(knowledge=self.knowledge, engine=engine)

    def given(self, *stated: Any, **keys: Any) -> Given:
        """Ask for a recommendation.

        Args:
            stated: Sections such as ``Traffic(...)``, facts of packs, a whole `Requirements`,
                the text of a requirements file, or what such a file holds.
            keys: Further keys of a requirements file, such as ``environment="staging"``.

        Raises:
            RequirementsError: What is stated is not allowed.
        """
        requirements = evolve(self._requirements(stated), **keys)
        recommendation = self._advisor.advise(requirements)
        self.coverage.record(recommendation.inference)
        return Given(recommendation)

    def check(self, case: Case) -> None:
        """Check that a rule fires, or that it does not, as a case says.

        Raises:
            AssertionError: It does otherwise; the message shows which conditions hold.
        """
        given = self.given(case.facts)
        (given.silent if case.expected == "silent" else given.fires)(case.rule)
        times = given.times(case.rule)
        if not case.allows(times):
            raise AssertionError(f"{case.rule} fires {times} times, not: {case.expected}")

    def _requirements(self, stated: Sequence[Any]) -> Requirements:
        if len(stated) == 1:
            (only,) = stated
            if isinstance(only, Requirements):
                return only
            if isinstance(only, str):
                return parse_requirements(only, fact_classes=self.knowledge.fact_classes)
            if isinstance(only, Mapping):
                return structure_requirements(only, fact_classes=self.knowledge.fact_classes)
        names = {each: path_of(each) for each in SECTIONS}
        sections = {names[type(fact)]: fact for fact in stated if type(fact) in names}
        extensions = [fact for fact in stated if type(fact) not in names]
        return Requirements(**sections, extensions=extensions)


@frozen
class Given:
    """The answer to a test's question; every check returns it again.

    Attributes:
        recommendation: The answer.
    """

    recommendation: Recommendation

    @property
    def inference(self) -> Inference:
        """The facts and firings behind the answer."""
        return self.recommendation.inference

    @property
    def fired(self) -> frozenset[str]:
        """The ids of the rules that fired."""
        return frozenset(step.reason.id for step in self.inference.steps)

    def times(self, rule_id: str) -> int:
        """Return how often a rule fired."""
        return times_fired(rule_id, self.inference)

    def fires(self, *rule_ids: str) -> Self:
        """Check that rules fire."""
        for name in rule_ids:
            how = self._conditions(name)
            if name not in self.fired:
                raise AssertionError(f"{name} does not fire:\n{how}")
        return self

    def silent(self, *rule_ids: str) -> Self:
        """Check that rules do not fire."""
        for name in rule_ids:
            how = self._conditions(name)
            if name in self.fired:
                raise AssertionError(f"{name} fires:\n{how}")
        return self

    def concludes(self, *facts: Any) -> Self:
        """Check that facts are concluded."""
        for fact in facts:
            if fact not in self.inference.concluded:
                same = [each for each in self.inference.concluded if type(each) is type(fact)]
                raise AssertionError(f"{fact!r} is not concluded; concluded are {same}")
        return self

    def does_not_conclude(self, *facts: Any) -> Self:
        """Check that facts are not concluded."""
        for fact in facts:
            if fact in self.inference.concluded:
                rules = [each.reason.id for each in self.inference.firings_for(fact)]
                raise AssertionError(f"{fact!r} is concluded by {', '.join(rules)}")
        return self

    def recommends(self, pattern: str, platform: str | None = None) -> Self:
        """Check the recommended pattern, and the platform if it is given."""
        found = self.recommendation.pattern.id
        if found != pattern:
            raise AssertionError(f"the pattern is {found}, not {pattern}")
        if platform is not None and self.recommendation.platform.id != platform:
            raise AssertionError(f"the platform is {self.recommendation.platform.id}")
        return self

    def _conditions(self, rule_id: str) -> str:
        """Return which conditions of a rule hold; an unknown rule is an error, not a silence."""
        rule = self.recommendation.knowledge.base.rule(rule_id)
        return "\n".join(
            f"  {'holds' if True in found else 'fails'}: {atom!r}"
            for atom, found in zip(rule.when.atoms(), outcomes(rule, self.inference), strict=True)
        )
