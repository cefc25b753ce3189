"""Inboxes: connected again with their past, refused once, and modes that hold a run in flight."""

from __future__ import annotations

import json

import pytest

from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import ChannelKind, Environment, InboxMode
from closer_tui.domain.draft import DraftEvent
from closer_tui.domain.errors import NotFound, Refused
from closer_tui.domain.public_events import PublicEvent
from closer_tui.services.approve import approve, redraft
from closer_tui.services.inboxes import TOKEN, NewInbox, connect, disconnect, mark_disconnected, set_mode
from closer_tui.services.ownership import take
from closer_tui.store import drafts, vault, webhooks
from tests.support.desk_world import NOON, DeskWorld


async def secret_of(world: DeskWorld, inbox_id: str) -> str:
    async with world.store.read() as conn:
        return (await vault.get(conn, vault.box(world.store.paths), inbox_id, TOKEN)).reveal()


async def test_connecting_the_same_again_takes_it_up_with_the_new_secret_and_its_past(world: DeskWorld) -> None:
    url = {"url": "http://127.0.0.1:8787"}
    first = await connect(
        world.store, NewInbox(ChannelKind.EMAIL, "closer", "Mail", config=url, secret=Secret("old")), actor="owner"
    )
    await world.waiting_draft()
    await disconnect(world.store, first.n, actor="owner")

    again = await connect(
        world.store, NewInbox(ChannelKind.EMAIL, "closer", "Post", config=url, secret=Secret("new")), actor="owner"
    )

    assert (again.n, again.id, again.name, again.state.value) == (first.n, first.id, "Post", "connected")
    assert await secret_of(world, again.id) == "new"
    assert await world.one("SELECT count(*) FROM drafts") == 1


@pytest.mark.parametrize(
    "other",
    [
        NewInbox(ChannelKind.EMAIL, "closer", "Shop"),
        NewInbox(ChannelKind.SMS, "sandbox", "Shop"),
        NewInbox(ChannelKind.SMS, "closer", "Shop", config={"url": "http://127.0.0.1:1"}),
        NewInbox(ChannelKind.SMS, "closer", "Shop", env=Environment.TEST),
    ],
)
async def test_another_channel_server_or_plane_is_another_inbox(world: DeskWorld, other: NewInbox) -> None:
    made = await connect(world.store, other, actor="owner")

    assert made.n != world.inbox.n


async def test_disconnecting_forgets_the_credentials_and_keeps_the_conversations(world: DeskWorld) -> None:
    made = await connect(
        world.store, NewInbox(ChannelKind.EMAIL, "closer", "Mail", secret=Secret("token")), actor="owner"
    )
    await world.hears()

    await disconnect(world.store, made.n, actor="owner")

    with pytest.raises(NotFound):
        await secret_of(world, made.id)
    assert await world.one("SELECT count(*) FROM messages") == 1


async def test_a_channel_that_refuses_our_credentials_is_reported_once(world: DeskWorld) -> None:
    async with world.store.write() as tx:
        await webhooks.add(tx, "wh_a", "https://a.example/", Environment.LIVE, [PublicEvent.DISCONNECTED], NOON)

    for _ in range(3):
        await mark_disconnected(world.store, world.inbox.n, "token revoked")

    [[body]] = await world.rows("SELECT body FROM webhook_events")
    assert json.loads(body) == {
        "event": "integration.disconnected",
        "inbox_id": world.inbox.id,
        "channel": "sms",
        "reason": "token revoked",
        "disconnected_at": "2026-05-22T12:00:00Z",
    }
    assert await world.rows("SELECT state, last_error FROM inboxes") == [("disconnected", "token revoked")]
    assert await world.one("SELECT count(*) FROM audit WHERE action = 'inbox.refused'") == 1


async def test_an_inbox_that_was_removed_is_not_said_to_be_refused(world: DeskWorld) -> None:
    await disconnect(world.store, world.inbox.n, actor="owner")

    await mark_disconnected(world.store, world.inbox.n, "401")

    assert await world.one("SELECT state FROM inboxes") == "removed"


async def test_replies_never_leave_without_a_person(world: DeskWorld) -> None:
    with pytest.raises(Refused, match="without a person"):
        await set_mode(world.store, world.inbox.n, InboxMode.AUTONOMOUS, actor="owner")


@pytest.mark.parametrize("begun", [False, True])
async def test_switching_the_bot_off_holds_even_a_run_in_flight(world: DeskWorld, begun: bool) -> None:
    await world.hears()
    if begun:
        async with world.store.write() as tx:
            await drafts.move(tx, 1, DraftEvent.CLAIM, world.clock.now())

    await set_mode(world.store, world.inbox.n, InboxMode.OFF, actor="owner")

    assert await world.rows("SELECT state, decision FROM drafts") == [("withheld", "the bot was switched off")]
    assert await world.rows("SELECT owner_kind, owner_epoch, needs_action FROM conversations") == [("nobody", 2, 1)]


async def test_a_draft_that_is_ready_outlives_the_switch(world: DeskWorld) -> None:
    n = await world.waiting_draft()

    await set_mode(world.store, world.inbox.n, InboxMode.OFF, actor="owner")

    await approve(world.store, n, actor="ana")
    assert await world.one("SELECT count(*) FROM outbox") == 1


async def test_conversations_people_have_stay_theirs(world: DeskWorld) -> None:
    await world.hears(who="+441")
    await world.hears(who="+442")
    await take(world.store, 1, actor="ana")

    await set_mode(world.store, world.inbox.n, InboxMode.OFF, actor="owner")
    await set_mode(world.store, world.inbox.n, InboxMode.OFF, actor="owner")
    owners = "SELECT owner_kind, owner_epoch FROM conversations ORDER BY n"
    assert await world.rows(owners) == [("agent", 2), ("nobody", 2)]

    await set_mode(world.store, world.inbox.n, InboxMode.DRAFT, actor="owner")
    assert await world.rows(owners) == [("agent", 2), ("bot", 3)]


async def test_where_the_bot_is_off_nothing_is_drafted_even_when_asked(world: DeskWorld) -> None:
    await set_mode(world.store, world.inbox.n, InboxMode.OFF, actor="owner")
    await world.hears()

    assert await world.one("SELECT count(*) FROM drafts") == 0
    assert await world.rows("SELECT owner_kind, needs_action FROM conversations") == [("nobody", 1)]
    with pytest.raises(Refused, match="switched off"):
        await redraft(world.store, 1, actor="ana")
