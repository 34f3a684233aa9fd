"""What nodes cost: prices, and which alternatives come first."""

from decimal import Decimal

import pytest

from wso2_strategy import Requirements, Traffic
from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.errors import RequirementsError
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.planning.cost import cheapest_first, cost
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import Sizing, sizing


def sized(pattern: str, peak_tps: float) -> Sizing:
    """Return what a redundant pattern takes for a load."""
    load = demand(Requirements(traffic=Traffic(peak_tps=peak_tps)))
    return sizing(Design.named(pattern, "all"), load)


@pytest.mark.parametrize("price", ["-5", "NaN", "Infinity", "1e999999"])
def test_a_price_is_an_amount(price: str) -> None:
    """Nobody is paid for a node, and no node costs more than there is."""
    with pytest.raises(RequirementsError, match=r"all-in-one: .* is not allowed; allowed: 0 to"):
        cost(sizing(Design.named("P1")), {"all-in-one": Decimal(price)})


def test_money_needs_a_price_for_every_component() -> None:
    """A sum without the dearest tier would mislead."""
    size = sized("P2", 9000)
    some = cost(size, {"gateway": Decimal(40)})
    assert (some.per_month, some.unpriced) == (None, ("all-in-one",))
    full = cost(size, {"gateway": Decimal("40.10"), "all-in-one": Decimal(60)})
    assert full.per_month == Decimal("320.50")
    assert (cost(size).per_month, cost(size).unpriced) == (None, ())


def test_alternatives_that_carry_the_load_come_first() -> None:
    """Then the cheaper, and without prices the smaller."""
    found = [cost(sized(each.id, 1500)) for each in CATALOG.arrangements("pattern")]
    assert [each.pattern for each in cheapest_first(found)] == [
        "P2",
        "P3",
        "P5",
        "P4",
        "P0",
        "P1",
        "P6",
    ]
    assert (found[0].vcpu, found[0].memory_mib) == (2, 4096)
