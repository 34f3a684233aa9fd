"""The smallest changes to what is stated that reach a goal, or proof that none do.

Wherever the goal is missed, the search finds a few fields whose present values
rule it out whatever all others are: a conflict. Every change that reaches the
goal changes one of them, so it branches on them alone; conflicts that share no
field tell how many changes it takes at least. This is the search for minimal
hitting sets (Reiter 1987) with conflicts found on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from operator import itemgetter
from typing import Any

from attrs import Factory, define, frozen

from wso2_strategy.domain.facts import Requirements
from wso2_strategy.space.clauses.propositional import mask_of, places_of
from wso2_strategy.space.fields import StatedField, Values, with_values
from wso2_strategy.space.oracle import Oracle
from wso2_strategy.space.search_goal import Goal

MOST_STEPS = 25_000
"""Rows that a search looks at before it gives up without a proof."""

_WITHOUT_FORESIGHT = 2
"""Fields that change at most where nothing can be ruled out beforehand."""

_STEPS_WITHOUT_FORESIGHT = 300

_MOST_REJECTED = 300
"""Rows with a conflict that is not allowed; the advisor itself is asked about each of them."""


@frozen
class Found:
    """What a search found.

    Attributes:
        rows: Rows that reach the goal with the fewest changes, one for each set of fields.
        complete: Whether these are all such sets of fields; where there are none, whether
            it is proved that nothing reaches the goal.
    """

    rows: tuple[Values, ...]
    complete: bool


def smallest_changes(
    oracle: Oracle,
    values: Values,
    goal: Goal,
    *,
    fields: Iterable[StatedField] | None = None,
    most_steps: int = MOST_STEPS,
) -> Found:
    """Return the rows nearest to a given one that reach a goal.

    A statement is changed or added; only where nothing else reaches the goal may it
    also be withdrawn.

    Args:
        oracle: The advisor, made ready to be asked.
        values: The row to start from.
        goal: What is wanted.
        fields: The fields that may change; by default all that can matter.
        most_steps: The rows to look at before giving up, where an answer soon is worth more.
    """
    allowed = tuple(fields if fields is not None else oracle.fields(goal.aspects))
    search = _Search(oracle, values, goal, allowed, fields is None, most_steps)
    if oracle.node_limit.is_broken(goal, values):
        search.withdraw(oracle.node_limit.place)
        found = search.run()
        # Larger limits are not looked for, so only that nothing else helps is proved.
        return Found(found.rows, found.complete and not found.rows)
    found = search.run()
    if found.rows or not any(values[each.index] is not None for each in allowed):
        return found
    search.withdrawn = True
    withdrawing = search.run()
    return Found(withdrawing.rows, found.complete and withdrawing.complete)


def changed_fields(before: Values, after: Values) -> tuple[int, ...]:
    """Return the places at which two rows differ."""
    return tuple(
        index for index, (one, other) in enumerate(zip(before, after, strict=True)) if one != other
    )


@define
class _Way:
    """A choice that reaches the goal, with the conflicts that rule it out.

    Attributes:
        goal: The choice.
        conflicts: The fields that rule it out together, how to read them, and their values.
        is_cut: Whether more changes could lead further than the last look.
    """

    goal: Goal
    conflicts: list[tuple[int, Callable[[Values], Any], Any]] = Factory(list)
    is_cut: bool = True


@define
class _Search:
    oracle: Oracle
    start: Values
    goal: Goal
    allowed: tuple[StatedField, ...]
    average_follows: bool
    most_steps: int
    withdrawn: bool = False
    origin: Values = Factory(lambda search: search.start, takes_self=True)
    begun: int = 0
    ways: list[_Way] = Factory(list)
    steps: int = 0
    rejected: int = 0
    seen: set[Values] = Factory(set)
    found: dict[tuple[int, ...], Values] = Factory(dict)

    @cached_property
    def allowed_mask(self) -> int:
        return mask_of(each.index for each in self.allowed)

    @cached_property
    def peak(self) -> int:
        return self.oracle.form.field("traffic.peak_tps").index

    @cached_property
    def average(self) -> int:
        return self.oracle.form.field("traffic.average_tps").index

    def withdraw(self, place: int) -> None:
        """Begin where a statement is taken back, which counts as a change."""
        self.withdrawn = True
        self.origin = with_values(self.start, {place: None})
        self.begun = 1 << place

    def run(self) -> Found:
        if self.oracle.reaches(self.goal, self.start):
            return Found((self.start,), complete=True)
        self.ways = self.ways or [_Way(each) for each in self.oracle.ways(self.goal)]
        open_ = [w for w in self.ways if self._possible(w, self.origin, self.allowed_mask)]
        self.steps = self.rejected = count = 0
        most = len(self.allowed)
        if not self.oracle.foresees:
            most = min(most, _WITHOUT_FORESIGHT)
        while open_ and count < most and not self.found and not self._is_exhausted:
            count += 1
            for way in open_:
                self.seen.clear()
                way.is_cut = False
                self._explore(way, self.origin, self.begun, 0, count)
            open_ = [each for each in open_ if each.is_cut]
        complete = not self._is_exhausted and (
            self.oracle.foresees or bool(self.found) or not self.ways
        )
        # What conflicts is only known of rows that were looked at.
        complete = complete and (not self.rejected or count == 1)
        return Found(tuple(self._ranked()), complete)

    @property
    def _is_exhausted(self) -> bool:
        most = self.most_steps if self.oracle.foresees else _STEPS_WITHOUT_FORESIGHT
        return self.steps > most or self.rejected > _MOST_REJECTED

    def _ranked(self) -> list[Values]:
        """Put changed statements before new ones, and what the deployment is for last."""
        fields = self.oracle.form.fields

        def rank(row: Values) -> tuple[int, int, tuple[int, ...]]:
            changed = changed_fields(self.start, row)
            new = sum(self.start[index] is None for index in changed)
            purpose = sum(fields[index].fact_class is Requirements for index in changed)
            return new, purpose, changed

        return sorted(self.found.values(), key=rank)

    def _explore(self, way: _Way, values: Values, changed: int, locked: int, count: int) -> None:
        """Look for rows that reach the goal with `count` changes, from one with fewer."""
        self.steps += 1
        if values in self.seen or self._is_exhausted:
            return
        self.seen.add(values)
        if way.goal.met(self.oracle.decide(values)):
            self._reached(way, values, changed, locked, count)
            return
        left = count - changed.bit_count()
        if not left:
            way.is_cut = True
            return
        open_ = self.allowed_mask & ~changed & ~locked
        mask = self._conflict(way, values, open_, left)
        if not mask:
            return
        last = left == 1
        way.is_cut |= last
        for each in self.allowed:
            if mask >> each.index & 1:
                for row in self._rows(values, each, last=last):
                    moved = changed | mask_of(changed_fields(values, row))
                    if moved.bit_count() > count:
                        way.is_cut = True
                    else:
                        self._explore(way, row, moved, locked, count)
                if not self.oracle.combined >> each.index & 1:
                    # Which values make a difference does not depend on other fields, so
                    # every row with another value here has been looked at.
                    locked |= 1 << each.index

    def _reached(self, way: _Way, values: Values, changed: int, locked: int, count: int) -> None:
        """Keep a row that reaches the goal, or look on where a conflict is not allowed.

        As long as all sides of a conflict stay, so does the conflict; so one of them must change.
        """
        sides = self.oracle.unwanted(self.goal, values)
        if not sides:
            self.found.setdefault(changed_fields(self.start, values), values)
            return
        self.rejected += 1
        way.is_cut |= changed.bit_count() >= count
        fields = self.oracle.form.by_path
        # What no row can say, such as gateway groups, stays as it is.
        for path in sorted(sides & fields.keys()):
            each = fields[path]
            if changed.bit_count() < count and not changed >> each.index & 1:
                others = self.oracle.candidates.others(values, each, withdrawn=self.withdrawn)
                for value in others:
                    row = with_values(values, {each.index: value})
                    self._explore(way, row, changed | 1 << each.index, locked, count)

    def _conflict(self, way: _Way, values: Values, open_: int, left: int) -> int:
        """Return the fields one of which must change, or 0 where it takes too many."""
        smallest, taken, needed = 0, 0, 0
        for mask in self._conflicts(way, values, open_):
            if not mask:
                return 0
            if not mask & taken:
                taken |= mask
                needed += 1
                if needed > left:
                    way.is_cut = True
                    return 0
            if not smallest or mask.bit_count() < smallest.bit_count():
                smallest = mask
        return smallest

    def _conflicts(self, way: _Way, values: Values, open_: int) -> Iterator[int]:
        """Yield the open fields of known conflicts, then of new ones that share none of them."""
        taken = 0
        for mask, read, present in way.conflicts:
            if read(values) == present:
                taken |= mask & open_
                yield mask & open_
        while not self._possible(way, values, open_ & taken):
            mask = self._shrunk(way, values, self.allowed_mask & ~(open_ & taken), open_ & taken)
            read = itemgetter(*places_of(mask)) if mask else tuple
            way.conflicts.append((mask, read, read(values)))
            if not mask & open_:
                yield 0
                return
            taken |= mask & open_
            yield mask & open_

    def _possible(self, way: _Way, values: Values, free: int) -> bool:
        return self.oracle.possible(way.goal, values, free)

    def _shrunk(self, way: _Way, values: Values, fixed: int, free: int) -> int:
        """Return fixed fields that suffice to rule the goal out, none of them needlessly."""
        waiting = list(places_of(fixed))
        needed = 0
        while waiting:
            size = len(waiting)
            # Most fields are not needed: free as many at once as possible.
            while size and self._possible(way, values, free | mask_of(waiting[:size])):
                size //= 2
            if size:
                free |= mask_of(waiting[:size])
                waiting = waiting[size:]
            else:
                needed |= 1 << waiting.pop(0)
        return needed

    def _rows(self, values: Values, each: StatedField, *, last: bool) -> Iterator[Values]:
        """Yield the rows in which one field has another value that makes a difference."""
        relevant = self.oracle.relevant(self.goal.aspects)
        average = values[self.average]
        alone = values
        follows = self.average_follows and each.index == self.peak and average is not None
        if follows:
            alone = with_values(values, {self.average: None})
        spans = self.oracle.candidates.alternatives(
            alone, each, relevant, withdrawn=self.withdrawn, alone=last
        )
        stated = self.start[each.index]
        for span in spans:
            value = span.nearest(stated)
            changes = {each.index: value}
            if follows and value is not None:
                changes[self.average] = min(average, value)
            yield with_values(values, changes)
