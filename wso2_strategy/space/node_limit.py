"""The limit on nodes, where what is wanted breaks it with the fewest nodes that it can have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.conclusions import Contradiction, Size
from wso2_strategy.domain.facts import Constraints
from wso2_strategy.inference import Rule
from wso2_strategy.inference.conditions import Test
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.space.fields import Form, Values
from wso2_strategy.space.search_goal import Goal, Reach


class NodeLimit:
    """Tells where nothing but another limit lets a goal be reached without a conflict.

    Load, redundancy and regions only add to the nodes that a pattern has at the least, so as
    long as these are more than the limit there is no row to look at.

    Attributes:
        place: The place of the limit in a row.
    """

    def __init__(self, form: Form, catalog: Catalog, rules: Iterable[Rule]) -> None:
        self.place = form.field("constraints.max_nodes").index
        self._catalog = catalog
        self._conflicts = frozenset(each for rule in rules for each in _over_budget(rule))

    def is_broken(self, goal: Goal, values: Values) -> bool:
        """Return whether what a goal wants takes more nodes than a row allows, whatever else is."""
        limit = values[self.place]
        if limit is None or not isinstance(goal, Reach) or goal.known_conflicts is None:
            return False
        return not self._conflicts <= goal.known_conflicts and self._fewest(goal) > limit

    def _fewest(self, goal: Reach) -> int:
        catalog = self._catalog
        designs: list[Design] = []
        if goal.aspect == "pattern":
            designs = [Design(catalog.pattern(goal.id or ""), catalog=catalog)]
        elif goal.aspect == "regions" and goal.id is not None:
            layout = catalog.pattern(goal.id)
            patterns = [p for p in catalog.arrangements("pattern") if p.spans(layout)]
            designs = [Design(p, "none", 2, layout, catalog) for p in patterns]
        return min((each.fewest_nodes for each in designs), default=0)


def _over_budget(rule: Rule) -> Iterator[str]:
    """Yield the conflicts that follow from nothing but a node above the limit."""
    atoms = [*rule.when.atoms()]
    read = {each.fact_class for each in rule.variables}
    if not read <= {Size, Constraints} or not all(isinstance(each, Test) for each in atoms):
        return
    asked = {
        (each.variable.fact_class, each.field.name, each.operator, each.constant)
        for each in atoms
        if isinstance(each, Test) and each.field
    }
    if asked == {(Size, "nodes_over_budget", ">", 0)}:
        yield from (each.id for each in rule.then if isinstance(each, Contradiction))
