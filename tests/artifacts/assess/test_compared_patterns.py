"""What configuration makes is compared with the nearest pattern, and with what is recommended."""

from __future__ import annotations

from pathlib import Path

import pytest

from wso2_strategy.artifacts import artifacts_of
from wso2_strategy.artifacts.assess import assess
from wso2_strategy.topology import topology


def test_what_is_no_pattern_is_compared_with_the_nearest(tmp_path: Path) -> None:
    """A Traffic Manager beside an All-in-One is one tier too many."""
    artifacts_of(topology("P2", redundancy="all")).save(tmp_path / "made")
    artifacts_of(topology("P3", redundancy="all")).save(tmp_path / "other")
    stray = tmp_path / "other" / "nodes" / "traffic-manager-1"
    text = (stray / "deployment.toml").read_text(encoding="utf-8")
    text = text.replace("control-plane", "all-in-one")
    (tmp_path / "made" / "stray.toml").write_text(text, encoding="utf-8")
    found = assess(tmp_path / "made")
    (nearest,) = (each for each in found.findings if each.id == "nearest")
    assert "traffic-manager besides" in nearest.remedy
    assert found.recovery.pattern.id == "P2"
    assert [tier.id for tier in found.difference.components_removed] == ["traffic-manager"]
    assert ("C21", "traffic-manager", "all-in-one") in {
        (each.id, each.opener, each.target) for each in found.difference.connections_removed
    }
    assert "nearest to P2" in found.to_text()


def test_the_way_to_what_is_recommended(tmp_path: Path) -> None:
    """What differs from another answer, and the steps across."""
    nodes = tmp_path / "made"
    artifacts_of(topology("P3", redundancy="all")).save(nodes)
    wanted = topology("P4", redundancy="all", nodes={"gateway": 4})
    found = assess(nodes, wanted)
    assert [tier.id for tier in found.difference.components_added] == ["key-manager"]
    record = found.to_dict()
    steps = [(step["action"], step["subject"]) for step in record["difference"]["migration"]]
    assert ("add", "key-manager") in steps
    assert record["pattern"] == {"id": "P3", "name": found.recovery.pattern.name, "exact": True}
    assert record["nodes"] == {"control-plane": 2, "traffic-manager": 2, "gateway": 2}
    assert not found.is_clean
    assert assess(nodes, topology("P3", redundancy="all")).is_clean


@pytest.mark.parametrize("platform", ["virtual-machines", "kubernetes"])
def test_zones_are_taken_as_wanted_and_said_not_to_be_told(platform: str, tmp_path: Path) -> None:
    """No file says where its node stands: files made for zones are what is wanted."""
    wanted = topology("P3", redundancy="all", zones=3, platform=platform)
    artifacts_of(wanted).save(tmp_path / "made")
    found = assess(tmp_path / "made", wanted)
    assert found.is_clean
    assert "untold-zones" in {each.id for each in found.findings}
    without = assess(tmp_path / "made", topology("P3", redundancy="all", platform=platform))
    assert without.is_clean
    assert "untold-zones" not in {each.id for each in without.findings}
