"""The answer: pattern, platforms, size, advice, conflicts and alternatives, each with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Unpack

from attrs import evolve, field, frozen

from wso2_strategy.answer import (
    Alternative,
    Conflict,
    GivenAdvice,
    NeededCapability,
    PlatformRank,
    Reason,
)
from wso2_strategy.catalog import Pattern, Platform, Redundancy
from wso2_strategy.conclusions import (
    Advice,
    Contradiction,
    Exclusion,
    Need,
    Preference,
    Selection,
)
from wso2_strategy.evidence import basis_of, sentence_of, statements_behind
from wso2_strategy.facts import Requirements
from wso2_strategy.inference import (
    Assumption,
    Inference,
    Procedure,
    Rule,
)
from wso2_strategy.models.assumptions import Assumptions
from wso2_strategy.models.demand import Demand
from wso2_strategy.models.design import Design
from wso2_strategy.models.sizing import Sizing
from wso2_strategy.pack import Knowledge
from wso2_strategy.ranking import rank_arrangements, rank_platforms
from wso2_strategy.resolution import chosen_design, selected, sized

if TYPE_CHECKING:
    import networkx as nx

    from wso2_strategy.advisor import Advisor
    from wso2_strategy.explain.boundaries import Boundaries
    from wso2_strategy.explain.questions import OpenQuestions
    from wso2_strategy.explain.robustness import Robustness
    from wso2_strategy.explain.what_if import WhatIf
    from wso2_strategy.explain.why import Why
    from wso2_strategy.explain.why_not import WhyNot
    from wso2_strategy.models.cost import Prices
    from wso2_strategy.models.plan import Plan
    from wso2_strategy.models.timeline import Timeline
    from wso2_strategy.topology import Topology
    from wso2_strategy.topology.options import OptionValues


@frozen
class Recommendation:
    """What to deploy, how large, and why.

    Attributes:
        requirements: What was stated.
        inference: The facts and firings behind the answer.
        knowledge: The packs and the catalog it rests on.
        assumptions: The numbers used by the models.
        advisor: Who gave it, to be asked again about other requirements.
        note: A remark on the engine, where another than the preferred one ran.
    """

    requirements: Requirements
    inference: Inference = field(repr=False)
    knowledge: Knowledge = field(repr=False)
    assumptions: Assumptions = field(repr=False)
    advisor: Advisor = field(repr=False, eq=False)
    note: str | None = None

    @property
    def engine(self) -> str:
        """The engine that ran: ``durable`` or ``reference``."""
        return self.inference.engine

    @cached_property
    def pattern(self) -> Pattern:
        """The recommended pattern."""
        return self.knowledge.catalog.pattern(self._selection("pattern").id)

    @cached_property
    def platform(self) -> Platform:
        """The platform that is preferred."""
        return self.knowledge.catalog.platform(self._selection("platform").id)

    @property
    def redundancy(self) -> Redundancy:
        """Which components run more than once."""
        return self._selection("pattern").redundancy or "none"

    @cached_property
    def region_layout(self) -> Pattern | None:
        """The layout over regions, or None for a single region."""
        chosen = [each for each in self.inference.of(Selection) if each.subject == "regions"]
        return self.knowledge.catalog.pattern(chosen[0].id) if chosen else None

    @property
    def regions(self) -> int:
        """The number of regions."""
        return self.sizing.regions

    @cached_property
    def platforms(self) -> tuple[PlatformRank, ...]:
        """The platforms, the preferred one first."""
        ranked = rank_platforms(
            self.knowledge.catalog,
            self.pattern,
            self.inference.of(Preference),
            self.requirements.constraints.platform,
        )
        arrangement = self.region_layout or self.pattern
        return tuple(
            PlatformRank(
                each.platform,
                each.weight,
                tuple(reason for p in each.preferences for reason in self.reasons_for(p)),
                arrangement.guide(each.platform.id),
            )
            for each in ranked
        )

    @cached_property
    def needs(self) -> tuple[NeededCapability, ...]:
        """The capabilities that are needed."""
        return tuple(
            NeededCapability(
                self.knowledge.catalog.capability(need.capability), self.reasons_for(need)
            )
            for need in self.inference.of(Need)
        )

    @cached_property
    def advice(self) -> tuple[GivenAdvice, ...]:
        """What to do and to watch: warnings first, then cautions, then notes."""
        order = ("warning", "caution", "note")
        given = sorted(self.inference.of(Advice), key=lambda each: order.index(each.severity))
        return tuple(GivenAdvice(each, self.reasons_for(each)) for each in given)

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The contradictions between statements."""
        return tuple(
            Conflict(
                each.id,
                statements_behind(self.inference, each),
                self._conflict_reasons(each),
                each.resolution,
            )
            for each in self.inference.of(Contradiction)
        )

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """Every other pattern, the nearest first, with the one reason why it was not chosen."""
        found = self._alternatives(self.pattern)
        if self.region_layout is not None:
            found += self._alternatives(self.region_layout)
        return found

    @property
    def design(self) -> Design:
        """The pattern with its redundancy, regions and their layout, as the models take it."""
        return chosen_design(
            self.knowledge.catalog,
            self.inference.of(Selection),
            self.requirements.availability,
        )

    @cached_property
    def sizing(self) -> Sizing:
        """How many nodes of which size, and why."""
        loads = self.inference.of(Demand)
        return sized(self.design, loads[0] if loads else None, self.assumptions)

    def plan(self, months: int | None = None, prices: Prices | None = None) -> Plan:
        """Return size, timeline, spikes, availability and cost over some months.

        By default these are 24, or as many as the stated horizon has where it is longer.

        Raises:
            UnknownNameError: A price is for something that is no component.
        """
        from wso2_strategy.planning import plan_for

        return plan_for(self, months, prices)

    def timeline(self, months: int | None = None) -> Timeline:
        """Return month by month the load, the nodes, and what changes when; see `plan`."""
        from wso2_strategy.planning import timeline_for

        return timeline_for(self, months)

    def topology(self, **options: Unpack[OptionValues]) -> Topology:
        """Return the component graph of the recommendation; options add to what is stated.

        >>> from wso2_strategy import Advisor, Requirements, Traffic
        >>> answer = Advisor().advise(Requirements(traffic=Traffic(peak_tps=9000)))
        >>> answer.topology().single_points_of_failure("api-call")
        ()
        """
        from wso2_strategy.drawing import topology_for

        return topology_for(self, options)

    @cached_property
    def used_assumptions(self) -> tuple[Assumption, ...]:
        """The named assumptions in the conditions of rules that fired, by id."""
        rules = {step.reason for step in self.inference.steps if isinstance(step.reason, Rule)}
        found = {each.id: each for rule in rules for each in rule.assumptions}
        return tuple(found[name] for name in sorted(found))

    def reasons_for(self, fact: Any) -> tuple[Reason, ...]:
        """Return why a fact was concluded, one reason for each different sentence."""
        found: dict[str, Reason] = {}
        for firing in self.inference.firings_for(fact):
            sentence = sentence_of(firing, self.knowledge.catalog)
            found.setdefault(
                sentence,
                Reason(
                    sentence,
                    firing.reason.id,
                    firing.reason.source,
                    basis_of(firing),
                    self.knowledge.origin(firing.reason.id),
                ),
            )
        return tuple(found.values())

    def why(self, subject: str | None = None) -> Why:
        """Return why this is recommended, or why one fact of it holds; see `explain.why`."""
        from wso2_strategy.explain.why import why

        return why(self, subject)

    def why_not(self, name: str) -> WhyNot:
        """Return why something else is not, and what would have to change."""
        from wso2_strategy.explain.why_not import why_not

        return why_not(self, name)

    def what_if(self, **changes: Mapping[str, Any] | str | None) -> WhatIf:
        """Return what would be recommended if something else were stated."""
        from wso2_strategy.explain.what_if import what_if

        return what_if(self, **changes)

    def boundaries(self, *, aspects: Iterable[str] = ("pattern", "platform")) -> Boundaries:
        """Return at which values of the stated numbers the recommendation changes."""
        from wso2_strategy.explain.boundaries import boundaries

        return boundaries(self, aspects=aspects)

    def robustness(self, *, aspects: Iterable[str] = ("pattern", "platform")) -> Robustness:
        """Return which stated facts the recommendation hangs on."""
        from wso2_strategy.explain.robustness import robustness

        return robustness(self, aspects=aspects)

    def open_questions(self, *, aspects: Iterable[str] = ("pattern", "platform")) -> OpenQuestions:
        """Return what was not stated and could still change the recommendation."""
        from wso2_strategy.explain.questions import open_questions

        return open_questions(self, aspects=aspects)

    def justification(self) -> nx.DiGraph[str]:
        """Return the justification graph: fact -> firing -> conclusion."""
        return self.inference.graph()

    def to_dict(self) -> dict[str, Any]:
        """Return the recommendation as JSON-ready values; `schema` names the version."""
        from wso2_strategy.record import record

        return record(self)

    def to_markdown(self) -> str:
        """Return the recommendation as a Markdown document."""
        from wso2_strategy.report import document

        return document(self).to_markdown()

    def to_text(self, *, width: int = 100) -> str:
        """Return the recommendation as plain text of a given width, in characters."""
        from wso2_strategy.report import document

        return document(self).to_text(width=width)

    def _selection(self, subject: str) -> Selection:
        return selected(self.inference.of(Selection), subject)

    def _conflict_reasons(self, contradiction: Contradiction) -> tuple[Reason, ...]:
        """Return why there is a conflict; for one that a choice ran into, also what blocks it."""
        reasons = dict.fromkeys(self.reasons_for(contradiction))
        for firing in self.inference.firings_for(contradiction):
            if isinstance(firing.reason, Procedure):
                for premise in firing.premises:
                    reasons.update(dict.fromkeys(self.reasons_for(premise)))
        return tuple(reasons)

    def _alternatives(self, chosen: Pattern) -> tuple[Alternative, ...]:
        ranked = rank_arrangements(
            self.knowledge.catalog, chosen.dimension, self.inference.of(Exclusion)
        )
        return tuple(
            self._alternative(pattern, chosen, against)
            for pattern, against in ranked
            if pattern is not chosen
        )

    def _alternative(
        self, pattern: Pattern, chosen: Pattern, against: Iterable[Exclusion]
    ) -> Alternative:
        for exclusion in against:
            return Alternative(pattern, "lacks", self._against(pattern, exclusion))
        reason = f"{pattern.id} does everything needed too, but is more to operate than {chosen.id}"
        if chosen.dimension == "pattern":
            load = next(iter(self.inference.of(Demand)), None)
            other = sized(evolve(self.design, pattern=pattern), load, self.assumptions)
            if other.total_nodes > self.sizing.total_nodes:
                reason += f": {other.total_nodes:,} nodes instead of {self.sizing.total_nodes:,}"
        return Alternative(pattern, "more", f"{reason}.")

    def _against(self, pattern: Pattern, exclusion: Exclusion) -> str:
        if exclusion.capability is None:
            return " ".join(reason.sentence for reason in self.reasons_for(exclusion))
        capability = self.knowledge.catalog.capability(exclusion.capability)
        reasons = self.reasons_for(Need(exclusion.capability))
        why = f" {reasons[0].sentence}" if reasons else ""
        return f"{pattern.id} {capability.lacking}.{why}"
