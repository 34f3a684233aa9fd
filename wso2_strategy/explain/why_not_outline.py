"""A `WhyNot` as lines and as JSON-ready values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wso2_strategy.document.blocks import Line, Tree
from wso2_strategy.document.document import Document
from wso2_strategy.explain.changes import ChangeSet
from wso2_strategy.explain.why_outline import Layout, conclusion_record

if TYPE_CHECKING:
    from wso2_strategy.explain.why_not import Obstacle, WhyNot

SCHEMA = "wso2-strategy/why-not/1"

_VERDICTS = {
    "closest": "It does not do all that is needed",
    "lacks": "What stands against it",
    "more": "It is more than needed",
    "weaker": "Less speaks for it",
    "decided": "The platform is not open",
}


def why_not_outline(answer: WhyNot, *, complete: bool) -> Document:
    """Return the lines of a `WhyNot`."""
    named = answer.subject.name
    if _is_pattern(answer):
        named = f"{answer.subject.id} {named}"
    if answer.verdict == "chosen":
        return Document(f"{named} is what is recommended.", ())
    conclusions = [each.conclusion for each in answer.obstacles if each.conclusion]
    layout = Layout(answer.recommendation, conclusions, complete=complete)
    obstacles = tuple(_obstacle(layout, each) for each in answer.obstacles)
    verdict = Line(_VERDICTS[answer.verdict], obstacles, is_head=True)
    title = f"Why not {named}"
    if answer.verdict == "closest":
        title = f"Why {named} only comes closest"
    return Document(title, (Tree((verdict, *_ways(answer, complete=complete))),))


def _obstacle(layout: Layout, obstacle: Obstacle) -> Line:
    if obstacle.conclusion is None:
        return Line(obstacle.sentence)
    reasons = tuple(layout.reasons(obstacle.conclusion))
    if not obstacle.sentence:
        return reasons[0]
    return Line(obstacle.sentence, reasons)


def _ways(answer: WhyNot, *, complete: bool) -> Iterator[Line]:
    """Yield what would have to change: single changes in one list, others one by one."""
    if not answer.changes:
        yield Line(_no_way(answer), is_head=True)
        return
    ways = [tuple(_changes(each, complete=complete)) for each in answer.changes]
    head = (
        f"{answer.subject.id if _is_pattern(answer) else answer.subject.name} would be recommended"
    )
    if answer.verdict == "closest":
        head = f"{answer.subject.id} would do all that is needed"
    count = len(ways[0])
    if count == 1:
        which = "this change" if len(ways) == 1 else "any one of these changes"
        lines = tuple(line for (line,) in ways)
        yield Line(f"{head} with {which}", (*lines, *_more(answer)), is_head=True)
        return
    yield Line(f"{head} with these {count} changes together", ways[0], is_head=True)
    for way in ways[1:]:
        yield Line(f"or with these {count}", way, is_head=True)
    yield from _more(answer)


def _more(answer: WhyNot) -> Iterator[Line]:
    if answer.more_changes:
        noun = "way" if answer.more_changes == 1 else "ways"
        yield Line(f"and {answer.more_changes} more {noun} with as few changes")


def _changes(changes: ChangeSet, *, complete: bool) -> Iterator[Line]:
    for each in changes.changes:
        yield Line(each.sentence(complete=complete))


def _is_pattern(answer: WhyNot) -> bool:
    return hasattr(answer.subject, "tiers")


def _no_way(answer: WhyNot) -> str:
    if answer.is_proved:
        return (
            "No change to what is stated makes it the recommendation: every combination of"
            " values that the rules can tell apart is ruled out"
        )
    return "No small change that makes it the recommendation was found; larger ones may exist"


def why_not_record(answer: WhyNot) -> dict[str, Any]:
    """Return a `WhyNot` as JSON-ready values."""
    return {
        "schema": SCHEMA,
        "subject": answer.subject.id,
        "name": answer.subject.name,
        "verdict": answer.verdict,
        "obstacles": [
            {
                "sentence": each.sentence,
                "conclusion": conclusion_record(each.conclusion) if each.conclusion else None,
            }
            for each in answer.obstacles
        ],
        "changes": [each.to_dict() for each in answer.changes],
        "more_changes": answer.more_changes,
        "proved": answer.is_proved,
    }
