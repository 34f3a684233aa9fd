"""The outcome: pattern, platforms, size, advice, conflicts and alternatives, each with reasons."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from attrs import evolve, field, frozen

from wso2_strategy.advice.answer import (
    Alternative,
    Conflict,
    GivenAdvice,
    NeededCapability,
    PlatformRank,
    Reason,
)
from wso2_strategy.advice.arrangement import needs_where, redundancy_of
from wso2_strategy.advice.choices import (
    CHOOSE,
    CHOOSE_PLATFORM,
    SIZE,
)
from wso2_strategy.advice.chosen_size import selected
from wso2_strategy.advice.decision import Decision, decided
from wso2_strategy.advice.evidence import (
    basis_of,
    sentence_of,
    statements_behind,
    used_assumptions,
)
from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.advice.ranking import Against, Ranked
from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.catalog import Pattern, Platform, Redundancy
from wso2_strategy.domain.claims import worded
from wso2_strategy.domain.conclusions import (
    Advice,
    Contradiction,
    Exclusion,
    LayoutExclusion,
    LayoutNeed,
    Need,
    PassedOver,
    Selection,
)
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.domain.wording import counted
from wso2_strategy.inference import (
    Assumption,
    Inference,
    KnowledgeBase,
    Procedure,
)
from wso2_strategy.models.availability.call_availability import (
    CallAvailability,
    call_availability,
)
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.models.planning.cost import resources
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import Sizing
from wso2_strategy.models.sizing.region_counts import node_total, region_counts

if TYPE_CHECKING:
    import networkx as nx


@frozen(repr=False)
class Outcome:
    """The resolved answer as data: what to deploy, how large, and why.

    Attributes:
        requirements: What was stated.
        inference: The facts and firings behind the answer.
        knowledge: The packs and the catalog it rests on.
        assumptions: The numbers used by the models.
        base: The rules that ran, with assumptions replaced.
        note: A remark on the engine, where another than the preferred one ran.
    """

    requirements: Requirements
    inference: Inference
    knowledge: Knowledge
    assumptions: Assumptions
    base: KnowledgeBase = field(eq=False, repr=False)
    note: str | None = field(default=None, eq=False)

    def __repr__(self) -> str:
        name = f" for {self.requirements.name!r}" if self.requirements.name else ""
        nodes = counted(self.sizing.total_nodes, "node")
        answer = f"{self.pattern.id} on {self.platform.id}, {nodes}"
        return f"<{type(self).__name__}{name}: {answer}>"

    @property
    def engine(self) -> str:
        """The engine that ran: ``durable`` or ``python``."""
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
        arrangement = self.region_layout or self.pattern
        return tuple(
            PlatformRank(
                each.platform,
                each.weight,
                tuple(reason for p in each.preferences for reason in self.reasons_for(p)),
                arrangement.guide(each.platform.id),
            )
            for each in self.inference.result(CHOOSE_PLATFORM)
        )

    @cached_property
    def needs(self) -> tuple[NeededCapability, ...]:
        """The capabilities that are needed, also those for the sake of what was chosen."""
        found: dict[str, tuple[Reason, ...]] = {}
        for need in needs_where(self.inference, self.pattern, self.region_layout):
            known = found.get(need.capability, ())
            found[need.capability] = tuple(dict.fromkeys((*known, *self.reasons_for(need))))
        return tuple(
            NeededCapability(self.knowledge.catalog.capability(name), reasons)
            for name, reasons in found.items()
        )

    @cached_property
    def exclusions(self) -> tuple[Exclusion | LayoutExclusion, ...]:
        """What stands against patterns and layouts, where the chosen layout is."""
        layout = self.region_layout.id if self.region_layout else None
        found: list[Exclusion | LayoutExclusion] = [*self.inference.of(Exclusion)]
        found += self.inference.of(LayoutExclusion)
        return tuple(each for each in found if each.holds_under(layout))

    @property
    def decision(self) -> Decision:
        """What was decided, by id."""
        return decided(self.inference.of(Selection), self.exclusions)

    @cached_property
    def advice(self) -> tuple[GivenAdvice, ...]:
        """What to do and to watch: warnings first, then cautions, then notes."""
        order = ("warning", "caution", "note")
        given = sorted(self.inference.of(Advice), key=lambda each: order.index(each.severity))
        return tuple(
            GivenAdvice(each, worded(each.text, self.knowledge.catalog), self.reasons_for(each))
            for each in given
        )

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The contradictions between statements."""
        return tuple(
            Conflict(
                each.id,
                statements_behind(self.inference, each, self.knowledge.catalog),
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
        return self.sizing.design

    @cached_property
    def sizing(self) -> Sizing:
        """How many nodes of which size, and why."""
        found: Sizing = self.inference.result(SIZE)
        return found

    @cached_property
    def availability(self) -> CallAvailability:
        """How available API calls of the recommended design with its nodes are."""
        stated = self.requirements
        target, token_format = stated.availability.target, stated.traffic.token_format
        return call_availability(self.sizing, token_format, target)

    @cached_property
    def used_assumptions(self) -> tuple[Assumption, ...]:
        """The named assumptions that rules compared, or models and the size read, by id."""
        watched = self.assumptions.watched()
        resources(self.sizing.nodes(), self.platform.id, watched)
        shown = evolve(self.sizing, assumptions=watched)
        _ = shown.tiers, shown.notes  # worked out only when they are asked for
        return used_assumptions(self.base.rules, self.inference, watched)

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

    def justification(self) -> nx.DiGraph[str]:
        """Return the justification graph: fact -> firing -> conclusion."""
        return self.inference.graph()

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
        ranked = self.inference.result(CHOOSE[chosen.dimension])
        return tuple(self._alternative(each) for each in ranked if each.pattern is not chosen)

    def _alternative(self, other: Ranked) -> Alternative:
        name = other.pattern.id
        for exclusion in self._worse(other.against):
            return self._excluded(other.pattern, exclusion)
        for exclusion in self._worse(other.against_best):
            nearest = self._excluded(other.best or other.pattern, exclusion)
            reason = f"Under {name} no pattern does everything needed. {nearest.reason}"
            return evolve(nearest, pattern=other.pattern, reason=reason)
        falls_short = bool(other.against or other.against_best)
        does = "comes no nearer to what is needed" if falls_short else "does everything needed"
        but = "and" if falls_short else "but"
        pattern, layout = other.best or other.pattern, self.region_layout
        if other.best and layout:
            reason = f"{name} {does} with {other.best.id}"
            than = f"{self.pattern.id} over {layout.id}"
            layout = other.pattern
        else:
            reason, than = f"{name} {does}{'' if falls_short else ' too'}", self.pattern.id
        redundancy = redundancy_of(pattern, needs_where(self.inference, pattern, layout)) or "none"
        design = evolve(self.design, pattern=pattern, layout=layout, redundancy=redundancy)
        load = next(iter(self.inference.of(Demand)), None)
        nodes = node_total(region_counts(design, load, self.assumptions, None))
        most = self.requirements.constraints.max_nodes
        passed_over = self.reasons_for(PassedOver(other.pattern.dimension, name))
        # A limit that the answer breaks too is no reason against another choice.
        if most is not None and self.sizing.total_nodes <= most < nodes:
            allowed = f"{most:,} {'is' if most == 1 else 'are'} allowed"
            reason += f", {but} takes {nodes:,} nodes, and at most {allowed}."
            return Alternative(other.pattern, "lacks", reason, passed_over)
        reason += f", {but} is more to operate than {than}"
        if nodes > self.sizing.total_nodes:
            reason += f": {nodes:,} nodes instead of {self.sizing.total_nodes:,}"
        return Alternative(other.pattern, "more", f"{reason}.", passed_over)

    def _worse(self, against: Against) -> Against:
        """Return what stands against a choice without standing against the answer, too."""
        answer = {self.pattern, self.region_layout}
        own = {
            (each.capability, each.limit)
            for each in self.exclusions
            if each.pattern in {chosen.id for chosen in answer if chosen}
        }
        return tuple(each for each in against if (each.capability, each.limit) not in own)

    def _excluded(self, pattern: Pattern, exclusion: Exclusion | LayoutExclusion) -> Alternative:
        reasons = self.reasons_for(exclusion)
        if exclusion.capability is None:
            sentences = " ".join(reason.sentence for reason in reasons)
            return Alternative(pattern, "lacks", sentences, reasons)
        capability = self.knowledge.catalog.capability(exclusion.capability)
        # Why it is needed, in the words of the first reason for it.
        need: Need | LayoutNeed = Need(capability.id)
        if isinstance(exclusion, LayoutExclusion):
            need = LayoutNeed(exclusion.layout, capability.id)
        needed = self.reasons_for(need)[:1]
        why = "".join(f" {reason.sentence}" for reason in needed)
        return Alternative(
            pattern, "lacks", f"{pattern.id} {capability.lacking}.{why}", (*reasons, *needed)
        )


SCHEMA = "wso2-strategy/recommendation/1"
"""The version of an outcome's JSON keys."""


class Asks(Protocol):
    """Who gave an outcome, to be asked again about other requirements."""

    @property
    def knowledge(self) -> Knowledge:
        """What is known."""

    @property
    def assumptions(self) -> Assumptions:
        """The numbers used by the models."""

    @property
    def base(self) -> KnowledgeBase:
        """The rules that run, with assumptions replaced."""

    def advise(self, requirements: Requirements) -> Outcome:
        """Return the outcome for some requirements."""
