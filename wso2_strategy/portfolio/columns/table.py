"""Tables in and out: pandas, Polars, Arrow, or a dict of sequences; the same kind comes out.

No library is imported for it but numpy: whoever has a table has loaded its library.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from math import isnan
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from wso2_strategy.errors import RequirementsError, UnknownNameError
from wso2_strategy.value_class import frozen

Codes: TypeAlias = npt.NDArray[np.int64]
"""For each row the place of its value among some values, or -1 where nothing is stated."""

_KINDS = "a pandas or Polars DataFrame, an Arrow table, or a dict of sequences"


@frozen(eq=False)
class Column:
    """What a table states of one field.

    Attributes:
        codes: For each row the place of its value.
        values: The values: each once, or as they stand in the rows where those are numbers.
        is_numeric: Whether they are an array of numbers, one for each row.
    """

    codes: Codes
    values: Sequence[Any] | npt.NDArray[Any]
    is_numeric: bool = False

    def value(self, row: int) -> Any:
        """Return what a row states, in plain Python types; None where it is nothing."""
        code = self.codes[row]
        if code < 0:
            return None
        found = self.values[code]
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

    def document(self, row: int) -> dict[str, Any]:
        """Return what a row states, as a requirements file would."""
        found: dict[str, Any] = {}
        for path, column in self.columns.items():
            value = column.value(row)
            if value is not None:
                section, _, name = path.rpartition(".")
                (found.setdefault(section, {}) if section else found)[name] = value
        return found


ResultKind: TypeAlias = Literal["text", "texts", "whole number", "number"]


@frozen(eq=False)
class Result:
    """One column of answers: few different values, and which of them each row has.

    Attributes:
        kind: What the values are.
        codes: For each row the place of its value, or -1 where it has none.
        values: The values.
    """

    kind: ResultKind
    codes: Codes
    values: Sequence[Any]

    @property
    def numbers(self) -> npt.NDArray[Any]:
        """The number of each row, 0 where it has none; of numbers."""
        return np.append(np.asarray(self.values), 0)[self.codes]

    @property
    def missing(self) -> npt.NDArray[np.bool_]:
        """The rows that have no value."""
        return self.codes < 0

    def objects(self) -> npt.NDArray[np.object_]:
        """Return the value of each row, or None."""
        values = np.empty(len(self.values) + 1, dtype=object)
        for place, each in enumerate(self.values):
            values[place] = each
        return values[self.codes]  # -1 is the last, which is None

    def listed(self) -> list[Any]:
        """Return the value of each row in plain Python types."""
        if self.kind in ("text", "texts"):
            return list(self.objects())
        numbers = zip(self.numbers.tolist(), self.missing.tolist(), strict=True)
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
            return Column(np.asarray(series.cat.codes, np.int64), [*kind.categories])
        if isinstance(kind, np.dtype) and kind.kind in "biuf":
            return of_array(series.to_numpy())
        if kind.kind in "biuf":
            missing = series.isna().to_numpy()
            plain = series.fillna(False if kind.kind == "b" else 0)
            return _numeric(
                plain.to_numpy(dtype={"b": bool, "f": float}.get(kind.kind, "int64")), missing
            )
        if isinstance(kind, pandas.StringDtype):
            codes, values = pandas.factorize(series)
            return Column(np.asarray(codes, np.int64), [*values])
        missing = series.isna().to_numpy()
        return coded(None if gone else each for each, gone in zip(series, missing, strict=True))

    def filled(results: Mapping[str, Result]) -> Any:
        made = {name: _pandas_column(pandas, each) for name, each in results.items()}
        return pandas.DataFrame(made, index=source.index)

    return [*source.columns], column, filled, len(source)


def _pandas_column(pandas: Any, result: Result) -> Any:
    if result.kind == "text":
        return pandas.Categorical.from_codes(result.codes, result.values)
    if result.kind == "texts":
        return result.objects()
    if result.kind == "whole number":
        return pandas.arrays.IntegerArray(result.numbers, result.missing)
    return np.where(result.missing, np.nan, result.numbers)


def _of_polars(source: Any) -> _Read:
    polars = sys.modules["polars"]

    def column(name: str) -> Column:
        series = source[name]
        missing = series.is_null().to_numpy()
        if series.dtype.is_numeric() and not series.dtype.is_decimal():
            return _numeric(
                series.fill_null(0).to_numpy(), missing | _is_nan(series.fill_null(0).to_numpy())
            )
        if series.dtype == polars.Boolean:
            return _numeric(series.fill_null(value=False).to_numpy(), missing)
        if series.dtype in (polars.String, polars.Categorical, polars.Enum):
            distinct = series.drop_nulls().unique(maintain_order=True).cast(polars.String)
            enum = series.cast(polars.String).cast(polars.Enum(distinct))
            codes = enum.to_physical().cast(polars.Int64).fill_null(-1).to_numpy()
            return Column(np.asarray(codes, np.int64), distinct.to_list())
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
                made.append(values.gather(np.where(each.missing, len(each.values), each.codes)))
            else:
                values = polars.Series(name, each.numbers, dtype=types[each.kind])
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
            codes = array.indices.cast(arrow.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
            return Column(np.asarray(codes, np.int64), array.dictionary.to_pylist())
        if (
            types.is_boolean(array.type)
            or types.is_integer(array.type)
            or types.is_floating(array.type)
        ):
            missing = array.is_null(nan_is_null=True).to_numpy(zero_copy_only=False)
            # What stands where nothing is stated is not looked at.
            held = [None, array.buffers()[1]]
            plain = arrow.Array.from_buffers(array.type, len(array), held, offset=array.offset)
            return _numeric(plain.to_numpy(zero_copy_only=False), missing)
        return coded(array.to_pylist())

    types = {
        "text": arrow.string(),
        "texts": arrow.list_(arrow.string()),
        "whole number": arrow.int64(),
        "number": arrow.float64(),
    }

    def filled(results: Mapping[str, Result]) -> Any:
        return arrow.table(
            {
                name: arrow.array(each.values, types[each.kind]).take(
                    arrow.array(each.codes, mask=each.missing)
                )
                if each.kind in ("text", "texts")
                else arrow.array(each.numbers, types[each.kind], mask=each.missing)
                for name, each in results.items()
            }
        )

    return source.schema.names, column, filled, source.num_rows


_PLAIN = {"b": bool, "f": float, "i": np.int64, "u": np.uint64}

_READERS: Mapping[str, Callable[[Any], _Read]] = {
    "pandas": _of_pandas,
    "polars": _of_polars,
    "pyarrow": _of_arrow,
}


def of_array(values: npt.NDArray[Any]) -> Column:
    """Return a column of an array; NaN states nothing."""
    if values.dtype.kind not in "biuf":
        return coded(values.tolist())
    return _numeric(values, _is_nan(values))


def _is_nan(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    return np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), bool)


def _numeric(values: npt.NDArray[Any], missing: npt.NDArray[np.bool_]) -> Column:
    codes = np.arange(len(values))
    codes[missing] = -1
    return Column(codes, values, is_numeric=True)


def coded(values: Iterable[Any]) -> Column:
    """Return a column of any objects; what is equal and differs, as 1 and True do, is kept apart.

    >>> column = coded([1, True, None, 1.0, 1, float("nan")])
    >>> column.codes.tolist(), column.values
    ([0, 1, -1, 2, 0, -1], [1, True, 1.0])
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
    return Column(np.asarray(codes, np.int64), listed)


def _key(value: Any) -> Hashable:
    if isinstance(value, list | tuple | np.ndarray):
        return type(value), *map(_key, value)
    if isinstance(value, dict):
        return dict, *((_key(name), _key(each)) for name, each in value.items())
    if isinstance(value, Hashable):
        # repr tells 0.0 from -0.0, which are equal.
        return type(value), repr(value) if isinstance(value, float) else value
    return type(value), id(value)
