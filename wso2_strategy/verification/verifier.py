"""The verification of a knowledge: every question in turn, the cheapest first."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cached_property, partial

from attrs import evolve

from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.domain.wording import counted
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.verification import limit_checks, monotonicity, platforms, redundancy, unused
from wso2_strategy.verification.decision_checks import choice_findings, conflict_findings
from wso2_strategy.verification.decisions import Deciding, Decision
from wso2_strategy.verification.example_files import Examples
from wso2_strategy.verification.findings import MEANINGS, Evidence, Finding, Kind
from wso2_strategy.verification.firing_search import Search, reach_findings
from wso2_strategy.verification.knowledge_index import Subject
from wso2_strategy.verification.procedure_trial import trial_findings
from wso2_strategy.verification.report import Report

Progress = Callable[[int, int], None]
"""Called with the cases done and the cases there are."""

_CHUNK = 128


def verify(
    knowledge: Knowledge,
    *,
    about: Iterable[str] | None = None,
    kinds: Iterable[Kind] | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Check that rules are complete, consistent, sound, monotonic, useful and reachable.

    Args:
        knowledge: What is verified.
        about: Ids of the rules whose own defects are of interest; None for all. Whether the
            whole is complete and sound is always asked.
        kinds: The kinds of findings that are of interest; None for all. Evidence is given
            where all are.
        jobs: How many processes to use; knowledge that cannot be pickled is verified in one.
        progress: Told how far the longest question has come.

    Raises:
        UnknownNameError: There is no rule with an id of `about`.

    >>> from wso2_strategy import Knowledge, Pack
    >>> twice = Pack("twice", "1.0", "The same again.", rules=[
    ...     evolve(Knowledge.installed().base.rule("traffic.high-volume"), id="twice.high")])
    >>> report = verify(Knowledge.installed(twice), about=["twice.high"])
    >>> [(each.kind, each.rules) for each in report.findings]
    [('redundant', ('traffic.high-volume', 'twice.high'))]
    """
    known = [rule.id for rule in knowledge.base.rules]
    asked = None if about is None else frozenset(about)
    wanted = frozenset(MEANINGS if kinds is None else kinds)
    for name in asked or ():
        if name not in known:
            raise UnknownNameError("rule", name, known)
    failing = tuple(trial_findings(knowledge))
    left_out = {name for finding in failing for name in finding.rules}
    sound = tuple(each for each in knowledge.procedures if each.id not in left_out)
    run = _Run(Subject(evolve(knowledge, procedures=sound), asked), jobs, progress)
    findings = tuple(each for each in failing if "fails" in wanted)
    findings += tuple(run.findings(wanted))
    evidence = tuple(run.evidence()) if wanted == set(MEANINGS) else ()
    return Report(knowledge.base.name, len(known), findings, evidence)


def first_finding(knowledge: Knowledge, about: Iterable[str] | None = None) -> Finding | None:
    """Return a defect as soon as one is found, or None; far cheaper than all of them."""
    subject = Subject(knowledge, None if about is None else frozenset(about))
    failing = next(trial_findings(knowledge), None)
    if failing is not None:
        return failing
    run = _Run(subject, 1, None)
    return next(run.findings(MEANINGS), None)


class _Run:
    """One verification: what several questions share is found out once."""

    def __init__(self, subject: Subject, jobs: int, progress: Progress | None) -> None:
        self._subject = subject
        self._jobs = jobs
        self._progress = progress
        self._examples = Examples(subject)

    @cached_property
    def _deciding(self) -> Deciding:
        return Deciding(self._subject)

    @cached_property
    def _decisions(self) -> Sequence[Decision]:
        return decide_all(self._deciding, self._jobs, self._progress)

    @cached_property
    def _search(self) -> Search:
        return Search(self._subject, self._examples, lambda: (self._deciding, self._decisions))

    @cached_property
    def _chosen(self) -> dict[str, int]:
        """The patterns that are chosen, each with the place of a state."""
        found: dict[str, int] = {}
        for place, decision in enumerate(self._decisions):
            for name in (*decision.patterns, *decision.layouts):
                found.setdefault(name, place)
        return found

    @cached_property
    def _weighings(self) -> tuple[platforms.Weighing, ...]:
        return platforms.weighings(self._subject)

    @cached_property
    def _limited(self) -> list[str]:
        return limit_checks.limited_patterns(self._deciding)

    def findings(self, kinds: Iterable[Kind]) -> Iterator[Finding]:
        """Yield the defects of some kinds, those of single rules and pairs first."""
        wanted = frozenset(kinds)
        for kind, question in self._questions():
            if kind in wanted:
                yield from question()

    def _questions(self) -> Iterator[tuple[Kind, Callable[[], Iterator[Finding]]]]:
        subject, examples = self._subject, self._examples
        yield "redundant", lambda: redundancy.redundancy_findings(subject)
        yield "conflict", lambda: redundancy.contradiction_findings(subject, self._search)
        yield "unused-capability", lambda: unused.capability_findings(subject)
        yield "cycle", lambda: unused.cycle_findings(subject)
        yield "unread-fact", lambda: unused.fact_findings(subject, examples)
        yield "not-monotonic", lambda: monotonicity.field_findings(self._deciding, examples)
        yield "incomplete", partial(self._choice_findings, "incomplete")
        yield "unsound", partial(self._choice_findings, "unsound")
        yield "conflict", lambda: conflict_findings(self._deciding, self._decisions, examples)
        yield (
            "not-monotonic",
            lambda: monotonicity.need_findings(self._deciding, self._decisions, examples),
        )
        yield (
            "unsound",
            lambda: limit_checks.limit_findings(self._deciding, self._decisions, self._limited),
        )
        yield "incomplete", self._platform_findings
        yield "unreachable", lambda: unused.pattern_findings(subject, set(self._chosen))
        yield "unreachable", lambda: reach_findings(subject, self._search)

    def _choice_findings(self, kind: Kind) -> Iterator[Finding]:
        found = choice_findings(self._deciding, self._decisions, self._examples)
        return (each for each in found if each.kind == kind)

    def _platform_findings(self) -> Iterator[Finding]:
        deciding, catalog = self._deciding, self._subject.knowledge.catalog
        examples_of = {
            name: deciding.assignment(deciding.states[place])
            for name, place in self._chosen.items()
            if catalog.pattern(name).dimension == "pattern"
        }
        return platforms.platform_findings(
            self._subject, examples_of, self._weighings, self._examples
        )

    def evidence(self) -> Iterator[Evidence]:
        """Yield what was looked at."""
        deciding = self._deciding
        tried = len(self._subject.knowledge.procedures)
        remark = (
            f"{len(deciding.factors)} independent groups of fields; every combination of values"
            " that rules can tell apart leads to one of these states"
        )
        if tried:
            remark += f"; {counted(tried, 'procedure')} of packs were tried on samples"
        yield Evidence(
            "Every combination of facts gets exactly one pattern, which provides every need and is"
            " not excluded while another one would do",
            "proven" if deciding.exhaustive else "sampled",
            len(deciding.states),
            deciding.combinations,
            remark,
        )
        subsets = min(2 ** len(self._limited), limit_checks.MAX_SUBSETS)
        needs = len(limit_checks.sufficient_sets(deciding, self._decisions))
        yield Evidence(
            "The same under every set of patterns that numeric models exclude",
            "proven" if subsets == 2 ** len(self._limited) else "sampled",
            needs * subsets,
            needs * subsets,
            f"{needs} sets of sufficient patterns, each with {subsets} sets of excluded ones,"
            " whether or not any load or target leads to them",
        )
        yield from self._platform_evidence()
        yield from self._order_evidence()
        fired = sum(rule.id in self._examples.fired for rule in self._subject.asked)
        yield Evidence(
            "Every rule fires for some facts",
            "shown by example",
            fired,
            fired,
            f"{fired} of {len(self._subject.asked)} rules, each in requirements that were generated"
            " and put to the advisor",
        )

    def _platform_evidence(self) -> Iterator[Evidence]:
        patterns = sum(
            self._subject.knowledge.catalog.pattern(name).dimension == "pattern"
            for name in self._chosen
        )
        decided = len(platforms.decided_platforms())
        combinations = sum(each.combinations for each in self._weighings)
        yield Evidence(
            "Every combination of facts gets exactly one order of platforms",
            "sampled" if self._subject.knowledge.procedures else "proven",
            len(self._weighings) * patterns * decided,
            combinations * patterns * decided,
            f"{len(self._weighings)} sums of weights, each with {patterns} patterns and {decided}"
            " decisions of others on the platform, together or not",
        )

    def _order_evidence(self) -> Iterator[Evidence]:
        fields = monotonicity.compared_fields(self._deciding)
        cases = sum(
            factor.combinations
            for factor in self._deciding.factors
            if any(place in factor.places for place in fields)
        )
        yield Evidence(
            "Stricter values of a field never make a need go away, nor more needs a pattern less"
            " capable",
            "proven" if self._deciding.exhaustive else "sampled",
            cases,
            cases,
            f"{len(fields)} fields of load, availability, compliance and operations",
        )
        pairs = len(self._subject.asked) * (len(self._subject.rules) - 1)
        open_questions = len(self._subject.undecided)
        yield Evidence(
            "No rule is superfluous, and no two rules contradict each other",
            "sampled" if open_questions else "proven",
            pairs,
            pairs,
            "each rule against every other, over all values they can tell apart"
            + (f"; {open_questions} were too large to compare" if open_questions else ""),
        )


def decide_all(
    deciding: Deciding, jobs: int = 1, progress: Progress | None = None
) -> tuple[Decision, ...]:
    """Return the decision in every state, in their order, whatever the number of processes."""
    total = len(deciding.states)
    starts = range(0, total, _CHUNK)
    knowledge = _pickled(deciding.subject.knowledge) if jobs > 1 else None
    found: list[Decision] = []
    if knowledge is None:
        for start in starts:
            found += [deciding.decide(each) for each in deciding.states[start : start + _CHUNK]]
            if progress:
                progress(len(found), total)
        return tuple(found)
    with ProcessPoolExecutor(jobs, initializer=_prepare, initargs=(knowledge,)) as pool:
        for part in pool.map(_decide_part, starts):
            found += part
            if progress:
                progress(len(found), total)
    return tuple(found)


def _pickled(knowledge: Knowledge) -> bytes | None:
    try:
        return pickle.dumps(knowledge)
    except (pickle.PicklingError, AttributeError, TypeError):
        return None


_WORKER: list[Deciding] = []


def _prepare(knowledge: bytes) -> None:
    _WORKER.append(Deciding(Subject(pickle.loads(knowledge))))  # noqa: S301 - our own bytes


def _decide_part(start: int) -> list[Decision]:
    deciding = _WORKER[0]
    return [deciding.decide(each) for each in deciding.states[start : start + _CHUNK]]
