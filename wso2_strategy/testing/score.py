"""Who notices a seeded defect: the cases that a suite keeps, or verification."""

from __future__ import annotations

from collections.abc import Iterable

from wso2_strategy.api import Advisor
from wso2_strategy.errors import StrategyError
from wso2_strategy.testing.cases import Case
from wso2_strategy.testing.mutation import Mutant
from wso2_strategy.verification.verifier import first_finding


def noticed_by(mutant: Mutant, cases: Iterable[Case]) -> str | None:
    """Return what notices a mutant: ``cases``, a kind of finding, or None.

    A rule that is gone or weaker is looked for with its own cases, for which it
    must fire as before; a rule that was added or claims something else, with verification.
    """
    verified = mutant.kind in ("doubled", "contradicted", "shadowed", "misclaimed")
    if not verified and _fails(mutant, cases):
        return "cases"
    finding = first_finding(mutant.knowledge(), mutant.about)
    return None if finding is None else finding.kind


def _fails(mutant: Mutant, cases: Iterable[Case]) -> bool:
    advisor = Advisor(knowledge=mutant.knowledge(), engine="python")
    try:
        return not all(case.holds(advisor) for case in cases if case.rule == mutant.rule)
    except StrategyError:
        return True
