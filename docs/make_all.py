"""Writes every generated page and picture anew: ``make docs``.

Each other script beside this one has a function `pages`, which returns what it writes, by path.
The tests call the same functions and compare.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
SCRIPTS = sorted(each.stem for each in HERE.glob("make_*.py") if each.name != "make_all.py")


def generated(script: str) -> dict[Path, str]:
    """Return what a script writes, by path."""
    found: dict[Path, str] = import_module(script).pages()
    return found


if __name__ == "__main__":
    for each in SCRIPTS:
        for path, text in generated(each).items():
            path.write_text(text, encoding="utf-8")
