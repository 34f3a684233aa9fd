"""Standard input, output and error as a command finds them: there, closed, full or gone."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import NoReturn, TextIO

_EXIT_BAD_INPUT = 2


class Output(io.TextIOWrapper):
    """Standard output whose reader may go away: then what is left to say is said to nobody.

    Attributes:
        before_writing: What is done before anything is written.
    """

    before_writing: Callable[[], None] = staticmethod(lambda: None)

    def write(self, text: str, /) -> int:
        """Write text, or nothing where nobody reads any more."""
        self.before_writing()
        try:
            return super().write(text)
        except BrokenPipeError:
            to_nowhere(self)
            return len(text)

    def flush(self) -> None:
        """Write what is kept back, or nothing where nobody reads any more."""
        try:
            super().flush()
        except BrokenPipeError:
            to_nowhere(self)


def settle() -> None:
    """Let any text be written and read, and stand in for streams that were closed."""
    for name in ("COLUMNS", "LINES"):
        if not os.environ.get(name, "0").isdecimal():  # Rich would fail on it
            del os.environ[name]
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - open to the end
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stdout is None:
        fail("standard output is closed, so nothing can be answered")
    for stream in (sys.stdin, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if isinstance(sys.stdout, io.TextIOWrapper):
        encoding, by_line = sys.stdout.encoding, sys.stdout.line_buffering
        sys.stdout = Output(
            sys.stdout.buffer, encoding, errors="backslashreplace", line_buffering=by_line
        )


def fail(message: str) -> NoReturn:
    """End the program with a message, if anybody can be told, and the status of bad input."""
    try:
        sys.stderr.write(f"error: {message}\n")
        sys.stderr.flush()
    except OSError:
        to_nowhere(sys.stderr)
    sys.exit(_EXIT_BAD_INPUT)


def to_nowhere(stream: TextIO) -> None:
    """Let what is still to be written vanish."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
