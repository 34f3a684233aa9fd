"""Reading a folder of configuration, whatever is in it: bounded work, and nothing is run."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from wso2_strategy.advice.files import file_text, parsed
from wso2_strategy.advice.formats import MAX_BYTES, Format
from wso2_strategy.artifacts.directory import MANIFEST, SETTINGS, Artifacts
from wso2_strategy.errors import RequirementsError, printable

MOST_ENTRIES = 5_000
"""Files and folders that are looked at; a folder of one deployment has far fewer."""

MOST_FILES = 400
"""Files that are read: one for each node or release, and objects beside them."""

MOST_BYTES = 2**20
"""What all these files may hold together; parsers take their time."""

DEEPEST = 10
"""Folders in each other."""

_REGIONS = ("region-1", "region-2")
_ENDINGS = frozenset({".toml", ".yaml", ".yml"})
_DOCUMENT_END = re.compile(r"^---[ \t]*$", re.MULTILINE)
_TEMPLATE = "{{"
_POLICY = ("networking.k8s.io/v1", "NetworkPolicy")
"""Policies of other makers, of the same name or a longer one, are written in other words."""


@frozen
class ConfigurationFile:
    """What a file holds, by its path in the folder."""

    path: str
    data: Mapping[str, Any]


@frozen
class Reading:
    """What was found in a folder.

    Attributes:
        nodes: The deployment.toml files of single nodes.
        releases: The values files of Helm releases.
        objects: Objects of Kubernetes.
        unread: Files that cannot be used, each with the reason.
        passed_over: Files that are about something else.
        pattern: The pattern that the manifest of these files says they make; empty if none does.
    """

    nodes: tuple[ConfigurationFile, ...]
    releases: tuple[ConfigurationFile, ...]
    objects: tuple[ConfigurationFile, ...]
    unread: tuple[tuple[str, str], ...]
    passed_over: tuple[str, ...]
    pattern: str = ""


def read_folder(folder: str | Path) -> Reading:
    """Read everything in a folder that configures API Manager.

    Raises:
        RequirementsError: It is no folder, holds too much, or nothing that can be assessed.
    """
    top = Path(folder)
    _check_folder(top)
    unread: list[tuple[str, str]] = []
    passed_over: list[str] = []
    kinds: dict[str, list[ConfigurationFile]] = {"node": [], "release": [], "object": []}
    for path in _candidates(top, unread):
        name = printable(path.relative_to(top).as_posix())
        try:
            text, form = _text(path, top)
            for data in _documents(text, form, name):
                kind = _kind(data)
                if kind is None and name != SETTINGS:
                    passed_over.append(name)
                elif kind is not None:
                    kinds[kind].append(ConfigurationFile(name, data))
        except RequirementsError as error:
            unread.append((name, error.problems[0]))
    try:
        pattern = _stated_pattern(top)
    except RequirementsError as error:
        pattern = ""
        unread.append((MANIFEST, error.problems[0]))
    reading = Reading(
        nodes=tuple(kinds["node"]),
        releases=tuple(kinds["release"]),
        objects=tuple(kinds["object"]),
        unread=tuple(unread),
        passed_over=tuple(dict.fromkeys(passed_over)),
        pattern=pattern,
    )
    if not reading.nodes and not reading.releases:
        problems = [f"{name}: {reason}" for name, reason in unread]
        nothing = "holds no deployment.toml and no values of WSO2's charts"
        raise RequirementsError(str(top), [*problems, nothing])
    return reading


def _stated_pattern(top: Path) -> str:
    """Return the pattern that a manifest of this project's own files states."""
    path = top / MANIFEST
    if not path.is_file() or not path.resolve().is_relative_to(top.resolve()):
        return ""
    try:
        # A manifest grows with its nodes, so it may be larger than a file of facts.
        with path.open(encoding="utf-8") as file:
            data = json.loads(file.read(MOST_BYTES))
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise RequirementsError(MANIFEST, [problem]) from error
    except (ValueError, RecursionError):
        raise RequirementsError(MANIFEST, ["is no JSON"]) from None
    is_own = isinstance(data, dict) and data.get("schema") == Artifacts.schema
    pattern = data.get("pattern") if is_own else None
    return pattern if isinstance(pattern, str) else ""


def _check_folder(top: Path) -> None:
    try:
        problem = "" if top.is_dir() else "is no folder" if top.exists() else "is not there"
        several = not problem and all((top / each / MANIFEST).is_file() for each in _REGIONS)
    except (OSError, ValueError) as error:  # ValueError: a name that no folder can have
        problem = f"cannot be read: {getattr(error, 'strerror', None) or error}"
        several = False
    if several:
        problem = f"holds several regions; give the folder of one, such as {_REGIONS[0]}"
        raise RequirementsError(str(top), [problem])
    if problem:
        raise RequirementsError(str(top), [f"{problem}; give a folder of configuration"])


def _candidates(top: Path, unread: list[tuple[str, str]]) -> Iterator[Path]:
    """Yield the files that may be configuration, in order of their paths."""

    def failed(error: OSError) -> None:
        name = os.path.relpath(error.filename or top, top)
        unread.append((printable(name), f"cannot be read: {error.strerror or error}"))

    entries = files = size = 0
    for folder, inner, names in os.walk(top, onerror=failed):
        here = Path(folder)
        inner.sort()
        if len(here.relative_to(top).parts) >= DEEPEST:
            inner.clear()
        entries += len(inner) + len(names)
        wanted = sorted(name for name in names if Path(name).suffix.lower() in _ENDINGS)
        files += len(wanted)
        size += sum(min((here / name).lstat().st_size, MAX_BYTES) for name in wanted)
        if entries > MOST_ENTRIES or files > MOST_FILES or size > MOST_BYTES:
            problem = (
                f"holds more than {MOST_ENTRIES:,} files, {MOST_FILES:,} of configuration or"
                f" {MOST_BYTES:,} bytes of it; give the folder of one deployment"
            )
            raise RequirementsError(str(top), [problem])
        yield from (here / name for name in wanted)


def _text(path: Path, top: Path) -> tuple[str, Format]:
    if not path.resolve().is_relative_to(top.resolve()):
        raise RequirementsError(str(path), ["is a link out of the folder, and is not followed"])
    text, form, _ = file_text(path)
    return text, form


def _documents(text: str, form: Format, name: str) -> Iterator[Any]:
    """Yield the documents of a file; of YAML there may be several."""
    for part in _DOCUMENT_END.split(text) if form == "yaml" else [text]:
        try:
            if part.strip():
                yield parsed(part, form, name)
        except RequirementsError:
            if _TEMPLATE not in part:
                raise
            problem = "is a template; render it first, or give its values"
            raise RequirementsError(name, [problem]) from None


def _kind(data: Any) -> str | None:
    """Return what a document configures; None if it is about something else."""
    if not isinstance(data, dict):
        return None
    if isinstance(data.get("kind"), str) and isinstance(data.get("apiVersion"), str):
        kind = data["apiVersion"], data["kind"]
        return None if "NetworkPolicy" in kind[1] and kind != _POLICY else "object"
    if isinstance(data.get("wso2"), dict):
        return "release"
    is_node = any(isinstance(data.get(name), dict) for name in ("apim", "super_admin"))
    return "node" if is_node else None
