"""``wso2-strategy serve``: the page and the API on a port."""

from __future__ import annotations

from pathlib import Path

import click

from wso2_strategy.advice.files import origin_of
from wso2_strategy.cli.program.shared_options import (
    EngineName,
    a_file,
    advisor,
    assume_option,
    engine_option,
    refused,
    seconds_option,
    whole_number,
)
from wso2_strategy.cli.program.strict_command import StrictCommand
from wso2_strategy.errors import RequirementsError

_PORTS = range(1, 2**16)
_WORKERS = range(1, 65)
_SHORTEST_TOKEN = 16


@click.command("serve", cls=StrictCommand)
@click.option("--host", default="127.0.0.1", metavar="HOST", help="The address to listen at.")
@click.option("--port", type=whole_number, default="8080", metavar="PORT", help="The port.")
@click.option(
    "--token-file",
    type=Path,
    metavar="FILE",
    shell_complete=a_file,
    help="A file with the token that who asks must show.",
)
@click.option(
    "--allow-remote",
    is_flag=True,
    help="Answer anybody who reaches the host, without a token.",
)
@click.option(
    "--workers", type=whole_number, default="2", metavar="N", help="How many answer at once."
)
@seconds_option
@engine_option
@assume_option
def serve_command(
    host: str,
    port: int,
    token_file: Path | None,
    allow_remote: bool,
    workers: int,
    seconds: int,
    engine: EngineName,
    assume: tuple[str, ...],
) -> None:
    """Serve the page to decide on, and an API for other programs."""
    from wso2_strategy.web.app import LOOPBACK, Settings, application
    from wso2_strategy.web.serving import serve

    for option, number, allowed in (
        ("--port", port, _PORTS),
        ("--workers", workers, _WORKERS),
    ):
        if number not in allowed:
            span = f"a whole number from {allowed.start} to {allowed.stop - 1}"
            raise refused(option, str(number), span)
    token = None if token_file is None else _token(token_file)
    is_open = token is not None or allow_remote
    if host not in LOOPBACK and not is_open:
        problem = (
            f"--host: {host} can be reached by others; give --token-file, or say --allow-remote"
        )
        raise RequirementsError("command line", [problem])
    settings = Settings(
        token=token,
        hosts=None if is_open else LOOPBACK,
        workers=workers,
        seconds=float(seconds),
    )
    served = application(advisor(engine, assume), settings)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Serving http://{shown}:{port}/ until interrupted.", err=True)
    serve(served, host, port)


def _token(file: Path) -> str:
    """Return the token in a file."""
    try:
        token = file.read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        problem = f"--token-file: {origin_of(file)} cannot be read: {reason}"
        raise RequirementsError("command line", [problem]) from error
    if len(token) < _SHORTEST_TOKEN or not (token.isascii() and token.isprintable()):
        problem = (
            f"--token-file: the token is too weak; allowed: {_SHORTEST_TOKEN} printable"
            " characters of ASCII or more"
        )
        raise RequirementsError("command line", [problem])
    return token
