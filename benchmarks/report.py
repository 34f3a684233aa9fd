"""How long the command takes that writes the page for a board, for every example.

The limit is that of the project: 2 s for the command, from its start to its end, and 1 MB for
the page. Exit status 1 if a median, or a page, is above its limit.

    python benchmarks/report.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

_LIMIT_S = 2.0
_LIMIT_BYTES = 1_000_000
_RUNS = 5

PROGRAM = Path(sysconfig.get_path("scripts")) / "wso2-strategy"
EXAMPLES = Path(__file__).parents[1] / "examples"


def main() -> int:
    """Print a line for each example and return the exit status."""
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "decision.html")
        for file in sorted(EXAMPLES.iterdir()):
            if file.suffix not in (".yaml", ".toml", ".json"):
                continue
            times = []
            for _ in range(_RUNS):
                start = time.perf_counter()
                command = [PROGRAM, "report", file, "-o", page, "--force"]
                subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own
                times.append(time.perf_counter() - start)
            size = page.stat().st_size
            median = statistics.median(times)
            missed += median > _LIMIT_S or size > _LIMIT_BYTES
            spread = f"{min(times):.2f} to {max(times):.2f}"
            print(f"{file.stem:24} {median:.2f} s ({spread}), {size / 1000:.0f} kB")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
