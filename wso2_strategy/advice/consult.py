"""Consultations of a knowledge: requirements read from a file, and an outcome for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from wso2_strategy.advice import files
from wso2_strategy.advice.choices import procedures, stated_facts
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.advice.pack_check import check_concluded
from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.facts import Operations, Requirements
from wso2_strategy.domain.kinds import path_of, refusal
from wso2_strategy.errors import (
    FiringLimitError,
    MatchLimitError,
    RequirementsError,
    RuleFailedError,
    UnknownNameError,
    nearest,
    require,
)
from wso2_strategy.inference import EngineName, KnowledgeBase, engine_for


class Consultant:
    """A knowledge made ready for an engine, to be consulted about requirements.

    It may be shared by threads and used after a fork; it keeps nothing of the
    requirements but results that equal questions share.

    Args:
        engine: ``durable``, ``python``, or ``auto`` for the former where it loads.
        knowledge: What is known; by default all installed packs.
        assumptions: Values that replace named assumptions, by id.

    Raises:
        UnknownNameError: An engine or assumption is not known.
        RequirementsError: An assumption's value is not possible.
        EngineUnavailableError: ``durable`` was asked for and cannot be loaded.
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
        require(self.knowledge, Knowledge)
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
        catalog = self.knowledge.catalog
        self._engine = engine_for(
            base,
            engine,
            procedures(self.knowledge, self.assumptions),
            check=partial(check_concluded, catalog),
        )

    @property
    def base(self) -> KnowledgeBase:
        """The knowledge base that runs, with assumptions replaced."""
        return self._engine.base

    @cached_property
    def prepared(self) -> dict[type, Any]:
        """What other rooms make ready of it once, by class, and keep as long as it lives."""
        return {}

    @property
    def engine(self) -> str:
        """The engine that runs: ``durable`` or ``python``."""
        return self._engine.name

    def advise(self, requirements: Requirements) -> Outcome:
        """Return the outcome for some requirements.

        Raises:
            RequirementsError: These are no requirements, or hold a fact of a class that no
                pack declares, or a pattern that no pack knows.
            RuleFailedError: A rule or procedure of a pack failed; the message names it, its pack
                and its facts.
            FiringLimitError: Rules of a pack feed each other without end; one is named so too.
            MatchLimitError: A rule of a pack has more matches than can be found in time.
        """
        if type(requirements) is not Requirements:
            problem = f"{requirements!r} is not allowed; allowed: Requirements, no subclass of it"
            raise RequirementsError("Advisor.advise", [problem])
        check_current_pattern(requirements, self.knowledge.catalog, "Advisor.advise")
        facts = stated_facts(requirements, self.knowledge.fact_classes)
        try:
            inference = self._engine.infer(facts)
        except (RuleFailedError, FiringLimitError, MatchLimitError) as error:
            raise error.named(self.knowledge.origin(error.rule_id)) from error.__cause__
        return Outcome(
            requirements=requirements,
            inference=inference,
            knowledge=self.knowledge,
            assumptions=self.assumptions,
            base=self.base,
            note=self._engine.note,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self._asked, self.knowledge, self._overrides)


def _restored(
    kind: type[Consultant],
    engine: EngineName,
    knowledge: Knowledge,
    overrides: Mapping[str, float],
) -> Consultant:
    return kind(engine=engine, knowledge=knowledge, assumptions=overrides)


def load_requirements(path: str | Path, *, knowledge: Knowledge | None = None) -> Requirements:
    """Read a requirements file; ``-`` reads YAML or JSON from standard input.

    Args:
        path: The file.
        knowledge: Whose fact classes and patterns the file may state; by default those of
            all installed packs.

    Raises:
        RequirementsError: The file cannot be read, or holds anything that is not
            allowed; all problems are listed.
        PackError: The file has a section that may be of an installed pack, or a pattern in
            use, and an installed pack cannot be used.
    """
    found = files.load_requirements(path, fact_classes=_fact_classes(knowledge))
    if found.operations.current_pattern is not None:
        catalog = (knowledge or Knowledge.installed()).catalog
        check_current_pattern(found, catalog, files.origin_of(path))
    return found


def _fact_classes(knowledge: Knowledge | None) -> Iterator[type]:
    # A generator, so that packs are only loaded for a file with a section unknown without them.
    yield from (knowledge or Knowledge.installed()).fact_classes


def check_current_pattern(requirements: Requirements, catalog: Catalog, origin: str) -> None:
    """Refuse a pattern in use that a catalog does not know by this id, or that is a layout.

    Raises:
        RequirementsError: It is such a pattern.
    """
    stated = requirements.operations.current_pattern
    known = [each.id for each in catalog.patterns if each.dimension == "pattern"]
    if stated is None or stated in known:
        return
    close = nearest(stated, known)
    hint = f"; did you mean {close!r}?" if close else ""
    problem = refusal(stated, ", ".join(known), hint)
    path = path_of(Operations, "current_pattern")
    raise RequirementsError(origin, [f"{path}: {problem}"])
