"""A server of its own on a free port, which answers and ends with the test."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from typing import Any

import pytest
from attrs import frozen

from wso2_strategy.api import Advisor
from wso2_strategy.web.app import Settings, application
from wso2_strategy.web.serving import listener, server_of


@frozen
class Served:
    """A server that answers at a port of this machine."""

    port: int

    def ask(
        self, path: str, body: Any = None, *, method: str = "", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers in small letters, content; what is no bytes goes as JSON."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Content-Type": "application/json"} if body is not None else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        try:
            connection.request(method or ("GET" if body is None else "POST"), path, content, sent)
            response = connection.getresponse()
            received = {name.lower(): value for name, value in response.getheaders()}
            return response.status, received, response.read()
        finally:
            connection.close()

    def raw(self, content: bytes, *, seconds: float = 30) -> bytes:
        """Return all that comes back for bytes, until the server ends the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(content)
            return b"".join(iter(lambda: connection.recv(65536), b""))


@contextmanager
def running(advisor: Advisor, settings: Settings, *, head_seconds: float = 10) -> Iterator[Served]:
    server = server_of(application(advisor, settings), head_seconds=head_seconds)
    with listener("127.0.0.1", 0) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            limit = time.monotonic() + 60
            while not server.started and thread.is_alive() and time.monotonic() < limit:
                time.sleep(0.02)
            assert server.started
            yield Served(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(20)


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """Return a server as users start it."""
    with running(Advisor(), Settings()) as found:
        yield found


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Return what starts a server with other settings."""
    with ExitStack() as started:
        yield lambda *given, **named: started.enter_context(running(*given, **named))
