"""Acme's rules, tested with the library's own tools."""

from __future__ import annotations

from pathlib import Path

import pytest
from acme_strategy import PACK
from acme_strategy.facts import KeyCustody

from wso2_strategy import Knowledge
from wso2_strategy.advice.packs import installed_pack
from wso2_strategy.testing import Case, Suite, load_cases
from wso2_strategy.topology import topology
from wso2_strategy.verification import verify

KNOWLEDGE = Knowledge.of(installed_pack("built-in"), PACK)
SUITE = Suite(KNOWLEDGE)


@pytest.mark.parametrize("case", load_cases(Path(__file__).parent / "cases.yaml"), ids=str)
def test_a_rule_fires_as_it_should(case: Case) -> None:
    SUITE.check(case)


def test_every_rule_and_every_condition_was_exercised() -> None:
    SUITE.coverage.check(pack="acme")


def test_keys_in_custody_ask_for_our_pattern() -> None:
    SUITE.given(KeyCustody(hardware_module=True, rotation_days=30)).recommends("A1")


def test_the_topology_of_our_pattern_has_an_identity_server() -> None:
    assert "identity-server" in topology("A1", catalog=KNOWLEDGE.catalog).graph


def test_nothing_is_contradictory_or_superfluous() -> None:
    assert not verify(KNOWLEDGE).findings
