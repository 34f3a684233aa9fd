"""Tools for the tests of people who write rules; they work with pytest and without.

A `Suite` asks an advisor and remembers what the answers exercised::

    suite = Suite()

    def test_a_busy_gateway_gets_a_tier_of_its_own():
        suite.given(Traffic(peak_tps=3000)).fires("traffic.outgrows-pair").recommends("P2")

    def test_every_rule_is_tested():
        suite.coverage.check(pack="acme")

Cases that say when single rules fire and when not are best kept in a file; see
`load_cases`. Whole answers are kept with `check_golden`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, Self

from attrs import evolve, field, frozen

from wso2_strategy.advice.files import parse_requirements, structure_requirements
from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.api import Advisor, Recommendation
from wso2_strategy.domain.facts import SECTIONS, Requirements
from wso2_strategy.domain.kinds import path_of
from wso2_strategy.errors import RequirementsError
from wso2_strategy.inference import EngineName, Inference, Rule
from wso2_strategy.inference.conditions import Join, Test

__all__ = ["Case", "Coverage", "Given", "Suite", "check_golden", "load_cases"]

_EXPECTED = ("fires", "once", "silent")

UPDATE_VARIABLE = "WSO2_STRATEGY_UPDATE_GOLDEN"
"""Set it to write golden files anew instead of comparing with them."""


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
        if case.expected == "silent":
            given.silent(case.rule)
            return
        given.fires(case.rule)
        times = given.times(case.rule)
        if case.expected == "once" and times != 1:
            raise AssertionError(f"{case.rule} fires {times} times, not once")

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
        return sum(step.reason.id == rule_id for step in self.inference.steps)

    def fires(self, *rule_ids: str) -> Self:
        """Check that rules fire."""
        for name in rule_ids:
            rule = self.recommendation.knowledge.base.rule(name)
            if name not in self.fired:
                raise AssertionError(f"{name} does not fire:\n{_explained(rule, self.inference)}")
        return self

    def silent(self, *rule_ids: str) -> Self:
        """Check that rules do not fire."""
        for name in rule_ids:
            rule = self.recommendation.knowledge.base.rule(name)
            if name in self.fired:
                raise AssertionError(f"{name} fires:\n{_explained(rule, self.inference)}")
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


def _explained(rule: Rule, inference: Inference) -> str:
    lines = [
        f"  {'holds' if True in found else 'fails'}: {atom!r}"
        for atom, found in zip(rule.when.atoms(), outcomes(rule, inference), strict=True)
    ]
    return "\n".join(lines)


def outcomes(rule: Rule, inference: Inference) -> list[set[bool]]:
    """Return, for each atomic condition of a rule, which outcomes it had in a consultation.

    A condition has an outcome for every fact, or pair of facts, that it is asked of.
    """
    by_class: dict[type, list[Any]] = {}
    for fact in inference.facts:
        by_class.setdefault(type(fact), []).append(fact)
    return [_outcomes(atom, by_class) for atom in rule.when.atoms()]


def _outcomes(atom: Test | Join, by_class: Mapping[type, list[Any]]) -> set[bool]:
    if isinstance(atom, Test) and atom.field is None:
        return {atom.variable.fact_class in by_class}
    options = (by_class.get(each.fact_class, []) for each in atom.variables)
    return {
        atom.holds(dict(zip(atom.variables, facts, strict=True))) for facts in product(*options)
    }


class Coverage:
    """Which rules fired, and which outcomes their atomic conditions had."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._fired: set[str] = set()
        self._outcomes: dict[tuple[str, int], set[bool]] = {}
        self._whole: set[str] = set()

    def record(self, inference: Inference) -> None:
        """Add what a consultation exercised."""
        self._fired.update(step.reason.id for step in inference.steps)
        for rule in self._knowledge.base.rules:
            if rule.id not in self._whole:
                for place, found in enumerate(outcomes(rule, inference)):
                    self._outcomes.setdefault((rule.id, place), set()).update(found)
                if not any(True for _ in self._missing(rule)):
                    self._whole.add(rule.id)

    def missing(self, *, pack: str | None = None) -> list[str]:
        """Return what no test exercised: rules that never fired, outcomes that never came."""
        return [
            problem
            for rule in self._knowledge.base.rules
            if pack is None or self._knowledge.origin(rule.id).split(" ")[0] == pack
            for problem in self._missing(rule)
        ]

    def check(self, *, pack: str | None = None) -> None:
        """Check that every rule fired, and every atomic condition both held and failed.

        Raises:
            AssertionError: Something was not exercised; the message lists it.
        """
        problems = self.missing(pack=pack)
        if problems:
            raise AssertionError("\n".join([f"{len(problems)} not exercised:", *problems]))

    def _missing(self, rule: Rule) -> Iterator[str]:
        if rule.id not in self._fired:
            yield f"{rule.id}: never fires"
        for place, atom in enumerate(rule.when.atoms()):
            for outcome in _possible(atom) - self._outcomes.get((rule.id, place), set()):
                yield f"{rule.id}: {atom!r} never {'holds' if outcome else 'fails'}"


def _possible(atom: Test | Join) -> set[bool]:
    """A section is always there, so the condition that it exists cannot fail."""
    always = (Requirements, *SECTIONS)
    if isinstance(atom, Test) and atom.field is None and atom.variable.fact_class in always:
        return {True}
    return {True, False}


@frozen
class Case:
    """Facts for which a rule fires, fires only once, or does not fire.

    Attributes:
        rule: The rule's id.
        expected: ``fires``, ``once`` or ``silent``.
        facts: What a requirements file would hold.
        number: Which of the rule's cases it is.
    """

    rule: str
    expected: str
    facts: Mapping[str, Any] = field(repr=False)
    number: int = 1

    def holds(self, advisor: Advisor) -> bool:
        """Return whether an advisor answers as the case says; what it covers is not recorded."""
        classes = advisor.knowledge.fact_classes
        requirements = structure_requirements(self.facts, fact_classes=classes)
        times = Given(advisor.advise(requirements)).times(self.rule)
        return {"fires": times > 0, "once": times == 1, "silent": times == 0}[self.expected]

    def __str__(self) -> str:
        return f"{self.rule}-{self.expected}-{self.number}"


def load_cases(path: str | Path) -> tuple[Case, ...]:
    """Read cases from a YAML file: for each rule, facts under ``fires``, ``once`` and ``silent``.

    ::

        traffic.outgrows-pair:
          fires: [{traffic: {peak_tps: 1001}}]
          silent: [{traffic: {peak_tps: 1000}}, {}]

    With pytest::

        @pytest.mark.parametrize("case", load_cases("cases.yaml"), ids=str)
        def test_rules(case):
            suite.check(case)

    Raises:
        RequirementsError: The file holds something else.
    """
    from wso2_strategy.advice.strict_yaml import parse

    data = parse(Path(path).read_text(encoding="utf-8"))
    if not isinstance(data, Mapping):
        raise RequirementsError(str(path), ["holds no mapping from rules to cases"])
    return tuple(case for rule, listed in data.items() for case in _cases(path, rule, listed))


def _cases(path: str | Path, rule: Any, listed: Any) -> Iterable[Case]:
    if not isinstance(listed, Mapping) or not set(_EXPECTED) >= listed.keys():
        raise RequirementsError(str(path), [f"{rule}: allowed are {', '.join(_EXPECTED)}"])
    for expected in _EXPECTED:
        for number, facts in enumerate(listed.get(expected) or (), 1):
            yield Case(rule, expected, facts or {}, number)


def check_golden(recommendation: Recommendation, path: str | Path) -> None:
    """Compare a recommendation, as JSON, with a file that was read and found right.

    Run the tests with the variable ``WSO2_STRATEGY_UPDATE_GOLDEN`` set to write
    the file, and read what changed before committing it.

    Raises:
        AssertionError: They differ; the message names the keys that do.
    """
    record = recommendation.to_dict()
    del record["engine"], record["engine_note"]
    target = Path(path)
    if os.environ.get(UPDATE_VARIABLE):
        text = json.dumps(record, indent=2, ensure_ascii=False)
        target.write_text(text + "\n", encoding="utf-8")
        return
    expected = json.loads(target.read_text(encoding="utf-8"))
    differing = [key for key in {**expected, **record} if expected.get(key) != record.get(key)]
    if differing:
        raise AssertionError(f"{target.name} differs in: {', '.join(differing)}")
