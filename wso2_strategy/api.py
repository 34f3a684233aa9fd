"""The top floor: an advisor, its recommendations, and the questions they answer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from attrs import field, fields, frozen

from wso2_strategy.advice.consult import Consultant, load_requirements
from wso2_strategy.advice.decision import ANSWER, MAP_OF
from wso2_strategy.advice.outcome import SCHEMA, Outcome
from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.errors import require
from wso2_strategy.space.bounded_cache import Memo

# What answers a question is loaded when it is asked: most ask for the recommendation alone.
if TYPE_CHECKING:
    from wso2_strategy.artifacts import Artifacts, ArtifactSettings
    from wso2_strategy.domain.catalog import Catalog, Pattern
    from wso2_strategy.domain.facts import GatewayGroup
    from wso2_strategy.explain.boundaries import Boundaries
    from wso2_strategy.explain.decision_map import DecisionMap
    from wso2_strategy.explain.diff import Diff
    from wso2_strategy.explain.open_questions import OpenQuestions
    from wso2_strategy.explain.robustness import Robustness
    from wso2_strategy.explain.what_if import Section, WhatIf
    from wso2_strategy.explain.why import Why
    from wso2_strategy.explain.why_not import WhyNot
    from wso2_strategy.models.planning.cost import Prices
    from wso2_strategy.models.planning.plan import Plan
    from wso2_strategy.models.planning.timeline import Timeline
    from wso2_strategy.output.plan_answers import RecommendedPlan, RecommendedTimeline
    from wso2_strategy.output.report.decision_report import DecisionReport
    from wso2_strategy.space.oracle import Oracle
    from wso2_strategy.topology import Difference, Topology
    from wso2_strategy.topology.migration import Migration
    from wso2_strategy.topology.options import OptionValues

__all__ = ["Advisor", "Recommendation", "compare", "load_requirements", "topology"]


@frozen(repr=False)
class Recommendation(Outcome, Answer):
    """What to deploy, how large, and why; an outcome that can be questioned.

    Attributes:
        advisor: Who gave it, to be asked again about other requirements.
    """

    advisor: Advisor = field(kw_only=True, eq=False)

    schema: ClassVar[str] = SCHEMA

    def why(self, subject: str | None = None) -> Why:
        """Return why this is recommended, or why one fact of it holds."""
        from wso2_strategy.explain.why import why

        return why(self, subject)

    def why_not(self, name: str) -> WhyNot:
        """Return why something else is not, and what would have to change."""
        from wso2_strategy.explain.why_not import why_not

        return why_not(self, name, self.advisor)

    def what_if(self, /, **changes: Section) -> WhatIf:
        """Return what would be recommended if something else were stated."""
        from wso2_strategy.explain.what_if import what_if

        return what_if(self, self.advisor, **changes)

    def diff(self, after: Outcome) -> Diff:
        """Return what changed from this to a recommendation for other requirements."""
        from wso2_strategy.explain.diff import diff

        require(after, Outcome)
        return diff(self, after)

    def boundaries(self, *, aspects: Iterable[str] = ANSWER) -> Boundaries:
        """Return at which values of the stated numbers the recommendation changes."""
        from wso2_strategy.explain.boundaries import boundaries

        return boundaries(self, self.advisor, aspects=aspects)

    def robustness(self, *, aspects: Iterable[str] = ANSWER) -> Robustness:
        """Return which stated facts the recommendation hangs on."""
        from wso2_strategy.explain.robustness import robustness

        return robustness(self, self.advisor, aspects=aspects)

    def open_questions(self, *, aspects: Iterable[str] = ANSWER) -> OpenQuestions:
        """Return what was not stated and could still change the recommendation."""
        from wso2_strategy.explain.open_questions import open_questions

        return open_questions(self, self.advisor, aspects=aspects)

    def plan(self, months: int | None = None, prices: Prices | None = None) -> RecommendedPlan:
        """Return size, timeline, spikes, availability and cost over some months.

        By default these are 24, or as many as the stated horizon has where it is longer.

        Raises:
            UnknownNameError: A price is for something that is no component.
            RequirementsError: The months are fewer than 0 or more than 120.
        """
        from wso2_strategy.advice.planning import plan_for
        from wso2_strategy.output.plan_answers import RecommendedPlan

        found = plan_for(self, self.advisor, months, prices)
        return RecommendedPlan(**_parts(found), recommendation=self)

    def timeline(self, months: int | None = None) -> RecommendedTimeline:
        """Return month by month the load, the nodes, and what changes when; see `plan`."""
        from wso2_strategy.advice.planning import timeline_for
        from wso2_strategy.output.plan_answers import RecommendedTimeline

        found = timeline_for(self, self.advisor, months)
        return RecommendedTimeline(**_parts(found), recommendation=self)

    def topology(self, **options: Unpack[OptionValues]) -> Topology:
        """Return the component graph of the recommendation; options add to what is stated.

        >>> from wso2_strategy import Advisor, Requirements, Traffic
        >>> answer = Advisor().advise(Requirements(traffic=Traffic(peak_tps=9000)))
        >>> answer.topology().single_points_of_failure("api-call")
        ()
        """
        from wso2_strategy.advice.answer_topology import topology_for

        return topology_for(self, options)

    def artifacts(self, *settings: ArtifactSettings) -> Artifacts:
        """Return the files that deploy the recommendation, one directory for each region.

        Args:
            settings: What requirements do not say, such as hosts and networks: once for all
                regions, or once for each; by default placeholders.

        Raises:
            RequirementsError: There are settings for another number of regions.
        """
        from wso2_strategy.artifacts import ArtifactSettings, artifacts

        for each in settings:
            require(each, ArtifactSettings)
        return artifacts(self, settings)

    def migration(self) -> Migration | None:
        """Return the way from `operations.current_pattern` to this; None if none is stated.

        Raises:
            RequirementsError: The recommendation is too large to be drawn.
        """
        from wso2_strategy.advice.answer_topology import migration_for

        return migration_for(self)

    def decision_map(self, across: str = MAP_OF[0], up: str = MAP_OF[1]) -> DecisionMap:
        """Return what is decided for every pair of values of two numbers; see `decision_map`."""
        from wso2_strategy.explain.decision_map import decision_map

        return decision_map(self, self.advisor, across, up)

    def report(
        self,
        *,
        months: int | None = None,
        prices: Prices | None = None,
        map_of: tuple[str, str] = MAP_OF,
    ) -> DecisionReport:
        """Return the report for a board: as a page, a PDF document or a decision record.

        Args:
            months: How far to look ahead; see `plan`.
            prices: Price of one node per month, by component.
            map_of: Two numbers over which the decision is drawn, by their paths.

        Raises:
            UnknownNameError: A price is for no component, or the map of no number.
            RequirementsError: The months are fewer than 0 or more than 120.
        """
        from wso2_strategy.output.report.decision_report import decision_report

        return decision_report(self, self.advisor, self.plan(months, prices), map_of)

    def document(self, *, complete: bool = False) -> Document:  # noqa: ARG002 - it always is
        """Return the recommendation as a document; a complete one is the same."""
        from wso2_strategy.output.recommendation_document import recommendation_document

        return recommendation_document(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the recommendation as JSON-ready values; `schema` names the version."""
        from wso2_strategy.output.recommendation_json import recommendation_record

        return recommendation_record(self)


def _parts(found: Outcome | Plan | Timeline) -> dict[str, Any]:
    """Return the fields of what a lower room found, to be carried on by a kind of it."""
    return {each.name: getattr(found, each.name) for each in fields(type(found))}


_ORACLES, _ANSWERS = 8, 256
"""Lists of gateway groups that are remembered, at some megabytes, and answers, at some 50 kB."""


class Advisor(Consultant):
    """Recommends a pattern, a platform and a size for stated requirements.

    An advisor holds a knowledge base made ready for an engine. It may be shared
    by threads and used after a fork; it keeps some answers, for equal questions.
    `advice.consult.Consultant` says what it takes and what it raises.

    >>> from wso2_strategy import Compliance
    >>> recommendation = Advisor().advise(Requirements(compliance=Compliance(isolate_all=True)))
    >>> recommendation
    <Recommendation: P4 on kubernetes, 8 nodes>
    """

    def advise(self, requirements: Requirements) -> Recommendation:
        """Return the recommendation for some requirements; raises as `Consultant.advise`."""
        # Facts hold each value in one form, so equal ones are the same; a pack's need not be.
        remembers = type(requirements) is Requirements and not requirements.extensions
        if remembers and (known := self._answers.get(requirements)):
            return known
        found = Recommendation(**_parts(super().advise(requirements)), advisor=self)
        if remembers:
            self._answers[requirements] = found
        return found

    def decide_many(self, table: Any) -> Any:
        """Return the answer to each row of a table of requirements, as a table of the same kind.

        Args:
            table: A pandas or Polars DataFrame, an Arrow table, or a dict of sequences, with the
                paths of fields as names; what is None, null or NaN is not stated. The columns
                returned are those of `portfolio.row_answer.RowAnswer`, error and by_row.

        Raises:
            StrategyError: It is no such table, a column no field, or an extra is missing.

        >>> Advisor().decide_many({"traffic.peak_tps": [300, 9000, -1]})["pattern"]
        ['P1', 'P3', None]
        """
        from wso2_strategy.portfolio.columns import decide_many

        return decide_many(self, table)

    @cached_property
    def oracle(self) -> Oracle:
        """The advisor as explanations ask it: about thousands of other requirements, quickly."""
        from wso2_strategy.space.oracle import Oracle

        return Oracle(self)

    def oracle_beside(self, requirements: Requirements) -> Oracle:
        """Return the same where some gateway groups are stated, which questions hold fixed."""
        from wso2_strategy.space.oracle import Oracle

        require(requirements, Requirements)
        groups = tuple(requirements.gateway_groups)
        found = self._oracles.get(groups) if groups else self.oracle
        if found is None:
            found = self._oracles[groups] = Oracle(self, groups)
        return found

    @cached_property
    def _oracles(self) -> Memo[tuple[GatewayGroup, ...], Oracle]:
        return Memo(_ORACLES)

    @cached_property
    def _answers(self) -> Memo[Requirements, Recommendation]:
        return Memo(_ANSWERS)


def topology(
    pattern: str | Pattern,
    *,
    high_availability: bool = False,
    catalog: Catalog | None = None,
    **options: Unpack[OptionValues],
) -> Topology:
    """Return the component graph of a pattern as `wso2_strategy.topology.topology` does.

    Without a catalog the pattern may be one of any installed pack.
    """
    from wso2_strategy.topology import builder

    return builder.topology(
        pattern,
        high_availability=high_availability,
        catalog=catalog or Knowledge.installed().catalog,
        **options,
    )


def compare(
    before: Topology | Pattern | str,
    after: Topology | Pattern | str,
    *,
    catalog: Catalog | None = None,
    **options: Unpack[OptionValues],
) -> Difference:
    """Return what changes between two topologies or patterns; see `topology`.

    >>> from wso2_strategy.api import compare
    >>> [tier.id for tier in compare("P3", "P4").components_added]
    ['key-manager']
    """
    from wso2_strategy.topology import difference

    known = catalog or Knowledge.installed().catalog
    return difference.compare(before, after, catalog=known, **options)
