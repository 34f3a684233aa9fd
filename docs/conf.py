"""How the documentation is built: ``make site``."""

from __future__ import annotations

from wso2_strategy import __version__

project = "wso2_strategy"
author = "The wso2_strategy maintainers"
project_copyright = author
version = release = __version__
extensions = ["myst_parser"]
exclude_patterns = ["_build", "_reports"]
html_theme = "furo"
html_title = f"wso2_strategy {__version__}"
myst_heading_anchors = 4
nitpicky = True
# Links to files outside the documentation lead to the repository, not into the site.
suppress_warnings = ["myst.xref_missing"]
