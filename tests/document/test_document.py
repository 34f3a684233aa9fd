"""Documents: whole words at any width, and Markdown that holds what the text holds."""

from hypothesis import given
from hypothesis import strategies as st

from wso2_strategy.document.blocks import Hint, Section, Table
from wso2_strategy.document.document import Document

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
