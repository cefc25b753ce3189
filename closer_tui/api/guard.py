"""What stands before every endpoint, in this order: token, rate, plane, scope, query, body.

The scope a route needs is read from the route's own OpenAPI `security`, so the documentation cannot promise another
rule than the one that is enforced.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from closer_tui.api import auth, body, strict_json
from closer_tui.api.errors import bad_request
from closer_tui.api.world import World, world_of
from closer_tui.store.tokens import Scope

SCHEME = "token"
"""The name of the security scheme in the OpenAPI document."""


def needs(scope: Scope | None) -> dict[str, Any]:
    """The `openapi_extra` of a route that takes this scope (None: any good token)."""
    return {"security": [{SCHEME: [scope.value] if scope else []}]}


class GuardedRoute(APIRoute):
    """A route that nobody reaches without a token, and no body that was not counted and parsed strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The endpoint's handler with the guard before it."""
        handler = super().get_route_handler()
        scopes = (self.openapi_extra or {})["security"][0][SCHEME]
        scope = Scope(scopes[0]) if scopes else None
        names = frozenset(parameter.alias for parameter in self.dependant.query_params)

        async def guarded(request: Request) -> Response:
            world = world_of(request)
            token = await auth.authenticate(request, world)
            auth.authorize(request, world, token, scope)
            _check_query(request, names)
            if request.method == "POST":
                request = await _with_body(request, world)
            request.state.token = token
            return await handler(request)

        return guarded


def _check_query(request: Request, names: frozenset[str]) -> None:
    """A misspelt filter that is ignored would show everything, so it is refused."""
    given = [name for name, _ in request.query_params.multi_items()]
    if unknown := sorted(set(given) - names):
        raise bad_request(f"There is no parameter {unknown[0][:40]!r}; there are: {', '.join(sorted(names))}.")
    if len(given) != len(set(given)):
        raise bad_request("A parameter stands twice.")


async def _with_body(request: Request, world: World) -> Request:
    limit = world.settings.server.max_body_bytes
    body.check_headers(request, limit)
    raw = await body.read(request, limit, world.body_seconds)
    if raw:
        body.check_media_type(request)
    strict_json.parse(raw)
    return Request(request.scope, body.replay(raw))
