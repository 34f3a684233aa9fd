"""What stands against a pattern, layout or platform that was not chosen."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from wso2_strategy.advice.answer import marked
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.domain.catalog import Pattern, Platform
from wso2_strategy.domain.conclusions import Exclusion, LayoutExclusion, LayoutNeed, Need, Selection
from wso2_strategy.domain.wording import series
from wso2_strategy.explain.reasons.reason_tree import Conclusion, ReasonTree

Verdict = Literal["chosen", "closest", "lacks", "more", "weaker", "decided"]
"""Why it was not chosen: it ``lacks`` something, is ``more`` than needed, is a ``weaker``
platform, or the platform is ``decided`` already; or it was ``chosen``, or comes ``closest``
where nothing does all that is needed."""


@frozen
class Obstacle:
    """Something that stands against a choice.

    Attributes:
        sentence: What it is; empty where the reasons of the conclusion say it all.
        conclusion: The conclusion behind it with its reasons, if there is one.
    """

    sentence: str
    conclusion: Conclusion | None = None


def obstacles_to(
    recommendation: Outcome, subject: Pattern | Platform
) -> tuple[Verdict, tuple[Obstacle, ...]]:
    """Return why something was not chosen, in a word and in reasons."""
    chosen = recommendation.pattern, recommendation.platform, recommendation.region_layout
    if isinstance(subject, Platform):
        return ("chosen", ()) if subject in chosen else _against_platform(recommendation, subject)
    against = [each for each in recommendation.exclusions if each.pattern == subject.id]
    found = [each for each in recommendation.alternatives if each.pattern is subject]
    if against and not (found and found[0].verdict == "more"):
        tree = ReasonTree(recommendation)
        obstacles = tuple(_lacking(recommendation, tree, each) for each in against)
        return "closest" if subject in chosen else "lacks", obstacles
    if subject in chosen:
        return "chosen", ()
    if found and found[0].verdict == "lacks":
        return "lacks", (Obstacle(marked(found[0].reason, found[0].reasons)),)
    return "more", (Obstacle(_more_than_needed(recommendation, subject)),)


def _lacking(
    recommendation: Outcome, tree: ReasonTree, exclusion: Exclusion | LayoutExclusion
) -> Obstacle:
    if exclusion.capability is None:
        return Obstacle("", tree.conclusion(exclusion))
    capability = recommendation.knowledge.catalog.capability(exclusion.capability)
    need: Need | LayoutNeed = Need(capability.id)
    over = ""
    if isinstance(exclusion, LayoutExclusion):
        need, over = LayoutNeed(exclusion.layout, capability.id), f" over {exclusion.layout}"
    sentence = f"It {capability.lacking}; needed{over}: {capability.name}"
    marks = recommendation.reasons_for(exclusion)
    return Obstacle(marked(sentence, marks), tree.conclusion(need))


def _more_than_needed(recommendation: Outcome, subject: Pattern) -> str:
    catalog = recommendation.knowledge.catalog
    chosen = recommendation.pattern
    if subject.dimension == "regions":
        if recommendation.region_layout is None:
            return "Nothing that is stated asks for several regions."
        chosen = recommendation.region_layout
    (found,) = (each for each in recommendation.alternatives if each.pattern is subject)
    sentence = marked(found.reason, found.reasons)
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
        return "decided", (Obstacle(f"The platform is decided already: {chosen.called}."),)
    ranked = {each.id: each for each in recommendation.platforms}
    if subject.id not in ranked:
        reason = f"{subject.name} is considered only where it exists already or is demanded."
        return "weaker", (Obstacle(reason),)
    rank = ranked[subject.id]
    best = ranked[chosen.id]
    chosen_for = recommendation.reasons_for(Selection("platform", chosen.id))
    if rank.weight == best.weight:
        tie = (
            f"As much speaks for {subject.called} as for {chosen.called};"
            f" WSO2 names {chosen.called} first for {recommendation.pattern.id}."
        )
        return "weaker", (Obstacle(marked(tie, chosen_for)),)
    compared = (
        f"More speaks for {chosen.called} than for {subject.called}: {best.weight} against"
        f" {rank.weight}, where a slight reason counts 1, a clear one 2 and a strong one 3."
    )
    reasons = tuple(
        Obstacle(f"For {each.called}: {marked(reason.sentence, [reason])}")
        for each in (best, rank)
        for reason in each.reasons
    )
    return "weaker", (Obstacle(marked(compared, chosen_for)), *reasons)
