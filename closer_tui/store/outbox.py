"""Rows of the outbox: approved, on its way, confirmed. Every move goes through the DELIVERY table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, bindparam, case, exists, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import InboxState
from closer_tui.domain.errors import NotFound
from closer_tui.domain.message import DELIVERY, Delivery, DeliveryEvent
from closer_tui.domain.outbox import Binding
from closer_tui.store import changes, keys, messages
from closer_tui.store.conversations import REMINDERS
from closer_tui.store.tables import conversations, inboxes, outbox


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One approved reply. `key` names it at the channel; `digest` binds what was approved."""

    n: int
    key: str
    conversation_n: int
    inbox_n: int
    inbox_id: str
    message_seq: int
    draft_n: int | None
    reply_to: str
    recipient: str
    body: str
    digest: str
    send_as: str
    state: Delivery
    attempts: int
    not_before: int
    created_at: int
    started_at: int | None
    lookups: int
    actor: str
    send_at: int | None = None

    def binding(self) -> Binding:
        """What this row says would be sent, for comparing with `digest`."""
        return Binding(self.inbox_id, self.conversation_n, self.recipient, self.body)


_WANTED = select(outbox, inboxes.c.id.label("inbox_id")).join(inboxes, inboxes.c.n == outbox.c.inbox_n)

_ONE = _WANTED.where(outbox.c.n == bindparam("wanted"))
_INSERT = insert(outbox)
# The condition of the index on what is open, word for word: without it SQLite would walk all that was ever sent.
_OPEN = text("outbox.state IN ('queued','sending','unknown')")
_UNDOABLE = (
    "SELECT n FROM outbox WHERE state IN ('queued','sending','unknown') AND inbox_n = ? AND not_before > ?"
    " AND state = 'queued' AND attempts = 0 AND send_at IS NULL ORDER BY n DESC"
)


def _row(row: Row[tuple[object, ...]]) -> OutboxRow:
    return OutboxRow(
        n=row.n,
        key=row.key,
        conversation_n=row.conversation_n,
        inbox_n=row.inbox_n,
        inbox_id=row.inbox_id,
        message_seq=row.message_seq,
        draft_n=row.draft_n,
        reply_to=row.reply_to,
        recipient=row.recipient,
        body=row.body,
        digest=row.digest,
        send_as=row.send_as,
        state=Delivery(row.state),
        attempts=row.attempts,
        not_before=row.not_before,
        created_at=row.created_at,
        started_at=row.started_at,
        lookups=row.lookups,
        actor=row.actor,
        send_at=row.send_at,
    )


async def one(conn: AsyncConnection, n: int) -> OutboxRow:
    """By number. Raises NotFound."""
    row = (await conn.execute(_ONE, {"wanted": n})).first()
    if row is None:
        raise NotFound(f"there is no outbox entry {keys.public('out', n)}", "`closer-tui outbox` lists them.")
    return _row(row)


async def add(
    tx: AsyncConnection,
    *,
    key: str,
    binding: Binding,
    inbox_n: int,
    message_seq: int,
    draft_n: int | None,
    reply_to: str,
    send_as: str,
    not_before: int,
    now: int,
    actor: str,
    state: Delivery = Delivery.QUEUED,
    external_id: str | None = None,
    send_at: int | None = None,
) -> int:
    """Write an approved reply; from here on it is never lost. Returns its number. `send_at` is the moment (ms) a person
    chose for it, if one did."""
    row = {
        "key": key,
        "conversation_n": binding.conversation,
        "inbox_n": inbox_n,
        "message_seq": message_seq,
        "draft_n": draft_n,
        "reply_to": reply_to,
        "recipient": binding.recipient,
        "body": binding.body,
        "digest": binding.digest(),
        "send_as": send_as,
        "state": state.value,
        "not_before": not_before,
        "created_at": now,
        "actor": actor,
        "external_id": external_id,
        "send_at": send_at,
    }
    result = await tx.execute(_INSERT, row)
    number = int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0
    await changes.note(tx, now, changes.OUTBOX, binding.conversation, keys.public("out", number), state=state.value)
    return number


async def due(conn: AsyncConnection, inbox_n: int, now: int, limit: int = 20) -> Sequence[OutboxRow]:
    """Queued replies of an inbox whose time has come, oldest first, and only the first of each conversation: a later
    one never overtakes an earlier one that is still on its way. To somebody who wants no more messages none will leave,
    and nobody can tell what became of one in doubt, so there all are due at once: to be refused, not to wait forever.
    """
    earlier = outbox.alias("earlier")
    in_the_way = exists().where(
        earlier.c.conversation_n == outbox.c.conversation_n,
        earlier.c.n < outbox.c.n,
        earlier.c.state.in_([Delivery.QUEUED.value, Delivery.SENDING.value, Delivery.UNKNOWN.value]),
        # What was put off to a later moment by choice does not keep what is said now waiting until then.
        (earlier.c.send_at.is_(None)) | (earlier.c.not_before <= now) | (earlier.c.state != Delivery.QUEUED.value),
    )
    stopped = select(conversations.c.opted_out).where(conversations.c.n == outbox.c.conversation_n).scalar_subquery()
    statement = (
        _WANTED.where(
            _OPEN,
            outbox.c.inbox_n == inbox_n,
            outbox.c.state == Delivery.QUEUED.value,
            outbox.c.not_before <= now,
            ~in_the_way | (stopped == 1),
        )
        .order_by(outbox.c.n)
        .limit(limit)
    )
    return [_row(row) for row in await conn.execute(statement)]


async def waiting_for_undo(conn: AsyncConnection, inbox_n: int, now: int) -> Sequence[OutboxRow]:
    """Queued replies of an inbox that leave in a moment, were never tried and can still be taken back, newest first."""
    # Numbers first: there are nearly never any, and every message that arrives asks.
    numbers = (await conn.exec_driver_sql(_UNDOABLE, (inbox_n, now))).scalars().all()
    return [await one(conn, n) for n in numbers]


async def unsettled(conn: AsyncConnection, inbox_n: int) -> Sequence[OutboxRow]:
    """Replies of an inbox that left without an answer, or were leaving when a process died."""
    states = [Delivery.SENDING.value, Delivery.UNKNOWN.value]
    return [
        _row(row)
        for row in await conn.execute(
            _WANTED.where(_OPEN, outbox.c.inbox_n == inbox_n, outbox.c.state.in_(states)).order_by(outbox.c.n)
        )
    ]


async def put_back(conn: AsyncConnection, inbox_n: int) -> Sequence[OutboxRow]:
    """Queued replies of an inbox that were attempted before."""
    statement = _WANTED.where(
        _OPEN, outbox.c.inbox_n == inbox_n, outbox.c.state == Delivery.QUEUED.value, outbox.c.attempts > 0
    )
    return [_row(row) for row in await conn.execute(statement.order_by(outbox.c.n))]


async def sent_by_hand(conn: AsyncConnection, inbox_n: int) -> Sequence[OutboxRow]:
    """Replies of an inbox that a person says have arrived, and that the channel has not named yet. Settled rows have no
    index, so only the newest thousand of the outbox are looked through."""
    recent = select(func.coalesce(func.max(outbox.c.n), 0) - 1_000).scalar_subquery()
    statement = _WANTED.where(
        outbox.c.n > recent,
        outbox.c.inbox_n == inbox_n,
        outbox.c.state == Delivery.SENT.value,
        outbox.c.external_id.is_(None),
    )
    return [_row(row) for row in await conn.execute(statement.order_by(outbox.c.n))]


async def name(tx: AsyncConnection, row: OutboxRow, external_id: str) -> None:
    """The channel names a reply that a person had marked as sent."""
    await tx.execute(update(outbox).where(outbox.c.n == row.n).values(external_id=external_id))
    await messages.set_delivery(tx, row.message_seq, row.state, external_id=external_id)


_ON_THE_WAY = (Delivery.QUEUED.value, Delivery.SENDING.value)


async def next_due_at(conn: AsyncConnection, now: int) -> int | None:
    """When the next reply of a connected inbox may leave (ms); one that is leaving counts until its channel answered,
    one that a person put off counts once its moment has come. None when there is none."""
    statement = (
        select(func.min(outbox.c.not_before))
        .join(inboxes, inboxes.c.n == outbox.c.inbox_n)
        .where(
            _OPEN,
            outbox.c.state.in_(_ON_THE_WAY),
            inboxes.c.state == InboxState.CONNECTED.value,
            (outbox.c.send_at.is_(None)) | (outbox.c.not_before <= now) | (outbox.c.attempts > 0),
        )
    )
    value = (await conn.execute(statement)).scalar()
    return None if value is None else int(value)


async def move(
    tx: AsyncConnection,
    row: OutboxRow,
    event: DeliveryEvent,
    now: int,
    *,
    external_id: str | None = None,
    error: str | None = None,
    hint: str | None = None,
    also: Mapping[str, object] | None = None,
) -> Delivery | None:
    """Compare-and-set one move of the DELIVERY table on the reply and its message; None when somebody moved it since
    `row` was read."""
    target = DELIVERY.step(row.state, event)
    values = dict(also or {}) | {"state": target.value, "error": error, "hint": hint}
    if external_id is not None:
        values["external_id"] = external_id
    if target is Delivery.SENDING:
        values |= {"started_at": now, "attempts": row.attempts + 1}
    if target in (Delivery.SENT, Delivery.DELIVERED, Delivery.READ, Delivery.FAILED, Delivery.CANCELLED):
        values["settled_at"] = now
    moved = (
        await tx.execute(update(outbox).where(outbox.c.n == row.n, outbox.c.state == row.state.value).values(**values))
    ).rowcount
    if not moved:
        return None
    await messages.set_delivery(tx, row.message_seq, target, external_id=external_id, failure=error)
    await _mark_conversation(tx, row.conversation_n, target)
    await changes.note(tx, now, changes.OUTBOX, row.conversation_n, keys.public("out", row.n), state=target.value)
    return target


async def _mark_conversation(tx: AsyncConnection, conversation_n: int, delivery: Delivery) -> None:
    """The list shows the last delivery, and needs a person while a reply of the conversation failed or is unknown."""
    worst = (
        select(outbox.c.state)
        .where(
            outbox.c.conversation_n == conversation_n,
            outbox.c.state.in_([Delivery.FAILED.value, Delivery.UNKNOWN.value]),
        )
        .order_by(outbox.c.state.desc())
        .limit(1)
    )
    state = (await tx.execute(worst)).scalar()
    # A reminder is not the outbox's to take away.
    reminder = case((conversations.c.attention.in_(sorted(REMINDERS)), conversations.c.attention), else_="")
    await tx.execute(
        update(conversations)
        .where(conversations.c.n == conversation_n)
        .values(attention=f"outbox_{state}" if state else reminder, last_delivery=delivery.value)
    )


async def put_off(
    tx: AsyncConnection,
    row: OutboxRow,
    not_before: int,
    *,
    lookups: int | None = None,
    error: str | None = None,
    hint: str | None = None,
) -> None:
    """Look at the reply again from `not_before` (ms) on; it stays in its state, unless somebody moved it meanwhile.
    `lookups` is how often the channel was asked and knew nothing; what is not given stays as it is."""
    values: dict[str, object] = {"not_before": not_before}
    values |= {
        name: value for name, value in (("lookups", lookups), ("error", error), ("hint", hint)) if value is not None
    }
    await tx.execute(update(outbox).where(outbox.c.n == row.n, outbox.c.state == row.state.value).values(**values))


async def due_again(conn: AsyncConnection, until: int) -> bool:
    """Whether a reply that was tried before comes due by then (ms): put back after a hiccup, or unknown."""
    waiting = (outbox.c.state == Delivery.UNKNOWN.value) | (
        (outbox.c.state == Delivery.QUEUED.value) & (outbox.c.attempts > 0)
    )
    statement = select(exists().where(_OPEN, waiting, outbox.c.not_before <= until))
    return bool((await conn.execute(statement)).scalar())
