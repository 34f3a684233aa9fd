"""JSON as every door of the library writes it."""

from __future__ import annotations

import json
from typing import Any

from wso2_strategy.errors import printable_lines


def json_text(value: Any) -> str:
    r"""Return JSON-ready values as text, in which what cannot be seen is escaped.

    >>> print(json_text({"name": "a\u202eb"}), end="")
    {
      "name": "a\u202eb"
    }
    """
    return printable_lines(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
