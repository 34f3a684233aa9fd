"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from errno import EEXIST
from pathlib import Path
from uuid import uuid4


def save(content: str | bytes, path: Path, *, replace: bool) -> None:
    """Write a file, through a second one beside it that takes its place at the end.

    Args:
        content: What to write; text in UTF-8.
        path: Where to; a link is followed, and devices and pipes are written to directly.
        replace: Whether a file that exists may be replaced.

    Raises:
        OSError: It cannot be written; what was there is as it was.
    """
    data = content if isinstance(content, bytes) else content.encode()
    target = path.resolve()
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    if target.exists() and not replace:
        raise FileExistsError(EEXIST, "it exists already")
    beside = target.with_name(f".{uuid4().hex}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def save_all(texts: Mapping[str, str], folder: Path, *, replace: bool) -> None:
    """Write texts to files below a folder; a new folder comes to be whole or not at all.

    Args:
        texts: What to write, by path below the folder.
        folder: Where to; it is made with the folders above it if it is not there.
        replace: Whether files that exist may be replaced.

    Raises:
        OSError: Something cannot be written.
    """
    is_new = not folder.exists()
    top = folder.with_name(f".{uuid4().hex}") if is_new else folder
    try:
        top.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            file = top / path
            file.parent.mkdir(parents=True, exist_ok=True)
            save(text, file, replace=replace)
        if is_new:
            top.rename(folder)
    except BaseException:
        if is_new:
            shutil.rmtree(top, ignore_errors=True)
        raise
