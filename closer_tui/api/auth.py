"""Who is asking, and whether they may: the token, its plane, its scope, its rate.

Uniform words for every way a token can be bad, so that nothing can be learned by trying.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from starlette.requests import Request

from closer_tui.api.errors import bad_request, forbidden, rate_limited, unauthorized
from closer_tui.api.world import World
from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.clock import MINUTE
from closer_tui.store import tokens
from closer_tui.store.tokens import Scope, Token

TOKEN_IN_URL: Final = frozenset(
    {"access_token", "api_key", "apikey", "auth", "authorization", "bearer", "key", "token"}
)
"""Query names under which people send tokens; a URL is logged by everything it passes."""

_HOW: Final = "Send `Authorization: Bearer cls_…` with a token that is valid here."


async def authenticate(request: Request, world: World) -> Token:
    """The token of the request. Raises ApiError 400 for one in the URL, 401, or 429 after too many failures."""
    names = {name.lower() for name in request.query_params}
    if names & TOKEN_IN_URL or any(tokens.looks_like_token(value) for value in request.query_params.values()):
        raise bad_request("Never put a token into the URL; revoke it, and use the header.", "token_in_url")
    secret = _bearer(request)
    token = None
    if secret is not None:
        token = await world.store.ask(partial(tokens.by_secret, secret=secret))
    now = world.store.clock.now()
    if token is None or not token.usable(now):
        wait = world.failures.take(request.client.host if request.client else "")
        raise rate_limited(wait) if wait else unauthorized(_HOW)
    if wait := world.rate.take(token.n):
        raise rate_limited(wait)
    await _remember_use(world, token, now)
    return token


def authorize(request: Request, world: World, token: Token, scope: Scope | None) -> None:
    """Raises ApiError 403 where plane or scope do not fit, 400 for an `env` that does not exist."""
    wanted = request.query_params.getlist("env")
    if any(env != "sandbox" for env in wanted):
        raise bad_request("`env` can only be `sandbox`.")
    if token.env is not Environment.TEST and (wanted or world.sandbox):
        raise forbidden("wrong_environment", "The sandbox is opened by `cls_test_` tokens only.")
    if scope is not None and scope not in token.scopes:
        raise forbidden("insufficient_scope", f"This token lacks the scope `{scope.value}`.")


def check_channel(token: Token, channel: ChannelKind) -> None:
    """Raises ApiError 403 for a channel the token is not good for."""
    if channel not in token.channels:
        raise forbidden("wrong_channel", f"This token is not good for {channel.value}.")


def _bearer(request: Request) -> str | None:
    values = request.headers.getlist("authorization")
    if len(values) != 1:
        return None
    scheme, _, secret = values[0].partition(" ")
    secret = secret.strip()
    return secret if scheme.lower() == "bearer" and tokens.looks_like_token(secret) else None


async def _remember_use(world: World, token: Token, now: int) -> None:
    """At most one write a minute for each token; the map keeps a crowd of first requests from writing it each."""
    last = max(world.last_used.get(token.n, 0), token.last_used_at or 0)
    if now - last >= MINUTE:
        world.last_used[token.n] = now
        await world.store.transact(partial(tokens.touch, token_n=token.n, now=now))
