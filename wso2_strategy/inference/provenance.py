"""Where knowledge comes from: sources, the basis of a statement, named assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from reprlib import repr as shortened
from sys import float_info
from typing import Any, Literal

from attrs import evolve, field, frozen, validators

from wso2_strategy.errors import KnowledgeError, RequirementsError, require

MOST_WHOLE = 2**53
"""Whole numbers stop here, so that every engine and every reader of JSON holds them exactly."""

Basis = Literal["stated", "derived", "assumed"]
"""``stated`` by the source, ``derived`` from what it states, or ``assumed`` where it is silent."""


@frozen
class Source:
    """A document that a rule, a figure or a connection rests on.

    Attributes:
        title: What it is called.
        url: Where it is; empty for what a project assumes itself, which no page states.
    """

    title: str = field(
        validator=validators.and_(validators.instance_of(str), validators.min_len(1))
    )
    url: str = field(default="", validator=validators.instance_of(str))

    def __str__(self) -> str:
        return self.title

    def mark(self, basis: Basis) -> str:
        """Return a basis and the title, as they stand behind a sentence.

        >>> Source("Deployment Patterns").mark("derived")
        '[derived, Deployment Patterns]'
        """
        return f"[{basis}, {self.title}]"


@frozen
class Assumption:
    """A named number that decides something and that a user may override.

    What is declared as a whole number stays one; all else is a float.

    Attributes:
        id: The name used to override it, with the unit at its end.
        value: The number.
        unit: Its unit, for people.
        meaning: One sentence: what the number stands for and why it was chosen.
        source: Where it comes from, or what comes closest.
        basis: How firmly the source supports it.
        low: The least that it may be; without one it is above zero.
        high: The most that it may be; without one anything that is exact, or one for a share.
        tried: Another value whose effect is shown beside results, where the number is uncertain.
        overridden: Whether a user replaced the value.

    Raises:
        KnowledgeError: The declared value is not possible.

    >>> pair = Assumption(
    ...     id="all_in_one_pair_tps", value=1000.0, unit="requests/s",
    ...     meaning="What two All-in-One nodes carry.",
    ...     source=Source("All-in-One overview", "https://wso2.com/"), basis="stated")
    >>> pair.assume({"all_in_one_pair_tps": 1500}).value
    1500.0
    >>> pair.problem_with(True)
    'all_in_one_pair_tps: True is not allowed; allowed: a number > 0 (requests/s)'
    """

    id: str = field(validator=validators.matches_re(r"[a-z][a-z0-9_]*"))
    value: float = field()
    unit: str
    meaning: str = field(validator=validators.min_len(1))
    source: Source = field(validator=validators.instance_of(Source))
    basis: Basis = field(validator=validators.in_(("stated", "derived", "assumed")))
    low: float | None = None
    high: float | None = field()
    tried: float | None = None
    overridden: bool = False

    @high.default
    def _highest_share(self) -> float | None:
        return 1 if self.unit == "share" else None

    @value.validator
    def _check(self, _: Any, value: object) -> None:
        for limit in (self.low, self.high):
            require(limit, int, float, type(None))
        for each in (value, value if self.tried is None else self.tried):
            if problem := self.problem_with(each):
                raise KnowledgeError(f"assumption {problem}")

    @property
    def noun(self) -> str:
        """What it is: the first sentence of the meaning, without its full stop."""
        return self.meaning.partition(". ")[0].removesuffix(".")

    @property
    def remark(self) -> str:
        """What else its meaning says."""
        return self.meaning.partition(". ")[2]

    @property
    def allowed(self) -> str:
        """Which values are possible, as a noun phrase with its unit."""
        noun = "a whole number" if isinstance(self.value, int) else "a number"
        least = "> 0" if self.low is None else f">= {self.low:g}"
        most = "" if self.high is None else f" and <= {self.high:g}"
        return f"{noun} {least}{most} ({self.unit})"

    def problem_with(self, value: object) -> str | None:
        """Return what is wrong with a value, or None."""
        possible = isinstance(value, int | float) and not isinstance(value, bool)
        if possible and self._possible(value):  # type: ignore[arg-type]
            return None
        huge = isinstance(value, int) and abs(value) > float_info.max
        said = "a number beyond all measure" if huge else shortened(value)
        return f"{self.id}: {said} is not allowed; allowed: {self.allowed}"

    def _possible(self, value: float) -> bool:
        whole = isinstance(self.value, int)
        exact = MOST_WHOLE if whole else float_info.max
        enough = value > 0 if self.low is None else value >= self.low
        little = value <= (exact if self.high is None else self.high)
        return enough and little and (not whole or value == int(value))

    def assume(self, values: Mapping[str, float]) -> Assumption:
        """Return this assumption with its value replaced if `values` names it.

        Raises:
            RequirementsError: The value is not possible.
        """
        if self.id not in values:
            return self
        value = values[self.id]
        if problem := self.problem_with(value):
            raise RequirementsError("assumptions", [problem])
        # Adding zero takes the sign from a negative one.
        return evolve(self, value=type(self.value)(value) + 0, overridden=True)

    def __str__(self) -> str:
        return f"{self.value:g}"
