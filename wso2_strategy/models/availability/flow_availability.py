"""How available one use of a design is, with what it hangs on most."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from attrs import field, frozen

from wso2_strategy.document.json_values import json_ready
from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions, remembered
from wso2_strategy.domain.tolerance import reaches
from wso2_strategy.models.availability.availability_formula import availability_figure
from wso2_strategy.models.availability.block_diagram import Structure
from wso2_strategy.models.availability.evaluation import unavailability
from wso2_strategy.models.availability.flow_structure import flow_structure
from wso2_strategy.models.availability.importance import MINUTES_PER_YEAR, Importance, importances
from wso2_strategy.models.availability.k_out_of_n import nines
from wso2_strategy.models.availability.use import CALL, Use
from wso2_strategy.models.figure import Figure
from wso2_strategy.models.sizing.design import Design


@frozen
class FlowAvailability:
    """How available one use of a design is.

    Attributes:
        use: The use.
        unavailability: Share of time that it is down.
        importances: What each tier means for it, the costliest first.
        structure: The reliability block diagram.
        assumptions: The numbers it rests on.
    """

    use: Use
    unavailability: float
    importances: tuple[Importance, ...]
    structure: Structure = field(repr=False)
    assumptions: Assumptions = field(repr=False)

    @property
    def availability(self) -> float:
        """Share of time that the flow works."""
        return 1 - self.unavailability

    @property
    def nines(self) -> float:
        """The number of nines: 3 for 99.9 %."""
        return nines(self.unavailability)

    @property
    def minutes_per_year(self) -> float:
        """Expected downtime, in minutes per year."""
        return self.unavailability * MINUTES_PER_YEAR

    def meets(self, target: float) -> bool:
        """Return whether the flow is at least as available as `target`, a share of 1."""
        return reaches(self.unavailability, target)

    def to_dict(self) -> dict[str, Any]:
        """Return the availability as JSON-ready values."""
        return {
            "flow": self.use.name,
            "title": self.use.title,
            "availability": self.availability,
            "unavailability": self.unavailability,
            "nines": self.nines if self.unavailability else None,
            "minutes_per_year": self.minutes_per_year,
            "importances": json_ready(self.importances),
        }

    def figure(self) -> Figure:
        """Return the availability with everything it was computed from."""
        return availability_figure(self.structure, self.assumptions)


def availability(
    design: Design, assumptions: Assumptions = ASSUMPTIONS, use: Use = CALL
) -> FlowAvailability:
    """Return how available one use of a design is.

    Raises:
        UnknownNameError: There is no such flow.

    >>> call = availability(Design.named("P1"))
    >>> round(call.availability, 6), round(call.minutes_per_year)
    (0.999774, 119)
    >>> [each.block for each in call.importances][:2]
    ['database', 'site']
    """
    structure = flow_structure(design, assumptions, use)
    return FlowAvailability(
        use=use,
        unavailability=unavailability(structure),
        importances=importances(structure),
        structure=structure,
        assumptions=assumptions,
    )


@remembered(most=4096, place=1)
def time_down(design: Design, assumptions: Assumptions, use: Use = CALL) -> float:
    """Return the share of time that one use of a design is down.

    Remembered, because it hangs on no load: every consultation with a target asks it of all
    patterns, and the answer takes a topology.
    """
    return _down(flow_structure(design, assumptions, use))


@lru_cache(maxsize=256)
def _down(structure: Structure) -> float:
    """Return the share of time that a structure is down; calls go alike through many designs."""
    return unavailability(structure)
