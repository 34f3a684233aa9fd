"""Where rows come from, by the name of a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wso2_strategy.errors import RequirementsError
from wso2_strategy.portfolio.chunks import Source
from wso2_strategy.portfolio.lines_file import LinesFile

_ENDINGS = (".jsonl", ".ndjson", ".csv", ".parquet")


def source_of(path: Path, fact_classes: Iterable[type] = ()) -> Source:
    """Return the source that a file is, by the ending of its name.

    Raises:
        RequirementsError: It is none, cannot be read, or has columns that state nothing.
        MissingExtraError: It is a Parquet file, and the extra is not installed.
    """
    origin, known = str(path), tuple(fact_classes)
    ending = path.suffix.lower()
    if ending not in _ENDINGS:
        allowed = ", ".join(_ENDINGS)
        raise RequirementsError(origin, [f"has the ending {ending!r}; allowed: {allowed}"])
    try:
        if path.exists() and not path.is_file():
            problem = "is a folder, a pipe or a device; a run can go on with files only"
            raise RequirementsError(origin, [problem])
        if ending == ".parquet":
            from wso2_strategy.portfolio.parquet_files import ParquetSource

            return ParquetSource.of(path, known)
        return LinesFile.of(path, "csv" if ending == ".csv" else "json", known)
    except (OSError, ValueError) as error:
        if isinstance(error, RequirementsError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise RequirementsError(origin, [f"cannot be read: {reason}"]) from error
