"""The files of the page, read once: nothing else of the machine can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from wso2_strategy.document.page import stylesheet
from wso2_strategy.web.reply import Reply

_MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


def page_files() -> Mapping[str, Reply]:
    """Return the files of the page by the paths at which they are served."""
    found = {}
    folder = files("wso2_strategy.web").joinpath("page")
    for each in sorted(folder.iterdir(), key=lambda file: file.name):
        media_type = _MEDIA_TYPES.get(each.name.rpartition(".")[2])
        if media_type is not None:
            path = "/" if each.name == "index.html" else f"/page/{each.name}"
            found[path] = Reply(200, media_type, each.read_bytes())
    sheet = stylesheet().encode()
    return found | {"/page/document.css": Reply(200, _MEDIA_TYPES["css"], sheet)}
