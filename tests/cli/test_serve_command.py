"""What is served to whom is decided before anything listens."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from wso2_strategy.cli import application
from wso2_strategy.errors import MissingExtraError, RequirementsError


def refusal(*arguments: str) -> str:
    """Return why the server does not start."""
    result = CliRunner().invoke(application, ["serve", *arguments])
    assert isinstance(result.exception, RequirementsError), result.output
    return str(result.exception)


def test_others_are_not_served_by_mistake() -> None:
    """Another host than the loopback needs a token, or a word that says that it is meant."""
    for host in ("0.0.0.0", "::", "10.0.0.1", "strategy.example.org"):  # noqa: S104 - refused
        assert "--token-file" in refusal("--host", host)


@pytest.mark.parametrize("token", ["", "short", "with a line\nbreak in it", "ü" * 20])
def test_a_token_that_is_weak_or_cannot_be_sent_is_refused(tmp_path: Path, token: str) -> None:
    """It is never shown."""
    file = tmp_path / "token"
    file.write_text(token, "utf-8")
    said = refusal("--token-file", str(file))
    assert "--token-file" in said
    assert not token or token not in said


def test_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    """Options, a file that is not there, and a port that another program has."""
    assert "--port" in refusal("--port", "0")
    assert "--workers" in refusal("--workers", "0")
    assert "--seconds" in refusal("--seconds", "4000")
    assert "cannot be read" in refusal("--token-file", str(tmp_path / "none"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "in use" in refusal("--port", str(taken.getsockname()[1]))


@pytest.mark.parametrize(("command", "library"), [("serve", "starlette"), ("mcp", "mcp")])
def test_without_the_extra_it_is_named(
    monkeypatch: pytest.MonkeyPatch, command: str, library: str
) -> None:
    """As for every other feature that needs one."""
    loaded = [each for each in sys.modules if each.partition(".")[0] == library]
    for each in {*loaded, library, f"{library}.applications"}:
        monkeypatch.setitem(sys.modules, each, None)
    result = CliRunner().invoke(application, [command])
    assert isinstance(result.exception, MissingExtraError)
    assert result.exception.extra == {"serve": "web", "mcp": "mcp"}[command]
