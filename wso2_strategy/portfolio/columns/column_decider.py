"""Decides many rows at once: the rules as clauses on planes, the models on columns.

Nothing is known here that the rules, the choices and the models do not say. Where they cannot be
run for many rows at once, `NotPropositionalError` says why, and rows are decided one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from wso2_strategy.advice.arrangement import no_sufficient
from wso2_strategy.advice.choices import procedures
from wso2_strategy.advice.chosen_size import chosen_design
from wso2_strategy.advice.outcome import Asks
from wso2_strategy.domain.conclusions import Contradiction, PassedOver, Selection, Size
from wso2_strategy.domain.facts import Availability, Compliance, GatewayGroup
from wso2_strategy.models.fitness import LayoutFitness, PatternFitness
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.models.load.group_shares import GroupShare
from wso2_strategy.models.load.load_formulas import Nodes
from wso2_strategy.portfolio.columns.arrays import Bits, Codes
from wso2_strategy.portfolio.columns.choosing import ChoiceColumns, Meanings
from wso2_strategy.portfolio.columns.downs import REMEMBERED
from wso2_strategy.portfolio.columns.fits import FitColumns, of_server, word_is
from wso2_strategy.portfolio.columns.loads import KNOWN, Loads, Rows, holds, in_order, loads_of_rows
from wso2_strategy.portfolio.columns.numbers import MOST_NODES, ColumnArithmetic, Doubts
from wso2_strategy.portfolio.columns.planes import (
    Planes,
    close,
    conjunctions,
    packed,
    spread,
)
from wso2_strategy.portfolio.columns.sizes import SizeColumns, Sizes
from wso2_strategy.portfolio.row_answer import RowAnswer
from wso2_strategy.space.clauses.propositional import NotPropositionalError, places_of
from wso2_strategy.space.clauses.stated_literals import StatedLiterals
from wso2_strategy.space.clauses.writing_out import written_out
from wso2_strategy.space.fields import StatedField, form
from wso2_strategy.space.levels.fit_cases import asked_cases
from wso2_strategy.space.levels.fit_levels import FitLevels
from wso2_strategy.space.row_decider import CHOICES, STEPS

OF_SIZE = ("nodes", "nodes_over_budget", "meets_target", "regions_that_reach")
_ORDERED = (">", ">=", "<", "<=", "==", "!=", "present", "absent")


@frozen(eq=False)
class Decided:
    """The answers to many rows, as columns of `RowAnswer`: values, and which of them each row has.

    Attributes:
        chosen: The different choices of pattern, layout, platform and redundancy.
        choice: Which of them each row has.
        sizes: Nodes and availability.
        conflicts: The different ids of conflicts.
        conflict: Which of them each row has.
        doubtful: The rows in which rounding could have decided something.
    """

    chosen: list[tuple[str, str | None, str, str]]
    choice: Codes
    sizes: Sizes
    conflicts: list[tuple[str, ...]]
    conflict: Codes
    doubtful: Bits

    def answer(self, row: int) -> RowAnswer:
        """Return the answer to one row."""
        nodes, down = int(self.sizes.nodes[row]), self.sizes.down[row].item()
        conflicts = self.conflicts[self.conflict[row]]
        pattern, layout, platform, redundancy = self.chosen[self.choice[row]]
        return RowAnswer(pattern, layout, platform, redundancy, nodes, 1 - down, conflicts)


class ColumnDecider:
    """Decides rows without gateway groups by column.

    Raises:
        NotPropositionalError: The knowledge has what cannot be decided so.
    """

    def __init__(self, advisor: Asks) -> None:
        catalog, self._assumptions = advisor.knowledge.catalog, advisor.assumptions
        self._catalog = catalog
        self.form = form(tuple(advisor.knowledge.fact_classes))
        choices = [each for d in ("pattern", "regions") for each in catalog.arrangements(d)]
        also = [
            *(PassedOver(each.dimension, each.id) for each in choices),
            *map(no_sufficient, choices),
        ]
        steps = procedures(advisor.knowledge, advisor.assumptions)
        if tuple(each.id for each in steps[: len(STEPS)]) != STEPS:
            raise NotPropositionalError("a pack computes facts of its own")
        self._clauses = written_out(
            advisor.base,
            catalog,
            self.form.classes,
            also=also,
            without=(GatewayGroup, GroupShare),
        )
        self._check()
        choosing = [each for each in steps if each.id in CHOICES]
        self._choices = ChoiceColumns(self.form, self._clauses, choosing)
        self._selected = Meanings(self._clauses, Selection, _selected)
        self._conflicts = Meanings(self._clauses, Contradiction, _conflicts)
        self._stated = StatedLiterals(self.form, self._clauses)
        fits = FitLevels(self.form, catalog, self._assumptions, most=REMEMBERED)
        self._fits = FitColumns(self.form, fits, tuple(self._fit_literals(fits)), self._assumptions)
        self._sizes = SizeColumns(self._assumptions)
        about_size = sum(bit for bit, _ in self._clauses.literals_of(Size))
        self._of_size = [each for each in self._clauses.clauses if each.literals & about_size]

    def _check(self) -> None:
        known = {Demand: KNOWN, Size: frozenset(OF_SIZE)}
        classes = (*self.form.classes, Demand, PatternFitness, LayoutFitness, Size)
        for literal in self._clauses.literals:
            if literal.fact_class not in classes:
                raise NotPropositionalError(repr(literal))
            for test in literal.tests:
                computed = known.get(literal.fact_class)
                name = test.field.name if test.field else ""
                if computed and (name not in computed or test.operator not in _ORDERED):
                    raise NotPropositionalError(repr(literal))

    def _fit_literals(self, fits: FitLevels) -> Iterator[Any]:
        under = [case for layout in fits.layouts for case in fits.cases[layout]]
        for fact_class, own in ((PatternFitness, fits.cases[None]), (LayoutFitness, under)):
            for bit, literal in self._clauses.literals_of(fact_class):
                yield bit, literal, asked_cases(literal.tests, own)

    def constants(self, field: StatedField) -> list[float]:
        """Return the numbers that rules compare a field with."""
        found: list[float] = []
        for test in self._stated.tests_of(field, -1):
            constant = test.constant
            found += constant if isinstance(constant, tuple | frozenset | list) else [constant]
        return [float(each) for each in found if isinstance(each, int | float)]

    def decide(self, stated: Rows, rows: int, *, exactly: bool = False) -> Decided:
        """Return the answers to rows that state nothing that is not allowed.

        Args:
            stated: What they state.
            rows: How many they are.
            exactly: Whether no number is rounded, so that no answer is in doubt.
        """
        doubts = None if exactly else Doubts.none(rows)
        numbers = ColumnArithmetic(self._assumptions, doubts, np.arange(rows))
        opaque = word_is(stated["traffic.token_format"], "opaque")
        load = loads_of_rows(stated, opaque, self._assumptions, doubts)
        literals = self._stated_planes(stated, rows)
        literals |= self._load_planes(load, numbers)
        literals |= self._fits.met(stated, load, opaque, numbers)
        words = -(-rows // 64)
        clauses = conjunctions(self._clauses.clauses, literals)
        every = np.full(words, ~np.uint64(0))
        facts: Planes = dict.fromkeys(places_of(self._clauses.background), every)
        close(clauses, facts, words)
        for each in CHOICES:
            before = facts.copy()
            self._choices.choose(each, facts, stated, rows)
            close(clauses, facts, words, since=before)
        chosen, choice = self._selected.of(facts, rows)
        sizes = self._sized(chosen, choice, stated, load, opaque, numbers)
        before = facts.copy()
        of_size = conjunctions(self._of_size, literals | self._size_planes(sizes, stated))
        close(of_size, facts, words)
        close([*clauses, *of_size], facts, words, since=before)
        conflicts, conflict = self._conflicts.of(facts, rows)
        answers = [
            (
                pattern.id,
                layout.id if layout else None,
                platform.id,
                pattern.redundancy or "none",
            )
            for pattern, layout, platform in chosen
        ]
        doubtful = np.zeros(rows, bool)
        if doubts is not None:
            large = sizes.nodes > MOST_NODES
            doubtful = doubts.is_rounded & (doubts.is_close | large)
        return Decided(answers, choice, sizes, conflicts, conflict, doubtful)

    def _stated_planes(self, stated: Rows, rows: int) -> Planes:
        every = np.full(-(-rows // 64), ~np.uint64(0))
        found: Planes = dict.fromkeys(places_of(self._stated.mask), every)
        codes, masks = np.zeros(rows, np.uint8), [0]
        for field in self.form.fields:
            readers = self._stated.readers[field.index]
            if not readers:
                continue
            column = stated[field.path]
            own = [self._stated.failing(field.index, each) & readers for each in column.values]
            # Fields with few values are looked up together.
            if len(masks) * len(own) > _TOGETHER:
                _note(codes, masks, found)
                codes, masks = np.zeros(rows, np.uint8), [0]
            if len(own) > _TOGETHER:
                _note(column.codes, own, found)
                continue
            codes = codes * np.uint8(len(own)) + column.codes
            masks = [one | other for one in masks for other in own]
        _note(codes, masks, found)
        return found

    def _load_planes(self, load: Loads, numbers: ColumnArithmetic) -> Planes:
        found: Planes = {}
        for bit, literal in self._clauses.literals_of(Demand):
            meets = load.any_load
            for test in literal.tests:
                if test.field:
                    name = test.field.name
                    values, limit = load.numbers[name], test.constant
                    meets = meets & holds(test, values, load.present(name))
                    # Whole nodes were held against their limits where they were counted.
                    if isinstance(limit, int | float) and name not in Nodes.__annotations__:
                        numbers.note(values, float(limit))
            found[bit.bit_length() - 1] = packed(meets)
        return found

    def _size_planes(self, sizes: Sizes, stated: Rows) -> Planes:
        found: Planes = {}
        limit, target = stated["constraints.max_nodes"], stated["availability.target"]
        everywhere = np.ones(len(sizes.nodes), bool)
        columns: dict[str, tuple[npt.NDArray[Any], Bits]] = {
            "nodes": (sizes.nodes, everywhere),
            "nodes_over_budget": (np.maximum(0, sizes.nodes - limit.numbers), ~limit.missing),
            "meets_target": (sizes.meets_target.astype(float), ~target.missing),
        }
        for bit, literal in self._clauses.literals_of(Size):
            meets = everywhere
            for test in literal.tests:
                if test.field:
                    if test.field.name == "regions_that_reach" and test.field.name not in columns:
                        columns[test.field.name] = self._sizes.reaching(sizes, stated)
                    meets = meets & holds(test, *columns[test.field.name])
            found[bit.bit_length() - 1] = packed(meets)
        return found

    def _sized(
        self,
        chosen: list[Any],
        choice: Codes,
        stated: Rows,
        load: Loads,
        opaque: Bits,
        numbers: ColumnArithmetic,
    ) -> Sizes:
        designs: dict[Any, int] = {}
        for pattern, layout, _ in chosen:
            designs.setdefault((pattern, layout), len(designs))
        listed = [*designs]
        design = np.array([designs[each[:2]] for each in chosen])[choice]
        over = np.array([layout is not None for _, layout in listed])[design]
        regions, is_server = stated["availability.regions"].numbers, of_server(stated)
        over_regions = np.maximum(2, regions) * over
        order, ends = in_order([design, over_regions, is_server, opaque])
        loads, found = load.of(order, stored=False), []
        for start, end in pairwise((0, *ends)):
            first = int(order[start])
            selections = [each for each in listed[design[first]] if each]
            availability = Availability(regions=int(regions[first]) or None)
            issued = Compliance(identity_provider="wso2-is" if is_server[first] else None)
            made = chosen_design(self._catalog, selections, availability, issued)
            part = loads.of(slice(start, end), stored=bool(opaque[first]))
            found.append(self._sizes.counted(made, order[start:end], part, numbers))
        return self._sizes.sizes(found, order, stated)


_TOGETHER = 255
"""The most combinations of values of which one byte also holds the number."""


def _note(codes: Codes, failing: list[int], found: Planes) -> None:
    """Note of rows, each with one of some masks, where literals fail."""
    for place, fails in spread(codes, failing, -1).items():
        found[place] = found[place] & ~fails


def _selected(facts: list[Any]) -> tuple[Any, Any, Any]:
    """Return the pattern, the layout and the platform that are chosen."""
    selected = {each.subject: each for each in facts}
    return selected["pattern"], selected.get("regions"), selected["platform"]


def _conflicts(facts: list[Any]) -> tuple[str, ...]:
    return tuple(sorted({each.id for each in facts}))
