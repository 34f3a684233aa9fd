"""Dependencies point one way: each room imports from those before it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import networkx as nx

PACKAGE = Path(__file__).parent.parent / "wso2_strategy"
NAME = PACKAGE.name

LAYERS = (
    {"inference"},
    {"facts", "conclusions", "catalog"},
    {"models", "topology"},
    {"advisor", "recommendation", "io"},
    {"explain", "verification", "testing"},
    {"cli"},
)
"""The rooms as the page about the code lays them out; what stands between them has no order."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield each module's name within the package, and what is written in it."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        yield ".".join(parts), ast.parse(path.read_text(encoding="utf-8"))


def imported(statements: list[ast.stmt]) -> Iterator[str]:
    """Yield what some statements import, by full name."""
    for each in statements:
        if isinstance(each, ast.ImportFrom) and each.module == NAME:
            yield from (f"{NAME}.{alias.name}" for alias in each.names)
        elif isinstance(each, ast.ImportFrom) and each.module:
            yield each.module
        elif isinstance(each, ast.Import):
            yield from (alias.name for alias in each.names)


def rooms() -> nx.DiGraph[str]:
    """Return which room imports which when it is imported itself."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for name, module in modules():
        room = name.partition(".")[0]
        for target in imported(module.body):
            package, _, rest = target.partition(".")
            if package == NAME and room != "__init__":
                graph.add_edge(room, rest.partition(".")[0])
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph


def test_no_rooms_import_each_other() -> None:
    """There is an order of rooms in which every import points back."""
    assert list(nx.simple_cycles(rooms())) == []


def test_rooms_import_earlier_rooms_only() -> None:
    """No room needs one of a later layer, not even through others."""
    graph = rooms()
    for number, layer in enumerate(LAYERS):
        later = set().union(*LAYERS[number + 1 :])
        for room in layer & set(graph):
            assert nx.descendants(graph, room).isdisjoint(later), room


def test_the_engine_room_knows_nothing_of_the_domain() -> None:
    """Inference needs nothing but the errors."""
    assert set(rooms().successors("inference")) == {"errors"}


def test_one_module_knows_the_c_engine() -> None:
    """Only one module imports the C module; nobody imports durable-rules' Python layer."""
    found = {
        (name, target)
        for name, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.stmt)
        for target in imported([node])
        if target.startswith("durable")
    }
    assert found == {("inference.loading", "durable_rules_engine")}


def test_nothing_imports_the_rules() -> None:
    """The built-in rules are found through their entry point, like any other pack."""
    targets = {
        target
        for _, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.stmt)
        for target in imported([node])
    }
    assert not any(target.startswith((f"{NAME}.rules", "rules")) for target in targets)
