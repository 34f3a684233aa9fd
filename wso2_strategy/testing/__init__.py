"""Tools for the tests of people who write rules; they work with pytest and without.

A `Suite` asks an advisor and remembers what the answers exercised::

    suite = Suite()

    def test_a_busy_gateway_gets_a_tier_of_its_own():
        suite.given(Traffic(peak_tps=3000)).fires("traffic.outgrows-pair").recommends("P2")

    def test_every_rule_is_tested():
        suite.coverage.check(pack="acme")

Cases that say when single rules fire and when not are best kept in a file; see
`load_cases`. Whole answers are kept with `check_golden`.
"""

from __future__ import annotations

from wso2_strategy.testing.cases import Case, load_cases
from wso2_strategy.testing.coverage import Coverage
from wso2_strategy.testing.golden_files import UPDATE_VARIABLE, check_golden
from wso2_strategy.testing.suite import Given, Suite

__all__ = ["UPDATE_VARIABLE", "Case", "Coverage", "Given", "Suite", "check_golden", "load_cases"]
