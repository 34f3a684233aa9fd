"""Files that deploy an answer, from its topology and its sizes alone."""

from __future__ import annotations

from wso2_strategy.artifacts.directory import ArtifactFile, Artifacts, Directory
from wso2_strategy.artifacts.generate import artifacts, artifacts_of
from wso2_strategy.artifacts.settings import ArtifactSettings, load_settings

__all__ = [
    "ArtifactFile",
    "ArtifactSettings",
    "Artifacts",
    "Directory",
    "artifacts",
    "artifacts_of",
    "load_settings",
]
