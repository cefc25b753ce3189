"""Reading a request's body: counted as it streams, within a deadline, never decompressed.

Content-Length is only believed when it says "too large"; what counts are the bytes that arrive.
"""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

from closer_tui.api.errors import ApiError

CLOSE: Final = {"Connection": "close"}


def too_large(limit: int) -> ApiError:
    """413, and the connection is closed: what else is under way is of no interest."""
    return ApiError(
        413,
        "payload_too_large",
        f"The body is larger than {limit} bytes. Larger content goes through signed upload URLs.",
        CLOSE,
    )


def check_headers(request: Request, limit: int) -> None:
    """What the headers alone can tell. Raises ApiError 413 or 415."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise ApiError(415, "unsupported_media_type", "Send the body as it is, without Content-Encoding.")
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > limit:
        raise too_large(limit)


def check_media_type(request: Request) -> None:
    """Only JSON. Raises ApiError 415."""
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().replace('"', "")
    if kind.strip().lower() != "application/json" or charset not in {"", "charset=utf-8"}:
        raise ApiError(415, "unsupported_media_type", "Send application/json in UTF-8.")


async def read(request: Request, limit: int, seconds: float) -> bytes:
    """The whole body. Raises ApiError 413 as soon as it outgrows `limit` bytes, 408 when it is not there in time."""
    kept = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                kept += chunk
                if len(kept) > limit:
                    raise too_large(limit)
    except TimeoutError as error:
        raise ApiError(408, "request_timeout", f"The body did not arrive within {seconds:.0f} s.", CLOSE) from error
    except ClientDisconnect as error:
        raise ApiError(400, "invalid_request", "The connection ended before the body did.", CLOSE) from error
    return bytes(kept)


def replay(raw: bytes) -> Receive:
    """A `receive` that hands out a body read before."""

    async def receive() -> Message:
        return {"type": "http.request", "body": raw, "more_body": False}

    return receive
