"""The body of a request, within limits of size and time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from wso2_strategy.advice.formats import MAX_BYTES
from wso2_strategy.web.reply import RefusedError

if TYPE_CHECKING:
    from starlette.requests import Request

_SENT_AT_ONCE = 2**24
"""Of a body that is too large, so much is read and thrown away: who sends hears why then."""


async def body_of(request: Request, seconds: float) -> bytes:
    """Return the body.

    Raises:
        RefusedError: 413: it is too large; 408: it came too slowly; 400: it never came whole.
    """
    from starlette.requests import ClientDisconnect

    refused = RefusedError(413, f"The body is larger than {MAX_BYTES:,} bytes.")
    if "expect" in request.headers and _declared(request) > MAX_BYTES:
        raise refused  # it waits for a word before it sends
    body, size = bytearray(), 0
    try:
        async with asyncio.timeout(seconds):
            async for piece in request.stream():
                size += len(piece)
                if size <= MAX_BYTES:
                    body += piece
                elif size > _SENT_AT_ONCE:
                    break
    except TimeoutError:
        raise RefusedError(408, f"The body did not arrive within {seconds:g} s.") from None
    except ClientDisconnect:
        raise RefusedError(400, "The body ended before its end.") from None
    if size > MAX_BYTES:
        raise refused
    return bytes(body)


def _declared(request: Request) -> int:
    words = request.headers.get("content-length", "")
    return int(words) if words.isdecimal() else 0
