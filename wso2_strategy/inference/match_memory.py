"""What known facts activate, remembered by what rules can tell apart of the facts.

What a rule matches depends on the facts of its own classes alone. So rules about the same classes
are a group, and its matches are kept under what these rules can tell apart (see `truth`) of all
facts of these classes, in their order. Consultations that differ elsewhere share them, and a
matcher is asked only where a group meets a combination for the first time. That is found by the
numbers of what all rules together can tell apart, which are quicker to compare, where it was
met by them before.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any, TypeAlias

from wso2_strategy.inference.engines.matcher import Activation
from wso2_strategy.inference.rule import Rule
from wso2_strategy.inference.truth import Discernment

_Matches: TypeAlias = tuple[tuple[int, tuple[int, ...]], ...]
"""Positions of rules, and the places of the matched facts among those of the group's classes."""


class MatchMemory:
    """The matches of each group of rules; forgotten together where they come to too many.

    Args:
        rules: The rules, in their order.
        truth: Returns what represents a fact.
        background: The facts that every consultation begins with.
        size: How many truths and matches are remembered.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        truth: Callable[[Any], Hashable],
        background: Sequence[Any],
        size: int,
    ) -> None:
        by_classes: dict[frozenset[type], list[int]] = {}
        for position, rule in enumerate(rules):
            classes = frozenset(variable.fact_class for variable in rule.variables)
            by_classes.setdefault(classes, []).append(position)
        self.discern = [
            Discernment([rules[each] for each in positions], matching=True)
            for positions in by_classes.values()
        ]
        self.groups = [tuple(sorted(each, key=lambda one: one.__name__)) for each in by_classes]
        self.group_of = {
            position: group
            for group, positions in enumerate(by_classes.values())
            for position in positions
        }
        self.about: dict[type, list[int]] = {}
        for group, classes_of in enumerate(self.groups):
            for each in classes_of:
                self.about.setdefault(each, []).append(group)
        self.truth, self._background, self._size = truth, background, size
        self._forget()

    def _forget(self) -> None:
        """Begin anew; consultations that are under way keep what they have."""
        self._held = 0
        self._before = Recall(self, {}, count(), {}, {})
        self._about_background = self._before.tell(self._background)

    def begin(self) -> Recall:
        """Return what one consultation recalls."""
        if self._held > self._size:
            self._forget()
        return self._before.copy(self._about_background)

    def learned(self, matches: int) -> None:
        """Count what is remembered more."""
        self._held += 1 + matches


class Recall:
    """The facts of one consultation by class, and what is remembered of their matches.

    Args:
        memory: What is known of the rules.
        truths: A number for each truth.
        following: The numbers that are left.
        discernible: What a group's rules can tell of a fact with a truth, by both numbers.
        matches: The matches of groups.
    """

    def __init__(
        self,
        memory: MatchMemory,
        truths: dict[Hashable, int],
        following: Iterator[int],
        discernible: dict[tuple[int, int], Hashable],
        matches: dict[Hashable, _Matches],
    ) -> None:
        self._memory, self._matches = memory, matches
        self._truths, self._following, self._discernible = truths, following, discernible
        self._told = 0
        self._waiting: set[int] = set()
        self._facts: dict[type, tuple[int, ...]] = {}
        self._seen: dict[type, tuple[int, ...]] = {}

    def copy(self, waiting: set[int]) -> Recall:
        """Return one that goes on from here, where some groups are still to be asked for."""
        shared = self._truths, self._following, self._discernible, self._matches
        found = Recall(self._memory, *shared)
        found._told, found._waiting = self._told, waiting
        found._facts, found._seen = self._facts.copy(), self._seen.copy()
        return found

    def tell(self, known: Sequence[Any]) -> set[int]:
        """Take in the facts that are new, and return the groups of rules about them."""
        about, truth, truths = self._memory.about, self._memory.truth, self._truths
        new: dict[type, list[tuple[int, int]]] = {}
        for number in range(self._told, len(known)):
            fact = known[number]
            if type(fact) in about:
                seen = truths.get(key := truth(fact))
                if seen is None:
                    # A number is used once, also where two consultations count at the same time.
                    seen = truths.setdefault(key, next(self._following))
                    self._memory.learned(0)
                new.setdefault(type(fact), []).append((number, seen))
        self._told = len(known)
        for each, found in new.items():
            numbers, truths_of = zip(*found, strict=True)
            self._facts[each] = (*self._facts.get(each, ()), *numbers)
            self._seen[each] = (*self._seen.get(each, ()), *truths_of)
        waiting, self._waiting = self._waiting, set()
        return waiting.union(*[about[each] for each in new])

    def activations(
        self, groups: Iterable[int], known: Sequence[Any]
    ) -> tuple[set[Activation], list[int]]:
        """Return what groups match, and of which of them it is not remembered."""
        found: set[Activation] = set()
        unknown = []
        for group in groups:
            matches = self._matches.get(self._key(group))
            if matches is None:
                matches = self._matches.get(self._discerned(group, known))
                if matches is None:
                    unknown.append(group)
                    continue
                self._remember(self._key(group), matches)
            if matches:
                facts = self._of(group)
                found.update(
                    [(rule, tuple([facts[each] for each in places])) for rule, places in matches]
                )
        return found, unknown

    def learn(
        self, groups: Iterable[int], known: Sequence[Any], activations: Iterable[Activation]
    ) -> None:
        """Remember what groups match, out of all activations of the facts so far."""
        places = {
            group: {number: place for place, number in enumerate(self._of(group))}
            for group in groups
        }
        found: dict[int, list[tuple[int, tuple[int, ...]]]] = {group: [] for group in places}
        group_of = self._memory.group_of
        for rule, facts in activations:
            group = group_of[rule]
            if group in found:
                found[group].append((rule, tuple([places[group][each] for each in facts])))
        for group, matches in found.items():
            self._remember(self._discerned(group, known), tuple(matches))

    def _remember(self, key: tuple[Any, ...], matches: _Matches) -> None:
        self._matches[key] = matches
        self._memory.learned(len(matches) + sum(len(each or ()) for each in key[1:]))

    def _key(self, group: int) -> tuple[Any, ...]:
        """Return the numbers of what all rules can tell of the facts of a group's classes."""
        seen = self._seen
        return group, *[seen.get(each) for each in self._memory.groups[group]]

    def _discerned(self, group: int, known: Sequence[Any]) -> tuple[Any, ...]:
        """Return what the group's own rules can tell of them."""
        discern = self._memory.discern[group]
        parts = []
        for each in self._memory.groups[group]:
            part = []
            for number, seen in zip(
                self._facts.get(each, ()), self._seen.get(each, ()), strict=True
            ):
                told = self._discernible.get((group, seen))
                if told is None:
                    told = self._discernible[group, seen] = discern(known[number])
                    self._memory.learned(0)
                part.append(told)
            parts.append(tuple(part))
        return discern, *parts

    def _of(self, group: int) -> list[int]:
        """Return the numbers of the facts of a group's classes, class by class."""
        facts = self._facts
        return [number for each in self._memory.groups[group] for number in facts.get(each, ())]
