"""What is sent back: an answer, or a problem document as RFC 9457 has it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from attrs import frozen

from wso2_strategy.document.json_text import json_text
from wso2_strategy.errors import StrategyError, printable

JSON = "application/json"
PROBLEM = "application/problem+json"

_PATH = re.compile(r"([A-Za-z_][\w-]*(?:\.[\w-]+|\[\d+\])*): (.*)", re.DOTALL)
_VALUE = re.compile(r"(.*?) is not allowed; allowed: (.*?)(?:; did you mean .*)?", re.DOTALL)
_HINT = re.compile(r"[Dd]id you mean '([^']*)'\?")


@frozen
class Reply:
    """A status, a media type, and bytes."""

    status: int
    media_type: str
    content: bytes


class RefusedError(StrategyError):
    """A request that is refused with a status of HTTP.

    Attributes:
        status: The status.
        detail: What is wrong, and what to do.
    """

    def __init__(self, status: int, detail: str) -> None:
        self.status = status
        self.detail = detail
        super().__init__(detail)


def problem(status: int, detail: str, problems: Iterable[str] = ()) -> Reply:
    """Return a problem document, with an entry for each problem and its path.

    >>> found = problem(422, "no", ["traffic.peak_tps: -1 is not allowed; allowed: a number >= 0"])
    >>> print(found.content.decode())
    {
      "type": "about:blank",
      "title": "Unprocessable Entity",
      "status": 422,
      "detail": "no",
      "errors": [
        {
          "path": "traffic.peak_tps",
          "message": "-1 is not allowed; allowed: a number >= 0",
          "value": "-1",
          "allowed": "a number >= 0"
        }
      ]
    }
    <BLANKLINE>
    """
    listed = [_entry(each) for each in problems]
    document = {
        "type": "about:blank",
        "title": "Unprocessable Entity" if status == _UNPROCESSABLE else HTTPStatus(status).phrase,
        "status": status,
        "detail": printable(detail, _LONGEST),
        **({"errors": listed} if listed else {}),
    }
    return Reply(status, PROBLEM, json_text(document).encode())


_UNPROCESSABLE = 422  # newer Pythons call it otherwise
_LONGEST = 500


def _entry(sentence: str) -> dict[str, Any]:
    found = _PATH.fullmatch(sentence)
    path, message = found.groups() if found else ("", sentence)
    entry = {"path": path, "message": printable(message, _LONGEST)}
    if told := _VALUE.fullmatch(message):
        entry |= {"value": printable(told[1], _LONGEST), "allowed": printable(told[2], _LONGEST)}
    if hint := _HINT.search(message):
        entry["hint"] = hint[1]
    return entry
