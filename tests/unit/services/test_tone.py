"""New versions of a tone profile, what two people who save at once get, and the way back."""

from __future__ import annotations

import asyncio
import json

import pytest

from closer_tui.domain.channel import Environment
from closer_tui.domain.errors import Conflict, NotFound
from closer_tui.domain.public_events import PublicEvent
from closer_tui.domain.tone import ToneProfile
from closer_tui.services.tone import tone_revert, tone_set
from closer_tui.store import tones, webhooks
from tests.support.desk_world import NOON, DeskWorld

WARM = ToneProfile(warmth=5)
FORMAL = ToneProfile(formality=5, sign_off="Kind regards")


async def current(world: DeskWorld) -> tuple[int, ToneProfile]:
    async with world.store.read() as conn:
        return await tones.current(conn, world.inbox.n)


async def test_an_inbox_begins_with_the_defaults_as_version_one(world: DeskWorld) -> None:
    assert await current(world) == (1, ToneProfile())
    assert await world.one("SELECT count(*) FROM tone_profiles") == 0


async def test_saving_makes_a_version_and_keeps_the_ones_before(world: DeskWorld) -> None:
    assert await tone_set(world.store, world.inbox.n, WARM, actor="owner") == 2
    assert await tone_set(world.store, world.inbox.n, FORMAL, actor="ana") == 3

    assert await current(world) == (3, FORMAL)
    assert await world.rows("SELECT version, author FROM tone_profiles ORDER BY version") == [
        (1, "default"),
        (2, "owner"),
        (3, "ana"),
    ]
    async with world.store.read() as conn:
        assert await tones.version(conn, world.inbox.n, 1) == ToneProfile()
        assert await tones.version(conn, world.inbox.n, 2) == WARM


async def test_saving_the_same_again_makes_no_version(world: DeskWorld) -> None:
    assert await tone_set(world.store, world.inbox.n, ToneProfile(), actor="owner") == 1
    assert await tone_set(world.store, world.inbox.n, ToneProfile(), actor="owner") == 1
    await tone_set(world.store, world.inbox.n, WARM, actor="owner")

    assert await tone_set(world.store, world.inbox.n, WARM, actor="owner") == 2

    assert await world.one("SELECT count(*) FROM audit WHERE action = 'tone.changed'") == 1


async def test_of_two_who_saw_the_same_version_the_second_is_told(world: DeskWorld) -> None:
    results = await asyncio.gather(
        *(
            tone_set(world.store, world.inbox.n, ToneProfile(formality=n), actor="x", expected_version=1)
            for n in (1, 2, 4, 5)
        ),
        return_exceptions=True,
    )

    assert [r for r in results if isinstance(r, int)] == [2]
    assert sum(isinstance(r, Conflict) for r in results) == 3


async def test_going_back_is_a_new_version_with_the_old_words(world: DeskWorld) -> None:
    await tone_set(world.store, world.inbox.n, WARM, actor="owner")
    await tone_set(world.store, world.inbox.n, FORMAL, actor="owner")

    assert await tone_revert(world.store, world.inbox.n, 2, actor="ana") == 4

    assert await current(world) == (4, WARM)
    with pytest.raises(NotFound, match="version 9"):
        await tone_revert(world.store, world.inbox.n, 9, actor="ana")


async def test_going_back_to_what_is_in_force_changes_nothing(world: DeskWorld) -> None:
    await tone_set(world.store, world.inbox.n, WARM, actor="owner")

    assert await tone_revert(world.store, world.inbox.n, 2, actor="ana") == 2


async def test_peers_and_the_feed_are_told_of_a_new_version_once(world: DeskWorld) -> None:
    async with world.store.write() as tx:
        await webhooks.add(tx, "wh_a", "https://a.example/", Environment.LIVE, [PublicEvent.TONE_UPDATED], NOON)

    await tone_set(world.store, world.inbox.n, FORMAL, actor="owner")
    await tone_set(world.store, world.inbox.n, FORMAL, actor="owner")

    [body] = [json.loads(row[0]) for row in await world.rows("SELECT body FROM webhook_events")]
    assert (body["event"], body["version"]) == ("tone_profile.updated", 2)
    assert body["tone_profile"]["sign_off"] == "Kind regards"
    assert await world.rows("SELECT data_json FROM changes WHERE kind = 'tone.changed'") == [('{"version": 2}',)]


async def test_a_draft_says_by_which_version_it_was_written(world: DeskWorld) -> None:
    await tone_set(world.store, world.inbox.n, WARM, actor="owner")

    await world.waiting_draft()

    assert await world.one("SELECT tone_version FROM drafts") == 2
