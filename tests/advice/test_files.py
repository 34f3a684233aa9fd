"""Requirement files: three formats, and every problem of a file at once."""

from __future__ import annotations

import io
import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from random_requirements import requirements

from wso2_strategy import (
    Availability,
    Compliance,
    Requirements,
    RequirementsError,
    Traffic,
    load_requirements,
)
from wso2_strategy.advice.files import parse_requirements
from wso2_strategy.advice.formats import Format
from wso2_strategy.advice.strict_yaml import write
from wso2_strategy.domain.facts import stated

SAME = {
    "yaml": "name: Shop\ntraffic:\n  peak_tps: 800\n  protocols: [sse, http]\n"
    "availability: {target: 99.95%}\n",
    "toml": 'name = "Shop"\n[traffic]\npeak_tps = 800\nprotocols = ["sse", "http"]\n'
    '[availability]\ntarget = "99.95%"\n',
    "json": '{"name": "Shop", "traffic": {"peak_tps": 800, "protocols": ["sse", "http"]},'
    ' "availability": {"target": 0.9995}}',
}


@pytest.mark.parametrize("ending", SAME)
def test_the_three_formats_mean_the_same(tmp_path: Path, ending: str) -> None:
    """A file reads alike in YAML, TOML and JSON, and a share alike as number and as text."""
    path = tmp_path / f"file.{ending}"
    path.write_text(SAME[ending], encoding="utf-8")
    assert load_requirements(path) == Requirements(
        name="Shop",
        traffic=Traffic(peak_tps=800, protocols=frozenset({"http", "sse"})),
        availability=Availability(target=0.9995),
    )


@given(requirements)
def test_what_is_stated_survives_a_round_trip(requirements: Requirements) -> None:
    """Requirements written as JSON read as the same requirements."""
    text = json.dumps(stated(requirements))
    assert parse_requirements(text, format="json") == requirements


@pytest.mark.parametrize(
    ("ending", "text"),
    [
        ("toml", "".join(f"[a{number}]\n" for number in range(7_000))),
        ("json", json.dumps(dict.fromkeys(map(str, range(6_000))))),
        ("json", json.dumps({"traffic": dict.fromkeys(map(str, range(6_000)))})),
        ("yaml", "[[[[[[[[[[]]]]]]]]]]," * 3_000),
        ("yaml", "{" * 65_000),
        ("yaml", "- 1\n" * 16_000),
    ],
)
def test_the_largest_file_takes_little_time(ending: Format, text: str) -> None:
    """However it is made, it is read or refused soon, with a short message."""
    start = time.process_time()
    with pytest.raises(RequirementsError) as caught:
        parse_requirements(text, format=ending)
    assert time.process_time() - start < 2
    assert len(str(caught.value)) < 10_000


@pytest.mark.parametrize(
    "name",
    [
        "👩\u200d👧 Shop",
        "Boutique\u00a0A",
        "10\u202f000",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    ],
)
def test_a_name_may_join_and_space_as_its_language_does(name: str) -> None:
    """Nothing of this commands a terminal, and it is shown as it was stated."""
    assert parse_requirements(json.dumps({"name": name}), format="json").name == name


@pytest.mark.parametrize(
    ("written", "growth"), [("25%", 0.25), ("2.5 %", 0.025), ("-50%", -0.5), ("0.25", 0.25)]
)
def test_growth_may_be_written_in_percent(written: str, growth: float) -> None:
    """As a share may, and with the same result as the fraction."""
    text = f"traffic: {{annual_growth: {written}}}"
    assert parse_requirements(text).traffic.annual_growth == growth


@pytest.mark.parametrize(
    "text", ['{\n\t"name":\t"a"}', r'{"name": "\ud83d\ude00"}', '{"name":"a\\/b"}']
)
def test_standard_input_takes_all_json(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not all of it is YAML, and a file with the same text is read alike."""
    file = tmp_path / "same.json"
    file.write_text(text)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert load_requirements("-") == load_requirements(file)


@pytest.mark.parametrize(
    "name", ["1e3", "0100", "1:30", "yes", "~", "<<", "=", "2026-01-01", "a: b"]
)
def test_what_is_written_as_yaml_is_read_as_the_same(name: str) -> None:
    """A name that looks like something else is put into quotes."""
    requirements = Requirements(name=name)
    assert parse_requirements(write(stated(requirements))) == requirements


def test_minus_zero_is_zero() -> None:
    """Nothing tells them apart."""
    assert str(parse_requirements("traffic: {peak_tps: -0.0}").traffic.peak_tps) == "0.0"


@pytest.mark.parametrize("target", [99.9999999, 1, 100, 1.5, "100%", "0%"])
def test_no_hint_is_refused(target: float | str) -> None:
    """What a message proposes can be written."""
    with pytest.raises(RequirementsError) as caught:
        Availability(target=target)
    proposed = re.findall(r'write .* as "(.*?)"', str(caught.value))
    assert [Availability(target=each).target for each in proposed] == [
        pytest.approx(float(each.strip("%")) / 100) for each in proposed
    ]
    assert "1%" not in proposed


def test_values_in_code_get_the_same_message() -> None:
    """A wrong value given in Python is refused with its place in a requirements file."""
    with pytest.raises(RequirementsError, match=r"compliance\.identity_provider: 'okta'"):
        Compliance(identity_provider="okta")  # type: ignore[arg-type]
