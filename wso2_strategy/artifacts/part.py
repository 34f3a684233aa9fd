"""What a platform adds to the directory of a region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from wso2_strategy.artifacts.directory import ArtifactFile
from wso2_strategy.artifacts.limitation import Limitation
from wso2_strategy.document.blocks import Section


@frozen
class Part:
    """What a platform adds to the directory of a region.

    Attributes:
        files: Its files.
        manifest: Entries of the manifest that are not empty on it.
        limitations: What its files cannot bring about.
        chapters: Chapters of the runbook, in order.
    """

    files: tuple[ArtifactFile, ...] = ()
    manifest: Mapping[str, Any] = {}
    limitations: tuple[Limitation, ...] = ()
    chapters: tuple[Section, ...] = ()
