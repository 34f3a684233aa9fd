"""What every engine is asked for: a decision on a case, in the form that it takes itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from attrs import frozen

from peers.problem import findings, parcels


@frozen
class Contender:
    """An engine with the rules in it, ready to decide.

    Attributes:
        decide: One decision, on what `given` returns; only this is timed.
        given: A case in the engine's own form.
        found: The words in a decision.
        meant: The words that must be in it: what the rules mean, unless less is asked for.
        cases: What is decided on: as many as are asked for, the same for the same seed.
        size: How many decisions are made on a case.
    """

    decide: Callable[[Any], Any]
    given: Callable[[Any], Any] = dict
    found: Callable[[Any], Iterable[str]] = tuple
    meant: Callable[[Any], Iterable[str]] = findings
    cases: Callable[[int, int], Iterable[Any]] = parcels
    size: int = 1

    def differences(self, count: int) -> Iterator[str]:
        """Yield what is decided otherwise than it must be, of so many cases."""
        for case in self.cases(count, 2):
            meant = sorted(self.meant(case))
            said = sorted(self.found(self.decide(self.given(case))))
            if said != meant:
                yield f"{said} instead of {meant} for {case}"
