"""Values for a few states of each kind of choice, over which wishes of rules can be put."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import TypeAlias, TypeVar

from wso2_strategy.verification.decision_states import State
from wso2_strategy.verification.examples.example_files import ExampleFiles
from wso2_strategy.verification.state_decisions import StateDecider
from wso2_strategy.verification.stated_values import Values

_T = TypeVar("_T")

Cases: TypeAlias = Sequence[tuple[Values, frozenset[str]]]
"""Stated values, each with the patterns and layouts that are chosen there."""

_OF_KIND = 5
"""States of each kind of choice that are tried."""


def typical_cases(decider: StateDecider, examples: ExampleFiles) -> Cases:
    """Return what is stated in a few states of each kind of choice; one of each comes first."""
    kinds: dict[frozenset[str], list[State]] = {}
    for state, decision in decider.decided:
        kinds.setdefault(frozenset(decision.chosen), []).append(state)
    some = (
        [(state, chosen) for state in found[:: len(found) // _OF_KIND + 1]]
        for chosen, found in kinds.items()
    )
    with examples.derived.failing_apart():
        stated = [(examples.stated(dict(state.case)), chosen) for state, chosen in in_turn(*some)]
    return [(values, chosen) for values, chosen in stated if values is not None]


def in_turn(*lists: Iterable[_T]) -> Iterator[_T]:
    """Yield the first of each, then the second of each, and so on."""
    for row in zip_longest(*map(zip, lists), fillvalue=()):
        yield from chain.from_iterable(row)
