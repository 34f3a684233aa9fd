"""The advisor: requirements in, a justified recommendation out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wso2_strategy.errors import RequirementsError, UnknownNameError
from wso2_strategy.facts import Requirements
from wso2_strategy.inference import EngineName, KnowledgeBase, engine_for
from wso2_strategy.models.assumptions import ASSUMPTIONS
from wso2_strategy.pack import Knowledge
from wso2_strategy.recommendation import Recommendation
from wso2_strategy.resolution import procedures, stated_facts

if TYPE_CHECKING:
    from wso2_strategy.explain.oracle import Oracle


class Advisor:
    """Recommends a pattern, a platform and a size for stated requirements.

    An advisor holds a knowledge base made ready for an engine. It may be shared
    by threads and used after a fork; it keeps nothing of the requirements but
    results that equal questions share.

    Args:
        engine: ``durable``, ``reference``, or ``auto`` for the former where it loads.
        knowledge: What the advisor knows; by default all installed packs.
        assumptions: Values that replace named assumptions, by id.

    Raises:
        UnknownNameError: An engine or assumption is not known.
        RequirementsError: An assumption's value is not possible.
        EngineUnavailableError: ``durable`` was asked for and cannot be loaded.

    >>> from wso2_strategy import Compliance
    >>> recommendation = Advisor().advise(Requirements(compliance=Compliance(isolate_all=True)))
    >>> recommendation.pattern.id
    'P4'
    """

    def __init__(
        self,
        *,
        engine: EngineName = "auto",
        knowledge: Knowledge | None = None,
        assumptions: Mapping[str, float] | None = None,
    ) -> None:
        self._asked = engine
        self.knowledge = knowledge or Knowledge.installed()
        self._overrides = {**dict(self.knowledge.assumptions), **(assumptions or {})}
        base = self.knowledge.base
        in_rules = {each.id for each in base.assumptions}
        for name in self._overrides:
            if name not in in_rules and name not in ASSUMPTIONS:
                raise UnknownNameError("assumption", name, sorted({*in_rules, *ASSUMPTIONS}))
        self.assumptions = ASSUMPTIONS.assume(
            {name: value for name, value in self._overrides.items() if name in ASSUMPTIONS}
        )
        base = base.assuming(
            **{name: value for name, value in self._overrides.items() if name in in_rules}
        )
        self._engine = engine_for(
            base, engine, procedures(self.knowledge.catalog, self.assumptions)
        )

    @property
    def base(self) -> KnowledgeBase:
        """The knowledge base that runs, with assumptions replaced."""
        return self._engine.base

    @property
    def engine(self) -> str:
        """The engine that runs: ``durable`` or ``reference``."""
        return self._engine.name

    @cached_property
    def oracle(self) -> Oracle:
        """The advisor as explanations ask it: about thousands of other requirements, quickly."""
        from wso2_strategy.explain.oracle import Oracle

        return Oracle(self)

    def advise(self, requirements: Requirements) -> Recommendation:
        """Return the recommendation for some requirements.

        Raises:
            RequirementsError: These are no requirements, or hold a fact of a class that no
                pack declares.
            RuleFailedError: A rule of a pack failed; the message names it and its facts.
            FiringLimitError: Rules of a pack feed each other without end.
        """
        if type(requirements) is not Requirements:
            problem = f"{requirements!r} is not allowed; allowed: Requirements, no subclass of it"
            raise RequirementsError("Advisor.advise", [problem])
        inference = self._engine.infer(stated_facts(requirements, self.knowledge.fact_classes))
        return Recommendation(
            requirements=requirements,
            inference=inference,
            knowledge=self.knowledge,
            assumptions=self.assumptions,
            advisor=self,
            note=self._engine.note,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self._asked, self.knowledge, self._overrides)


def _restored(engine: EngineName, knowledge: Knowledge, overrides: Mapping[str, float]) -> Advisor:
    return Advisor(engine=engine, knowledge=knowledge, assumptions=overrides)
