"""Searches on several processes, made before anyone asks for them.

What a search finds hangs on the rules alone, and on no search before it. So the questions are
answered as ever, one after the other, and find the same, only sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from functools import cached_property
from typing import TypeAlias

from attrs import frozen

from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.executors.in_order import in_order, workers
from wso2_strategy.verification.examples.example_files import ExampleFiles
from wso2_strategy.verification.examples.firing_search import FiringSearch, Search
from wso2_strategy.verification.examples.typical_cases import Cases
from wso2_strategy.verification.knowledge_index import KnowledgeIndex

Wish: TypeAlias = tuple[str, ...]
"""The ids of rules that should fire together."""

_PIECES = 3
"""Pieces for each worker: few enough for all to be under way, so that none waits for another."""


def search_ahead(
    search: FiringSearch,
    knowledge: Knowledge,
    wishes: Sequence[Wish],
    executor: Executor,
    meanwhile: Callable[[], None],
) -> None:
    """Let an executor make searches, and tell a search of this process what they came to.

    Args:
        search: What is told.
        knowledge: The rules.
        wishes: What is searched for.
        executor: What works.
        meanwhile: What this process does while others work.
    """

    def made(pieces: Iterable[_Piece]) -> None:
        for _, found in in_order(_Searching(knowledge), pieces, executor):
            search.made.update(found)

    def plain() -> Iterator[_Piece]:
        yield from (_Piece(each, None) for each in _parts(wishes, executor))
        search.typical  # noqa: B018 - worked out here while others begin without it

    def further() -> Iterator[_Piece]:
        fired = {name for each in search.made.values() for name in each.fired}
        left = [e for e in wishes if e not in search.made and (len(e) > 1 or e[0] not in fired)]
        yield from (_Piece(each, search.typical) for each in _parts(left, executor))
        meanwhile()

    made(plain())
    made(further())


def _parts(wishes: Sequence[Wish], executor: Executor) -> Iterator[Sequence[Wish]]:
    """Yield every n-th wish, then those behind: neighbours are alike, and as hard to grant."""
    count = _PIECES * workers(executor)
    yield from (part for part in (wishes[n::count] for n in range(count)) if part)


@frozen
class _Piece:
    """What is searched for, plainly where no typical cases are known."""

    wishes: Sequence[Wish]
    typical: Cases | None


@frozen
class _Searching:
    """Searches in a process of its own."""

    knowledge: Knowledge

    def __call__(self, piece: _Piece) -> dict[Wish, Search]:
        """Return what searches came to; rules that fired in one need none of their own."""
        rule = self.knowledge.base.rule
        search = FiringSearch(self._index, self._examples, lambda: piece.typical or ())
        made: dict[Wish, Search] = {}
        fired: set[str] = set()
        for wish in piece.wishes:
            if len(wish) > 1 or wish[0] not in fired:
                found = search.search(*map(rule, wish), plainly=piece.typical is None)
                fired |= found.fired
                if found.found or piece.typical is not None:
                    made[wish] = found
        return made

    @cached_property
    def _index(self) -> KnowledgeIndex:
        return KnowledgeIndex(self.knowledge)

    @cached_property
    def _examples(self) -> ExampleFiles:
        return ExampleFiles(self._index)
