"""How patterns fit many rows: which carry their load, and which reach their target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import inf
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from attrs import evolve

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.tolerance import reaches
from wso2_strategy.models.availability.call_availability import is_closest
from wso2_strategy.portfolio.columns.arrays import Bits, Codes
from wso2_strategy.portfolio.columns.carried import Carried, Tried
from wso2_strategy.portfolio.columns.downs import REMEMBERED
from wso2_strategy.portfolio.columns.kinds import Kinds, Words
from wso2_strategy.portfolio.columns.loads import Loads, Rows, numbered
from wso2_strategy.portfolio.columns.numbers import ColumnArithmetic
from wso2_strategy.portfolio.columns.planes import Planes, eights_of, planes_of
from wso2_strategy.portfolio.columns.stated import Stated
from wso2_strategy.space.bounded_cache import Memo
from wso2_strategy.space.clauses.propositional import Literal
from wso2_strategy.space.fields import Form, Values
from wso2_strategy.space.levels.fit_cases import Case
from wso2_strategy.space.levels.fit_levels import FitLevels, FitSetting
from wso2_strategy.space.threshold import after, before, first_true

FitLiteral = tuple[int, Literal, tuple[Case, ...]]

_Answer = tuple[float, float, bool, bool, bool | None, float]
"""Of a case the highest targets that are reached with and without redundancy, whether redundancy
helps, whether nothing is more available, with and without it, and the highest target that the
simplest reaches."""

_NO_ANSWER: _Answer = (0.0, 0.0, False, False, None, 0.0)

_Answers = dict[Case, _Answer]


class FitColumns:
    """Answers which literals about fitness hold, for many rows.

    Args:
        form: The fields of a row.
        fits: Answers how patterns fit single rows.
        literals: The literals with their bits and what they may mean.
        assumptions: The numbers of the models.
    """

    def __init__(
        self,
        form: Form,
        fits: FitLevels,
        literals: Sequence[FitLiteral],
        assumptions: Assumptions,
    ) -> None:
        self._form = form
        self._carries = Carried(assumptions)
        self._fits = fits
        self._asked: dict[Case, list[tuple[int, Literal]]] = {}
        for bit, literal, cases in literals:
            for case in cases:
                self._asked.setdefault(case, []).append((bit, literal))
        loaded = [each for each in literals if _asks_of_load(each[1])]
        self._limited = tuple(dict.fromkeys(case for *_, cases in loaded for case in cases))
        self._remembered: Memo[tuple[Values, bool], _Answers] = Memo(20_000)
        self._of_case: Memo[tuple[Case, _Fit], int] = Memo(20_000)
        self._places = [bit.bit_length() - 1 for bit, *_ in literals]
        self._settings: dict[tuple[Values, bool], int] = {}
        self._kinds = Kinds(REMEMBERED)

    def met(self, stated: Rows, load: Loads, opaque: Bits, numbers: ColumnArithmetic) -> Planes:
        """Return the rows that meet each literal.

        Rows are put together by what can differ: the setting, between which of its targets the
        target lies, and what carries the load. Each such group is decided once.
        """
        over = self._over(stated)
        target = stated["availability.target"]
        gateway = word_is(stated["availability.redundancy"], "gateway")
        zones = np.maximum(1, stated["availability.zones"].numbers)
        firsts, setting = numbered([*over, gateway, zones, opaque, ~target.missing])
        values = [self._row(stated, first) for first in firsts.tolist()]
        aims = (~target.missing[firsts]).tolist()
        asked = [*zip(values, aims, strict=True)]
        answers = [self._answers(each, aims=aim) for each, aim in asked]
        levels, level = _levels(answers, setting, target.numbers)
        carried = self._carried(over, load, opaque, stated, numbers)
        ids = [self._settings.setdefault(each, len(self._settings)) for each in asked]
        words = np.array(ids, np.uint64).take(setting) << np.uint64(32)
        words |= level.astype(np.uint64)

        def met(new: Codes) -> Any:
            masks = []
            for row, word in zip(new.tolist(), carried[:, new].T.tolist(), strict=True):
                at = setting[row]
                aim = levels[at][level[row]] if aims[at] else None
                masks.append(self._mask(answers[at], aim, word))
            return eights_of(masks, self._places)

        codes = self._kinds.of(np.concatenate([words[np.newaxis], carried]), met)
        return planes_of(self._kinds.answers, codes, self._places)

    def _mask(self, answers: _Answers, target: float | None, word: Sequence[int]) -> int:
        """Return the literals that hold of cases, with a target, or one that decides as it."""
        has_load, *too_much = (
            bool(word[n // 64] >> n % 64 & 1) for n in range(len(self._limited) + 1)
        )
        # Without a load and a target nothing is derived that could be compared.
        if target is None and not has_load:
            return 0
        carries: dict[Case, bool] = {}
        if has_load:
            carries = {case: not each for case, each in zip(self._limited, too_much, strict=True)}
        found = 0
        for case, (reached, plain, worse, closest, plainly, alone) in answers.items():
            fit = _Fit(carries.get(case))
            if target is not None:
                fit = _Fit(
                    fit.carries_load,
                    target <= reached,
                    worse and target > plain,
                    closest,
                    plainly and target > alone,
                )
            if (case, fit) not in self._of_case:
                self._of_case[case, fit] = sum(
                    bit for bit, literal in self._asked.get(case, ()) if fit.meets(literal)
                )
            found |= self._of_case[case, fit]
        return found

    def _answers(self, values: Values, *, aims: bool) -> _Answers:
        """Return what decides about targets, if there are any, for each case a row is tried in."""
        found = self._remembered.get((values, aims))
        if found is None:
            cases = [*self._cases(values)]
            settings = {setting for _, setting in cases} if aims else ()
            least = {each: self._fits.least_down(each) for each in settings}
            found = self._remembered[values, aims] = {
                case: self._answer(case, setting, least[setting]) if aims else _NO_ANSWER
                for case, setting in cases
            }
        return found

    def _answer(self, case: Case, setting: FitSetting, least_down: float) -> _Answer:
        fit = self._fits.fit(case.pattern, None, setting)
        down, plain = self._fits.down(fit), self._fits.plain_down(fit)
        closest = is_closest(down, least_down)
        own = highest_target(down), highest_target(plain), down < plain
        alone = highest_target(self._fits.simplest_down(fit))
        return *own, closest, self._fits.is_closest_plain(fit), alone

    def _over(self, stated: Rows) -> list[npt.NDArray[Any]]:
        """Return what says over how many regions patterns are tried, and who issues tokens."""
        regions = stated["availability.regions"].numbers
        spans = (regions > 1) | ~stated["availability.region_mode"].missing
        return [np.maximum(2, regions) * spans, of_server(stated)]

    def _row(self, stated: Rows, row: int) -> Values:
        """Return a row of values with nothing but what fits depend on; the target apart."""
        values: list[Any] = [None] * len(self._form.fields)
        for path in self._fits.paths:
            if path != "availability.target":
                values[self._form.field(path).index] = stated[path].value(row)
        return tuple(values)

    def _cases(self, values: Values) -> Iterator[tuple[Case, FitSetting]]:
        layouts = self._fits.layouts if self._fits.spans(values)[0] else (None,)
        for layout in layouts:
            setting = self._fits.setting(values, layout)
            for case in self._fits.cases[layout]:
                yield case, setting

    def _carried(
        self,
        over: Sequence[npt.NDArray[Any]],
        load: Loads,
        opaque: Bits,
        stated: Rows,
        numbers: ColumnArithmetic,
    ) -> Words:
        """Return as bits of each row whether it has a load, and for which cases it is too much."""
        firsts, groups = numbered([*over, opaque])
        tried = []
        for first in firsts.tolist():
            designs = {
                case: self._fits.design_of(
                    self._fits.fit(case.pattern, None, evolve(setting, zones=1))
                )
                for case, setting in self._cases(self._row(stated, first))
            }
            # The first bit is left for the load itself.
            asked = [None, *map(designs.get, self._limited)]
            tried.append(Tried(tuple(asked), bool(opaque[first])))
        found = self._carries.too_much(tried, groups, load, numbers)
        found[0] |= load.any_load
        return found


class _Fit(NamedTuple):
    """What is compared of a fit; None where it is not known."""

    carries_load: bool | None = None
    meets_target: bool | None = None
    needs_redundancy: bool | None = None
    is_closest: bool | None = None
    is_closest_without_redundancy: bool | None = None

    def meets(self, literal: Literal) -> bool:
        """Return whether a literal holds, of which the case is known to be meant."""
        return all(
            test.judge(self)
            for test in literal.tests
            if test.field and test.field.name not in ("pattern", "layout")
        )


def _asks_of_load(literal: Literal) -> bool:
    return any(test.field and test.field.name == "carries_load" for test in literal.tests)


def _levels(
    answers: Sequence[_Answers], setting: Codes, targets: npt.NDArray[np.float64]
) -> tuple[list[list[float]], Codes]:
    """Return the targets that decide in each setting, and which of them each row comes to.

    That is the lowest that is not below its own; beyond the highest there is one that none is.
    """
    levels = [
        [*sorted({each for answer in found.values() for each in answer[:2]}), inf]
        for found in answers
    ]
    every = np.unique(np.concatenate([np.array(each) for each in levels]))
    below = np.concatenate([[-inf], every])
    of_each = np.array([np.searchsorted(each[:-1], below, "right") for each in levels])
    return levels, of_each[setting, np.searchsorted(every, targets, "left")]


def word_is(field: Stated, word: str) -> Bits:
    """Return the rows that state a word."""
    return field.is_any(lambda value: value == word)


def of_server(stated: Rows) -> Bits:
    """Return the rows in which WSO2 Identity Server issues tokens."""
    return word_is(stated["compliance.identity_provider"], "wso2-is")


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
