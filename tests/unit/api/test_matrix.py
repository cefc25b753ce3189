"""Every kind of token against every operation of the OpenAPI document, and what each must get."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.store import tokens
from closer_tui.store.tokens import Scope
from tests.support.api_world import EVERY_SCOPE, ApiWorld, error_of, inject

SMS, EMAIL = [ChannelKind.SMS], [ChannelKind.EMAIL]


@dataclass(frozen=True)
class Kind:
    """A kind of token."""

    name: str
    env: Environment = Environment.TEST
    channels: tuple[ChannelKind, ...] = (ChannelKind.SMS,)
    scopes: tuple[Scope, ...] = EVERY_SCOPE
    revoked: bool = False


KINDS = [
    Kind("a test token for everything"),
    Kind("a live token for everything on one channel", Environment.LIVE),
    Kind("a test token of another channel", channels=(ChannelKind.EMAIL,)),
    Kind("a revoked token", revoked=True),
    *[Kind(f"a test token for {scope} only", scopes=(scope,)) for scope in EVERY_SCOPE],
    *[Kind(f"a live token for {scope} only", Environment.LIVE, scopes=(scope,)) for scope in EVERY_SCOPE],
]


def expected(kind: Kind, needs: list[str], path: str, success: int) -> int:
    """What the rules say about a call on a sandbox SMS message or inbox."""
    if kind.revoked:
        return 401
    if needs and Scope(needs[0]) not in kind.scopes:
        return 403
    live = kind.env is Environment.LIVE
    if path == "/v1/sandbox/inject":
        return 403 if live or ChannelKind.SMS not in kind.channels else success
    if path == "/v1/messages":
        return 403 if ChannelKind.SMS not in kind.channels else success
    return 404 if live or ChannelKind.SMS not in kind.channels else success


def request_for(method: str, path: str, message_id: str) -> dict[str, Any]:
    """A good request for the operation."""
    url = path.replace("{id}", message_id).replace("{inbox_id}", "inbox_sandbox_sms")
    bodies: dict[str, Any] = {
        "/v1/messages/{id}/reply": {"body": "Yes", "send_as": "human"},
        "/v1/tone-profiles/{inbox_id}": {"warmth": 5},
        "/v1/sandbox/inject": {"channel": "sms", "from": "+447700900123", "body": "Hello"},
    }
    if method == "POST":
        return {"method": method, "url": url, "json": bodies[path]}
    return {"method": method, "url": url, "params": {"channel": "sms"} if path == "/v1/messages" else {}}


@pytest.mark.parametrize("kind", KINDS, ids=[k.name for k in KINDS])
async def test_every_operation_gives_each_kind_of_token_its_due(
    world: ApiWorld, tester: httpx.AsyncClient, kind: Kind
) -> None:
    message = await inject(tester)
    document = (await tester.get("/openapi.json")).json()
    secret = await world.token(kind.env, kind.channels, kind.scopes)
    if kind.revoked:
        async with world.store.write() as tx:
            found = await tokens.by_secret(tx, secret)
            assert found is not None
            await tokens.revoke(tx, found.id, world.clock.now())
    seen = 0
    async with world.peer(secret) as peer, world.peer() as stranger:
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                [requirement] = operation["security"]
                success = next(int(status) for status in operation["responses"] if status.startswith("2"))
                asked = request_for(method.upper(), path, message["id"])
                answer = await peer.request(**asked)
                what = f"{kind.name}: {method} {path}: {answer.text}"
                assert answer.status_code == expected(kind, requirement["token"], path, success), what
                assert str(answer.status_code) in operation["responses"], what
                if answer.status_code >= 400:
                    error_of(answer)
                assert error_of(await stranger.request(**asked)) == (401, "unauthorized")
                seen += 1
    assert seen == 5
