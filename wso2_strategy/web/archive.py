"""Files in one archive, whose bytes depend on nothing but them."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the first that the format knows
_READABLE = 0o100644 << 16
_UNIX = 3


def zipped(files: Mapping[str, str]) -> bytes:
    """Return a ZIP archive of texts, by their paths.

    >>> zipped({"a": "1"}) == zipped({"a": "1"})
    True
    """
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path, text in files.items():
            entry = ZipInfo(path, _FIRST_DAY)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, _READABLE
            entry.create_system = _UNIX
            archive.writestr(entry, text.encode())
    return packed.getvalue()
