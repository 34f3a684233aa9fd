"""Rows that stand behind each other, and the places between them, of any source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from attrs import field, frozen

from wso2_strategy.portfolio.requirement_rows import Row, RowReader


@frozen
class Place:
    """A place between two rows of a source.

    Attributes:
        offset: How much of the source is before it, in bytes or rows.
        row: The number of the row before it.
    """

    offset: int = 0
    row: int = 0


@frozen
class Chunk:
    """Some rows that stand behind each other.

    Attributes:
        rows: The rows, each with its number.
        end: The place behind them.
    """

    rows: Any
    end: Place

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Yield the rows with their numbers."""
        yield from self.rows


class Source(Protocol):
    """Where rows come from."""

    @property
    def reader(self) -> RowReader:
        """What reads its rows."""

    @property
    def size(self) -> int:
        """How much there is, in the unit of places."""

    def chunks(self, start: Place, most_rows: Callable[[], int]) -> Iterator[Chunk]:
        """Yield the rows behind a place; which rows are together does not matter.

        Args:
            start: The place.
            most_rows: Says how many rows the next chunk may have.
        """

    def digest(self) -> str:
        """Return what tells the content from any other."""


@frozen
class RowsSource:
    """Rows that a program has; there is no coming back to them."""

    rows: Iterable[Mapping[str, Any]]
    reader: RowReader
    size: int = field(default=0, init=False)

    def chunks(self, start: Place, most_rows: Callable[[], int]) -> Iterator[Chunk]:
        """Yield the rows, numbered from 1."""
        numbered = enumerate(self.rows, start.row + 1)
        while rows := tuple(islice(numbered, most_rows())):
            yield Chunk(rows, Place(rows[-1][0], rows[-1][0]))


def digest_of(path: Path) -> str:
    """Return what tells the content of a file from any other."""
    with path.open("rb") as file:
        return file_digest(file, "blake2b").hexdigest()
