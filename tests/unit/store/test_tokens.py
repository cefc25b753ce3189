"""API tokens: made, found by their hash, rotated, revoked; never stored in clear."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from closer_tui.config.paths import resolve_paths
from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.clock import HOUR, ManualClock
from closer_tui.domain.errors import Conflict, InvalidInput, NotFound, Refused
from closer_tui.store import tokens
from closer_tui.store.database import Store
from closer_tui.store.tokens import NewToken, Scope
from tests.support.homes import open_store

SMS = ChannelKind.SMS
NOW = 1_779_451_200_000


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store."""
    opened = await open_store(resolve_paths(tmp_path / "home"), ManualClock(NOW))
    yield opened
    await opened.close()


async def make(store: Store, env: Environment = Environment.LIVE) -> NewToken:
    """A token for reading SMS."""
    async with store.write() as tx:
        return await tokens.create(tx, NOW, env=env, channels=[SMS], scopes=[Scope.READ], name="crm")


@pytest.mark.parametrize("env", list(Environment))
async def test_a_token_says_its_plane_and_holds_256_bits(store: Store, env: Environment) -> None:
    made = await make(store, env)
    assert re.fullmatch(rf"cls_{env.value}_[0-9A-Za-z]{{43}}", made.secret)
    assert made.secret.startswith(made.token.prefix)
    assert len(made.token.prefix) == len(f"cls_{env.value}_") + 4
    assert tokens.looks_like_token(made.secret)


async def test_no_two_are_alike(store: Store) -> None:
    assert len({(await make(store)).secret for _ in range(20)}) == 20


async def test_the_database_never_holds_it(store: Store) -> None:
    made = await make(store)
    async with store.read() as conn:
        [row] = (await conn.exec_driver_sql("SELECT * FROM api_tokens")).all()
    assert not any(made.secret in str(column) for column in row)


async def test_it_is_found_by_itself_and_by_nothing_else(store: Store) -> None:
    made = await make(store)
    async with store.read() as conn:
        assert await tokens.by_secret(conn, made.secret) == made.token
        assert await tokens.by_secret(conn, made.secret.swapcase()) is None
        assert await tokens.by_secret(conn, made.token.prefix) is None
        plan = await conn.exec_driver_sql("EXPLAIN QUERY PLAN SELECT * FROM api_tokens WHERE hash = ?", ("x",))
        assert "USING INDEX" in str(plan.all())


async def test_a_live_token_never_does_everything(store: Store) -> None:
    async with store.write() as tx:
        with pytest.raises(Refused, match="no live token"):
            await tokens.create(tx, NOW, env=Environment.LIVE, channels=ChannelKind, scopes=Scope)
        await tokens.create(tx, NOW, env=Environment.LIVE, channels=[*ChannelKind][1:], scopes=Scope)
        await tokens.create(tx, NOW, env=Environment.LIVE, channels=ChannelKind, scopes=[Scope.READ, Scope.REPLY])
        await tokens.create(tx, NOW, env=Environment.TEST, channels=ChannelKind, scopes=Scope)


async def test_a_token_for_nothing_is_none(store: Store) -> None:
    async with store.write() as tx:
        with pytest.raises(InvalidInput, match="channel"):
            await tokens.create(tx, NOW, env=Environment.TEST, channels=[], scopes=Scope)
        with pytest.raises(InvalidInput, match="scope"):
            await tokens.create(tx, NOW, env=Environment.TEST, channels=[SMS], scopes=[])


async def test_rotation_keeps_the_rights_and_ends_the_old_one_later(store: Store) -> None:
    old = await make(store)
    async with store.write() as tx:
        new = await tokens.rotate(tx, old.token.id, NOW, overlap_ms=HOUR)
        before = await tokens.by_id(tx, old.token.id)
    assert new.secret != old.secret
    for name in ("env", "channels", "scopes", "name"):
        assert getattr(new.token, name) == getattr(old.token, name)
    assert (before.usable(NOW + HOUR - 1), before.usable(NOW + HOUR)) == (True, False)
    assert new.token.usable(NOW + 1_000 * HOUR)


async def test_rotating_twice_never_lengthens_the_old_ones_life(store: Store) -> None:
    old = await make(store)
    async with store.write() as tx:
        await tokens.rotate(tx, old.token.id, NOW, overlap_ms=HOUR)
        await tokens.rotate(tx, old.token.id, NOW + 1, overlap_ms=2 * HOUR)
        assert (await tokens.by_id(tx, old.token.id)).expires_at == NOW + HOUR


async def test_revoking_is_at_once_and_for_good(store: Store) -> None:
    made = await make(store)
    async with store.write() as tx:
        assert (await tokens.revoke(tx, made.token.id, NOW)).revoked_at == NOW
        assert (await tokens.revoke(tx, made.token.id, NOW + 5)).revoked_at == NOW
        with pytest.raises(Conflict):
            await tokens.rotate(tx, made.token.id, NOW, overlap_ms=0)
        with pytest.raises(NotFound):
            await tokens.revoke(tx, "tok_unknown", NOW)
        assert [t.id for t in await tokens.all_of(tx)] == [made.token.id]
