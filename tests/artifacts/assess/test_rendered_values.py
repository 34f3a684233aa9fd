"""What is worked out from values is what the real charts write from them.

Needs a checkout of the branch 4.7.x of wso2/helm-apim in WSO2_HELM_CHARTS and a helm binary in
WSO2_HELM; both are too large, or not free, to stand here.
"""

from __future__ import annotations

import os
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from wso2_strategy.artifacts import artifacts_of
from wso2_strategy.artifacts.assess import assess
from wso2_strategy.artifacts.assess.reading import ConfigurationFile
from wso2_strategy.artifacts.assess.release_units import release_unit
from wso2_strategy.artifacts.assess.release_values import Values, read_releases
from wso2_strategy.artifacts.assess.units import Unit
from wso2_strategy.topology import topology

CHARTS, HELM = os.environ.get("WSO2_HELM_CHARTS", ""), os.environ.get("WSO2_HELM", "")
pytestmark = pytest.mark.skipif(
    not (CHARTS and HELM), reason="WSO2_HELM_CHARTS and WSO2_HELM are not set"
)

FOLDERS = {
    "all-in-one": "all-in-one",
    "control-plane": "distributed/control-plane",
    "key-manager": "distributed/key-manager",
    "traffic-manager": "distributed/traffic-manager",
    "gateway": "distributed/gateway",
}

SAMPLES = {
    "am-pattern-0-all-in-one": ("P0", {"D1", "D8", "D11"}),
    "am-pattern-1-all-in-one-HA": ("P1", {"D1", "D5", "D11"}),
    "am-pattern-2-all-in-one_GW": ("P2", {"D1", "D2", "D4", "D6", "D8", "D9", "D10", "D11", "D16"}),
    "am-pattern-3-ACP_TM_GW": ("P3", {"D1", "D2", "D4", "D6", "D8", "D9", "D16"}),
    "am-pattern-4-ACP_TM_GW_KM": ("P4", {"D1", "D2", "D4", "D6", "D8", "D9", "D16"}),
    "am-pattern-5-all-in-one_GW_KM": (
        "P5",
        {"D1", "D2", "D3", "D4", "D5", "D6", "D8", "D9", "D10", "D11", "D13", "D16"},
    ),
}
"""The published samples of 4.7.0-1, with the defects that were found in them by hand."""


def rendered(values: Values, path: Path) -> Unit:
    """Return the first node that the real chart makes; samples lack the mandatory key."""
    assert values.chart
    lacks_key = not values.configured("existingSecret.encryptionKeyKey")
    key = ["--set", f"wso2.apim.configurations.encryption.key={'a' * 64}"] if lacks_key else []
    chart = Path(CHARTS) / FOLDERS[values.component]
    done = subprocess.run(
        [HELM, "template", values.chart.release, chart, "-f", path, *key],
        capture_output=True,
        text=True,
        check=True,
    )
    texts = {
        each["metadata"]["name"]: text
        for each in yaml.safe_load_all(done.stdout)
        if each and each["kind"] == "ConfigMap"
        for name, text in (each.get("data") or {}).items()
        if name.endswith("deployment.toml")
    }
    return Unit("", "kubernetes", values.component, 1, tomllib.loads(texts[min(texts)]))


def compared(paths: list[Path]) -> Iterator[tuple[set[object], set[object]]]:
    """Yield what is worked out of each file and what is rendered; its own services are local."""
    files = [
        ConfigurationFile(each.name, yaml.safe_load(each.read_text(encoding="utf-8")))
        for each in paths
    ]
    for values, path in zip(read_releases(files), paths, strict=True):
        own = {*values.services, "localhost"}
        mine, theirs = (
            {(each.wire.key, each.host, each.port) for each in unit.addresses}
            for unit in (release_unit(values, {}), rendered(values, path))
        )
        yield mine, theirs - {each for each in theirs if each[1] in own and each not in mine}


@pytest.mark.parametrize("redundancy", ["none", "all"])
@pytest.mark.parametrize("pattern", ["P0", "P1", "P2", "P3", "P4", "P5"])
def test_values_made_here(pattern: str, redundancy: str, tmp_path: Path) -> None:
    """Every address stands in the rendered file, and no other does."""
    shown = topology(
        pattern,
        redundancy=redundancy,
        platform="kubernetes",
        exact_rate_limits=True,
        distributed_throttling=True,
    )
    artifacts_of(shown).save(tmp_path / "made")
    for mine, theirs in compared(sorted((tmp_path / "made" / "values").iterdir())):
        assert mine == theirs


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_published_samples(sample: str) -> None:
    """The same for WSO2's own, and every defect that is known of them is found."""
    folder = Path(CHARTS) / "resources" / sample
    for mine, theirs in compared(sorted(folder.glob("*.yaml"))):
        assert mine == theirs
    found = assess(folder)
    pattern, defects = SAMPLES[sample]
    assert found.recovery.pattern.id == pattern
    assert {each.id for each in found.findings if each.id.startswith("D")} == defects
