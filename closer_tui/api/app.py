"""The CLOSER v1 application: routes, the envelope for what they raise, and the edge around all of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp

from closer_tui import __version__
from closer_tui.api.bucket import Monotonic, RateLimit
from closer_tui.api.edge import Edge, trace_id_of
from closer_tui.api.errors import ApiError, bad_request, envelope, from_house, internal, not_found
from closer_tui.api.hosts import HostRules
from closer_tui.api.openapi import describe
from closer_tui.api.routes import router
from closer_tui.api.world import World
from closer_tui.config.settings import Settings
from closer_tui.domain.channel import InboxMode
from closer_tui.domain.clock import Clock
from closer_tui.domain.errors import CloserError
from closer_tui.store.database import Store

BODY_SECONDS: Final = 10.0


def _nobody() -> None:
    """Nobody wants to know of writes."""


def build_app(
    store: Store,
    settings: Settings,
    *,
    sandbox: bool,
    clock: Clock,
    hosts: Iterable[str] = (),
    sandbox_mode: InboxMode = InboxMode.DRAFT,
    moved: Callable[[], None] = _nobody,
    monotonic: Monotonic = time.monotonic,
    body_seconds: float = BODY_SECONDS,
) -> ASGIApp:
    """The application over an open store.

    `hosts` are names it answers to besides those of the settings. `sandbox_mode` is what the bot does in sandbox
    inboxes made on first need. `moved` is called after every write.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    rate = settings.server.rate_per_minute
    app.state.world = World(
        store=store,
        settings=settings,
        sandbox=sandbox,
        sandbox_mode=sandbox_mode,
        rate=RateLimit(rate, monotonic),
        failures=RateLimit(rate, monotonic),
        body_seconds=body_seconds,
        moved=moved,
    )
    app.include_router(router)
    document = json.dumps(describe(app, __version__), ensure_ascii=False).encode()

    async def openapi(_request: Request) -> Response:
        return Response(document, media_type="application/json")

    app.add_route("/openapi.json", openapi, methods=["GET"], include_in_schema=False)
    app.add_exception_handler(ApiError, _on_api_error)
    app.add_exception_handler(CloserError, _on_house_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_router)
    app.add_exception_handler(Exception, _on_unforeseen)
    return Edge(app, HostRules((*settings.server.allowed_hosts, *hosts)), clock)


async def _on_api_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return envelope(error, trace_id_of(request.scope))


async def _on_house_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, CloserError)
    return envelope(from_house(error), trace_id_of(request.scope))


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return envelope(bad_request(f"{place}: {first['msg']}"[:300]), trace_id_of(request.scope))


async def _on_router(request: Request, error: Exception) -> Response:
    """What the router itself refuses: an unknown path, or a method its path does not know."""
    assert isinstance(error, HTTPException)
    problem = not_found("There is no such path.")
    if error.status_code == 405:
        allowed = ", ".join(sorted(_methods(request.app.routes, request)))
        problem = ApiError(405, "method_not_allowed", f"This path knows {allowed} only.", {"Allow": allowed})
    elif error.status_code != 404:
        problem = bad_request(str(error.detail)[:300])
    return envelope(problem, trace_id_of(request.scope))


async def _on_unforeseen(request: Request, _error: Exception) -> Response:
    """Starlette raises the error again after this answer; the edge then writes it to the log."""
    return envelope(internal(), trace_id_of(request.scope))


def _methods(routes: list[BaseRoute], request: Request) -> set[str]:
    """Every method the path knows: one path can be several routes."""
    found: set[str] = set()
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
        scope = dict(request.scope) | {"method": method}
        if any(route.matches(scope)[0] is Match.FULL for route in routes):
            found.add(method)
    return found
