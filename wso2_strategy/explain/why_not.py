"""Why a pattern, layout or platform was not chosen, and what would have to change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from attrs import field, frozen

from wso2_strategy.advice.decision import Aspect
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Line, Tree
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.document.json_values import JsonKeys, same
from wso2_strategy.domain.catalog import Pattern, Platform
from wso2_strategy.domain.gateway_group import held
from wso2_strategy.domain.wording import counted
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.explain.reasons.obstacles import Obstacle, Verdict, obstacles_to
from wso2_strategy.explain.reasons.reason_lines import ReasonLines
from wso2_strategy.explain.sensitivity.changes import ChangeSet, change_set
from wso2_strategy.space.oracle import AsksOracle
from wso2_strategy.space.search_goal import Reach
from wso2_strategy.space.smallest_changes import smallest_changes

MOST_SHOWN = 5

_VERDICTS = {
    "closest": "It does not do all that is needed",
    "lacks": "What stands against it",
    "more": "It is more than needed",
    "weaker": "Less speaks for it",
    "decided": "The platform is not open",
}

_NO_WAY_PROVED = (
    "No change to what is stated makes it the recommendation: every combination of"
    " values that the rules can tell apart is ruled out"
)
_NO_WAY_FOUND = "No small change that makes it the recommendation was found; larger ones may exist"


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
            all that is needed, without a conflict that is not there today: as few fields as
            possible, changed statements before new ones, then in the order of a requirements
            file. Statements are withdrawn only where nothing else helps.
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

    schema: ClassVar[str] = "wso2-strategy/why-not/1"
    json_keys: ClassVar[JsonKeys] = {
        "subject": "subject.id",
        "name": "subject.name",
        **same("verdict", "obstacles", "changes", "more_changes"),
        "proved": "is_proved",
    }

    def document(self, *, complete: bool = False) -> Document:
        """Return what stands against it, and what would have to change."""
        name = self.subject.name
        named = f"{self._short} {name}" if isinstance(self.subject, Pattern) else name
        if self.verdict == "chosen":
            return Document(f"{named} is what is recommended.", ())
        conclusions = [each.conclusion for each in self.obstacles if each.conclusion]
        reasons = ReasonLines(self.recommendation, conclusions, complete=complete)
        obstacles = tuple(_obstacle(reasons, each) for each in self.obstacles)
        verdict = Line(_VERDICTS[self.verdict], obstacles, is_head=True)
        closest = self.verdict == "closest"
        title = f"Why {named} only comes closest" if closest else f"Why not {named}"
        groups = map(Line, held(self.recommendation.requirements.gateway_groups))
        return Document(title, (Tree((verdict, *self._ways(complete=complete), *groups)),))

    @property
    def _short(self) -> str:
        return self.subject.id if isinstance(self.subject, Pattern) else self.subject.name

    def _ways(self, *, complete: bool) -> Iterator[Line]:
        """Yield what would have to change: single changes in one list, others one by one."""
        if not self.changes:
            yield Line(_NO_WAY_PROVED if self.is_proved else _NO_WAY_FOUND, is_head=True)
            return
        ways = [
            tuple(Line(each.sentence(complete=complete)) for each in way.changes)
            for way in self.changes
        ]
        closest = self.verdict == "closest"
        would = "would do all that is needed" if closest else "would be recommended"
        head = f"{self._short} {would}"
        count = len(ways[0])
        if count == 1:
            which = "this change" if len(ways) == 1 else "any one of these changes"
            lines = tuple(line for (line,) in ways)
            yield Line(f"{head} with {which}", (*lines, *self._more()), is_head=True)
            return
        yield Line(f"{head} with these {count} changes together", ways[0], is_head=True)
        for way in ways[1:]:
            yield Line(f"or with these {count}", way, is_head=True)
        yield from self._more()

    def _more(self) -> Iterator[Line]:
        if self.more_changes:
            yield Line(f"and {counted(self.more_changes, 'more way')} with as few changes")


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
    verdict, obstacles = obstacles_to(recommendation, subject)
    if verdict == "chosen":
        return WhyNot(recommendation, subject, verdict, (), (), 0, is_proved=True)
    asked = asks.oracle_beside(recommendation.requirements)
    known = frozenset(each.id for each in recommendation.conflicts)
    goal = Reach(aspect, subject.id, known)
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


def _obstacle(reasons: ReasonLines, obstacle: Obstacle) -> Line:
    if obstacle.conclusion is None:
        return Line(obstacle.sentence)
    lines = tuple(reasons.reasons(obstacle.conclusion))
    return Line(obstacle.sentence, lines) if obstacle.sentence else lines[0]
