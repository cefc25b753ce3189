"""Every answer that is not a success: one envelope, `{"error": {"code", "message", "trace_id"}}`.

Codes are a promise to peers; messages are for the person who reads the log of a failed integration.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from closer_tui.domain.errors import (
    CloserError,
    Conflict,
    InvalidInput,
    NotFound,
    RateLimited,
    Refused,
    StoreError,
)

NO_HEADERS: Final[Mapping[str, str]] = {}

_ANSWERS: Final[tuple[tuple[type[CloserError], int, str], ...]] = (
    (InvalidInput, 400, "invalid_request"),
    (Refused, 409, "refused"),
    (Conflict, 409, "conflict"),
)


class ApiError(Exception):
    """An answer other than success; raised anywhere below the edge, turned into the envelope at it."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] = NO_HEADERS) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers


def envelope(error: ApiError, trace_id: str) -> Response:
    """The error as a response."""
    document = {"error": {"code": error.code, "message": error.message, "trace_id": trace_id}}
    return Response(
        json.dumps(document, ensure_ascii=False).encode("utf-8", "replace"),
        error.status,
        headers=dict(error.headers),
        media_type="application/json",
    )


def from_house(error: CloserError) -> ApiError:
    """What an error of the house is to a peer; what happened to the machine stays in the log."""
    if isinstance(error, NotFound):
        return not_found()
    if isinstance(error, RateLimited):
        return rate_limited(error.retry_after_ms / 1000)
    for kind, status, code in _ANSWERS:
        if isinstance(error, kind):
            return ApiError(status, code, str(error))
    if isinstance(error, StoreError):
        return ApiError(503, "unavailable", "The store cannot be reached; try again.", {"Retry-After": "1"})
    return internal()


def bad_request(message: str, code: str = "invalid_request") -> ApiError:
    """400: the request is not what the documentation describes."""
    return ApiError(400, code, message)


def unauthorized(message: str) -> ApiError:
    """401: no usable token."""
    return ApiError(401, "unauthorized", message, {"WWW-Authenticate": 'Bearer realm="closer"'})


def forbidden(code: str, message: str) -> ApiError:
    """403: a good token that may not do this."""
    return ApiError(403, code, message)


def not_found(message: str = "There is no such thing here, or not for this token.") -> ApiError:
    """404: the same words whether it does not exist or belongs to another channel, so that ids cannot be probed."""
    return ApiError(404, "not_found", message)


def rate_limited(wait_seconds: float) -> ApiError:
    """429 with a whole number of seconds, at least one."""
    seconds = max(1, -int(-wait_seconds // 1))
    return ApiError(
        429,
        "rate_limited",
        f"Too many requests; try again in {seconds} s.",
        {"Retry-After": str(seconds)},
    )


def internal() -> ApiError:
    """500: our fault; the trace id leads to the traceback in the log."""
    return ApiError(500, "internal", "Something went wrong on our side. Quote the trace id to the owner of the server.")
