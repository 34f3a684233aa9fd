"""What formulas are written over: plain numbers, or numbers that remember how they came about.

A formula is an ordinary function of numbers and of an arithmetic. With the plain one it is
computed and nothing else; with a `Recording` the same lines also write themselves down.
"""
# ruff: noqa: ARG002 - plain numbers let names, units and sources pass by

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from math import ceil, floor, inf
from operator import add, mul, sub, truediv
from typing import Any, Self, TypeVar, cast

from attrs import frozen

from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions
from wso2_strategy.domain.tolerance import within
from wso2_strategy.domain.wording import computed
from wso2_strategy.inference.provenance import Assumption, Basis, Source
from wso2_strategy.models.figure import Figure

MAX_LOAD = 1e30
"""No load is taken to be larger; it keeps absurd input within finite numbers."""

MAX_COUNT = 2**53
"""Counts in facts stop here, so that every engine and JSON reader holds them exactly."""

SIZING_MODEL = Source("Sizing model", "docs/explanation/sizing.md")
"""Where this library explains arithmetic that no WSO2 page states."""

AVAILABILITY_MODEL = Source("Availability model", "docs/explanation/availability.md")
"""Where this library explains its reliability block diagrams."""

N = TypeVar("N", bound=float)


def whole_number(fraction: float) -> int:
    """Return the least whole number that is not below a fraction, rounding of floats apart.

    >>> whole_number(2.0000000000000004), whole_number(2.001)
    (2, 3)
    """
    below = floor(fraction)
    return below if within(fraction, below) else below + 1


def decimal(number: float) -> Decimal:
    """Return the decimal that a float was most likely meant to be."""
    plain = number.number if isinstance(number, Recorded) else number
    return Decimal(repr(float(plain)))


class Arithmetic:
    """Plain numbers: names, units and sources pass by.

    Attributes:
        value: Returns the assumption with a name.
        count: The same, for what is whole.
    """

    value: Callable[[str], float]
    count: Callable[[str], int]

    def __init__(self, assumptions: Assumptions) -> None:
        self.value = assumptions.value
        self.count = cast(Any, assumptions.value)

    def stated(self, name: str, number: N, unit: str, otherwise: str = "") -> N:
        """Return a number that the requirements state, or else what `otherwise` names."""
        return number

    def given(self, name: str, number: N, unit: str, source: Source, basis: Basis = "stated") -> N:
        """Return a number that a source gives."""
        return number

    def named(
        self,
        name: str,
        number: N,
        unit: str,
        source: Source = SIZING_MODEL,
        reads: tuple[float, ...] = (),
    ) -> N:
        """Return a result under its name; `reads` are listed first among its inputs."""
        return number

    def literal(self, number: N) -> N:
        """Return a constant that is to be read as it stands, not to be computed with others."""
        return number

    def largest(self, *numbers: N) -> N:
        """Return the largest number."""
        return max(numbers)

    def smallest(self, *numbers: N) -> N:
        """Return the smallest number."""
        return min(numbers)

    def bounded(self, load: float) -> float:
        """Return a load, or the largest there is; this is not worth a word in a formula."""
        return min(MAX_LOAD, load)

    def exactly(self, load: float, exact: Decimal) -> float:
        """Return a computed load as it is in decimals, without what binary floats add.

        So that a load which comes to a limit exactly is within it, whoever compares the two.
        """
        return min(MAX_LOAD, float(exact))

    def product(self, load: float, factor: float) -> float:
        """Return a load times a factor, as it is in decimals."""
        return self.exactly(load * factor, decimal(load) * decimal(factor))

    def part(self, load: float, parts: int) -> float:
        """Return a load divided into equal parts, as it is in decimals, without words."""
        return Arithmetic.exactly(self, load, decimal(load) / int(parts))

    def whole(self, nodes: float) -> int:
        """Return the whole nodes that a fraction needs, however large it is."""
        return whole_number(min(MAX_LOAD, nodes))

    def count_of(self, load: float, capacity: float) -> int:
        """Return the whole nodes of a capacity that a load needs, without words."""
        return whole_number(min(MAX_COUNT, load / capacity))

    def wordless(self, nodes: float) -> int:
        """Return a whole number without the words for it."""
        return int(nodes)

    def if_so(self, condition: bool, text: Callable[[], str]) -> list[str]:  # noqa: FBT001
        """Return a text in a list where a condition holds."""
        return [text()] if condition else []

    def each(self, formula: Callable[..., float], *numbers: float) -> float:
        """Return what a formula makes of numbers; columns take it once for each different row."""
        return formula(*numbers, self)


PLAIN = Arithmetic(ASSUMPTIONS)
"""Plain numbers, where no assumption is asked for or the usual ones hold."""

_SUM, _QUOTIENT, _PRODUCT, _POWER, _ATOM = range(5)


class Recorded(float):
    """A float that remembers how it was computed.

    It is a float, so that every formula takes it. A plain zero that is added, and a plain
    one that is multiplied, mean that there is nothing to be said and are not written.

    Attributes:
        number: Its value; whole where what it was computed from is.
        written: The formula in Python's notation, over the names of its inputs.
        rank: How tightly the outermost operator of the formula binds.
        inputs: What the formula names, each once.

    >>> numbers = Recording(ASSUMPTIONS)
    >>> calls = numbers.stated("calls_tps", 1200.0, "requests/s")
    >>> nodes = numbers.whole(calls / numbers.value("all_in_one_tps")) + 0
    >>> nodes.written, nodes.number
    ('ceil(calls_tps / all_in_one_tps)', 3)
    """

    __slots__ = ("inputs", "number", "rank", "written")

    number: float
    written: str
    rank: int
    inputs: tuple[Figure | Assumption, ...]

    def __new__(
        cls,
        number: float,
        written: str,
        inputs: tuple[Figure | Assumption, ...] = (),
        rank: int = _ATOM,
    ) -> Self:
        """Return a number with its formula."""
        self = super().__new__(cls, number)
        self.number, self.written, self.rank = number, written, rank
        self.inputs = tuple({each.id: each for each in inputs}.values())
        return self

    def __neg__(self) -> Recorded:
        return Recorded(-self.number, f"-{_operand(self, _POWER)}", self.inputs, _PRODUCT)


class Recording(Arithmetic):
    """Numbers that remember their formulas, for one result.

    >>> numbers = Recording(ASSUMPTIONS)
    >>> peak = numbers.stated("peak_tps", 1200.0, "requests/s")
    >>> nodes = numbers.named("nodes", peak / numbers.value("all_in_one_tps"), "nodes")
    >>> print(figure(nodes))
    nodes = peak_tps / all_in_one_tps = 1200 / 500 = 2.4 nodes [derived: Sizing model]
    """

    def __init__(self, assumptions: Assumptions) -> None:
        self.value = self.count = cast(Any, lambda name: _atom(assumptions[name]))

    def stated(self, name: str, number: N, unit: str, otherwise: str = "") -> N:
        """Return a number of the requirements, as a figure."""
        title = f"Requirements, or {otherwise} where not stated" if otherwise else "Requirements"
        return self.given(name, number, unit, Source(title, "traffic"))

    def given(self, name: str, number: N, unit: str, source: Source, basis: Basis = "stated") -> N:
        """Return a number of a source, as a figure."""
        given = Figure(name, number, unit, "", (), source, basis)
        return cast(N, _atom(given))

    def named(
        self,
        name: str,
        number: N,
        unit: str,
        source: Source = SIZING_MODEL,
        reads: tuple[float, ...] = (),
    ) -> N:
        """Return a result as a figure, with its formula and what that names."""
        found = recorded(number)
        first = [each for each in _inputs(*map(recorded, reads)) if each in found.inputs]
        inputs = tuple(dict.fromkeys((*first, *found.inputs)))
        result = Figure(name, found.number, unit, found.written, inputs, source, "derived")
        return cast(N, _atom(result))

    def literal(self, number: N) -> N:
        """Return a constant as a formula of its own."""
        return cast(N, recorded(number))

    def largest(self, *numbers: N) -> N:
        """Return the largest number; plain zeros are not worth a word."""
        said = [each for each in numbers if not _is_plain(each, 0)] or [*numbers[:1]]
        return said[0] if len(said) == 1 else cast(N, self.call(max, *said))

    def smallest(self, *numbers: N) -> N:
        """Return the smallest number."""
        return cast(N, self.call(min, *numbers))

    def bounded(self, load: float) -> float:
        """Return a load, or the largest there is, with its formula as it was."""
        found = recorded(load)
        return Recorded(min(MAX_LOAD, found.number), found.written, found.inputs, found.rank)

    def exactly(self, load: float, exact: Decimal) -> float:
        """Return a load as it is in decimals, with its formula as it was."""
        found = recorded(load)
        return Recorded(super().exactly(found.number, exact), *_words(found))

    def whole(self, nodes: float) -> int:
        """Return the whole nodes; typed as the plain number is, though it is a float."""
        found = recorded(self.bounded(nodes))
        return cast(int, self.call(ceil, found, value=whole_number(found.number)))

    def call(self, function: Callable[..., Any], *numbers: float, value: Any = None) -> Any:
        """Return what a function of Python makes of some numbers, under the function's name."""
        found = [recorded(each) for each in numbers]
        value = function(*(each.number for each in found)) if value is None else value
        written = ", ".join(each.written for each in found)
        return Recorded(value, f"{function.__name__}({written})", _inputs(*found))


def figure(number: float) -> Figure:
    """Return the figure that a named number of a recording stands for."""
    return cast(Figure, cast(Recorded, number).inputs[0])


def _atom(step: Figure | Assumption) -> Recorded:
    return Recorded(step.value, step.id, (step,))


def _words(number: Recorded) -> tuple[str, tuple[Figure | Assumption, ...], int]:
    return number.written, number.inputs, number.rank


def recorded(number: float) -> Recorded:
    """Return a number with its formula, which is the number itself where it has no other."""
    return number if isinstance(number, Recorded) else Recorded(number, computed(number))


def _inputs(*numbers: Recorded) -> tuple[Figure | Assumption, ...]:
    return tuple(each for number in numbers for each in number.inputs)


def _is_plain(number: float, value: int) -> bool:
    return number == value and not isinstance(number, Recorded)


def _operand(number: Recorded, rank: int) -> str:
    """Return a formula as an operand of something that binds so tightly."""
    return f"({number.written})" if number.rank < rank else number.written


@frozen
class _Operator:
    """How an operator is computed and written.

    Attributes:
        symbol: As it is written.
        compute: Its function.
        rank: How tightly the result binds.
        left: How tightly its left operand must bind to stand without brackets.
        right: The same for the right operand.
        idle: The plain right operand that changes nothing, and is not written.
    """

    symbol: str
    compute: Callable[[Any, Any], Any]
    rank: int
    left: int
    right: int
    idle: int

    def __call__(self, left: float, right: float) -> float:
        """Return the result with its formula, unless there is nothing to be said of it."""
        if _is_plain(right, self.idle):
            return left
        if self.compute in (add, mul) and _is_plain(left, self.idle):
            return right
        if self.compute in (mul, truediv) and (_is_plain(left, 0) or _is_plain(right, 0)):
            return 0
        one, other = recorded(left), recorded(right)
        try:
            value = self.compute(one.number, other.number)
        except (OverflowError, ZeroDivisionError):  # formulas catch it, and would lose the words
            value = inf
        written = f"{_operand(one, self.left)} {self.symbol} {_operand(other, self.right)}"
        rank = min(self.rank, _QUOTIENT) if one.rank == _QUOTIENT else self.rank
        return Recorded(value, written, _inputs(one, other), rank)


_OPERATORS = {
    "add": _Operator("+", add, _SUM, _SUM, _QUOTIENT, 0),
    "sub": _Operator("-", sub, _SUM, _SUM, _QUOTIENT, 0),
    "mul": _Operator("*", mul, _PRODUCT, _QUOTIENT, _PRODUCT, 1),
    "truediv": _Operator("/", truediv, _QUOTIENT, _QUOTIENT, _POWER, 1),
    "pow": _Operator("**", pow, _POWER, _ATOM, _POWER, 1),
}


def _overload(name: str, operator: _Operator) -> None:
    """Let Python use an operator on either side; only functions, not objects, become methods."""
    setattr(Recorded, f"__{name}__", lambda left, right: operator(left, right))  # noqa: PLW0108
    setattr(Recorded, f"__r{name}__", lambda right, left: operator(left, right))


for _name, _operator in _OPERATORS.items():
    _overload(_name, _operator)
