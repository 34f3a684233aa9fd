"""Text in YAML, TOML or JSON as plain data, with little work whatever it holds."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from typing import Any, Literal

from wso2_strategy.domain.written_numbers import LONGEST

Format = Literal["yaml", "toml", "json", "json or yaml"]

MAX_BYTES = 2**16
"""A requirements file is a page of text; for a megabyte parsers take seconds."""

TOO_LARGE = f"is larger than {MAX_BYTES:,} bytes; allowed is a page of text"

MAX_DEPTH = 20
"""Mappings and lists in each other; requirements have four levels."""

_MAX_POINTS = 100  # in a line of TOML: the work for a dotted key grows with their square


def plain_data(text: str, format: Format) -> Any:  # noqa: A002 - the word users know
    """Return what a text holds, in plain Python types; None where it is empty.

    Raises:
        ValueError: It cannot be used; the message says what it is or holds.

    >>> plain_data("peak_tps: 5", "json or yaml")
    {'peak_tps': 5}
    """
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise ValueError(TOO_LARGE)
    if re.search(rf"(?<![0-9_])(?:[0-9]_?){{{LONGEST}}}", text):
        raise ValueError(f"holds a number of {LONGEST} digits or more")
    try:
        data = _PARSERS[format](text)
    except RecursionError as error:
        raise ValueError(_NESTED) from error
    except ValueError as error:
        name = format.upper().replace("OR", "or")
        raise ValueError(f"is no valid {name}: {error}") from error
    if format == "json" and text.count("{") + text.count("[") <= MAX_DEPTH:
        return data
    level: list[Any] = [[data]]
    for _ in range(MAX_DEPTH + 1):
        inner = (each.values() if isinstance(each, dict) else each for each in level)
        level = [each for many in inner for each in many if isinstance(each, dict | list)]
    if level:
        raise ValueError(_NESTED)
    return data


_NESTED = f"is nested too deeply; allowed: {MAX_DEPTH} levels"


def _parse_yaml(text: str) -> Any:
    import yaml

    from wso2_strategy.advice.strict_yaml import parse

    try:
        return parse(text, max_depth=MAX_DEPTH)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error


def _parse_json(text: str) -> Any:
    return _JSON.decode(text) if text.strip() else None


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} stands twice")
        found[key] = value
    return found


_JSON = json.JSONDecoder(object_pairs_hook=_without_duplicates)


def _parse_json_or_yaml(text: str) -> Any:
    """Not all JSON is YAML: YAML has no tabs before keys and no pairs of surrogates."""
    try:
        return _parse_json(text)
    except json.JSONDecodeError:
        return _parse_yaml(text)


def _parse_toml(text: str) -> Any:
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > _MAX_POINTS and not line.lstrip().startswith("#"):
            raise ValueError(f"line {number} has more than {_MAX_POINTS} points")
    return tomllib.loads(text) or None


_PARSERS: dict[Format, Callable[[str], Any]] = {
    "yaml": _parse_yaml,
    "json": _parse_json,
    "toml": _parse_toml,
    "json or yaml": _parse_json_or_yaml,
}
