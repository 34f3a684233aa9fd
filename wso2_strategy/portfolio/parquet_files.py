"""Parquet in and out, a few thousand rows at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from attrs import frozen

from wso2_strategy.errors import MissingExtraError, RequirementsError
from wso2_strategy.portfolio.chunks import Chunk, Place, digest_of
from wso2_strategy.portfolio.requirement_rows import Row, RowReader, check_columns

if TYPE_CHECKING:
    import pyarrow as pa

_GROUP_ROWS = 10_000


@frozen
class BatchChunk(Chunk):
    """Some rows of a table, which become mappings where they are answered."""

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Yield the rows with their numbers."""
        batch: pa.RecordBatch = self.rows
        first = self.end.row - batch.num_rows + 1
        try:
            rows = batch.to_pylist()
        except (ValueError, OverflowError):  # one that cannot be read must not cost the others
            rows = [_row(batch.slice(index, 1)) for index in range(batch.num_rows)]
        yield from enumerate(map(_without_nulls, rows), first)


@frozen
class ParquetSource:
    """A Parquet file; its columns are dotted, or structs of the sections' names."""

    path: Path
    reader: RowReader
    size: int

    @classmethod
    def of(cls, path: Path, fact_classes: tuple[type, ...]) -> ParquetSource:
        """Return the source that a file is.

        Raises:
            RequirementsError: It is no Parquet, or has columns that state nothing.
            MissingExtraError: The extra is not installed.
        """
        arrow = _arrow()
        try:
            with _parquet().ParquetFile(path) as file:
                names, size = file.schema_arrow.names, file.metadata.num_rows
        except arrow.ArrowException as error:
            raise RequirementsError(str(path), [f"is no valid Parquet: {error}"]) from error
        check_columns(names, str(path), fact_classes)
        return cls(path, RowReader("mapping", (), fact_classes), size)

    def chunks(self, start: Place, most_rows: Callable[[], int]) -> Iterator[Chunk]:
        """Yield the rows behind a place."""
        with _parquet().ParquetFile(self.path) as file:
            row = 0
            for batch in file.iter_batches(batch_size=_GROUP_ROWS):
                first = max(0, start.row - row)
                while first < batch.num_rows:
                    rows = batch.slice(first, most_rows())
                    first += rows.num_rows
                    yield BatchChunk(rows, Place(row + first, row + first))
                row += batch.num_rows

    def digest(self) -> str:
        """Return what tells the content from any other."""
        return digest_of(self.path)


def parquet_of(lines: Path, target: Path) -> None:
    """Write decisions, one on each line in JSON, as Parquet; whole or not at all."""
    arrow, schema = _arrow(), _schema()
    beside = target.with_name(f".{uuid4().hex}")
    try:
        with (
            lines.open("rb") as file,
            _parquet().ParquetWriter(beside, schema, compression="zstd") as writer,
        ):
            while rows := [json.loads(line) for line in islice(file, _GROUP_ROWS)]:
                writer.write_table(arrow.Table.from_pylist(rows, schema))
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _schema() -> pa.Schema:
    arrow = _arrow()
    text = arrow.string()
    return arrow.schema(
        [
            ("row", arrow.int64()),
            ("name", text),
            ("pattern", text),
            ("layout", text),
            ("platform", text),
            ("redundancy", text),
            ("nodes", arrow.int64()),
            ("availability", arrow.float64()),
            ("meets_target", arrow.bool_()),
            ("conflicts", arrow.list_(text)),
            ("error", text),
        ]
    )


def _without_nulls(row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    return {name: value for name, value in row.items() if value is not None}


def _row(batch: pa.RecordBatch) -> Any:
    try:
        return batch.to_pylist()[0]
    except (ValueError, OverflowError) as error:
        return RequirementsError("row", [f"cannot be read: {error}"])


def _arrow() -> Any:
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtraError("reading or writing Parquet", "parquet") from None
    return pa


def _parquet() -> Any:
    _arrow()
    from pyarrow import parquet

    return parquet
