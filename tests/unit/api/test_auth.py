"""Who gets in: good tokens, in their plane, on their channels, within their scopes and their rate."""

from pathlib import Path

import httpx
import pytest

from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.clock import HOUR, MINUTE
from closer_tui.store import tokens
from closer_tui.store.tokens import Scope
from tests.support.api_world import ApiWorld, api_world, error_of, inject


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Authorization", "")],
        [("Authorization", "Bearer")],
        [("Authorization", "Bearer nonsense")],
        [("Authorization", "Bearer cls_test_" + "0" * 43)],
        [("Authorization", "Bearer cls_live_" + "x" * 42)],
        [("Authorization", "Basic Y2xzOng=")],
        [("Authorization", "Bearer cls_test_" + "é" * 43)],
    ],
)
async def test_without_a_good_token_every_answer_is_the_same_401(
    world: ApiWorld, headers: list[tuple[str, str]]
) -> None:
    async with world.peer() as peer:
        answer = await peer.get("/v1/messages", headers=[(n.encode(), v.encode()) for n, v in headers])
    assert error_of(answer) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_two_tokens_at_once_are_none(world: ApiWorld) -> None:
    secret = await world.token()
    async with world.peer() as peer:
        answer = await peer.get("/v1/messages", headers=[("Authorization", f"Bearer {secret}")] * 2)
    assert answer.status_code == 401


async def test_the_scheme_may_be_written_in_any_case(world: ApiWorld) -> None:
    secret = await world.token()
    async with world.peer() as peer:
        assert (await peer.get("/v1/messages", headers={"Authorization": f"bearer {secret}"})).status_code == 200


@pytest.mark.parametrize("name", ["token", "access_token", "api_key", "Authorization", "anything"])
async def test_a_token_in_the_url_is_refused_even_beside_a_good_header(
    world: ApiWorld, tester: httpx.AsyncClient, name: str
) -> None:
    answer = await tester.get("/v1/messages", params={name: await world.token()})
    assert error_of(answer) == (400, "token_in_url")


async def test_a_revoked_token_is_out_at_once(world: ApiWorld) -> None:
    secret = await world.token()
    async with world.peer(secret) as peer:
        assert (await peer.get("/v1/messages")).status_code == 200
        async with world.store.write() as tx:
            found = await tokens.by_secret(tx, secret)
            assert found is not None
            await tokens.revoke(tx, found.id, world.clock.now())
        assert (await peer.get("/v1/messages")).status_code == 401


async def test_a_rotated_token_goes_on_for_the_overlap_and_its_heir_has_the_same_rights(world: ApiWorld) -> None:
    secret = await world.token(Environment.LIVE, [ChannelKind.SMS], [Scope.READ])
    async with world.store.write() as tx:
        found = await tokens.by_secret(tx, secret)
        assert found is not None
        heir = await tokens.rotate(tx, found.id, world.clock.now(), overlap_ms=HOUR)
    async with world.peer(secret) as old, world.peer(heir.secret) as new:
        assert (await old.get("/v1/messages")).status_code == 200
        assert (await new.get("/v1/messages")).status_code == 200
        assert (await new.get("/v1/messages", params={"channel": "email"})).status_code == 403
        world.clock.advance(HOUR)
        assert (await old.get("/v1/messages")).status_code == 401
        assert (await new.get("/v1/messages")).status_code == 200


async def test_a_live_token_cannot_name_the_sandbox_and_nobody_can_name_another_plane(
    world: ApiWorld, tester: httpx.AsyncClient
) -> None:
    async with world.peer(await world.token(Environment.LIVE, [ChannelKind.SMS])) as live:
        refused = await live.get("/v1/messages", params={"env": "sandbox"})
        assert error_of(refused) == (403, "wrong_environment")
        assert "cls_test_" in refused.text
        assert (await live.get("/v1/messages", params={"env": "live"})).status_code == 400
    assert (await tester.get("/v1/messages", params={"env": "sandbox"})).status_code == 200
    assert (await tester.get("/v1/messages", params={"env": "production"})).status_code == 400


async def test_planes_do_not_see_each_other(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    async with world.peer(await world.token(Environment.LIVE, [ChannelKind.SMS])) as live:
        assert (await live.get("/v1/messages")).json()["data"] == []
        answer = await live.post(f"/v1/messages/{message['id']}/reply", json={"body": "x"})
        assert error_of(answer) == (404, "not_found")
        answer = await live.get("/v1/tone-profiles/inbox_sandbox_sms")
        assert error_of(answer) == (404, "not_found")
    inbox = await world.live_inbox()
    assert (await tester.get(f"/v1/tone-profiles/{inbox.id}")).status_code == 404


async def test_a_sandbox_server_knows_no_live_token(tmp_path: Path) -> None:
    async with api_world(tmp_path / "sandbox", sandbox=True) as world:
        live = await world.token(Environment.LIVE, [ChannelKind.SMS])
        async with world.peer(live) as peer:
            assert error_of(await peer.get("/v1/messages")) == (403, "wrong_environment")
        async with world.peer(await world.token()) as peer:
            assert (await peer.get("/v1/messages")).status_code == 200


async def test_another_channels_message_is_not_there_at_all(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    async with world.peer(await world.token(channels=[ChannelKind.EMAIL])) as other:
        theirs = await other.post(f"/v1/messages/{message['id']}/reply", json={"body": "x"})
        nobodys = await other.post("/v1/messages/msg_0000000000001/reply", json={"body": "x"})
    assert error_of(theirs) == error_of(nobodys) == (404, "not_found")
    assert theirs.json()["error"]["message"] == nobodys.json()["error"]["message"]


async def test_use_is_noted_at_most_once_a_minute(world: ApiWorld) -> None:
    secret = await world.token()

    async def last_used() -> int | None:
        async with world.store.read() as conn:
            found = await tokens.by_secret(conn, secret)
            assert found is not None
            return found.last_used_at

    async with world.peer(secret) as peer:
        await peer.get("/v1/messages")
        first = await last_used()
        assert first == world.clock.now()
        world.clock.advance(MINUTE - 1)
        await peer.get("/v1/messages")
        assert await last_used() == first
        world.clock.advance(1)
        await peer.get("/v1/messages")
        assert await last_used() == world.clock.now()


async def test_past_its_rate_a_token_waits_and_others_do_not(tmp_path: Path) -> None:
    async with (
        api_world(tmp_path / "rate", per_minute=3) as world,
        world.peer(await world.token()) as peer,
        world.peer(await world.token()) as other,
    ):
        assert [(await peer.get("/v1/messages")).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = await peer.get("/v1/messages")
        assert error_of(refused) == (429, "rate_limited")
        wait = refused.headers["Retry-After"]
        assert wait.isdigit()
        assert int(wait) >= 1
        assert (await other.get("/v1/messages")).status_code == 200
        world.seconds.now += int(wait)
        assert (await peer.get("/v1/messages")).status_code == 200


async def test_guessing_is_slowed_by_address_but_locks_nobody_out(tmp_path: Path) -> None:
    async with (
        api_world(tmp_path / "guess", per_minute=5) as world,
        world.peer() as stranger,
        world.peer(await world.token()) as friend,
    ):
        statuses = [(await stranger.get("/v1/messages")).status_code for _ in range(7)]
        assert statuses == [401] * 5 + [429] * 2
        assert (await friend.get("/v1/messages")).status_code == 200
