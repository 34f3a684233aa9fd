"""Where knowledge comes from: sources, the basis of a statement, named assumptions."""

from __future__ import annotations

from math import isfinite
from typing import Literal

from attrs import evolve, field, frozen, validators

from wso2_strategy.errors import RequirementsError

Basis = Literal["stated", "derived", "assumed"]
"""``stated`` by the source, ``derived`` from what it states, or ``assumed`` where it is silent."""


@frozen
class Source:
    """A document that a rule, a figure or a connection rests on.

    Attributes:
        title: What it is called.
        url: Where it is; empty for what a project assumes itself, which no page states.
    """

    title: str = field(validator=validators.min_len(1))
    url: str = field(default="", validator=validators.instance_of(str))

    def __str__(self) -> str:
        return self.title


@frozen
class Assumption:
    """A named number that decides something and that a user may override.

    Attributes:
        id: The name used to override it, with the unit at its end.
        value: The number.
        unit: Its unit, for people.
        meaning: One sentence: what the number stands for and why it was chosen.
        source: Where it comes from, or what comes closest.
        basis: How firmly the source supports it.
        overridden: Whether a user replaced the value.

    >>> pair = Assumption(
    ...     id="all_in_one_pair_tps", value=1000.0, unit="requests/s",
    ...     meaning="What two All-in-One nodes carry.",
    ...     source=Source("All-in-One overview", "https://wso2.com/"), basis="stated")
    >>> pair.assume({"all_in_one_pair_tps": 1500.0}).value
    1500.0
    """

    id: str = field(validator=validators.matches_re(r"[a-z][a-z0-9_]*"))
    value: float = field(validator=validators.instance_of((int, float)))
    unit: str
    meaning: str = field(validator=validators.min_len(1))
    source: Source = field(validator=validators.instance_of(Source))
    basis: Basis = field(validator=validators.in_(("stated", "derived", "assumed")))
    overridden: bool = False

    def assume(self, values: dict[str, float]) -> Assumption:
        """Return this assumption with its value replaced if `values` names it.

        Raises:
            RequirementsError: The value is not finite, or has a fraction where none may be.
        """
        if self.id not in values:
            return self
        value = values[self.id]
        if not isfinite(value) or (isinstance(self.value, int) and value != int(value)):
            whole = "a whole" if isinstance(self.value, int) else "a finite"
            raise RequirementsError("assumptions", [f"{self.id}: {value!r} is not {whole} number"])
        return evolve(self, value=type(self.value)(value), overridden=True)

    def __str__(self) -> str:
        return f"{self.value:g}"
