"""Every documented connection, in exactly the patterns that name it."""

import csv
from pathlib import Path

import pytest

from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.errors import KnowledgeError
from wso2_strategy.topology import Connection, Topology, topology
from wso2_strategy.topology.tables.connections import Row, connection_table, read_row
from wso2_strategy.topology.tables.surroundings import SURROUNDINGS

_DATA = Path(__file__).parents[1] / "data" / "topology" / "expected_connections.csv"
_EXPECTED = {row["id"]: row for row in csv.DictReader(_DATA.read_text().splitlines())}

_PATTERNS = tuple(pattern.id for pattern in CATALOG.patterns)

# Who carries a role, from the legend of the documented table; MDC1 and MDC2 are drawn over P3.
_LAYOUTS = tuple(each.id for each in CATALOG.arrangements("regions"))
_CARRIERS = {
    "GW": dict.fromkeys(("P0", "P1", "P6"), "all-in-one"),
    "CP": dict.fromkeys(("P0", "P1", "P2", "P5", "P6"), "all-in-one"),
    "TM": dict.fromkeys(("P0", "P1", "P2", "P5", "P6"), "all-in-one"),
    "KM": dict.fromkeys(("P0", "P1", "P2"), "all-in-one")
    | dict.fromkeys(("P4", "P5"), "key-manager")
    | {"P6": None},
    "ISSUER": dict.fromkeys(("P0", "P1", "P2"), "all-in-one")
    | dict.fromkeys(("P4", "P5"), "key-manager")
    | {"P6": "identity-server"},
    "AIO": dict.fromkeys(("P3", "P4", *_LAYOUTS), None),
    "ALONE-TM": dict.fromkeys(("P0", "P1", "P2", "P5", "P6"), None),
}
_OTHERWISE = {
    "GW": "gateway",
    "CP": "control-plane",
    "TM": "traffic-manager",
    "KM": "control-plane",
    "ISSUER": "control-plane",
    "AIO": "all-in-one",
    "ALONE-TM": "traffic-manager",
    "LB": "load-balancer",
    "GLB": "global-load-balancer",
}

# What to choose so that an entry exists, and a choice with which it does not.
_CHOICES = {
    "clear-text": ({"clear_text": True}, {}),
    "websocket": ({"protocols": {"websocket"}}, {"protocols": {"http", "graphql", "sse"}}),
    "websub": ({"protocols": {"websub"}}, {"protocols": {"http", "websocket"}}),
    "opaque": ({"token_format": "opaque"}, {"token_format": "jwt"}),
    "kubernetes": ({"platform": "kubernetes"}, {"platform": "virtual-machines"}),
    "transactions": ({"transaction_counter": True}, {}),
    "directory": ({"user_store": "ldap"}, {}),
    "exact-limits": ({"exact_rate_limits": True}, {}),
    "redis-chart": ({"distributed_throttling": True}, {}),
    "moesif": ({"analytics": "moesif"}, {"analytics": "elk"}),
    "logs": ({"analytics": "opensearch"}, {"analytics": "moesif"}),
    "files": ({"shared_file_system": True}, {}),
    "ha": ({"redundancy": "all"}, {"redundancy": "none"}),
}


def build(pattern: str, needs: str, *, chosen: bool = True) -> Topology:
    options: dict[str, object] = {"redundancy": "all"}
    for need in needs.split():
        options |= _CHOICES[need][0 if chosen else 1]
    return topology(pattern, **options)


def named(row: dict[str, str], pattern: str) -> bool:
    """A layout has what names it and what names P3, over which it is drawn."""
    return not drawn(pattern).isdisjoint({*row["patterns"].split(), *row["local"].split()})


def drawn(pattern: str) -> set[str]:
    return {pattern, "P3"} if pattern in _LAYOUTS else {pattern}


def carrier(end: str, pattern: str) -> list[str]:
    if end == "NODE":
        roles = ("GW", "CP", "TM", "KM")
        return [each for role in roles for each in carrier(role, pattern)]
    found = _CARRIERS.get(end, {}).get(pattern, _OTHERWISE.get(end, end))
    return [found] if found else []


def led(ends: list[str], pattern: str) -> list[str]:
    """Over regions, what comes in to a load balancer is led there by the global one."""
    if pattern not in _LAYOUTS:
        return ends
    ways = [end.partition(">LB:") for end in ends]
    return [
        hop
        for end, (opener, entry, port) in zip(ends, ways, strict=True)
        for hop in ([f"{opener}>GLB:{port}", f"GLB{entry}{port}"] if entry else [end])
    ]


def expected_ends(row: dict[str, str], pattern: str) -> set[tuple[str, str, int | None, str]]:
    local = not drawn(pattern).isdisjoint(row["local"].split())
    between = pattern in row["patterns"].split() or pattern in _LAYOUTS
    ends = set()
    for text in led(row["ends"].split(";"), pattern):
        opener, rest = text.split(">")
        target, port = rest.split(":")
        number, protocol = port.split("/")
        ends |= {
            (one, other, int(number) if number else None, protocol)
            for one in carrier(opener, pattern)
            for other in carrier(target, pattern)
            if (one == other and (local or opener == target)) or (one != other and between)
        }
    return ends


def built_target_is_last(connection: Connection) -> bool:
    return connection.target != "load-balancer" and connection.reach != "local"


def found_ends(built: Topology, name: str) -> set[tuple[str, str, int | None, str]]:
    return {
        (
            built.tier(each.opener).component,
            built.tier(each.target).component,
            each.port,
            each.protocol,
        )
        for each in built.connections(name=name)
    }


def test_the_table_and_the_expectation_have_the_same_entries() -> None:
    """Nothing is missing, and everything else is marked as derived."""
    rows = connection_table()
    assert {row.id for row in rows if row.id.startswith("C")} == set(_EXPECTED)
    # No source describes a standby region; everything else that C does not number is derived.
    others = {row.id: row.basis for row in rows if not row.id.startswith("C")}
    assert others.pop("X63") == "assumed"
    assert set(others.values()) == {"derived"}
    assert len({(row.id, row.opener, row.target, row.port) for row in rows}) == len(rows)


def test_what_lines_of_one_entry_have_in_common_is_the_same_in_each() -> None:
    """They differ in who opens what to whom and what for, whether it is required, and when."""
    shared = ("synchronous", "scope", "inside", "caveats", "source", "basis")
    entries: dict[str, set[tuple[object, ...]]] = {}
    for row in connection_table():
        entries.setdefault(row.id, set()).add(tuple(getattr(row, name) for name in shared))
    assert {name for name, said in entries.items() if len(said) > 1} == set()


@pytest.mark.parametrize("pattern", _PATTERNS)
@pytest.mark.parametrize("name", _EXPECTED)
def test_an_entry_is_where_it_is_named_and_nowhere_else(name: str, pattern: str) -> None:
    """With everything chosen that it needs, it joins exactly the ends the table gives."""
    row = _EXPECTED[name]
    found = found_ends(build(pattern, row["needs"]), name)
    assert found == (expected_ends(row, pattern) if named(row, pattern) else set())


@pytest.mark.parametrize("name", _EXPECTED)
def test_an_entry_is_used_as_the_table_says(name: str) -> None:
    """Who waits, whether it may be left out, where the payload goes, and on what it rests."""
    row = _EXPECTED[name]
    pattern = (row["patterns"].split() or row["local"].split())[0]
    found = build(pattern, row["needs"]).connections(name=name)
    assert {each.basis for each in found} == {row["basis"]}
    if row["mode"]:
        assert {each.synchronous for each in found} == {row["mode"] == "sync"}
    if row["data"]:
        assert {each.data for each in found} == {row["data"]}
    if row["reach"]:
        last = {each.reach for each in found if built_target_is_last(each)}
        assert last == {row["reach"]}
    if row["needs"] or name in {"C60", "C61", "C62", "C63", "C64"}:
        assert all(each.when != "always" for each in found)
    # Some entries have a secured and an open port, or two databases, of which one is needed.
    assert any(each.required for each in found) == (row["status"] == "required")


@pytest.mark.parametrize("name", [name for name, row in _EXPECTED.items() if row["needs"]])
def test_an_entry_with_a_condition_is_absent_without_it(name: str) -> None:
    """Every single condition matters, in every pattern that is not redundant by itself."""
    row = _EXPECTED[name]
    needs = row["needs"].split()
    for pattern in set(_PATTERNS) - {"P1"}:
        for dropped in needs:
            options: dict[str, object] = {"redundancy": "all"}
            for need in needs:
                options |= _CHOICES[need][1 if need == dropped else 0]
            # Two regions have two control planes between them, whatever their redundancy.
            if (name, dropped) != ("C52", "ha") or pattern not in ("MDC1", "DR1"):
                assert not topology(pattern, **options).connections(name=name)


@pytest.mark.parametrize("layout", ["mdc1", "mdc2"])
@pytest.mark.parametrize("name", _EXPECTED)
def test_an_entry_lies_over_regions_as_the_layout_says(name: str, layout: str) -> None:
    """Inside each, to the main one, or between them, and nowhere else."""
    row = _EXPECTED[name]
    options: dict[str, object] = {"redundancy": "all", "region_layout": layout.upper()}
    for need in row["needs"].split():
        options |= _CHOICES[need][0]
    built = topology("P4", **options)
    found = set()
    for each in built.connections(name=name):
        opener, target = built.tier(each.opener).region, built.tier(each.target).region
        if built.tier(each.target).component == "global-load-balancer":
            continue
        found.add(f"{opener or target}>{target or opener}")
    assert found == set(row[layout].split())


def test_connections_that_the_documentation_rules_out_never_exist() -> None:
    """No gateway reaches the AM database or another gateway, no control plane pushes policies."""
    every_choice: dict[str, object] = {}
    for wanted, _ in _CHOICES.values():
        every_choice |= wanted
    every_choice["protocols"] = {"http", "websocket", "websub"}
    for pattern in _PATTERNS:
        for platform in ("virtual-machines", "kubernetes", "openshift"):
            built = topology(pattern, **every_choice | {"platform": platform})
            pairs = {
                (built.tier(each.opener).component, built.tier(each.target).component)
                for each in built.connections()
            }
            assert ("gateway", "am-database") not in pairs
            assert ("gateway", "gateway") not in pairs
            assert ("control-plane", "traffic-manager") not in pairs
            assert {each.port for each in built.connections()}.isdisjoint({4000, 45564})


@pytest.mark.parametrize("column", ["when", "caveats", "source", "basis", "required", "scope"])
def test_a_misspelt_word_is_refused_with_its_place(column: str) -> None:
    """As the library's error, which says what is known."""
    with pytest.raises(KnowledgeError, match=f"connection C99, {column}: .*'multi-dcc'"):
        read_row({"id": "C99", column: "multi-dcc"})


@pytest.mark.parametrize("row", connection_table(), ids=lambda row: row.id)
def test_every_end_of_a_connection_is_known(row: Row) -> None:
    """A misspelt end would match no tier, and its connection would be missing without a word."""
    components = CATALOG.components
    known = {each.id for each in components} | {each.component for each in SURROUNDINGS}
    known |= {f"@{role}" for each in components for role in each.contains} | {"@issuer"}
    assert {*row.opener, *row.target} <= known
