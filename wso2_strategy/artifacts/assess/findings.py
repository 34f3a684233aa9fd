"""What an assessment finds: something missing or broken, and what to do about it.

``faults.csv`` has every kind of it besides the defects of the charts.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import ClassVar, Literal, cast

from attrs import frozen

from wso2_strategy.document.json_values import JsonKeys, same
from wso2_strategy.domain import sources
from wso2_strategy.domain.wording import series
from wso2_strategy.errors import printable
from wso2_strategy.inference.provenance import Source

Severity = Literal["error", "warning", "note"]
"""An ``error`` keeps a connection from being made or a node from starting; a ``warning`` is
missed later; a ``note`` is known of the charts and nothing in these files can change it."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
"""The worst first."""

_LONGEST_VALUE = 500
"""Characters that are shown of what stands in a file."""


@frozen
class Finding:
    """Something that is missing or broken.

    Attributes:
        id: What it is called: of a known defect of the charts its id, such as ``D10``.
        severity: How bad it is.
        path: The file it is in; empty if it is about several.
        problem: What is wrong.
        remedy: What to do about it.
        source: Where it is described, if anywhere.
    """

    json_keys: ClassVar[JsonKeys] = {
        **same("id", "severity", "path", "problem", "remedy"),
        "source": "source.title",
        "url": "source.url",
    }

    id: str
    severity: Severity
    path: str
    problem: str
    remedy: str
    source: Source | None = None


def fault(name: str, path: str, **said: str | int) -> Finding:
    """Return a finding of a kind; what is said of it fills the places in its sentences.

    >>> fault("server-role", "deployment.toml", text="gateway-worker").remedy
    'Write server_role = "default".'
    """
    kind = _kinds()[name]
    shown = {key: printable(str(value), _LONGEST_VALUE) for key, value in said.items()}
    return Finding(
        name,
        cast(Severity, kind["severity"]),
        path,
        kind["problem"].format(**shown),
        kind["remedy"].format(**shown),
        sources.named(kind["source"]) if kind["source"] else None,
    )


def listed(items: Sequence[str], most: int = 4) -> str:
    """Return the first of some items as a phrase, and how many more there are.

    >>> listed(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    more = [f"{len(items) - most} more"] if len(items) > most else []
    return series([*items[:most], *more])


@cache
def _kinds() -> Mapping[str, Mapping[str, str]]:
    table = resources.files("wso2_strategy.artifacts.assess").joinpath("faults.csv")
    lines = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return {line["id"]: line for line in lines}
