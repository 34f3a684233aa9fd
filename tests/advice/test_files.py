"""Requirement files: three formats, and every problem of a file at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
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


def test_all_problems_are_reported_together() -> None:
    """Each problem has its path, the value, what is allowed and the nearest known key."""
    text = """
environment: prodction
trafic: {}
traffic:
  peak_tps: -5
  peak_tsp: 900
  burst_ratio: "twice"
  protocols: [http, ftp]
  horizon_months: 12.5
availability:
  target: 99.95
  regions: 0
compliance: [pci-dss]
operations:
  autoscaling: "yes"
constraints:
  max_nodes: 1000000000000
"""
    with pytest.raises(RequirementsError) as caught:
        parse_requirements(text, origin="shop.yaml")
    assert sorted(caught.value.problems) == sorted(
        [
            "environment: 'prodction' is not allowed; allowed: development, testing, training,"
            " staging, production; did you mean 'production'?",
            "trafic: unknown key. Did you mean 'traffic'?",
            "traffic.peak_tps: -5 is not allowed; allowed: a number >= 0 (requests/s)",
            "traffic.peak_tsp: unknown key. Did you mean 'peak_tps'?",
            "traffic.burst_ratio: 'twice' is not allowed; allowed: a number >= 1 (times the peak)",
            "traffic.protocols: 'ftp' is not allowed; allowed: http, graphql, websocket, websub,"
            " sse",
            "traffic.horizon_months: 12.5 is not allowed; allowed: a whole number >= 0 and"
            " <= 120 (months)",
            "availability.target: 99.95 is not allowed; allowed: a number between 0 and 1, or"
            ' text such as "99.95%"; write 99.95 percent as "99.95%"',
            "availability.regions: 0 is not allowed; allowed: a whole number >= 1 and <= 100"
            " (regions)",
            "compliance: ['pci-dss'] is not allowed; allowed: a mapping with isolate_gateway,"
            " isolate_traffic_manager, isolate_key_manager, isolate_all, internet_facing,"
            " identity_provider, regimes, data_residency, full_infrastructure_control,"
            " multi_tenant",
            "operations.autoscaling: 'yes' is not allowed; allowed: true or false",
            "constraints.max_nodes: 1000000000000 is not allowed; allowed: a whole number >= 1"
            " and <= 1,000,000 (nodes)",
        ]
    )
    assert str(caught.value).startswith("shop.yaml: 12 problems\n")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("peak_tps: 900", "peak_tps: unknown key. Did you mean 'traffic.peak_tps'?"),
        ("regions: 2", "regions: unknown key. Did you mean 'availability.regions'?"),
        (
            "traffic: {redundancy: all}",
            "traffic.redundancy: unknown key. Did you mean 'availability.redundancy'?",
        ),
        (
            "traffic: {environment: staging}",
            "traffic.environment: unknown key. Did you mean 'environment'?",
        ),
    ],
)
def test_a_misplaced_key_is_shown_its_place(text: str, problem: str) -> None:
    """A name that stands in exactly one other place most likely means that."""
    with pytest.raises(RequirementsError) as caught:
        parse_requirements(text)
    assert caught.value.problems == (problem,)


UNUSABLE: list[tuple[str, str, bytes, str]] = [
    ("an empty file", "yaml", b"", "is empty"),
    ("only a comment", "yaml", b"# nothing\n", "is empty"),
    ("an empty JSON file", "json", b" \n", "is empty"),
    ("an empty TOML file", "toml", b"", "is empty"),
    ("a list", "yaml", b"- a\n- b\n", "holds a list, not a mapping"),
    ("a word", "yaml", b"hello\n", "holds a str, not a mapping"),
    ("a number", "json", b"5", "holds a int, not a mapping"),
    ("broken YAML", "yaml", b"traffic: {peak_tps: 5\n", "is no valid YAML"),
    ("broken TOML", "toml", b"traffic = [", "is no valid TOML"),
    ("broken JSON", "json", b"{'a': 5}", "is no valid JSON"),
    ("a YAML key twice", "yaml", b"traffic: {peak_tps: 5, peak_tps: 6}", "'peak_tps' stands twice"),
    ("a JSON key twice", "json", b'{"name": "a", "name": "b"}', "'name' stands twice"),
    ("a TOML key twice", "toml", b'name = "a"\nname = "b"\n', "is no valid TOML"),
    ("a tag", "yaml", b"name: !!python/object/apply:os.system [ls]\n", "tag"),
    ("a standard tag", "yaml", b"name: !!str 5\n", "is not allowed"),
    ("an alias", "yaml", b"a: &a [x]\nb: [*a, *a]\n", "aliases are not allowed"),
    ("a merge", "yaml", b"a: &a {x: 1}\nb: {<<: *a}\n", "aliases are not allowed"),
    ("Latin-1", "yaml", "name: Caf\xe9".encode("latin-1"), "is not UTF-8 (byte 9)"),
    ("zero bytes", "yaml", b"name: a\0b", "is no valid YAML"),
    ("nested lists", "yaml", b"[" * 100_000, "is nested too deeply"),
    ("nested objects", "json", b'{"a":' * 100_000, "is nested too deeply"),
    ("nested arrays", "toml", b"a = " + b"[" * 100_000, "is nested too deeply"),
    ("a huge file", "yaml", b"name: a\n#" + b"x" * 2**20, "is larger than 1,048,576 bytes"),
    ("an enormous number", "json", b'{"traffic": {"peak_tps": 1' + b"0" * 400 + b"}}", "peak_tps"),
    ("digits without end", "json", b'{"traffic": {"peak_tps": ' + b"9" * 5_000 + b"}}", "JSON"),
    (
        "a hexadecimal giant",
        "yaml",
        b"constraints: {max_nodes: 0x" + b"f" * 9_000 + b"}",
        "constraints.max_nodes: '0xfff",
    ),
    ("a merge without an alias", "yaml", b"<<: {traffic: {peak_tps: 5}}", "merge key '<<'"),
    ("a number of base 60", "yaml", b"traffic: {peak_tps: 1:30}", "peak_tps: '1:30' is not"),
    ("a number in quotes", "yaml", b"traffic: {peak_tps: '3000'}", "write it without quotes"),
    ("a percentage", "yaml", b"traffic: {annual_growth: 25%}", "write 25% as 0.25"),
    ("infinity", "yaml", b"traffic: {peak_tps: .inf}", "traffic.peak_tps: inf is not allowed"),
    ("not a number", "yaml", b"traffic: {peak_tps: .nan}", "traffic.peak_tps: nan is not allowed"),
    ("a date", "yaml", b"traffic: {peak_tps: 2026-01-01}", "traffic.peak_tps: datetime.date"),
    ("a number as key", "yaml", b"5: a\n", "5 is no key; keys are words"),
    ("two lines in a name", "yaml", b'name: "a\\nb"', "one line of text"),
    ("an escape in a name", "yaml", b'name: "a\\e[31mb"', "one line of text"),
    ("a false peak", "yaml", b"traffic: {peak_tps: true}", "traffic.peak_tps: True is not allowed"),
    (
        "average above peak",
        "yaml",
        b"traffic: {peak_tps: 5, average_tps: 6}",
        "at most traffic.peak",
    ),
]


@pytest.mark.parametrize(
    ("ending", "data", "message"), [pytest.param(*case[1:], id=case[0]) for case in UNUSABLE]
)
def test_an_unusable_file_is_a_clear_error(
    tmp_path: Path, ending: str, data: bytes, message: str
) -> None:
    """Whatever a file holds, the error names the file and says what is wrong."""
    path = tmp_path / f"file.{ending}"
    path.write_bytes(data)
    with pytest.raises(RequirementsError) as caught:
        load_requirements(path)
    assert message in str(caught.value)
    assert caught.value.origin == str(path)
    assert len(str(caught.value)) < 2_000


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file and a folder are errors of the same kind."""
    for path in (tmp_path / "missing.yaml", tmp_path):
        with pytest.raises(RequirementsError, match="cannot be read"):
            load_requirements(path)


def test_an_unknown_ending(tmp_path: Path) -> None:
    """The ending decides the format, so it must be a known one."""
    path = tmp_path / "file.ini"
    path.write_text("[traffic]")
    with pytest.raises(RequirementsError, match=r"has the ending '\.ini'; allowed: \.yaml"):
        load_requirements(path)


@given(st.text(max_size=60) | st.text(alphabet="{}[]:,-&*!|>'\"%@ \n\tab01", max_size=60))
def test_no_text_causes_another_error(text: str) -> None:
    """Any text is read, or refused with an error of this library."""
    for ending in ("yaml", "toml", "json"):
        try:
            parse_requirements(text, format=ending)  # type: ignore[arg-type]
        except RequirementsError as error:
            assert error.problems  # noqa: PT017 - both outcomes are fine


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["traffic", "peak_tps", "name", "target", "regimes", "x"]), inner
            )
        ),
        max_leaves=8,
    )
)
def test_no_data_causes_another_error(data: object) -> None:
    """Any JSON is read, or refused with an error of this library."""
    try:
        parse_requirements(json.dumps(data), format="json")
    except RequirementsError as error:
        assert error.problems  # noqa: PT017 - both outcomes are fine


def test_values_in_code_get_the_same_message() -> None:
    """A wrong value given in Python is refused with its place in a requirements file."""
    with pytest.raises(RequirementsError, match=r"compliance\.identity_provider: 'okta'"):
        Compliance(identity_provider="okta")  # type: ignore[arg-type]
