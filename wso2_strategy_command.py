"""The program ``wso2-strategy``, which may be interrupted while it still loads the library."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; an interrupt ends it with status 130, however early it comes."""
    try:
        from wso2_strategy.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)
