"""Runs network-config-analyzer on folder after folder; its Python has that library, ours has not.

The analyzer pins old versions of libraries that the project uses, so it lives in an environment of
its own. One process serves all tests, because starting it takes longer than an analysis.
"""

import contextlib
import io
import json
import sys


def main() -> None:
    """Answer each folder named on standard input with a line of JSON."""
    from nca.nca_cli import nca_main

    for folder in map(str.strip, sys.stdin):
        said = io.StringIO()
        objects = f"{folder}/objects.yaml"
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            status = nca_main(
                [
                    *("--connectivity", f"{folder}/policies.yaml"),
                    *("-p", objects, "-n", objects),
                    *("--output_format", "txt_no_fw_rules"),
                ]
            )
        sys.stdout.write(f"{json.dumps([status, said.getvalue()])}\n")
        sys.stdout.flush()


# Collecting doctests imports every file.
if __name__ == "__main__":
    main()
