"""Runs the cells of the example notebook, and writes below each what a notebook would show."""

from __future__ import annotations

import ast
import json
from contextlib import chdir
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parents[1] / "examples" / "decision.ipynb"


def pages() -> dict[Path, str]:
    """Return the notebook with its outputs brought up to date."""
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    code = [each for each in notebook["cells"] if each["cell_type"] == "code"]
    with chdir(NOTEBOOK.parent):
        for number, cell in enumerate(code, 1):
            shown = _run("".join(cell["source"]), names)
            cell["execution_count"] = number
            cell["outputs"] = [] if shown is None else [_output(shown, number)]
    return {NOTEBOOK: json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"}


def _run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell and return what its last line gives."""
    *rest, last = ast.parse(source).body
    exec(compile(ast.Module(rest, []), str(NOTEBOOK), "exec"), names)  # noqa: S102 - our own
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), str(NOTEBOOK), "eval"), names)  # noqa: S307
    exec(compile(ast.Module([last], []), str(NOTEBOOK), "exec"), names)  # noqa: S102
    return None


def _output(shown: Any, number: int) -> dict[str, Any]:
    # A picture depends on the fonts of a machine, so whoever runs the notebook draws it.
    kind = "text/html" if hasattr(shown, "_repr_html_") else "text/plain"
    words = shown._repr_html_() if kind == "text/html" else repr(shown)
    return {
        "data": {kind: words.splitlines(keepends=True)},
        "execution_count": number,
        "metadata": {},
        "output_type": "execute_result",
    }
