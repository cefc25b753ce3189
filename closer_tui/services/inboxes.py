"""Inboxes come and go, and change what the bot may do in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, update

from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import ChannelKind, Environment, InboxMode, InboxState
from closer_tui.domain.conversation import OwnerKind
from closer_tui.domain.draft import DraftEvent, DraftState
from closer_tui.domain.errors import Refused
from closer_tui.domain.ids import new_id
from closer_tui.domain.public_events import PublicEvent, disconnected
from closer_tui.store import audit, changes, drafts, events, inboxes, tables, tone_sync, vault
from closer_tui.store.database import Store
from closer_tui.store.inboxes import Inbox

TOKEN = "token"  # noqa: S105 - the name of a purpose
"""What the secret of an inbox is for."""


@dataclass(frozen=True, slots=True)
class NewInbox:
    """What a connection needs. `config` is stored in clear and must hold no secret."""

    channel: ChannelKind
    connector: str
    name: str
    address: str = ""
    mode: InboxMode = InboxMode.DRAFT
    config: Mapping[str, str] | None = None
    secret: Secret | None = None
    env: Environment = Environment.LIVE
    id: str = ""


async def connect(store: Store, new: NewInbox, *, actor: str) -> Inbox:
    """Store an inbox. One that has the same channel, connector and config is taken up again with the new secret,
    its conversations and drafts kept."""
    async with store.write() as tx:
        now = store.clock.now()
        config = dict(new.config or {})
        same = [
            i
            for i in await inboxes.all_of(tx, removed=True)
            if (i.channel, i.connector, i.config, i.env) == (new.channel, new.connector, config, new.env)
        ]
        if same:
            n, inbox_id = same[0].n, same[0].id
            await inboxes.change(
                tx, n, state=InboxState.CONNECTED.value, name=new.name, failures=0, retry_at=0, last_error=None
            )
            await tone_sync.try_again(tx, n)
        else:
            inbox_id = new.id or new_id("inbox", now)
            n = await inboxes.add(
                tx,
                id=inbox_id,
                channel=new.channel,
                connector=new.connector,
                env=new.env,
                name=new.name,
                address=new.address,
                mode=new.mode,
                config=config,
                now=now,
            )
        if new.secret is not None:
            await vault.put(tx, vault.box(store.paths), inbox_id, TOKEN, new.secret, now)
        await changes.note(tx, now, changes.INBOX, None, inbox_id, state=InboxState.CONNECTED.value)
        await audit.note(tx, now, actor, "inbox.connected", None, inbox_id, channel=new.channel.value)
        return await inboxes.one(tx, n)


async def disconnect(store: Store, inbox_n: int, *, actor: str) -> None:
    """Forget the credentials and stop syncing. What was stored stays readable; approved replies stay in the outbox."""
    async with store.write() as tx:
        now = store.clock.now()
        inbox = await inboxes.one(tx, inbox_n)
        await inboxes.change(tx, inbox_n, state=InboxState.REMOVED.value)
        await vault.drop(tx, inbox.id)
        await changes.note(tx, now, changes.INBOX, None, inbox.id, state=InboxState.REMOVED.value)
        await audit.note(tx, now, actor, "inbox.disconnected", None, inbox.id)


async def mark_disconnected(store: Store, inbox_n: int, why: str) -> None:
    """The channel no longer accepts our credentials: say so once, to the screen and to peers."""
    async with store.write() as tx:
        now = store.clock.now()
        inbox = await inboxes.one(tx, inbox_n)
        if inbox.state is not InboxState.CONNECTED:
            return
        await inboxes.change(tx, inbox_n, state=InboxState.DISCONNECTED.value, last_error=why)
        await changes.note(tx, now, changes.INBOX, None, inbox.id, state=InboxState.DISCONNECTED.value)
        await audit.note(tx, now, "engine", "inbox.refused", None, inbox.id, why=why)
        body = disconnected(inbox.id, inbox.channel.value, why, now)
        await events.emit(tx, now, inbox.env, PublicEvent.DISCONNECTED, body)


async def set_mode(store: Store, inbox_n: int, mode: InboxMode, *, actor: str) -> None:
    """What the bot may do here from now on; holds even for a run in flight, which is dropped when it is switched off.

    Conversations nobody decided on go to the bot, or from it to nobody; those a person or a queue has stay.
    """
    if mode is InboxMode.AUTONOMOUS:
        raise Refused(
            "autonomous replies are not offered: nothing leaves here without a person's approval",
            "Use draft mode and approve in bulk.",
        )
    async with store.write() as tx:
        now = store.clock.now()
        inbox = await inboxes.one(tx, inbox_n)
        if inbox.mode is mode:
            return
        await inboxes.change(tx, inbox_n, mode=mode.value)
        before, after = (
            (OwnerKind.BOT, OwnerKind.NOBODY) if mode is InboxMode.OFF else (OwnerKind.NOBODY, OwnerKind.BOT)
        )
        c = tables.conversations
        await tx.execute(
            update(c)
            .where(c.c.inbox_n == inbox_n, c.c.owner_kind == before.value)
            .values(owner_kind=after.value, owner_epoch=c.c.owner_epoch + 1)
        )
        # What is ready stays as a proposal under the new owner, as when a person takes over.
        ready = [state.value for state in drafts.UNBEGUN]
        await tx.execute(
            update(tables.drafts)
            .where(tables.drafts.c.conversation_n == c.c.n, c.c.inbox_n == inbox_n, tables.drafts.c.state.in_(ready))
            .values(owner_epoch=c.c.owner_epoch)
        )
        if mode is InboxMode.OFF:
            running = [DraftState.REQUESTED.value, DraftState.GENERATING.value]
            statement = (
                select(tables.drafts.c.n)
                .join(c, c.c.n == tables.drafts.c.conversation_n)
                .where(c.c.inbox_n == inbox_n, tables.drafts.c.state.in_(running))
            )
            for row in (await tx.execute(statement)).all():
                await drafts.move(tx, row.n, DraftEvent.WITHHOLD, now, why="the bot was switched off")
        await changes.note(tx, now, changes.INBOX, None, inbox.id, mode=mode.value)
        await audit.note(tx, now, actor, "inbox.mode", None, inbox.id, mode=mode.value)
