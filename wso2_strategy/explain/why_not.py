"""Why a pattern, layout or platform was not chosen, and what would have to change."""

from __future__ import annotations

from typing import Any, Literal

from attrs import field, frozen

from wso2_strategy.advice.decision import Aspect
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.domain.catalog import Pattern, Platform
from wso2_strategy.domain.conclusions import Exclusion, Need
from wso2_strategy.domain.wording import series
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.explain.changes import ChangeSet, change_set
from wso2_strategy.explain.why import Conclusion, ReasonTree
from wso2_strategy.space.oracle import AsksOracle
from wso2_strategy.space.search_goal import Reach
from wso2_strategy.space.smallest_changes import smallest_changes

Verdict = Literal["chosen", "closest", "lacks", "more", "weaker", "decided"]
"""Why it was not chosen: it ``lacks`` something, is ``more`` than needed, is a ``weaker``
platform, or the platform is ``decided`` already; or it was ``chosen``, or comes ``closest``
where nothing does all that is needed."""

MOST_SHOWN = 5


@frozen
class Obstacle:
    """Something that stands against a choice.

    Attributes:
        sentence: What it is; empty where the reasons of the conclusion say it all.
        conclusion: The conclusion behind it with its reasons, if there is one.
    """

    sentence: str
    conclusion: Conclusion | None = None


@frozen
class WhyNot(Answer):
    """Why something was not chosen.

    Attributes:
        recommendation: The recommendation.
        asks: Who gave it.
        subject: The pattern, layout over regions or platform that was asked about.
        verdict: Why it was not chosen, in a word.
        obstacles: What stands against it.
        changes: The smallest changes to what is stated with which it would be chosen and do
            all that is needed: as few fields as possible, changed statements before new
            ones, then in the order of a requirements file. Statements are withdrawn only
            where nothing else helps.
        more_changes: How many more such sets of fields there are.
        is_proved: Whether these are the smallest; without changes, whether none exist.
    """

    recommendation: Outcome = field(repr=False)
    subject: Pattern | Platform
    verdict: Verdict
    obstacles: tuple[Obstacle, ...]
    changes: tuple[ChangeSet, ...]
    more_changes: int
    is_proved: bool

    def document(self, *, complete: bool = False) -> Document:
        """Return the answer as lines."""
        from wso2_strategy.explain.why_not_outline import why_not_outline

        return why_not_outline(self, complete=complete)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON-ready values."""
        from wso2_strategy.explain.why_not_outline import why_not_record

        return why_not_record(self)


def why_not(
    recommendation: Outcome, name: str, asks: AsksOracle, *, most_changes: int = MOST_SHOWN
) -> WhyNot:
    """Return why something was not chosen.

    Args:
        recommendation: The recommendation.
        asks: Who gave it.
        name: A pattern, a layout over regions or a platform, by id, name or synonym.
        most_changes: How many sets of changes to describe.

    Raises:
        UnknownNameError: There is no such pattern or platform.
    """
    subject = _subject(recommendation, name)
    aspect = _aspect(subject)
    verdict, obstacles = _obstacles(recommendation, subject)
    if verdict == "chosen":
        return WhyNot(recommendation, subject, verdict, (), (), 0, is_proved=True)
    asked = asks.oracle
    goal = Reach(aspect, subject.id)
    start = asked.form.values_of(recommendation.requirements)
    found = smallest_changes(asked, start, goal)
    described = tuple(
        change_set(asked, recommendation.requirements, row, goal)
        for row in found.rows[:most_changes]
    )
    more = max(0, len(found.rows) - most_changes)
    return WhyNot(
        recommendation, subject, verdict, obstacles, described, more, is_proved=found.complete
    )


def _subject(recommendation: Outcome, name: str) -> Pattern | Platform:
    catalog = recommendation.knowledge.catalog
    try:
        return catalog.pattern(name)
    except UnknownNameError as error:
        try:
            return catalog.platform(name)
        except UnknownNameError:
            known = [*error.known, *(each.id for each in catalog.platforms)]
            names = [word for each in catalog.patterns for word in (each.name, *each.synonyms)]
            names += [each.name for each in catalog.platforms]
            kind = "pattern or platform"
            raise UnknownNameError(kind, name, known, candidates=[*known, *names]) from None


def _aspect(subject: Pattern | Platform) -> Aspect:
    if isinstance(subject, Platform):
        return "platform"
    return "regions" if subject.dimension == "regions" else "pattern"


def _obstacles(
    recommendation: Outcome, subject: Pattern | Platform
) -> tuple[Verdict, tuple[Obstacle, ...]]:
    chosen = recommendation.pattern, recommendation.platform, recommendation.region_layout
    if isinstance(subject, Platform):
        return ("chosen", ()) if subject in chosen else _against_platform(recommendation, subject)
    against = [
        each for each in recommendation.inference.of(Exclusion) if each.pattern == subject.id
    ]
    if against:
        tree = ReasonTree(recommendation)
        obstacles = tuple(_lacking(recommendation, tree, each) for each in against)
        return "closest" if subject in chosen else "lacks", obstacles
    if subject in chosen:
        return "chosen", ()
    return "more", (Obstacle(_more_than_needed(recommendation, subject)),)


def _lacking(recommendation: Outcome, tree: ReasonTree, exclusion: Exclusion) -> Obstacle:
    if exclusion.capability is None:
        return Obstacle("", tree.conclusion(exclusion))
    capability = recommendation.knowledge.catalog.capability(exclusion.capability)
    need = tree.conclusion(Need(capability.id))
    return Obstacle(f"It {capability.lacking}; needed: {capability.name}", need)


def _more_than_needed(recommendation: Outcome, subject: Pattern) -> str:
    catalog = recommendation.knowledge.catalog
    chosen = recommendation.pattern
    if subject.dimension == "regions":
        if recommendation.region_layout is None:
            return "Nothing that is stated asks for several regions."
        chosen = recommendation.region_layout
    (sentence,) = (each.reason for each in recommendation.alternatives if each.pattern is subject)
    needed = {each.capability.id for each in recommendation.needs}
    extra = [
        each.name
        for each in catalog.capabilities
        if each.id in subject.provides - chosen.provides and each.id not in needed
    ]
    return (
        f"{sentence} What else it can provide is not needed: {series(extra)}."
        if extra
        else sentence
    )


def _against_platform(
    recommendation: Outcome, subject: Platform
) -> tuple[Verdict, tuple[Obstacle, ...]]:
    chosen = recommendation.platform
    if recommendation.requirements.constraints.platform is not None:
        return "decided", (Obstacle(f"The platform is decided already: {chosen.name}."),)
    ranked = {each.id: each for each in recommendation.platforms}
    if subject.id not in ranked:
        reason = f"{subject.name} is considered only where it exists already or is demanded."
        return "weaker", (Obstacle(reason),)
    rank = ranked[subject.id]
    best = ranked[chosen.id]
    if rank.weight == best.weight:
        tie = (
            f"As much speaks for {subject.name} as for {chosen.name};"
            f" WSO2 names {chosen.name} first for {recommendation.pattern.id}."
        )
        return "weaker", (Obstacle(tie),)
    compared = (
        f"More speaks for {chosen.name} than for {subject.name}: {best.weight} against"
        f" {rank.weight}, where a slight reason counts 1, a clear one 2 and a strong one 3."
    )
    reasons = tuple(
        Obstacle(f"For {each.name}: {reason.sentence}")
        for each in (best, rank)
        for reason in each.reasons
    )
    return "weaker", (Obstacle(compared), *reasons)
