"""Documents: whole words at any width, and Markdown that holds what the text holds."""

import csv
import io
import json
import math
from typing import ClassVar

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from wso2_strategy.document.blocks import (
    Block,
    Code,
    Hint,
    Line,
    Links,
    Listing,
    Picture,
    Run,
    Section,
    Table,
    Terms,
    Tree,
)
from wso2_strategy.document.csv_rows import as_csv
from wso2_strategy.document.document import Document
from wso2_strategy.document.json_values import JsonKeys, json_ready, same

words = st.text("abcdefghij", min_size=1, max_size=12)
cells = st.lists(words, max_size=4).map(" ".join)
tables = st.integers(1, 6).flatmap(
    lambda columns: st.builds(
        Table,
        st.tuples(*[words] * columns),
        st.lists(st.tuples(*[cells] * columns), max_size=4).map(tuple),
    )
)


def text(section: Section, width: int) -> str:
    return Document("Title", (section,)).to_text(width=width)


@given(tables, st.integers(30, 120))
def test_a_table_fits_any_width_without_breaking_words(table: Table, width: int) -> None:
    """What does not fit as a table is written row by row."""
    shown = text(Section("Table", (table,)), width)
    assert all(len(line) <= width for line in shown.splitlines())
    assert {word for row in table.rows for cell in row for word in cell.split()} <= set(
        shown.split()
    )


def test_a_table_without_room_names_the_column_of_every_cell() -> None:
    """Except of empty ones, which say nothing."""
    table = Table(("Component", "Nodes", "Note"), (("All-in-One", "2", ""), ("Gateway", "3", "x")))
    assert text(Section("Size", (table,)), 22) == (
        "Title\n\nSize\n Component: All-in-One\n   Nodes: 2\n"
        " Component: Gateway\n   Nodes: 3\n   Note: x\n"
    )


def test_a_hint_is_for_the_terminal_only() -> None:
    """A document that goes to others does not speak of options."""
    section = Section("Cost", ("It costs.", Hint("--price says how much.")))
    assert "--price says how much." in text(section, 80)
    assert "--price" not in Document("Title", (section,)).to_markdown()


EVERYTHING = Document(
    "Ships",
    (
        Section("", ("For the file.",), medium="markdown"),
        Section("For the terminal", ("Only here.",), medium="text"),
        Section(
            "Known <ones>",
            (
                ("See ", Run("the list", "strong", "https://ships.example/"), " of *all*."),
                Listing(("Argo", ("Fram: ", Run("1892", "code")))),
                Listing(("sail north", "come back"), mark="1."),
                Listing(("one-very-long-name -> another",), mark=""),
                Terms((("Argo", "the fast one"),)),
                Code("a: 1\nb: 2\n", "yaml"),
                Links(("Museum https://fram.example/",)),
                Hint("--crew shows more."),
                Picture("A ship.", "<svg/>"),
                Table(("Ship", "Crew"), (("Argo", "50"), ("Fram", "5")), numbers=("Crew",)),
                Section("Below", ("Deeper.",)),
            ),
        ),
    ),
    lead="All\nships",
)


def test_every_block_as_text() -> None:
    """What is listed hangs, records and addresses stay whole, numbers stand to the right."""
    assert EVERYTHING.to_text(width=24) == (
        "All\nships\n\nFor the terminal\n Only here.\n\nKnown <ones>\n"
        " See the list of *all*.\n"
        "- Argo\n- Fram: 1892\n"
        "  1. sail north\n  2. come back\n"
        "  one-very-long-name ->\n      another\n"
        "Argo\n  the fast one\n"
        "    a: 1\n    b: 2\n"
        " Museum https://fram.example/\n"
        " --crew shows more.\n"
        " A ship.\n"
        " Ship   Crew\n Argo     50\n Fram      5\n"
        "\nBelow\n Deeper.\n"
    )


def test_every_block_as_markdown() -> None:
    """Words are escaped, code and addresses are not."""
    assert EVERYTHING.to_markdown() == (
        "# Ships\n\nFor the file.\n\n## Known &lt;ones&gt;\n\n"
        r"See [**the list**](https://ships.example/) of \*all\*."
        "\n\n- Argo\n- Fram: `1892`\n\n1. sail north\n2. come back\n\n"
        "- one-very-long-name -> another\n\n- *Argo*: the fast one\n\n"
        "```yaml\na: 1\nb: 2\n```\n\n- Museum <https://fram.example/>\n\nA ship.\n\n"
        "| Ship | Crew |\n| --- | ---: |\n| Argo | 50 |\n| Fram | 5 |\n\n"
        "### Below\n\nDeeper.\n"
    )


TREE = Document("Why", (Tree((Line("yes", (Line("of course"),), is_head=True), Line("and no"))),))


def test_a_tree_belongs_to_its_title() -> None:
    """Lines that do not fit go on beside the guides; Markdown nests lists."""
    assert TREE.to_text(width=14) == ("Why\n├── yes\n│   └── of\n│       course\n└── and no\n")
    assert TREE.to_markdown() == "# Why\n\n- **yes**\n  - of course\n- and no\n"


def test_a_terminal_shows_the_same_lines() -> None:
    """In its width; guides that it does not know become others."""
    for encoding, guides in (("utf-8", "├└│─"), ("ascii", "+`|-")):
        written = io.BytesIO()
        file = io.TextIOWrapper(written, encoding=encoding)
        TREE.show(Console(file=file, width=14, color_system=None))
        file.flush()
        lines = written.getvalue().decode(encoding)
        assert lines == TREE.to_text(width=14).translate(str.maketrans("├└│─", guides))


@given(st.lists(words, min_size=1).map(" ".join), st.integers(14, 60))
def test_no_word_is_lost_or_broken(text: str, width: int) -> None:
    """Whatever the width, the words come out in their order, and no line is too long."""
    lines = Document("", (text,)).to_text(width=width).splitlines()
    assert [word for line in lines for word in line.split()] == text.split()
    assert all(len(line) <= width for line in lines)


def test_words_are_as_wide_as_they_look() -> None:
    """Some characters take two places, some none; a word longer than a line is broken."""
    assert Document("", ("船船船 e\u0301e\u0301",)).to_text(width=6) == "船船船\ne\u0301e\u0301\n"
    assert Document("", ("abcdefghij",)).to_text(width=4) == "abcd\nefgh\nij\n"


@frozen
class Ship:
    """A thing with parts."""

    name: str
    ports: frozenset[str]
    sister: "Ship | None" = None


@frozen
class Fleet:
    """A thing that says what its keys are."""

    flagship: Ship
    ships: tuple[Ship, ...]

    json_keys: ClassVar[JsonKeys] = {
        "leader": "flagship.name",
        "sister": "flagship.sister.name",
        **same("ships"),
    }


def test_json_has_the_keys_that_a_class_names() -> None:
    """Or all its fields; sets are sorted, and what is missing is null."""
    argo = Ship("Argo", frozenset({"Oslo", "Bari"}))
    assert json_ready(Fleet(argo, (argo,))) == {
        "leader": "Argo",
        "sister": None,
        "ships": [{"name": "Argo", "ports": ["Bari", "Oslo"], "sister": None}],
    }


HOSTILE = "a\x1b[31mb\nc\x9b\u202ed"
HARMLESS = "a\\u001b[31mb\\nc\\u009b\\u202ed"


@pytest.mark.parametrize(
    "block",
    [
        HOSTILE,
        (Run(HOSTILE, "code"),),
        Listing((HOSTILE,)),
        Terms(((HOSTILE, HOSTILE),)),
        Table(("A",), ((HOSTILE,),)),
        Table((), ((HOSTILE, HOSTILE),)),
        Tree((Line(HOSTILE),)),
        Code(HOSTILE.replace("\n", "")),
        Links((HOSTILE + " https://example.org/\x1b[31m",)),
        Section(HOSTILE, (HOSTILE,)),
    ],
    ids=lambda block: type(block).__name__,
)
def test_no_text_commands_a_terminal(block: Block) -> None:
    """Whatever a rule or a name holds is shown, on its line, in every medium."""
    document = Document(HOSTILE, (block,))
    screen = io.StringIO()
    document.show(Console(file=screen, width=400, color_system=None))
    for written in (document.to_text(width=400), document.to_markdown(), screen.getvalue()):
        assert written.replace("\n", "").isprintable()
    assert HARMLESS.partition("\\n")[0] in document.to_text(width=400)


def test_no_cell_is_a_formula() -> None:
    """A spreadsheet shows what others would compute; numbers stay numbers."""
    cells = ["=1+1", "+1", "-1", "@x", "\tx", "x=1", -1, None]
    read = next(csv.reader(io.StringIO(as_csv(["a"], [cells]).partition("\n")[2])))
    assert read == ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "x=1", "-1", ""]


def test_json_has_no_infinity() -> None:
    """JSON knows none; what has no number is null."""
    values = json_ready({"a": (math.inf, -math.inf, math.nan, 0.5)})
    assert json.loads(json.dumps(values, allow_nan=False)) == {"a": [None, None, None, 0.5]}
