"""`/openapi.json`: what FastAPI derives from the routes, and what it cannot know."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from closer_tui.api.guard import SCHEME
from closer_tui.api.idempotent import PATTERN as KEY_PATTERN
from closer_tui.api.models import ErrorShape

Responses = dict[int | str, dict[str, Any]]

_TRACE = {"X-Trace-Id": {"description": "Leads to the request in the server's log.", "schema": {"type": "string"}}}
_RETRY = {
    "Retry-After": {
        "description": "Seconds to wait, a whole number.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    }
}
_WORDS = {
    400: "The request is not what is documented here.",
    401: "No usable token.",
    403: "The token's plane, channels or scopes do not allow it, or a page of another origin asks.",
    404: "There is no such thing, or not for this token.",
    405: "The path does not know the method; `Allow` lists those it does.",
    408: "The body did not arrive in time.",
    409: "It cannot be done in the present state, or the same Idempotency-Key is being worked on.",
    413: "The body is larger than 262,144 bytes.",
    415: "The body is not `application/json`, or is compressed.",
    421: "The server does not answer to this Host.",
    422: "The Idempotency-Key was used with another body.",
    429: "More than 600 requests a minute.",
    431: "The headers are too large.",
    500: "Our fault; quote the trace id.",
    503: "The store cannot be reached just now.",
}
_ALWAYS = (400, 401, 403, 404, 405, 421, 429, 431, 500, 503)
_WRITING = (408, 409, 413, 415, 422)
_ABOUT = """The API of one closer-tui: messages of every channel in one shape, replies, tone profiles, and a sandbox.

**Limits.** 600 requests a minute for each token: a bucket of 600 refilled with 10 a second, so a token that has rested
may send 600 at once and 10 a second from then on; then 429 with `Retry-After`. Bodies up to 262,144 bytes.

**Idempotency.** A POST may carry the header `Idempotency-Key`: 1 to 255 visible ASCII characters, bare or as a quoted
string, made anew for each thing you want done. Sending the request again within 24 hours then gives the first answer
again, marked `Idempotency-Replayed: true`; the effect happens once. The same key with another body is refused with 422,
and with 409 and `Retry-After` while its first request is being worked on. A key counts for one token, method and path.
Operations that take it carry `x-idempotency-key`."""

# Not a formal parameter: that a key was used before with another body cannot be said in a schema, and tools that make
# requests from the document would take the 422 for a lie.
KEYED: Final[dict[str, Any]] = {
    "x-idempotency-key": {
        "header": "Idempotency-Key",
        "required": False,
        "pattern": KEY_PATTERN,
        "description": "Recommended: makes it safe to send the request again. See the introduction.",
    }
}


def failures(*, writes: bool) -> Responses:
    """The documented failures of a route."""
    statuses = sorted((*_ALWAYS, *_WRITING) if writes else (*_ALWAYS, 409))
    found: Responses = {}
    for status in statuses:
        headers: dict[str, Any] = dict(_TRACE)
        if status == 429:
            headers |= _RETRY
        found[status] = {"model": ErrorShape, "description": _WORDS[status], "headers": headers}
    return found


def success(status: int, model: type, description: str, *, replayable: bool = False) -> Responses:
    """The documented success of a route."""
    headers: dict[str, Any] = dict(_TRACE)
    if replayable:
        headers["Idempotency-Replayed"] = {
            "description": "There, and `true`, when this is the answer of an earlier request with the same key.",
            "schema": {"type": "string", "enum": ["true"]},
        }
    return {status: {"model": model, "description": description, "headers": headers}}


def describe(app: FastAPI, version: str) -> dict[str, Any]:
    """The document. FastAPI's own 422 of validation errors goes: here they are 400, in the envelope."""
    document = get_openapi(
        title="CLOSER v1", version=version, openapi_version="3.1.0", description=_ABOUT, routes=app.routes
    )
    for path in document["paths"].values():
        for operation in path.values():
            answer = operation["responses"].get("422", {}).get("content", {}).get("application/json", {})
            if answer.get("schema", {}).get("$ref", "").endswith("HTTPValidationError"):
                del operation["responses"]["422"]
    components = document["components"]
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    components["securitySchemes"] = {
        SCHEME: {
            "type": "http",
            "scheme": "bearer",
            "description": "`cls_live_…`, or `cls_test_…` for the sandbox. Each operation names its scope.",
        }
    }
    return document
