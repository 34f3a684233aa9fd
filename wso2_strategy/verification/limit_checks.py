"""The choice of a pattern under every set of product limits that numeric models may name.

Models say of each pattern whether it carries the load or reaches the target,
and rules turn that into exclusions. Which patterns are excluded together
depends on arithmetic, so every subset is tried: none may leave the choice open,
or choose an excluded pattern while another one is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from wso2_strategy.advice.ranking import rank_arrangements
from wso2_strategy.domain.catalog import Pattern
from wso2_strategy.domain.conclusions import Exclusion
from wso2_strategy.verification.decision_checks import sufficient
from wso2_strategy.verification.decisions import Deciding, Decision
from wso2_strategy.verification.findings import Finding

MAX_SUBSETS = 2**12


def limited_patterns(deciding: Deciding) -> list[str]:
    """Return the patterns that rules over numeric models may exclude."""
    graded = deciding.slice.graded
    found = {
        fact.pattern: None
        for firing in deciding.subject.possible
        if firing.rule in graded
        for fact in firing.conclusions
        if isinstance(fact, Exclusion)
    }
    return list(found)


def subsets(names: Sequence[str]) -> Iterator[frozenset[str]]:
    """Yield every subset, up to a limit."""
    for bits in islice(range(2 ** len(names)), MAX_SUBSETS):
        yield frozenset(name for place, name in enumerate(names) if bits >> place & 1)


def sufficient_sets(deciding: Deciding, decisions: Sequence[Decision]) -> list[tuple[Pattern, ...]]:
    """Return every set of patterns that are enough in some state, the simplest first in each."""
    catalog = deciding.subject.knowledge.catalog
    found = dict.fromkeys(
        tuple(sufficient(catalog, decision, "pattern"))
        for decision in decisions
        if decision.failure is None
    )
    return list(found)


def limit_findings(
    deciding: Deciding, decisions: Sequence[Decision], names: Sequence[str]
) -> Iterator[Finding]:
    """Yield choices that are wrong under some limits."""
    catalog = deciding.subject.knowledge.catalog
    for enough in sufficient_sets(deciding, decisions):
        lacks = [
            Exclusion(each.id, capability="lacking")
            for each in catalog.arrangements("pattern")
            if each not in enough
        ]
        for excluded in subsets(names):
            limits = [Exclusion(name, limit="limit") for name in sorted(excluded)]
            chosen = rank_arrangements(catalog, "pattern", [*lacks, *limits])[0][0]
            left = [each for each in enough if each.id not in excluded]
            if left and chosen not in left:
                yield Finding(
                    "unsound",
                    (),
                    f"With {', '.join(sorted(excluded))} excluded by limits, {chosen.id} is"
                    f" chosen although {left[0].id} is enough.",
                    "Report this: the advisor's choice is wrong.",
                )
                return
