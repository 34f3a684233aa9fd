"""The verification of a knowledge: every question in turn, the cheapest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from attrs import evolve

from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.domain.wording import counted
from wso2_strategy.errors import UnknownNameError, require
from wso2_strategy.verification.checks.advice_claims import AdviceClaims
from wso2_strategy.verification.checks.circular_rules import cycle_findings
from wso2_strategy.verification.checks.decision_checks import decision_findings, unmet_need_findings
from wso2_strategy.verification.checks.monotonicity import compared_places, field_findings
from wso2_strategy.verification.checks.procedure_trial import trial_findings
from wso2_strategy.verification.checks.redundancy import redundancy_findings
from wso2_strategy.verification.checks.rule_conflicts import rule_conflict_findings
from wso2_strategy.verification.checks.unused_knowledge import (
    capability_findings,
    fact_findings,
    pattern_findings,
)
from wso2_strategy.verification.examples.example_files import ExampleFiles
from wso2_strategy.verification.examples.firing_search import FiringSearch, unreachable_findings
from wso2_strategy.verification.findings import MEANINGS, Evidence, Finding, Kind
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.report import Report
from wso2_strategy.verification.state_decisions import StateDecider


def verify(
    knowledge: Knowledge,
    *,
    about: Iterable[str] | None = None,
    kinds: Iterable[Kind] | None = None,
) -> Report:
    """Check that rules are complete, consistent, sound, monotonic, useful and reachable.

    Args:
        knowledge: What is verified.
        about: Ids of the rules whose own defects are of interest; None for all. Whether the
            whole is complete and sound is always asked.
        kinds: The kinds of findings that are of interest; None for all. Evidence is given
            where all are.

    Raises:
        UnknownNameError: There is no rule with an id of `about`.

    >>> from wso2_strategy import Knowledge, Pack
    >>> twice = Pack("twice", "1.0", "The same again.", rules=[
    ...     evolve(Knowledge.installed().base.rule("traffic.high-volume"), id="twice.high")])
    >>> report = verify(Knowledge.installed(twice), about=["twice.high"])
    >>> [(each.kind, each.rules) for each in report.findings]
    [('redundant', ('traffic.high-volume', 'twice.high'))]
    """
    require(knowledge, Knowledge)
    known = [rule.id for rule in knowledge.base.rules]
    asked = None if about is None else frozenset(about)
    wanted = frozenset(MEANINGS if kinds is None else kinds)
    for name in asked or ():
        if name not in known:
            raise UnknownNameError("rule", name, known)
    failing = tuple(trial_findings(knowledge))
    left_out = {name for finding in failing for name in finding.rules}
    sound = tuple(each for each in knowledge.procedures if each.id not in left_out)
    index = KnowledgeIndex(evolve(knowledge, procedures=sound), asked)
    questions = _Questions(index)
    findings = tuple(each for each in failing if "fails" in wanted)
    findings += tuple(questions.findings(wanted))
    evidence = tuple(questions.evidence()) if wanted == set(MEANINGS) else ()
    return Report(knowledge.base.name, len(known), findings, evidence)


def first_finding(knowledge: Knowledge, about: Iterable[str] | None = None) -> Finding | None:
    """Return a defect as soon as one is found, or None; far cheaper than all of them."""
    require(knowledge, Knowledge)
    index = KnowledgeIndex(knowledge, None if about is None else frozenset(about))
    failing = next(trial_findings(knowledge), None)
    return failing or next(_Questions(index).findings(MEANINGS), None)


class _Questions:
    """The questions of one verification; what several share is worked out once."""

    def __init__(self, index: KnowledgeIndex) -> None:
        self._index = index
        self._examples = ExampleFiles(index)
        self._decider = StateDecider(index)
        self._search = FiringSearch(index, self._examples, self._decider)
        self._claims = AdviceClaims(index, self._search)

    def findings(self, kinds: Iterable[Kind]) -> Iterator[Finding]:
        """Yield the defects of some kinds, those of single rules and pairs first."""
        wanted = frozenset(kinds)
        for kind, question in self._questions():
            if not wanted.isdisjoint(kind):
                yield from (each for each in question() if each.kind in wanted)

    def _questions(self) -> Iterator[tuple[tuple[Kind, ...], Callable[[], Iterator[Finding]]]]:
        """Yield what may be found, and how; nothing is worked out before it is asked for."""
        index, search = self._index, self._search
        decider, examples = self._decider, self._examples
        catalog = index.knowledge.catalog
        yield ("redundant",), lambda: redundancy_findings(index)
        yield ("conflict",), lambda: rule_conflict_findings(index, search)
        yield ("advice-contradicts-answer",), self._claims.findings
        yield ("unused-capability",), lambda: capability_findings(catalog, index.instances)
        yield ("cycle",), lambda: cycle_findings(catalog, index.instances)
        yield ("unread-fact",), lambda: fact_findings(index, examples)
        yield ("not-monotonic",), lambda: field_findings(decider, examples)
        yield ("incomplete", "unsound"), lambda: decision_findings(decider, examples)
        yield ("conflict",), lambda: unmet_need_findings(decider, examples)
        yield ("unreachable",), lambda: pattern_findings(decider)
        yield ("unreachable",), lambda: unreachable_findings(index, search)

    def evidence(self) -> Iterator[Evidence]:
        """Yield what was looked at."""
        decider, asked = self._decider, self._index.asked
        remark = (
            "all values that rules can tell apart lead to one of these states; what models find"
            " against a pattern is left out, and what rules ask of gateway groups counts as so or"
            " not so, whatever groups are stated"
        )
        if not decider.sweep.is_whole:
            remark += (
                "; there were more states than could be kept: these are the ones in which least"
                " is concluded, and others with every number of conclusions"
            )
        if decider.always_met:
            remark += "; what every pattern provides decides nothing, and is left out"
        tried = len(self._index.knowledge.procedures)
        if tried:
            remark += f"; {counted(tried, 'procedure')} of packs were tried on samples"
        yield Evidence(
            "Every combination of facts gets exactly one pattern, which provides every need and is"
            " not excluded while another one would do",
            "proven" if decider.exhaustive else "sampled",
            len(decider.states),
            decider.sweep.combinations,
            remark,
        )
        compared = compared_places(decider)
        yield Evidence(
            "Stricter values of a field never make a need go away",
            "proven" if decider.exhaustive else "sampled",
            len(compared),
            decider.sweep.combinations,
            "fields of load, availability, compliance and operations, each along its values with"
            " all values of the others",
        )
        pairs = len(asked) * (len(self._index.rules) - 1)
        undecided = len(self._index.undecided)
        yield Evidence(
            "No rule is superfluous, and no two rules contradict each other",
            "sampled" if undecided else "proven",
            pairs,
            pairs,
            "each rule against every other, over all values they can tell apart"
            + (f"; {undecided} were too large to compare" if undecided else ""),
        )
        yield self._claims.evidence()
        fired = sum(rule.id in self._examples.fired for rule in asked)
        yield Evidence(
            "Every rule fires for some facts",
            "shown by example",
            fired,
            fired,
            f"{fired} of {len(asked)} rules, each in requirements that were generated and put to"
            " the advisor",
        )
