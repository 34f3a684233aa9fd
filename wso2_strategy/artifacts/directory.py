"""Directories of files: what was made, listed in a manifest, and written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from attrs import frozen

from wso2_strategy.artifacts.limitation import said_once
from wso2_strategy.document.blocks import Listing, Section
from wso2_strategy.document.document import Answer, Document
from wso2_strategy.document.saving import save_all
from wso2_strategy.domain.wording import counted
from wso2_strategy.errors import RequirementsError

MANIFEST = "manifest.json"
SETTINGS = "settings.yaml"
FOLDERS = ("values", "manifests", "nodes", "balancers")
"""What these hold is applied as a whole, so nothing else may stand in them."""


@frozen
class ArtifactFile:
    """A file, by its path within the directory of its region."""

    path: str
    text: str


@frozen
class Directory:
    """The files of one region.

    Attributes:
        name: Its folder; empty where there is one region only.
        manifest: What is in it, as the manifest says it.
        files: Its files, the manifest included, by path.
    """

    name: str
    manifest: Mapping[str, Any]
    files: tuple[ArtifactFile, ...]

    def text(self, path: str) -> str:
        """Return the text of a file.

        Raises:
            KeyError: There is none of that path.
        """
        return {each.path: each.text for each in self.files}[path]


@frozen
class Artifacts(Answer):
    """The files that deploy an answer, one directory for each region."""

    schema: ClassVar[str] = "wso2-strategy/artifacts/1"

    directories: tuple[Directory, ...]

    def files(self) -> Iterator[ArtifactFile]:
        """Yield every file with its path below the folder that they are written to."""
        for directory in self.directories:
            prefix = f"{directory.name}/" if directory.name else ""
            yield from (ArtifactFile(prefix + each.path, each.text) for each in directory.files)

    def document(self, *, complete: bool = False) -> Document:
        """Return what was made, and what it cannot bring about."""
        del complete
        files = tuple(each.path for each in self.files())
        limits = said_once(
            each for directory in self.directories for each in directory.manifest["limitations"]
        )
        cannot = (Section("What they cannot do", (Listing(limits),)),) if limits else ()
        begin = "Begin with RUNBOOK.md: it lists what to replace, what to do, and in which order."
        return Document(counted(len(files), "file"), (Listing(files), begin, *cannot))

    def to_dict(self) -> dict[str, Any]:
        """Return the manifests as JSON-ready values, with the paths of all files."""
        return {
            "schema": self.schema,
            "files": [each.path for each in self.files()],
            "regions": [dict(each.manifest) for each in self.directories],
        }

    def save(self, folder: str | Path, *, replace: bool = False) -> None:
        """Write all files into a folder, which is made if it is not there.

        Raises:
            RequirementsError: Files are there already and may not be replaced, or files of
                another answer are among them.
            OSError: It cannot be written.
        """
        top = Path(folder)
        made = {each.path: each.text for each in self.files()}
        problems = [*_strangers(top, made)]
        if not replace:
            problems += [
                f"{each} exists already; choose another folder, or replace it with --force"
                for each in sorted(made)
                if (top / each).exists()
            ]
        if problems:
            raise RequirementsError(str(top), problems)
        save_all(made, top, replace=replace)


def _strangers(top: Path, made: Mapping[str, str]) -> Iterator[str]:
    """Yield what an earlier answer left where everything is applied together."""
    for folder in sorted({path.rpartition(MANIFEST)[0] for path in made if MANIFEST in path}):
        for part in FOLDERS:
            there = sorted((top / folder / part).rglob("*"))
            for each in there:
                path = each.relative_to(top).as_posix()
                if path not in made and not each.is_dir():
                    yield f"{path} is no file of this answer; remove it, or choose another folder"


def as_json(values: Mapping[str, Any]) -> str:
    """Return values as a JSON file."""
    return json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
