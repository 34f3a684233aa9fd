"""Files of lines, cut into chunks without ever holding more than one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal, Self

from attrs import frozen

from wso2_strategy.advice.formats import MAX_BYTES
from wso2_strategy.errors import RequirementsError
from wso2_strategy.portfolio.chunks import Chunk, Place, digest_of
from wso2_strategy.portfolio.requirement_rows import MARK, RowReader, cells_of, check_columns


@frozen
class LinesFile:
    """A file with a row on each line: JSON Lines or CSV.

    The number of a row is that of its line; in CSV the first one, which names the columns, is
    not counted.
    """

    path: Path
    reader: RowReader
    size: int
    header_bytes: int = 0

    @classmethod
    def of(cls, path: Path, kind: Literal["json", "csv"], fact_classes: tuple[type, ...]) -> Self:
        """Return the source that a file is.

        Raises:
            RequirementsError: It has columns that state nothing.
        """
        size = path.stat().st_size
        if kind == "json":
            return cls(path, RowReader("json", (), fact_classes), size)
        with path.open("rb") as file:
            line, header_bytes = next(_lines(file), (b"", 0))
        columns = _columns(line, str(path))
        check_columns(columns, str(path), fact_classes)
        return cls(path, RowReader("csv", columns, fact_classes), size, header_bytes)

    def chunks(self, start: Place, most_rows: Callable[[], int]) -> Iterator[Chunk]:
        """Yield the rows behind a place, without blank lines."""
        with self.path.open("rb") as file:
            offset = max(start.offset, self.header_bytes)
            file.seek(offset)
            numbered = enumerate(_lines(file), start.row + 1)
            while lines := list(islice(numbered, most_rows())):
                rows = tuple((number, line) for number, (line, _) in lines if line.strip())
                offset += sum(length for _, (_, length) in lines)
                yield Chunk(rows, Place(offset, lines[-1][0]))

    def digest(self) -> str:
        """Return what tells the content from any other."""
        return digest_of(self.path)


def _columns(line: bytes, origin: str) -> tuple[str, ...]:
    if len(line) > MAX_BYTES or not line.strip():
        raise RequirementsError(origin, ["the first line names no columns"])
    try:
        columns = tuple(each.strip() for each in cells_of(line.decode().rstrip("\r\n")))
    except ValueError as error:
        problem = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise RequirementsError(origin, [f"the first line {problem}"]) from error
    if len(columns) == 1 and (";" in columns[0] or "\t" in columns[0]):
        raise RequirementsError(origin, ["the first line parts its cells with no commas"])
    return columns


def _lines(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield lines with their lengths; of what is too long, one byte more than is allowed."""
    is_first = file.tell() == 0
    while line := file.readline(MAX_BYTES + 1):
        length = len(line)
        if length > MAX_BYTES:
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = file.readline(2**20)
                length += len(rest)
        yield (line.removeprefix(MARK) if is_first else line), length
        is_first = False
