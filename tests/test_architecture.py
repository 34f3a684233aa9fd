"""The house: rooms in one order, no circle, and a name that says what stands behind it."""

from __future__ import annotations

import ast
import configparser
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "wso2_strategy"
NAME = PACKAGE.name

ROOMS = (
    "errors",
    "document",
    "inference",
    "domain",
    "topology",
    "models",
    "advice",
    "space",
    "explain",
    "verification",
    "output",
    "artifacts",
    "portfolio",
    "api",
    "testing",
    "web",
    "cli",
)
"""Each room imports from itself and from those before it; `ARCHITECTURE` says why."""

AT_THE_DOOR = {"__init__.py", "_version.py", "errors.py", "api.py"}
"""The only modules that stand directly under the package."""

SAYS_NOTHING = {
    "allowed",
    "base",
    "common",
    "door",
    "flip",
    "goal",
    "helpers",
    "limits",
    "manager",
    "memo",
    "record",
    "span",
    "subject",
    "trial",
    "util",
    "utils",
}
"""File names that could stand anywhere."""

ARCHITECTURE = ROOT / "docs" / "explanation" / "architecture.md"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"

LONGEST_MODULE = 350
MOST_FILES = 20


@cache
def modules() -> Mapping[str, ast.Module]:
    """Return what is written in each module, by its name within the package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield what a module imports anywhere: at its top, in functions, for the type checker."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@cache
def imports() -> nx.DiGraph[str]:
    """Return which module imports which, both by their names within the package."""
    trees = modules()
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(trees)
    for name, tree in trees.items():
        for target in imported(tree):
            package, _, rest = target.partition(".")
            if package == NAME and rest in trees and rest != name:
                graph.add_edge(name, rest)
    return graph


def room_of(module: str) -> str:
    return module.partition(".")[0]


def test_no_modules_import_each_other() -> None:
    """There is no circle, imports in functions and for the type checker counted."""
    circles = [
        sorted(each) for each in nx.strongly_connected_components(imports()) if len(each) > 1
    ]
    assert circles == []


def test_rooms_import_earlier_rooms_only() -> None:
    """Every import points to the same room or to one further up the list."""
    against = [
        f"{importer} imports {target}"
        for importer, target in imports().edges
        if importer not in ("", "_version") and target not in ("", "_version")
        if ROOMS.index(room_of(importer)) < ROOMS.index(room_of(target))
    ]
    assert against == []


def test_nothing_imports_the_package_itself() -> None:
    """The names that users import are for users; inside, everything comes from its room."""
    assert [name for name in imports().predecessors("") if name] == []


def test_the_engine_room_and_the_documents_know_nothing_of_the_domain() -> None:
    """Inference and documents need nothing but the errors."""
    graph = imports()
    for room in ("inference", "document"):
        targets = {room_of(target) for importer, target in graph.edges if room_of(importer) == room}
        assert targets <= {room, "errors"}


def test_only_rooms_stand_under_the_package() -> None:
    """A module has a room, and a room is on the list."""
    assert {each.name for each in PACKAGE.glob("*.py")} == AT_THE_DOOR
    folders = {each.name for each in PACKAGE.iterdir() if (each / "__init__.py").exists()}
    assert folders <= set(ROOMS)


def test_what_is_installed_lists_every_folder() -> None:
    """A room that setup.cfg does not name would be missing from the wheel."""
    listed = configparser.ConfigParser()
    listed.read(ROOT / "setup.cfg", encoding="utf-8")
    folders = {path.parent.relative_to(ROOT) for path in PACKAGE.rglob("__init__.py")}
    names = {".".join(folder.parts) for folder in folders} | {f"{NAME}.rules"}
    assert listed["options"]["packages"].split() == sorted(names)


def test_rooms_are_small() -> None:
    """A module is read in one sitting, and a folder is overlooked at one glance; tests too."""
    paths = [path for room in (PACKAGE, ROOT / "tests") for path in room.rglob("*.py")]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    long = {str(path): length for path, length in lengths.items() if length > LONGEST_MODULE}
    assert not long, "move one idea of it into a module of its own, rather than squeeze lines"
    files = Counter(str(path.parent) for path in paths)
    full = {folder: number for folder, number in files.items() if number > MOST_FILES}
    assert not full, "move files that belong together into a folder of it"


def test_file_names_say_what_is_in_them() -> None:
    """No file has a name that could stand in any room."""
    names = {name.rpartition(".")[2] for name in modules()}
    assert names.isdisjoint(SAYS_NOTHING)


def test_one_module_knows_the_c_engine() -> None:
    """Only one module imports the C module; nobody imports durable-rules' Python layer."""
    found = {
        (name, target)
        for name, tree in modules().items()
        for target in imported(tree)
        if target.startswith("durable")
    }
    assert found == {("inference.engines.loading", "durable_rules_engine")}


def test_what_is_imported_at_the_top_is_installed_with_the_core() -> None:
    """Everything else is an extra: imported where it is used, with an error that names it.

    All of the columns is numpy, so that they are imported where a table is decided.
    """
    listed = configparser.ConfigParser()
    listed.read(ROOT / "setup.cfg", encoding="utf-8")
    core = {re.split(r"[=<>;]", line)[0] for line in listed["options"]["install_requires"].split()}
    sold_as = packages_distributions()
    others = {
        f"{name} imports {top}"
        for name, tree in modules().items()
        for target in imported(ast.Module([each for each in tree.body if is_import(each)], []))
        if (top := target.partition(".")[0]) not in sys.stdlib_module_names
        and top not in (NAME, "__future__")
        and core.isdisjoint(sold_as.get(top, ()))
        and not (name.startswith("portfolio.columns.") and top == "numpy")
    }
    assert others == set()


def is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def test_nothing_imports_the_rules() -> None:
    """The built-in rules are found through their entry point, like any other pack."""
    targets = {target for tree in modules().values() for target in imported(tree)}
    assert not any(target.startswith((f"{NAME}.rules", "rules")) for target in targets)


def rows(page: Path, head: str) -> list[str]:
    """Return the rows of the table that begins with `head` on a page."""
    _, _, rest = page.read_text(encoding="utf-8").partition(f"| {head} |")
    return rest.partition("\n\n")[0].splitlines()[2:]


def test_the_pages_list_the_rooms_in_their_order() -> None:
    """A newcomer finds every room on the map, and no other."""
    listed = [row.split("`")[1].strip("/") for row in rows(ARCHITECTURE, "Room")]
    assert listed == list(ROOMS)
    assert rows(CONTRIBUTING, "Room") == rows(ARCHITECTURE, "Room")


def test_the_pages_say_where_each_change_goes() -> None:
    """What they name is there."""
    changes = rows(ARCHITECTURE, "To change")
    assert len(changes) == 8
    assert rows(CONTRIBUTING, "To change") == changes
    named = re.findall(r"`([\w./]+)`", "".join(changes + rows(ARCHITECTURE, "Idea")))
    missing = [each for each in named if not any((top / each).exists() for top in (PACKAGE, ROOT))]
    assert [each for each in missing if "/" in each or "." in each] == []
