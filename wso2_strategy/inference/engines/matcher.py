"""What a matcher must do: told facts, say which rules they activate.

All else is the business of the recognise-act cycle (`consultation`), which is
written once, so that the engines behave alike.
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
        """Return what facts told since the last call activate, in any order, perhaps twice."""
        ...


class Matcher(Protocol):
    """An engine for one knowledge base."""

    @property
    def engine(self) -> str:
        """Its name: ``durable`` or ``python``."""
        ...

    def session(self) -> AbstractContextManager[MatchSession]:
        """Open a session of its own for one consultation."""
        ...
