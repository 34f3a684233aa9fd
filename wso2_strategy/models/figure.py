"""Numbers that carry their origin: value, unit, formula, inputs, source and basis."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from wso2_strategy.domain.wording import computed
from wso2_strategy.inference.provenance import Assumption, Basis, Source


@frozen
class Figure:
    """A number in a result, and everything it was computed from.

    Attributes:
        id: Its name; formulas of other figures refer to it.
        value: The number.
        unit: Its unit, for people.
        formula: How it follows from its inputs, in Python's notation; empty for what was stated.
        inputs: The figures and assumptions that the formula names.
        source: Where the formula or the stated number comes from.
        basis: How firmly the source supports it.

    >>> docs = Source("All-in-One overview", "https://wso2.com/")
    >>> load = Figure("design_tps", 1200.0, "requests/s", "", (), docs, "stated")
    >>> node = Figure("all_in_one_tps", 500.0, "requests/s", "", (), docs, "stated")
    >>> nodes = Figure("nodes", 3, "nodes", "ceil(design_tps / all_in_one_tps)",
    ...                (load, node), docs, "derived")
    >>> print(nodes)
    nodes = ceil(design_tps / all_in_one_tps) = ceil(1200 / 500) = 3 nodes [derived: All-in-One ...]
    >>> [figure.id for figure in nodes.steps()]
    ['design_tps', 'all_in_one_tps', 'nodes']
    """

    id: str
    value: float
    unit: str
    formula: str
    inputs: tuple[Figure | Assumption, ...]
    source: Source
    basis: Basis

    def steps(self) -> Iterator[Figure | Assumption]:
        """Yield all that leads to this figure, inputs before results, each once."""
        return _in_order(self, set())

    def __str__(self) -> str:
        value = computed(self.value)
        parts = [self.id]
        if self.formula:
            parts += [self.formula, _with_values(self.formula, self.inputs)]
        if parts[-1] == value:
            parts.pop()
        parts.append(f"{value} {self.unit}".rstrip())
        return f"{' = '.join(parts)} [{self.basis}: {self.source.title}]"

    def to_dict(self) -> dict[str, object]:
        """Return the figure as JSON-ready values; inputs are named, not nested."""
        return {
            "id": self.id,
            "value": self.value,
            "unit": self.unit,
            "formula": self.formula,
            "inputs": {each.id: each.value for each in self.inputs},
            "basis": self.basis,
            "source": self.source.title,
            "url": self.source.url,
        }


def explained(step: Figure | Assumption) -> str:
    """Return one line that says what a number is and why it has its value.

    >>> explained(Assumption("spare_nodes", 1, "nodes", "Survives a loss.",
    ...                      Source("Proposal", "https://wso2.com/"), "assumed"))
    'spare_nodes = 1 nodes [assumed: Proposal]'
    """
    if isinstance(step, Figure):
        return str(step)
    changed = ", overridden" if step.overridden else ""
    value = f"{computed(step.value)} {step.unit}".rstrip()
    return f"{step.id} = {value} [{step.basis}: {step.source.title}{changed}]"


def _with_values(formula: str, inputs: tuple[Figure | Assumption, ...]) -> str:
    values = {each.id: computed(each.value) for each in inputs}
    return re.sub(r"\w+", lambda name: values.get(str(name[0]), str(name[0])), formula)


def _in_order(step: Figure | Assumption, seen: set[str]) -> Iterator[Figure | Assumption]:
    if step.id in seen:
        return
    seen.add(step.id)
    if isinstance(step, Figure):
        for each in step.inputs:
            yield from _in_order(each, seen)
    yield step
