"""Cases in a file: facts for which single rules fire, and facts for which they do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from attrs import field, frozen

from wso2_strategy.advice.files import structure_requirements
from wso2_strategy.advice.strict_yaml import parse
from wso2_strategy.api import Advisor
from wso2_strategy.errors import RequirementsError
from wso2_strategy.testing.coverage import times_fired

_MAX_NODES = 10**6  # a pack's own file may be long
_EXPECTED = ("fires", "once", "silent")
"""How often a rule may fire, in words; a number means exactly so often."""


@frozen
class Case:
    """Facts for which a rule fires, fires so often, or does not fire.

    Attributes:
        rule: The rule's id.
        expected: ``fires``, ``once``, ``silent``, or how often it fires.
        facts: What a requirements file would hold.
        number: Which of the rule's cases it is.
    """

    rule: str
    expected: str | int
    facts: Mapping[str, Any] = field(repr=False)
    number: int = 1

    def holds(self, advisor: Advisor) -> bool:
        """Return whether an advisor answers as the case says; what it covers is not recorded."""
        classes = advisor.knowledge.fact_classes
        requirements = structure_requirements(self.facts, fact_classes=classes)
        return self.allows(times_fired(self.rule, advisor.advise(requirements).inference))

    def allows(self, times: int) -> bool:
        """Return whether the rule may fire so often."""
        if isinstance(self.expected, int):
            return times == self.expected
        return {"fires": times > 0, "once": times == 1, "silent": times == 0}[self.expected]

    def __str__(self) -> str:
        return f"{self.rule}-{self.expected}-{self.number}"


def load_cases(path: str | Path) -> tuple[Case, ...]:
    """Read cases from a YAML file: for each rule, facts under ``fires``, ``once`` and ``silent``.

    A number above 1 instead of a word says how often a rule fires.

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
    try:
        data = parse(Path(path).read_text(encoding="utf-8"), max_nodes=_MAX_NODES)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise RequirementsError(str(path), [f"cannot be read: {error}"]) from error
    if not isinstance(data, Mapping):
        raise RequirementsError(str(path), ["holds no mapping from rules to cases"])
    return tuple(case for rule, listed in data.items() for case in _cases(path, rule, listed))


def _cases(path: str | Path, rule: Any, listed: Any) -> Iterator[Case]:
    known = isinstance(listed, Mapping) and all(
        e in _EXPECTED or (type(e) is int and e > 1) for e in listed
    )
    if not known:
        allowed = f"{', '.join(_EXPECTED)} or a number above 1"
        raise RequirementsError(str(path), [f"{rule}: allowed are {allowed}"])
    for expected, cases in listed.items():
        for number, facts in enumerate(cases or (), 1):
            yield Case(rule, expected, facts or {}, number)


def _is_expectation(key: Any) -> bool:
    return key in _EXPECTED or (type(key) is int and key > 1)
