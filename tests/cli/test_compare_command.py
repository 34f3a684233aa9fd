"""``wso2-strategy compare``, as a user types it."""

import json
from pathlib import Path

from commands import error, output


class TestCompare:
    def test_added_removed_and_changed_are_listed(self) -> None:
        """Under a heading each, and no heading for nothing."""
        shown = output("compare", "P1", "P3", "--ha")
        assert shown.startswith(
            "From P1: Virtual machines, every component redundant\n"
            "to   P3: Virtual machines, every component redundant\n"
            "\n"
            "Components added\n"
            "  control-plane: API Control Plane, 2 nodes, Application zone [stated, 1]\n"
        )
        removed = "  all-in-one: All-in-One, 2 nodes, Application zone [stated, 1]\n"
        assert f"Components removed\n{removed}" in shown
        assert "\nSources\n 1. WSO2 API Manager 4.7.0: Deployment Patterns: https://" in shown
        assert (
            "  C01 load-balancer -> all-in-one 8243 https becomes load-balancer -> gateway 8243"
        ) in shown
        assert "C12 all-in-one -> all-in-one 9611 tcp: report requests for rate limiting" in shown
        assert "Migration" not in shown
        assert "Components changed" not in shown

    def test_the_migration_is_added_on_demand(self) -> None:
        """As numbered steps."""
        steps = output("compare", "P1", "P3", "--ha", "--migration").partition("Migration\n")[2]
        said, first, *_ = steps.splitlines()
        assert said.endswith("[derived, WSO2 API Manager 4.7.0: Kubernetes Pattern 4]")
        assert first == "  1. Start the API Control Plane (2 nodes)."
        assert steps.splitlines()[-1] == (
            "  7. Retire the All-in-One once nothing arrives there any more."
        )

    def test_what_changes_in_a_tier_is_named(self) -> None:
        """Field by field."""
        few = ("--redundancy", "none", "--nodes", "all-in-one=1")
        shown = output("compare", "P1", "P2", *few)
        assert "load-balancer: 1 node instead of 2" in shown
        assert "all-in-one: no longer used as gateway" in shown

    def test_a_number_of_nodes_counts_where_the_component_is(self) -> None:
        """P1 has no gateway tier."""
        shown = output("compare", "P1", "P3", "--nodes", "gateway=3", "--nodes", "am-database=2")
        assert "gateway: Universal Gateway, 3 nodes, Application zone (assumed)" in shown
        assert "unknown component 'gatway'" in str(error("compare", "P1", "P3", "--nodes=gatway=3"))

    def test_markdown_has_headings_and_lists(self) -> None:
        """And the steps keep their numbers."""
        shown = output("compare", "P3", "P4", "--migration", "--format", "markdown")
        assert shown.startswith("# From P3: ")
        assert "\n## Components added\n\n- key-manager: Key Manager, 1 node" in shown
        steps = shown.partition("\n## Migration\n\nComponents start in the order")[2]
        assert "\n\n1. Start the Key Manager (1 node).\n" in steps

    def test_json_holds_the_same(self) -> None:
        """With a schema name."""
        data = json.loads(output("compare", "P3", "P4", "--migration", "--format", "json"))
        assert data["schema"] == "wso2-strategy/difference/1"
        assert [each["id"] for each in data["components"]["added"]] == ["key-manager"]
        assert data["migration"][0]["subject"] == "key-manager"
        changed = {each["before"]["id"] for each in data["connections"]["changed"]}
        assert {"C06", "C17"} <= changed
        assert json.loads(output("compare", "P3", "P4", "--format", "json"))["migration"] == []

    def test_files_are_compared_as_what_is_recommended_for_them(self, examples: Path) -> None:
        """With each other, and with patterns."""
        startup, retail = (str(examples / name) for name in ("startup.yaml", "retail.yaml"))
        listed = output("compare", startup, retail, "--migration")
        assert "gateway: Universal Gateway, 6 nodes" in listed
        assert "Start the Universal Gateway (6 nodes)" in listed
        assert output("compare", retail, retail).endswith("Nothing differs.\n")
        assert "all-in-one: All-in-One, 2 nodes" in output("compare", "P1", retail)

    def test_equal_patterns_do_not_differ(self) -> None:
        """And it says so, in every form for people."""
        assert output("compare", "P3", "P3").endswith("\n\nNothing differs.\n")
        assert output("compare", "P3", "P3", "--format", "markdown").endswith("Nothing differs.\n")


def test_a_pattern_that_is_always_redundant_is_compared_with_redundant_ones() -> None:
    """P1 has two nodes by definition, so P3 is compared with two of each."""
    text = output("compare", "P1", "P3")
    assert "to   P3: Virtual machines, every component redundant" in text
    assert "nothing redundant" in output("compare", "P2", "P3")
