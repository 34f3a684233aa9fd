"""Requirement files that cannot be used: whatever is in them, the error says what and where."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wso2_strategy import (
    RequirementsError,
    load_requirements,
)
from wso2_strategy.advice.files import parse_requirements


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
    ("nested lists", "yaml", b"[" * 50_000, "is nested too deeply"),
    ("nested objects", "json", b'{"a":' * 10_000, "is nested too deeply"),
    ("nested arrays", "toml", b"a = " + b"[" * 50_000, "is nested too deeply"),
    ("a huge file", "yaml", b"name: a\n#" + b"x" * 2**20, "is larger than 65,536 bytes"),
    ("an enormous number", "json", b'{"traffic": {"peak_tps": 1' + b"0" * 350 + b"}}", "peak_tps"),
    ("digits without end", "json", b'{"name": ' + b"9" * 5_000 + b"}", "a number of 400 digits"),
    (
        "a hexadecimal giant",
        "yaml",
        b"constraints: {max_nodes: 0x" + b"f" * 9_000 + b"}",
        "constraints.max_nodes: '0xfff",
    ),
    ("a merge without an alias", "yaml", b"<<: {traffic: {peak_tps: 5}}", "merge key '<<'"),
    ("a number of base 60", "yaml", b"traffic: {peak_tps: 1:30}", "peak_tps: '1:30' is not"),
    ("a number in quotes", "yaml", b"traffic: {peak_tps: '3000'}", "without quotes it is 3000"),
    ("a percentage", "yaml", b"traffic: {peak_tps: 25%}", "'25%' is not allowed"),
    ("25 for 25%", "yaml", b"traffic: {annual_growth: 25}", 'write 25 percent as "25%"'),
    ("growth to nothing", "yaml", b"traffic: {annual_growth: -100%}", "a number > -1"),
    ("an octal number", "yaml", b"traffic: {peak_tps: 0100}", "without the zeros it is 100"),
    ("no octal number", "yaml", b"traffic: {peak_tps: 089}", "without the zeros it is 89"),
    ("grouped digits", "yaml", b"traffic: {peak_tps: 1_000}", "written together it is 1000"),
    ("a decimal comma", "yaml", b"traffic: {peak_tps: '3,8'}", "with a point it is 3.8"),
    ("a mark in a key", "yaml", b'"\\e[31mkey": 1', "  \\u001b[31mkey: unknown key"),
    ("two lines in a key", "json", b'{"a\\nerror: b": 1}', "  a\\nerror: b: unknown key"),
    ("a long key", "json", b'{"' + b"k" * 60_000 + b'": 1}', "kkk...: unknown key"),
    ("a dotted key", "toml", b"a." * 30_000 + b"a=1", "line 1 has more than 100 points"),
    ("a deep header", "toml", b"[" + b"a." * 60 + b"a]", "is nested too deeply"),
    ("many values", "yaml", b"a: [" + b"1," * 30_000 + b"1]", "more keys and values than"),
    ("infinity", "yaml", b"traffic: {peak_tps: .inf}", "peak_tps: '.inf' is not"),
    ("not a number", "yaml", b"traffic: {peak_tps: .nan}", "peak_tps: '.nan' is not"),
    ("infinity in TOML", "toml", b"traffic.peak_tps = inf", "traffic.peak_tps: inf is not allowed"),
    ("no number in JSON", "json", b'{"name": NaN}', "name: nan is not allowed"),
    ("a date", "yaml", b"traffic: {peak_tps: 2026-13-45}", "peak_tps: '2026-13-45' is not"),
    ("a number as key", "yaml", b"5: a\n", "5 is no key; keys are words"),
    ("two lines in a name", "yaml", b'name: "a\\nb"', "one line of text"),
    ("an escape in a name", "yaml", b'name: "a\\e[31mb"', "U+001B in it is a control character"),
    ("a turned name", "yaml", b'name: "a\\u202Eb"', "U+202E in it is right-to-left override"),
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


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    """Nobody may ever write to it, and reading would wait for that."""
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)
    with pytest.raises(RequirementsError, match="a pipe or a device"):
        load_requirements(path)


def test_a_misspelt_relation_of_regions_is_answered_with_the_nearest() -> None:
    """A standby region and regions side by side differ in one word, and are opposites."""
    with pytest.raises(RequirementsError) as caught:
        parse_requirements("availability: {regions: 2, region_mode: active-pasive}")
    assert "availability.region_mode" in caught.value.problems[0]
    assert "did you mean 'active-passive'?" in caught.value.problems[0]


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
