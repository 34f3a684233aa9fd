"""Engines: a knowledge base made ready to answer, on durable-rules or in Python."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from contextlib import ExitStack
from typing import Any, Literal

from wso2_strategy.errors import EngineUnavailableError, UnknownNameError
from wso2_strategy.inference.consultation import (
    FIRING_LIMIT,
    Consultation,
    Mark,
    Round,
    TellingSession,
)
from wso2_strategy.inference.durable import DurableMatcher
from wso2_strategy.inference.fact_class import check_fact
from wso2_strategy.inference.justification import Inference
from wso2_strategy.inference.knowledge_base import KnowledgeBase
from wso2_strategy.inference.matcher import Matcher
from wso2_strategy.inference.procedure import Procedure
from wso2_strategy.inference.reference import ReferenceMatcher
from wso2_strategy.inference.truth import Discernment

EngineName = Literal["auto", "durable", "reference"]
ENGINE_NAMES: tuple[EngineName, ...] = ("auto", "durable", "reference")

CACHE_SIZE = 10_000


class Engine:
    """Answers consultations of one knowledge base.

    An engine may be shared by threads, survives a fork, and can be pickled if
    the rules can. Consultations that the rules cannot tell apart share their
    result; see `truth`.

    Attributes:
        base: The knowledge base.
        note: Why the durable engine does not run, where ``auto`` had to do without.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        matcher: Matcher,
        procedures: Iterable[Procedure] = (),
        *,
        note: str | None = None,
        cache_size: int = CACHE_SIZE,
        firing_limit: int = FIRING_LIMIT,
    ) -> None:
        self.base = base
        self.note = note
        self._matcher = matcher
        self._cache_size = cache_size
        self._firing_limit = firing_limit
        self._procedures = tuple(procedures)
        self._truth = Discernment(base.rules, self._procedures)
        self._background = {fact: number for number, fact in enumerate(dict.fromkeys(base.facts))}
        self._rounds: dict[Hashable, Round] = {}

    @property
    def name(self) -> str:
        """The engine that runs: ``durable`` or ``reference``."""
        return self._matcher.engine

    def infer(self, facts: Iterable[Any]) -> Inference:
        """Run one consultation: each procedure followed by the rules, or the rules alone.

        Raises:
            FactError: A fact has a value that contradicts its class.
            RuleFailedError: A procedure raised, or a class refused what is copied into it.
            FiringLimitError: The rules do not come to an end.
        """
        facts = tuple(facts)
        truth, consultation = self._begin(facts)
        stated = consultation.stated
        key: Hashable = truth if len(stated) == len(facts) else tuple(map(self._truth, stated))
        with ExitStack() as stack:
            session = TellingSession(self._matcher, stack)
            if not self._procedures and not self._replayed(consultation, key):
                self._run(consultation, session, key)
            for procedure in self._procedures:
                key = self._proceed(consultation, session, key, procedure)
        return consultation.inference(self.name)

    def _begin(self, facts: tuple[Any, ...]) -> tuple[tuple[Hashable, ...], Consultation]:
        try:
            return tuple(map(self._truth, facts)), Consultation(self._background, facts)
        except TypeError:  # a value that cannot be hashed, which a field's type would not allow
            for fact in facts:
                check_fact(fact)
            raise

    def _proceed(
        self,
        consultation: Consultation,
        session: TellingSession,
        key: Hashable,
        procedure: Procedure,
    ) -> Hashable:
        """Run a procedure and the rules after it, and return the truth vector so far."""
        if procedure.shared:
            key = key, procedure.id
            if not self._replayed(consultation, key):
                mark = consultation.mark()
                consultation.derive(procedure)
                self._run(consultation, session, key, mark)
            return key
        derived = consultation.derive(procedure)
        key = key, *map(self._truth, derived)
        if not self._replayed(consultation, key):
            self._run(consultation, session, key)
        return key

    def _replayed(self, consultation: Consultation, key: Hashable) -> bool:
        earlier = self._rounds.get(key)
        if earlier is not None:
            consultation.replay(earlier)
        return earlier is not None

    def _run(
        self,
        consultation: Consultation,
        session: TellingSession,
        key: Hashable,
        since: Mark | None = None,
    ) -> None:
        mark = since or consultation.mark()
        consultation.run(self.base.rules, session, self._firing_limit)
        if len(self._rounds) >= self._cache_size:
            self._rounds.clear()
        if self._cache_size:
            self._rounds[key] = consultation.since(mark)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.base, self.name, self._procedures, self._cache_size)


def _restored(
    base: KnowledgeBase, engine: EngineName, procedures: tuple[Procedure, ...], cache_size: int
) -> Engine:
    return engine_for(base, engine, procedures, cache_size=cache_size)


def engine_for(
    base: KnowledgeBase,
    engine: EngineName = "auto",
    procedures: Iterable[Procedure] = (),
    *,
    cache_size: int = CACHE_SIZE,
) -> Engine:
    """Return an engine for a knowledge base.

    ``auto`` takes durable-rules where it loads and the reference engine
    elsewhere; both give the same answers.

    Raises:
        EngineUnavailableError: ``durable`` was asked for and cannot be loaded.
        UnknownNameError: There is no such engine.
    """
    if engine not in ENGINE_NAMES:
        raise UnknownNameError("engine", engine, ENGINE_NAMES)
    note = None
    if engine != "reference":
        try:
            return Engine(base, DurableMatcher(base), procedures, cache_size=cache_size)
        except EngineUnavailableError as error:
            if engine == "durable":
                raise
            note = f"The reference engine was used, because {error}"
    return Engine(base, ReferenceMatcher(base.rules), procedures, note=note, cache_size=cache_size)
