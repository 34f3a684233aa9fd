"""How patterns fit many rows: which carry their load, and which reach their target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import evolve

from wso2_strategy.domain.tolerance import TOLERANCE, reaches
from wso2_strategy.models.availability.call_availability import is_closest
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.region_counts import Regions, counted
from wso2_strategy.portfolio.columns.loads import Loads, Rows, alike, numbered
from wso2_strategy.portfolio.columns.numbers import ColumnArithmetic
from wso2_strategy.portfolio.columns.planes import Bits, Planes, packed
from wso2_strategy.portfolio.columns.stated import Stated
from wso2_strategy.space.bounded_cache import Memo
from wso2_strategy.space.clauses.propositional import Literal
from wso2_strategy.space.fields import Form, Values
from wso2_strategy.space.levels.fit_levels import Case, FitLevels, FitSetting
from wso2_strategy.space.threshold import after, before, first_true

FitLiteral = tuple[int, Literal, tuple[Case, ...]]

_Answer = tuple[float, float, bool, bool]
"""Of a case the highest targets that are reached with and without redundancy, whether redundancy
helps, and whether nothing is more available."""

_NO_ANSWER: _Answer = (0.0, 0.0, False, False)

_Flags = dict[str, tuple[Bits, Bits]]
"""By field of a fit the rows for which it is so, and those for which it is known."""


class FitColumns:
    """Answers which literals about fitness hold, for many rows.

    Attributes:
        fits: Answers how patterns fit single rows.
        literals: The literals with their bits and what they may mean.
    """

    def __init__(self, form: Form, fits: FitLevels, literals: Sequence[FitLiteral]) -> None:
        self._form = form
        self.fits = fits
        self.literals = literals
        self._remembered: Memo[tuple[Values, bool], dict[Case, _Answer]] = Memo(20_000)

    def met(self, stated: Rows, load: Loads, opaque: Bits, numbers: ColumnArithmetic) -> Planes:
        """Return the rows that meet each literal."""
        over = self._over(stated)
        overloaded = self._overloaded(over, load, opaque, stated, numbers)
        target = stated["availability.target"]
        # Without a load and a target nothing is derived that could be compared.
        derived = np.flatnonzero(load.any_load | ~target.missing)
        settings = [
            each[derived]
            for each in (
                *over,
                word_is(stated["availability.redundancy"], "gateway"),
                np.maximum(1, stated["availability.zones"].numbers),
                opaque,
                ~target.missing,
            )
        ]
        firsts, groups = numbered(settings)
        by_case: dict[Case, list[_Answer | None]] = {}
        for number, first in enumerate(derived[firsts].tolist()):
            answers = self._answers(self._row(stated, first), aims=not target.missing[first])
            for case, answer in answers.items():
                by_case.setdefault(case, [None] * len(firsts))[number] = answer
        found: dict[int, Bits] = {}
        for case, listed in by_case.items():
            table = np.array([each or _NO_ANSWER for each in listed])
            tried = np.flatnonzero(np.array([each is not None for each in listed])[groups])
            where = derived[tried]
            reached, plain, worse, closest = table[groups[tried]].T
            has_target, targets = ~target.missing[where], target.numbers[where]
            meets = targets <= reached
            values: _Flags = {
                "meets_target": (meets, has_target),
                "needs_redundancy": ((worse > 0) & ~(targets <= plain), has_target),
                "is_closest": (closest > 0, has_target),
            }
            if case in overloaded:
                values["carries_load"] = ~overloaded[case][where], load.any_load[where]
            for bit, literal, cases in self.literals:
                if case in cases:
                    if bit not in found:
                        found[bit] = np.zeros(len(opaque), bool)
                    found[bit][where] |= _all_met(literal, values, len(where))
        return {bit.bit_length() - 1: packed(each) for bit, each in found.items()}

    def _answers(self, values: Values, *, aims: bool) -> dict[Case, _Answer]:
        """Return what decides about targets, if there are any, for each case a row is tried in."""
        found = self._remembered.get((values, aims))
        if found is None:
            found = self._remembered[values, aims] = {
                case: self._answer(case, setting) if aims else _NO_ANSWER
                for case, setting in self._cases(values)
            }
        return found

    def _answer(self, case: Case, setting: FitSetting) -> _Answer:
        fit = self.fits.fit(case.pattern, None, setting)
        down, plain = self.fits.down(fit), self.fits.plain_down(fit)
        closest = is_closest(down, self.fits.least_down(setting))
        return highest_target(down), highest_target(plain), down < plain, closest

    def _over(self, stated: Rows) -> list[npt.NDArray[Any]]:
        """Return what says over how many regions patterns are tried, and who issues tokens."""
        regions = stated["availability.regions"].numbers
        spans = (regions > 1) | ~stated["availability.region_mode"].missing
        return [np.where(spans, np.maximum(2, regions), 0), of_server(stated)]

    def _row(self, stated: Rows, row: int) -> Values:
        """Return a row of values with nothing but what fits depend on; the target apart."""
        values: list[Any] = [None] * len(self._form.fields)
        for path in self.fits.paths:
            if path != "availability.target":
                values[self._form.field(path).index] = stated[path].value(row)
        return tuple(values)

    def _cases(self, values: Values) -> Iterator[tuple[Case, FitSetting]]:
        layouts = self.fits.layouts if self.fits.spans(values)[0] else (None,)
        for layout in layouts:
            setting = self.fits.setting(values, layout)
            for case in self.fits.cases[layout]:
                yield case, setting

    def _overloaded(
        self,
        over: Sequence[npt.NDArray[Any]],
        load: Loads,
        opaque: Bits,
        stated: Rows,
        numbers: ColumnArithmetic,
    ) -> dict[Case, Bits]:
        """Return the rows whose load is too much, for each case that some literal asks about."""
        asked = {
            case
            for _, literal, cases in self.literals
            if any(test.field and test.field.name == "carries_load" for test in literal.tests)
            for case in cases
        }
        found = {case: np.zeros(len(opaque), bool) for case in asked}
        for where in alike([*over, opaque]):
            first = int(where[0])
            part = load.of(where, stored=bool(opaque[first]))
            if not part.any_load.any():
                continue
            for case, setting in self._cases(self._row(stated, first)):
                if case in asked:
                    design = self.fits.design_of(
                        self.fits.fit(case.pattern, None, evolve(setting, zones=1))
                    )
                    found[case][where] = too_much(design, part, numbers.at(where))
        return found


def _all_met(literal: Literal, values: _Flags, rows: int) -> Bits:
    """Return the rows that meet a literal about a case."""
    meets = np.ones(rows, bool)
    for test in literal.tests:
        name = test.field.name if test.field else ""
        if name in ("pattern", "layout"):
            continue
        unknown, no, yes = (test.judge(_Truth(name, each)) for each in (None, False, True))
        so, present = values[name]
        if yes != no:
            meets &= so if yes else ~so
            meets &= present
        else:
            meets &= present if yes else ~present
        if unknown:
            meets |= ~present
    return meets


def word_is(field: Stated, word: str) -> Bits:
    """Return the rows that state a word."""
    found: Bits = np.array([each == word for each in field.values])[field.codes]
    return found


def of_server(stated: Rows) -> Bits:
    """Return the rows in which WSO2 Identity Server issues tokens."""
    return word_is(stated["compliance.identity_provider"], "wso2-is")


class _Truth:
    def __init__(self, name: str, value: bool | None) -> None:  # noqa: FBT001
        setattr(self, name, value)


def counts_of(design: Design, load: Loads, numbers: ColumnArithmetic) -> Regions:
    """Return the counts of a design for the load of many rows."""
    regions = counted(design, load, numbers)  # type: ignore[arg-type]
    limit = numbers.value("traffic_manager_events_per_second") * (1 + TOLERANCE)
    for region in regions:
        numbers.note(region.rates["measured"].events_per_second, limit)
    return regions


def too_much(design: Design, load: Loads, numbers: ColumnArithmetic) -> Bits:
    """Return the rows whose load a design does not carry."""
    found = np.zeros(len(load.has_calls), bool)
    regions = counts_of(design, load, numbers)
    for region in regions:
        for count in region.counts.values():
            for reason in count.excess:
                found |= np.asarray(reason)
    return found


@lru_cache(maxsize=4096)
def highest_target(down: float) -> float:
    """Return the highest target that is reached by what is down for a share of time; -1 if none.

    >>> highest_target(0.001) >= 0.999, reaches(0.001, highest_target(0.001))
    (True, True)
    """
    low, high = after(0.0, whole=False), before(1.0, whole=False)
    missed = first_true(lambda target: not reaches(down, target), low, high)
    if missed is None:
        return high
    return -1.0 if missed == low else before(missed, whole=False)
