"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
from errno import EEXIST
from pathlib import Path
from uuid import uuid4


def save(text: str, path: Path, *, replace: bool) -> None:
    """Write text to a file, through a second one beside it that takes its place at the end.

    Args:
        text: What to write, in UTF-8.
        path: Where to; a link is followed, and devices and pipes are written to directly.
        replace: Whether a file that exists may be replaced.

    Raises:
        OSError: It cannot be written; what was there is as it was.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        target.write_text(text, encoding="utf-8")
        return
    if target.exists() and not replace:
        raise FileExistsError(EEXIST, "it exists already")
    beside = target.with_name(f".{uuid4().hex}")
    try:
        with beside.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
