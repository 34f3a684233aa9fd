"""On a small space of facts, an SMT solver finds smallest changes of the same size.

The clauses are handed to Z3 as logic, with the number of changes to be
minimised, which has nothing in common with the search here. IDP-Z3 0.12.1, which
computes such answers from first-order definitions, gave the same numbers for the
first six cases; it cannot be a requirement of the tests, because it holds
setuptools at a version that does not build this package.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
import z3

from wso2_strategy import CATALOG, Requirements
from wso2_strategy.domain.conclusions import Exclusion
from wso2_strategy.space.fields import StatedField, Values, with_values
from wso2_strategy.space.oracle import Oracle
from wso2_strategy.space.search_goal import Reach
from wso2_strategy.space.smallest_changes import changed_fields, smallest_changes

SPACE: dict[str, tuple[Any, ...]] = {
    "environment": ("development", "production"),
    "traffic.peak_tps": (100.0, 800.0, 3000.0, 9000.0),
    "availability.tolerates_downtime": (True, False),
    "compliance.isolate_all": (True, False),
    "compliance.isolate_key_manager": (True, False),
    "compliance.identity_provider": ("none", "external", "wso2-is"),
    "operations.autoscaling": (True, False),
}
PLAIN = {
    "environment": "production",
    "traffic.peak_tps": 100.0,
    "availability.tolerates_downtime": False,
    "compliance.isolate_all": False,
    "compliance.isolate_key_manager": False,
    "compliance.identity_provider": "none",
    "operations.autoscaling": False,
}


class Logic:
    """The clauses over a small space of facts, as formulas."""

    def __init__(self, asked: Oracle, start: Values, fields: list[StatedField]) -> None:
        self.asked = asked
        self.decider = asked._decider
        self.start = start
        self.fields = fields
        self.values = [z3.Int(field.path) for field in fields]
        self.facts = [z3.Bool(f"n{n}") for n in range(len(self.decider.clauses.facts))]

    def fewest_changes(self, target: str) -> int | None:
        """Return the fewest changes with which a pattern is chosen, or None."""
        solver = z3.Optimize()
        for value, field in zip(self.values, self.fields, strict=True):
            solver.add(value >= 0, value < len(SPACE[field.path]))
        solver.add(self._definitions(), self._chosen(target))
        changes = z3.Sum(
            z3.If(value == SPACE[field.path].index(self.start[field.index]), 0, 1)
            for value, field in zip(self.values, self.fields, strict=True)
        )
        smallest = solver.minimize(changes)
        if solver.check() != z3.sat:
            return None
        return int(smallest.value().as_long())

    def _definitions(self) -> Any:
        """Return that a fact holds exactly where a clause concludes it."""
        clauses = self.decider.clauses
        literals = [self._literal(n) for n in range(len(clauses.literals))]
        bodies: list[list[Any]] = [[] for _ in self.facts]
        for clause in clauses.clauses:
            body = [each for n, each in enumerate(literals) if clause.literals >> n & 1]
            body += [each for n, each in enumerate(self.facts) if clause.facts >> n & 1]
            for n in range(len(self.facts)):
                if clause.adds >> n & 1:
                    bodies[n].append(z3.And(body))
        return z3.And(
            *(
                fact == (z3.BoolVal(True) if clauses.background >> n & 1 else z3.Or(bodies[n]))  # noqa: FBT003
                for n, fact in enumerate(self.facts)
            )
        )

    def _literal(self, number: int) -> Any:
        """Return a literal as a formula over the fields, by its truth for their values."""
        bit = 1 << number
        read = [
            place
            for place, field in enumerate(self.fields)
            if (self.decider.stated.readers[field.index] | self.decider.feeders[field.index]) & bit
        ]
        cases = []
        for values in product(*(range(len(SPACE[self.fields[place].path])) for place in read)):
            chosen = dict(zip(read, values, strict=True))
            row = with_values(
                self.start,
                {
                    self.fields[place].index: SPACE[self.fields[place].path][value]
                    for place, value in chosen.items()
                },
            )
            if (self.decider.stated.met(row) | self.decider.model_literals(row)) & bit:
                cases.append(
                    z3.And([self.values[place] == value for place, value in chosen.items()])
                )
        return z3.Or(cases)

    def _chosen(self, target: str) -> Any:
        """Return that nothing stands against a pattern, and something against each simpler one."""
        against = {
            pattern.id: z3.Or(
                [
                    self.facts[n]
                    for n, fact in enumerate(self.decider.clauses.facts)
                    if type(fact) is Exclusion and fact.pattern == pattern.id
                ]
            )
            for pattern in CATALOG.arrangements("pattern")
        }
        place = list(against).index(target)
        return z3.And(z3.Not(against[target]), *(against[each] for each in list(against)[:place]))


@pytest.mark.parametrize(
    ("stated", "target"),
    [
        ({"traffic.peak_tps": 9000.0}, "P1"),
        ({"traffic.peak_tps": 9000.0, "compliance.isolate_all": True}, "P0"),
        ({"compliance.identity_provider": "external"}, "P6"),
        ({"traffic.peak_tps": 800.0}, "P5"),
        ({"operations.autoscaling": True, "traffic.peak_tps": 3000.0}, "P1"),
        ({"environment": "development", "availability.tolerates_downtime": True}, "P4"),
        ({"compliance.isolate_all": True, "operations.autoscaling": True}, "P2"),
        ({"compliance.isolate_key_manager": True}, "P3"),
    ],
)
def test_z3_finds_the_same(asked: Oracle, stated: dict[str, Any], target: str) -> None:
    """Z3 needs exactly as many changes."""
    fields = [asked.form.field(path) for path in SPACE]
    start = with_values(
        asked.form.values_of(Requirements()),
        {asked.form.field(path).index: value for path, value in (PLAIN | stated).items()},
    )
    found = smallest_changes(asked, start, Reach("pattern", target), fields=fields)
    size = len(changed_fields(start, found.rows[0])) if found.rows else None
    assert Logic(asked, start, fields).fewest_changes(target) == size
