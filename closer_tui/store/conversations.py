"""Rows of conversations: find or make them, and move their two axes by the tables of the domain."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Row, bindparam, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.conversation import OWNER, STATUS, OwnerEvent, OwnerKind, Status, StatusEvent
from closer_tui.domain.draft import DraftBasis
from closer_tui.domain.errors import NotFound
from closer_tui.store import changes, keys
from closer_tui.store.tables import contacts, conversations, identities, inboxes

WOKEN: Final = "woken"
"""The attention of a conversation whose snooze has run out."""
FOLLOW_UP: Final = "follow_up"
"""The attention of a conversation whose follow-up is due."""
REMINDERS: Final = frozenset({WOKEN, FOLLOW_UP})
"""What calls for a person once; nothing is wrong with what left."""


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
    contact_name: str
    tone_version: int
    knowledge_version: int
    attention: str = ""
    blocked: bool = False

    @property
    def id(self) -> str:
        """The public id."""
        return keys.public("conv", self.n)

    @property
    def basis(self) -> DraftBasis:
        """What a draft made now would answer."""
        return DraftBasis(
            self.last_inbound, self.last_public, self.owner_epoch, self.tone_version, self.knowledge_version
        )


_WANTED = (
    select(
        conversations,
        inboxes.c.tone_version,
        inboxes.c.knowledge_version,
        contacts.c.name.label("contact_name"),
        contacts.c.blocked_at,
    )
    .join(inboxes, inboxes.c.n == conversations.c.inbox_n)
    .join(contacts, contacts.c.n == conversations.c.contact_n)
)
_ONE = _WANTED.where(conversations.c.n == bindparam("wanted"))
_BY_THREADS = _WANTED.where(
    conversations.c.inbox_n == bindparam("inbox"),
    text("conversations.thread IN (SELECT value FROM json_each(:threads))"),
)
_CONTACTS = select(identities.c.address, identities.c.contact_n).where(
    identities.c.env == bindparam("env"),
    identities.c.channel == bindparam("channel"),
    text("identities.address IN (SELECT value FROM json_each(:addresses))"),
)
_LAST_CONTACT = select(func.coalesce(func.max(contacts.c.n), 0))
_CHANGE = update(conversations).where(conversations.c.n == bindparam("wanted"))


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
        contact_name=row.contact_name,
        tone_version=row.tone_version,
        knowledge_version=row.knowledge_version,
        attention=row.attention,
        blocked=row.blocked_at is not None,
    )


async def one(conn: AsyncConnection, n: int) -> Conversation:
    """By number. Raises NotFound."""
    row = (await conn.execute(_ONE, {"wanted": n})).first()
    if row is None:
        raise NotFound(f"there is no conversation {keys.public('conv', n)}", "`closer-tui list` shows them.")
    return _conversation(row)


async def by_threads(conn: AsyncConnection, inbox_n: int, threads: Sequence[str]) -> dict[str, Conversation]:
    """Of these threads of an inbox, the ones known."""
    wanted = {"inbox": inbox_n, "threads": json.dumps(threads)}
    return {row.thread: _conversation(row) for row in await conn.execute(_BY_THREADS, wanted)}


@dataclass(frozen=True, slots=True)
class NewConversation:
    """A thread the channel told of for the first time."""

    thread: str
    address: str
    name: str


async def create_many(
    tx: AsyncConnection,
    *,
    inbox_n: int,
    channel: ChannelKind,
    env: Environment,
    new: Sequence[NewConversation],
    owner: OwnerKind,
    now: int,
) -> None:
    """New conversations; their contacts are found by address or made. Numbers are handed out under the write lock."""
    contact_of = await _contacts(tx, channel, env, [c.address for c in new])
    strangers = {c.address: c.name for c in new if c.address not in contact_of}
    if strangers:
        first = int((await tx.execute(_LAST_CONTACT)).scalar_one()) + 1
        made = dict(zip(strangers, range(first, first + len(strangers)), strict=True))
        await tx.exec_driver_sql(
            "INSERT INTO contacts (n, name, created_at) VALUES (?, ?, ?)",
            [(made[a], name, now) for a, name in strangers.items()],
        )
        await tx.exec_driver_sql(
            "INSERT INTO identities (contact_n, env, channel, address, name) VALUES (?, ?, ?, ?, ?)",
            [(n, env.value, channel.value, a, strangers[a]) for a, n in made.items()],
        )
        contact_of |= made
    await tx.exec_driver_sql(
        "INSERT INTO conversations (inbox_n, contact_n, channel, env, thread, address, owner_kind, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (inbox_n, contact_of[c.address], channel.value, env.value, c.thread, c.address, owner.value, now)
            for c in new
        ],
    )


async def _contacts(
    conn: AsyncConnection, channel: ChannelKind, env: Environment, addresses: Sequence[str]
) -> dict[str, int]:
    wanted = {"env": env.value, "channel": channel.value, "addresses": json.dumps(addresses)}
    return {row.address: row.contact_n for row in await conn.execute(_CONTACTS, wanted)}


async def name_contacts(tx: AsyncConnection, told: Sequence[tuple[Conversation, str]]) -> None:
    """Keep what the channel calls the customers of these conversations; a contact without a name is given it."""
    if told:
        await tx.exec_driver_sql(
            "UPDATE identities SET name = ? WHERE env = ? AND channel = ? AND address = ? AND name <> ?",
            [(name, c.env.value, c.channel.value, c.address, name) for c, name in told],
        )
        await tx.exec_driver_sql(
            "UPDATE contacts SET name = ? WHERE n = ? AND name = ''", [(name, c.contact_n) for c, name in told]
        )


async def change(tx: AsyncConnection, n: int, now: int, **values: object) -> None:
    """Set columns of one conversation, if any, and tell the feed."""
    if values:
        await tx.execute(_CHANGE, {"wanted": n, **values})
    await changes.note(tx, now, changes.CONVERSATION, n, keys.public("conv", n))


async def move_status(
    tx: AsyncConnection, conversation: Conversation, event: StatusEvent, now: int, **values: object
) -> Status:
    """One move of the STATUS table. Raises IllegalMove."""
    target = STATUS.step(conversation.status, event)
    await change(tx, conversation.n, now, status=target.value, **values)
    return target


async def move_owner(
    tx: AsyncConnection,
    conversation: Conversation,
    event: OwnerEvent,
    now: int,
    *,
    name: str = "",
    topic: str | None = None,
) -> OwnerKind:
    """One move of the OWNER table; raises the epoch by one. Raises IllegalMove."""
    target = OWNER.step(conversation.owner_kind, event)
    values: dict[str, object] = {
        "owner_kind": target.value,
        "owner_name": name,
        "owner_epoch": conversation.owner_epoch + 1,
    }
    if topic is not None:
        values["topic"] = topic
    await change(tx, conversation.n, now, **values)
    return target


async def set_waiting(tx: AsyncConnection, n: int, since: int | None) -> None:
    """Since when (ms) the customer waits for an answer; None when we spoke last."""
    await tx.execute(update(conversations).where(conversations.c.n == n).values(waiting_since=since))


async def set_topic(tx: AsyncConnection, n: int, topic: str) -> None:
    """What the newest draft says the conversation is about; an empty topic leaves what was there."""
    if topic:
        await tx.execute(update(conversations).where(conversations.c.n == n).values(topic=topic))
