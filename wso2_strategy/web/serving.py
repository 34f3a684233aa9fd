"""The application on a port, with a limit to how slowly one may ask."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from wso2_strategy.errors import RequirementsError, StrategyError

if TYPE_CHECKING:
    import uvicorn
    from starlette.applications import Starlette

_HEAD_S = 10.0
"""Until the head of a request must have come."""

_CONNECTIONS = 512


def serve(application: Starlette, host: str, port: int) -> None:
    """Serve an application until the process is told to end.

    Raises:
        RequirementsError: Nothing can listen at this host and port.
        StrategyError: The processes that answer do not start.
    """
    server = server_of(application)
    try:
        listening = listener(host, port)
    except OSError as error:
        reason = error.strerror or error
        problem = f"--host, --port: {host} port {port} cannot be used: {reason}"
        raise RequirementsError("command line", [problem]) from error
    with listening, suppress(SystemExit):  # its own status for what does not start
        server.run(sockets=[listening])
    if not server.started:
        raise StrategyError("the server does not start; what it wrote before says why")


def listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        OSError: Nothing can listen there.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
    )[0]
    # Of a socket whose protocol is not named, asyncio delays small packets, by 40 ms an answer.
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_CONNECTIONS)
    except OSError:
        listening.close()
        raise
    return listening


def server_of(application: Starlette, *, head_seconds: float = _HEAD_S) -> uvicorn.Server:
    """Return what serves an application; the head of a request must come within some seconds."""
    import uvicorn

    return uvicorn.Server(
        uvicorn.Config(
            application,
            http=_patient_protocol(head_seconds),
            ws="none",
            lifespan="on",
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_CONNECTIONS,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=5,
        )
    )


def _patient_protocol(seconds: float) -> type[asyncio.Protocol]:
    """Return a protocol that ends a connection whose request has not begun in time.

    The server itself has a limit for connections that are idle, but none for those that
    send the head of a request letter by letter.
    """
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Patient(H11Protocol):
        _limit: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._limit = self.loop.call_later(seconds, self._give_up)

        def data_received(self, data: bytes) -> None:
            begun = self.cycle
            if self._limit is None and begun is not None and begun.response_complete:
                self._limit = self.loop.call_later(seconds, self._give_up)
            super().data_received(data)
            if self.cycle is not begun:
                self._forget()

        def connection_lost(self, exc: Exception | None) -> None:
            self._forget()
            super().connection_lost(exc)

        def _forget(self) -> None:
            if self._limit is not None:
                self._limit.cancel()
                self._limit = None

        def _give_up(self) -> None:
            self._limit = None
            self.transport.write(_TOO_SLOW)
            self.transport.close()

    return Patient


_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
