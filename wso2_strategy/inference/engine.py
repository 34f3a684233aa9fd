"""Engines: a knowledge base made ready to answer, on durable-rules or in Python."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from contextlib import ExitStack
from functools import partial
from typing import Any, Literal, get_args

from wso2_strategy.errors import (
    EngineUnavailableError,
    InferenceError,
    UnknownNameError,
    require,
    shown,
)
from wso2_strategy.inference.consultation import (
    FIRING_LIMIT,
    ConclusionCheck,
    Consultation,
    Round,
)
from wso2_strategy.inference.engines.durable import DurableMatcher
from wso2_strategy.inference.engines.matcher import Matcher
from wso2_strategy.inference.engines.python_matcher import PythonMatcher
from wso2_strategy.inference.fact_class import check_fact
from wso2_strategy.inference.justification import Inference
from wso2_strategy.inference.knowledge_base import KnowledgeBase
from wso2_strategy.inference.match_memory import MatchMemory
from wso2_strategy.inference.procedure import Procedure
from wso2_strategy.inference.truth import Discernment
from wso2_strategy.inference.workload import Workload

EngineName = Literal["auto", "durable", "python", "reference"]
ENGINE_NAMES: tuple[EngineName, ...] = get_args(EngineName)

CACHE_SIZE = 300_000
"""How many facts and firings are remembered, which takes about 30 MB; see `Engine`."""


class Engine:
    """Answers consultations of one knowledge base, by threads and after a fork too.

    Consultations that the rules cannot tell apart share what rules and shared
    procedures add: a *round*, kept under all that it depends on; see `truth`. Others share
    what groups of rules match; see `match_memory`. Where either comes to more facts, firings
    or matches than the cache size, all of its kind are forgotten.

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
        check: ConclusionCheck | None = None,
        cache_size: int = CACHE_SIZE,
        firing_limit: int = FIRING_LIMIT,
    ) -> None:
        require(base, KnowledgeBase)
        self.base = base
        self.note = note
        self._matcher = matcher
        self._check = check
        self._cache_size = cache_size
        self._firing_limit = firing_limit
        self._procedures = tuple(procedures)
        for each in self._procedures:
            require(each, Procedure)
        self._workload = Workload(base.rules)
        self._truth: Callable[[Any], Hashable] = (
            Discernment(base.rules, self._procedures) if cache_size else _alike
        )
        self._background = {fact: number for number, fact in enumerate(base.background)}
        self._matches = (
            MatchMemory(base.rules, self._truth, base.background, cache_size)
            if cache_size
            else None
        )
        self._rounds: dict[Hashable, Round] = {}
        self._held = 0

    @property
    def name(self) -> str:
        """The engine that runs: ``durable`` or ``python``."""
        return self._matcher.engine

    def infer(self, facts: Iterable[Any]) -> Inference:
        """Run one consultation: each procedure followed by the rules, or the rules alone.

        Raises:
            FactError: A fact has a value that contradicts its class.
            RuleFailedError: A procedure raised, or what a rule copies may not be.
            FiringLimitError: The rules do not come to an end.
            MatchLimitError: A rule has more matches than can be found in time.
        """
        facts = tuple(facts)
        for fact in facts:
            check_fact(fact)
        with ExitStack() as stack:
            try:
                recall = self._matches.begin() if self._matches else None
                consultation = Consultation(self._background, facts, self._matcher, stack, recall)
            except Exception as error:  # a value may have an equality of its own
                raise InferenceError(f"the facts cannot be told apart: {shown(error)}") from error
            stated = consultation.stated
            # Facts stated twice, or known already, have no number of their own to be replayed to.
            key: Hashable = tuple(map(self._truth, stated))
            if not self._procedures:
                self._replay_or_run(consultation, key)
            for procedure in self._procedures:
                key = self._proceed(consultation, key, procedure)
            return consultation.inference(self.name)

    def _proceed(self, consultation: Consultation, key: Hashable, procedure: Procedure) -> Hashable:
        """Run a procedure and the rules after it, and return the truth vector so far."""
        if procedure.shared:
            # What it reads is in the key already, value by value. So a replayed round has the
            # derivations, and the results beside them, that a run would give.
            key = key, procedure.id
            self._replay_or_run(consultation, key, procedure)
        else:
            key = key, *map(self._truth, consultation.derive(procedure))
            self._replay_or_run(consultation, key)
        return key

    def _replay_or_run(
        self, consultation: Consultation, key: Hashable, procedure: Procedure | None = None
    ) -> None:
        earlier = self._rounds.get(key)
        if earlier is not None:
            consultation.replay(earlier)
            return
        mark = consultation.mark() if self._cache_size else None
        if procedure is not None:
            consultation.derive(procedure)
        consultation.run(self.base.rules, self._workload, self._firing_limit, self._check)
        if mark is not None:
            self._remember(key, consultation.since(mark), len(consultation.numbers))

    def _remember(self, key: Hashable, found: Round, facts: int) -> None:
        # The key has a place for each fact that is known.
        size = facts - len(self._background) + len(found.steps) + 1
        if size > self._cache_size:
            return
        if self._held + size > self._cache_size:
            self._rounds.clear()
            self._held = 0
        self._rounds[key] = found
        self._held += size

    def __reduce__(self) -> tuple[Any, ...]:
        again = partial(engine_for, check=self._check, cache_size=self._cache_size)
        return again, (self.base, self.name, self._procedures)


def _alike(_fact: Any) -> None:
    """Tell no facts apart, where nothing is remembered by them."""


def engine_for(
    base: KnowledgeBase,
    engine: EngineName = "auto",
    procedures: Iterable[Procedure] = (),
    *,
    check: ConclusionCheck | None = None,
    cache_size: int = CACHE_SIZE,
) -> Engine:
    """Return an engine for a knowledge base.

    ``auto`` takes durable-rules where it loads and ``python`` elsewhere; both give the same
    answers. ``reference`` is what ``python`` was called. `check` raises at conclusions with copied
    values that may not be.

    Raises:
        EngineUnavailableError: ``durable`` was asked for and cannot be loaded.
        UnknownNameError: There is no such engine.
    """
    require(base, KnowledgeBase)
    if engine not in ENGINE_NAMES:
        raise UnknownNameError("engine", engine, ENGINE_NAMES)
    ready = partial(Engine, base, procedures=procedures, check=check, cache_size=cache_size)
    note = None
    if engine not in ("python", "reference"):
        try:
            return ready(DurableMatcher(base))
        except EngineUnavailableError as error:
            if engine == "durable":
                raise
            note = f"The Python engine was used, because {error}"
    return ready(PythonMatcher(base), note=note)
