"""Tables in and out: pandas, Polars, Arrow, or a dict of sequences; the same kind comes out.

No library is imported for it but numpy: whoever has a table has loaded its library.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from math import isnan
from typing import Any, Literal, TypeAlias, cast

import numpy as np
import numpy.typing as npt
from attrs import frozen

from wso2_strategy.errors import RequirementsError, UnknownNameError
from wso2_strategy.portfolio.columns.arrays import Bits, Codes, narrow

_KINDS = "a pandas or Polars DataFrame, an Arrow table, or a dict of sequences"


@frozen(eq=False)
class Column:
    """What a table states of one field, or what it answers.

    Attributes:
        values: The values: each once, or as they stand in the rows where those are numbers.
        missing: The rows that state nothing; their values and places mean nothing.
        codes: For each row the place of its value; none where values stand in their rows.
    """

    values: Sequence[Any] | npt.NDArray[Any]
    missing: Bits
    codes: Codes | None = None

    def value(self, row: int) -> Any:
        """Return what a row states, in plain Python types; None where it is nothing."""
        if self.missing[row]:
            return None
        found = self.values[row if self.codes is None else self.codes[row]]
        return found.item() if isinstance(found, np.generic) else found


@frozen(eq=False)
class Table:
    """A table of requirements.

    Attributes:
        columns: Its columns by path.
        rows: How many rows it has.
        filled: Makes a table of the same kind of named columns.
    """

    columns: Mapping[str, Column]
    rows: int
    filled: Callable[[Mapping[str, Result]], Any]


ResultKind: TypeAlias = Literal["text", "texts", "whole number", "number"]


@frozen(eq=False)
class Result(Column):
    """One column of answers.

    Attributes:
        kind: What the values are; numbers stand in their rows.
    """

    kind: ResultKind = "text"

    def places(self, otherwise: int) -> Codes:
        """Return the place of each row's value, or another where it has none."""
        return np.where(self.missing, otherwise, cast(Codes, self.codes))

    def objects(self) -> npt.NDArray[np.object_]:
        """Return the value of each row, or None."""
        values = np.empty(len(self.values) + 1, dtype=object)
        for place, each in enumerate(self.values):
            values[place] = each
        return values[self.places(len(self.values))]

    def listed(self) -> list[Any]:
        """Return the value of each row in plain Python types."""
        if self.codes is not None:
            return list(self.objects())
        numbers = zip(np.asarray(self.values).tolist(), self.missing.tolist(), strict=True)
        return [None if missing else each for each, missing in numbers]


def table_of(source: Any, known: Iterable[str]) -> Table:
    """Return a table as it is worked on.

    Args:
        source: The table of a user.
        known: The paths that its columns may have.

    Raises:
        UnknownNameError: A column has another name.
        RequirementsError: It is no table, or its columns differ in length.
    """
    library = type(source).__module__.partition(".")[0]
    read = _READERS.get(library)
    if isinstance(source, Mapping):
        read = _of_mapping
    if read is None or not (isinstance(source, Mapping) or hasattr(source, "columns")):
        raise RequirementsError("decide_many", [f"{type(source).__name__} is not {_KINDS}"])
    names, column, filled, rows = read(source)
    allowed = tuple(known)
    for name in names:
        if name not in allowed:
            raise UnknownNameError("column", str(name), allowed)
    if len(set(names)) < len(names):
        raise RequirementsError("decide_many", ["two columns have the same name"])
    return Table({name: column(name) for name in names}, rows, filled)


_Read: TypeAlias = tuple[
    Sequence[str], Callable[[str], Column], Callable[[Mapping[str, Result]], Any], int
]


def _of_mapping(source: Mapping[str, Any]) -> _Read:
    lengths = {len(each) for each in source.values()}
    if len(lengths) > 1:
        found = ", ".join(map(str, sorted(lengths)))
        raise RequirementsError("decide_many", [f"columns are of {found} rows, not of one length"])

    def column(name: str) -> Column:
        values = source[name]
        return of_array(values) if isinstance(values, np.ndarray) else coded(values)

    def filled(results: Mapping[str, Result]) -> dict[str, list[Any]]:
        return {name: each.listed() for name, each in results.items()}

    return [*source], column, filled, lengths.pop() if lengths else 0


def _of_pandas(source: Any) -> _Read:
    pandas = sys.modules["pandas"]

    def column(name: str) -> Column:
        series = source[name]
        kind = series.dtype
        if isinstance(kind, pandas.CategoricalDtype):
            codes = series.cat.codes.to_numpy()
            return _placed(codes, codes < 0, [*kind.categories])
        if isinstance(kind, np.dtype) and kind.kind in "biuf":
            return of_array(series.to_numpy())
        if kind.kind in "biuf":
            missing = series.isna().to_numpy()
            plain = series.fillna(False if kind.kind == "b" else 0)
            return Column(
                plain.to_numpy(dtype={"b": bool, "f": float}.get(kind.kind, "int64")), missing
            )
        if isinstance(kind, pandas.StringDtype):
            codes, values = pandas.factorize(series)
            return _placed(codes, codes < 0, [*values])
        missing = series.isna().to_numpy()
        return coded(None if gone else each for each, gone in zip(series, missing, strict=True))

    def filled(results: Mapping[str, Result]) -> Any:
        made = {name: _pandas_column(pandas, each) for name, each in results.items()}
        return pandas.DataFrame(made, index=source.index)

    return [*source.columns], column, filled, len(source)


def _pandas_column(pandas: Any, result: Result) -> Any:
    if result.kind == "text":
        return pandas.Categorical.from_codes(result.places(-1), result.values)
    if result.kind == "texts":
        return result.objects()
    if result.kind == "whole number":
        return pandas.arrays.IntegerArray(result.values, result.missing)
    return np.where(result.missing, np.nan, result.values)


def _of_polars(source: Any) -> _Read:
    polars = sys.modules["polars"]

    def column(name: str) -> Column:
        series = source[name]
        missing = series.is_null().to_numpy()
        if series.dtype.is_numeric() and not series.dtype.is_decimal():
            plain = series.fill_null(0).to_numpy()
            return Column(plain, missing | _is_nan(plain))
        if series.dtype == polars.Boolean:
            return Column(series.fill_null(value=False).to_numpy(), missing)
        if series.dtype in (polars.String, polars.Categorical, polars.Enum):
            distinct = series.drop_nulls().unique(maintain_order=True).cast(polars.String)
            enum = series.cast(polars.String).cast(polars.Enum(distinct))
            return _placed(enum.to_physical().fill_null(0).to_numpy(), missing, distinct.to_list())
        return coded(series.to_list())

    types = {
        "text": polars.String,
        "texts": polars.List(polars.String),
        "whole number": polars.Int64,
        "number": polars.Float64,
    }

    def filled(results: Mapping[str, Result]) -> Any:
        made = []
        for name, each in results.items():
            if each.kind in ("text", "texts"):
                values = polars.Series(name, [*each.values, None], dtype=types[each.kind])
                made.append(values.gather(each.places(len(each.values))))
            else:
                values = polars.Series(name, each.values, dtype=types[each.kind])
                made.append(values.set(polars.Series(each.missing), None))
        return polars.DataFrame(made)

    return source.columns, column, filled, source.height


def _of_arrow(source: Any) -> _Read:
    arrow = sys.modules["pyarrow"]

    def column(name: str) -> Column:
        found = source.column(name)
        array = found.combine_chunks() if isinstance(found, arrow.ChunkedArray) else found
        types = arrow.types
        if types.is_string(array.type) or types.is_large_string(array.type):
            array = array.dictionary_encode()
        if types.is_dictionary(array.type):
            values = array.dictionary.to_pylist()
            return _placed(_held(array.indices), _absent(array), values)
        if (
            types.is_boolean(array.type)
            or types.is_integer(array.type)
            or types.is_floating(array.type)
        ):
            plain = _held(array)
            return Column(plain, _absent(array) | _is_nan(plain))
        return coded(array.to_pylist())

    types = {
        "text": arrow.string(),
        "texts": arrow.list_(arrow.string()),
        "whole number": arrow.int64(),
        "number": arrow.float64(),
    }

    def filled(results: Mapping[str, Result]) -> Any:
        return arrow.table({name: filled_with(each) for name, each in results.items()})

    def filled_with(result: Result) -> Any:
        if result.codes is None:
            return arrow.array(result.values, types[result.kind], mask=result.missing)
        values = arrow.array(result.values, types[result.kind])
        places = arrow.array(result.codes, mask=result.missing)
        # Lists in a dictionary cannot be written to every file that Arrow writes.
        if result.kind == "texts":
            return values.take(places)
        return arrow.DictionaryArray.from_arrays(places, values)

    return source.schema.names, column, filled, source.num_rows


_READERS: Mapping[str, Callable[[Any], _Read]] = {
    "pandas": _of_pandas,
    "polars": _of_polars,
    "pyarrow": _of_arrow,
}


def of_array(values: npt.NDArray[Any]) -> Column:
    """Return a column of an array; NaN states nothing."""
    if values.dtype.kind not in "biuf":
        return coded(values.tolist())
    return Column(values, _is_nan(values))


def _is_nan(values: npt.NDArray[Any]) -> Bits:
    return np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), bool)


def _held(array: Any) -> npt.NDArray[Any]:
    """Return what stands in the rows of an Arrow array; where nothing is stated, anything does."""
    held = array.buffers()[1]
    if str(array.type) == "bool":
        return _bits(held, array)
    plain = array.from_buffers(array.type, len(array), [None, held], offset=array.offset)
    found: npt.NDArray[Any] = plain.to_numpy(zero_copy_only=False)
    return found


def _absent(array: Any) -> Bits:
    valid = array.buffers()[0] if array.null_count else None
    return np.zeros(len(array), bool) if valid is None else ~_bits(valid, array)


def _bits(buffer: Any, array: Any) -> Bits:
    """Return the bits that Arrow holds of the rows of an array."""
    end = array.offset + len(array)
    found = np.unpackbits(np.frombuffer(buffer, np.uint8), count=end, bitorder="little")
    return found[array.offset :].view(bool)


def _placed(codes: npt.NDArray[Any], missing: Bits, values: Sequence[Any]) -> Column:
    return Column(values, missing, codes.astype(narrow(len(values))))


def coded(values: Iterable[Any]) -> Column:
    """Return a column of any objects; what is equal and differs, as 1 and True do, is kept apart.

    >>> column = coded([1, True, None, 1.0, 1, float("nan")])
    >>> column.values, [column.value(row) for row in range(6)]
    ([1, True, 1.0], [1, True, None, 1.0, 1, None])
    """
    places: dict[Hashable, int] = {}
    listed: list[Any] = []
    codes = []
    for each in values:
        if each is None or (isinstance(each, float) and isnan(each)):
            codes.append(-1)
            continue
        key = _key(each)
        place = places.setdefault(key, len(listed))
        if place == len(listed):
            listed.append(each)
        codes.append(place)
    found = np.asarray(codes, np.int64)
    return _placed(found, found < 0, listed)


def _key(value: Any) -> Hashable:
    if isinstance(value, list | tuple | np.ndarray):
        return type(value), *map(_key, value)
    if isinstance(value, dict):
        return dict, *((_key(name), _key(each)) for name, each in value.items())
    if isinstance(value, Hashable):
        # repr tells 0.0 from -0.0, which are equal.
        return type(value), repr(value) if isinstance(value, float) else value
    return type(value), id(value)
