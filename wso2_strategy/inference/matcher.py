"""What a matcher must do; the durable and the reference engine are two of them.

The recognise-act cycle (`consultation`) is written once. A matcher only
recognises: told facts, it says which rules they activate. Conclusions, limits,
duplicates and the justification are the cycle's business, so both engines
behave alike in everything but speed.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeAlias

Activation: TypeAlias = tuple[int, tuple[int, ...]]
"""A rule's position in the knowledge base, and the numbers of the facts it matched."""


class MatchSession(Protocol):
    """The facts of one consultation, as a matcher sees them."""

    def tell(self, number: int, fact: Any) -> None:
        """Add a fact under a number not used before."""
        ...

    def activations(self) -> Iterable[Activation]:
        """Return the activations that facts told since the last call make possible.

        An activation may come more than once and in any order.
        """
        ...


class Matcher(Protocol):
    """An engine for one knowledge base."""

    @property
    def engine(self) -> str:
        """Its name: ``durable`` or ``reference``."""
        ...

    def session(self) -> AbstractContextManager[MatchSession]:
        """Open a session of its own for one consultation."""
        ...
