"""Rows of conversations: find or make them, and move their two axes by the tables of the domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.conversation import OWNER, STATUS, OwnerEvent, OwnerKind, Status, StatusEvent
from closer_tui.domain.draft import DraftBasis
from closer_tui.domain.errors import NotFound
from closer_tui.store import changes, keys
from closer_tui.store.tables import contacts, conversation_tags, conversations, identities, inboxes


@dataclass(frozen=True, slots=True)
class Conversation:
    """What deciding needs to know of a conversation."""

    n: int
    inbox_n: int
    contact_n: int
    channel: ChannelKind
    env: Environment
    thread: str
    address: str
    status: Status
    owner_kind: OwnerKind
    owner_name: str
    owner_epoch: int
    last_inbound: int
    last_public: int
    last_message_at: int
    waiting_since: int | None
    window_closes_at: int | None
    pending_draft: int | None
    opted_out: bool
    tone_version: int
    knowledge_version: int

    @property
    def id(self) -> str:
        """The public id."""
        return keys.public("conv", self.n)

    @property
    def basis(self) -> DraftBasis:
        """What a draft made now would answer."""
        return DraftBasis(self.last_inbound, self.last_public, self.owner_epoch, self.tone_version, self.knowledge_version)


_WANTED = select(conversations, inboxes.c.tone_version, inboxes.c.knowledge_version).join(inboxes, inboxes.c.n == conversations.c.inbox_n)


def _conversation(row: Row[tuple[object, ...]]) -> Conversation:
    return Conversation(
        n=row.n,
        inbox_n=row.inbox_n,
        contact_n=row.contact_n,
        channel=ChannelKind(row.channel),
        env=Environment(row.env),
        thread=row.thread,
        address=row.address,
        status=Status(row.status),
        owner_kind=OwnerKind(row.owner_kind),
        owner_name=row.owner_name,
        owner_epoch=row.owner_epoch,
        last_inbound=row.last_inbound,
        last_public=row.last_public,
        last_message_at=row.last_message_at,
        waiting_since=row.waiting_since,
        window_closes_at=row.window_closes_at,
        pending_draft=row.pending_draft,
        opted_out=bool(row.opted_out),
        tone_version=row.tone_version,
        knowledge_version=row.knowledge_version,
    )


async def one(conn: AsyncConnection, n: int) -> Conversation:
    """By number. Raises NotFound."""
    row = (await conn.execute(_WANTED.where(conversations.c.n == n))).first()
    if row is None:
        raise NotFound(f"there is no conversation {keys.public('conv', n)}", "`closer-tui list` shows them.")
    return _conversation(row)


async def by_threads(conn: AsyncConnection, inbox_n: int, threads: Sequence[str]) -> dict[str, Conversation]:
    """Of these threads of an inbox, the ones known."""
    found: dict[str, Conversation] = {}
    for start in range(0, len(threads), 400):
        part = threads[start : start + 400]
        for row in await conn.execute(_WANTED.where(conversations.c.inbox_n == inbox_n, conversations.c.thread.in_(part))):
            found[row.thread] = _conversation(row)
    return found


async def create(
    tx: AsyncConnection,
    *,
    inbox_n: int,
    channel: ChannelKind,
    env: Environment,
    thread: str,
    address: str,
    name: str,
    owner: OwnerKind,
    now: int,
) -> Conversation:
    """A new conversation; its contact is found by address or made."""
    contact_n = (
        await tx.execute(
            select(identities.c.contact_n).where(identities.c.env == env.value, identities.c.channel == channel.value, identities.c.address == address)
        )
    ).scalar()
    if contact_n is None:
        made = await tx.execute(insert(contacts).values(name=name, created_at=now))
        contact_n = made.inserted_primary_key[0] if made.inserted_primary_key else 0
        await tx.execute(insert(identities).values(contact_n=contact_n, env=env.value, channel=channel.value, address=address))
    result = await tx.execute(
        insert(conversations).values(
            inbox_n=inbox_n,
            contact_n=contact_n,
            channel=channel.value,
            env=env.value,
            thread=thread,
            address=address,
            owner_kind=owner.value,
            created_at=now,
        )
    )
    return await one(tx, int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0)


async def name_contact(tx: AsyncConnection, contact_n: int, name: str) -> None:
    """Take over a name the channel tells, unless the owner gave one already."""
    await tx.execute(update(contacts).where(contacts.c.n == contact_n, contacts.c.name == "").values(name=name))


async def change(tx: AsyncConnection, n: int, now: int, **values: object) -> None:
    """Set columns of one conversation and tell the feed."""
    await tx.execute(update(conversations).where(conversations.c.n == n).values(**values))
    await changes.note(tx, now, changes.CONVERSATION, n, keys.public("conv", n))


async def move_status(tx: AsyncConnection, conversation: Conversation, event: StatusEvent, now: int, **values: object) -> Status:
    """One move of the STATUS table. Raises IllegalMove."""
    target = STATUS.step(conversation.status, event)
    await change(tx, conversation.n, now, status=target.value, **values)
    return target


async def move_owner(tx: AsyncConnection, conversation: Conversation, event: OwnerEvent, now: int, *, name: str = "", topic: str | None = None) -> OwnerKind:
    """One move of the OWNER table; raises the epoch by one. Raises IllegalMove."""
    target = OWNER.step(conversation.owner_kind, event)
    values: dict[str, object] = {"owner_kind": target.value, "owner_name": name, "owner_epoch": conversation.owner_epoch + 1}
    if topic is not None:
        values["topic"] = topic
    await change(tx, conversation.n, now, **values)
    return target


async def add_tag(tx: AsyncConnection, n: int, tag: str) -> bool:
    """True when the tag was not there."""
    added = (await tx.execute(upsert(conversation_tags).values(tag=tag, conversation_n=n).on_conflict_do_nothing())).rowcount
    if added:
        await _copy_tags(tx, n)
    return bool(added)


async def remove_tag(tx: AsyncConnection, n: int, tag: str) -> bool:
    """True when the tag was there."""
    where = (conversation_tags.c.tag == tag) & (conversation_tags.c.conversation_n == n)
    removed = (await tx.execute(conversation_tags.delete().where(where))).rowcount
    if removed:
        await _copy_tags(tx, n)
    return bool(removed)


async def _copy_tags(tx: AsyncConnection, n: int) -> None:
    names = [row.tag for row in await tx.execute(select(conversation_tags.c.tag).where(conversation_tags.c.conversation_n == n).order_by("tag"))]
    await tx.execute(update(conversations).where(conversations.c.n == n).values(tags=f" {' '.join(names)} " if names else ""))
