"""Rows of inboxes and of how far each was read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import CHANNEL_LIMITS, ChannelKind, Environment, InboxMode, InboxState
from closer_tui.domain.errors import NotFound
from closer_tui.domain.sync import SyncMark
from closer_tui.store.tables import inboxes, secrets, sync_state


@dataclass(frozen=True, slots=True)
class Inbox:
    """An account on one channel. `config` holds what the connector needs, never a secret."""

    n: int
    id: str
    channel: ChannelKind
    connector: str
    env: Environment
    name: str
    address: str
    mode: InboxMode
    state: InboxState
    config: Mapping[str, str]
    tone_version: int
    knowledge_version: int
    failures: int
    retry_at: int
    last_sync_at: int | None
    last_error: str | None

    @property
    def window_ms(self) -> int | None:
        """How long after the customer's last word a free reply is allowed."""
        return CHANNEL_LIMITS[self.channel][1]


def _inbox(row: Row[tuple[object, ...]]) -> Inbox:
    return Inbox(
        n=row.n,
        id=row.id,
        channel=ChannelKind(row.channel),
        connector=row.connector,
        env=Environment(row.env),
        name=row.name,
        address=row.address,
        mode=InboxMode(row.mode),
        state=InboxState(row.state),
        config=json.loads(row.config_json),
        tone_version=row.tone_version,
        knowledge_version=row.knowledge_version,
        failures=row.failures,
        retry_at=row.retry_at,
        last_sync_at=row.last_sync_at,
        last_error=row.last_error,
    )


_ONE = select(inboxes).where(inboxes.c.n == bindparam("wanted"))
_BY_ID = select(inboxes).where(inboxes.c.id == bindparam("wanted"))


async def one(conn: AsyncConnection, n: int) -> Inbox:
    """By number. Raises NotFound."""
    row = (await conn.execute(_ONE, {"wanted": n})).first()
    if row is None:
        raise NotFound("that inbox does not exist", "`closer-tui inboxes` lists them.")
    return _inbox(row)


async def by_id(conn: AsyncConnection, inbox_id: str) -> Inbox:
    """By public id. Raises NotFound."""
    row = (await conn.execute(_BY_ID, {"wanted": inbox_id})).first()
    if row is None:
        raise NotFound(f"there is no inbox {inbox_id[:60]!r}", "`closer-tui inboxes` lists them.")
    return _inbox(row)


async def all_of(conn: AsyncConnection, *, env: Environment | None = None, removed: bool = False) -> Sequence[Inbox]:
    """Every inbox, oldest first; removed ones only when asked for."""
    statement = select(inboxes).order_by(inboxes.c.n)
    if env is not None:
        statement = statement.where(inboxes.c.env == env.value)
    if not removed:
        statement = statement.where(inboxes.c.state != InboxState.REMOVED.value)
    return [_inbox(row) for row in await conn.execute(statement)]


async def add(
    tx: AsyncConnection,
    *,
    id: str,
    channel: ChannelKind,
    connector: str,
    env: Environment,
    name: str,
    address: str,
    mode: InboxMode,
    config: Mapping[str, str],
    now: int,
) -> int:
    """Write a new inbox and return its number."""
    result = await tx.execute(
        insert(inboxes).values(
            id=id,
            channel=channel.value,
            connector=connector,
            env=env.value,
            name=name,
            address=address,
            mode=mode.value,
            config_json=json.dumps(dict(config), sort_keys=True),
            created_at=now,
        )
    )
    return int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0


async def change(tx: AsyncConnection, n: int, **values: object) -> None:
    """Set columns of one inbox."""
    await tx.execute(update(inboxes).where(inboxes.c.n == n).values(**values))


async def set_config(tx: AsyncConnection, n: int, config: Mapping[str, str]) -> None:
    """What the connector needs to know, in place of what it knew; never a secret."""
    await change(tx, n, config_json=json.dumps(dict(config), sort_keys=True))


async def mark(conn: AsyncConnection, inbox_n: int, stream: str = "messages") -> SyncMark:
    """How far the inbox was read."""
    row = (
        await conn.execute(
            select(sync_state.c.cursor, sync_state.c.since_at).where(
                sync_state.c.inbox_n == inbox_n, sync_state.c.stream == stream
            )
        )
    ).first()
    return SyncMark(row.cursor, row.since_at) if row else SyncMark()


async def set_mark(
    tx: AsyncConnection,
    inbox_n: int,
    mark: SyncMark,
    now: int,
    *,
    gap: str | None = None,
    stream: str = "messages",
) -> None:
    """Store how far the inbox was read, in the transaction that stores the rows."""
    values = {"cursor": mark.cursor, "since_at": mark.since, "gap_json": gap, "updated_at": now}
    statement = upsert(sync_state).values(inbox_n=inbox_n, stream=stream, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["inbox_n", "stream"], set_=values))


async def secret_changed_at(conn: AsyncConnection, inbox_id: str) -> int:
    """When the inbox's credentials were last stored (ms), 0 without any."""
    statement = select(func.coalesce(func.max(secrets.c.created_at), 0)).where(secrets.c.owner == inbox_id)
    return int((await conn.execute(statement)).scalar_one())
