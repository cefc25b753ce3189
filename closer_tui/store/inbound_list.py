"""The API's listing: inbound messages in the order they arrived here, with the replies that answered them.

Arrival (`arrived_at`, `seq`) rises from transaction to transaction, so whoever goes on from the last message seen
misses nothing, whatever times the channels claim.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.message import AnswerState, Direction
from closer_tui.store.tables import conversations, inboxes, messages, outbox

FEW: Final = 2_000
"""Up to so many pending messages are sorted; beyond it they stand so close that a walk by arrival is faster."""

BOT: Final = "bot"


@dataclass(frozen=True, slots=True)
class InboundReply:
    """What answered a message. `sent_at` in ms; `mode` is autonomous or human."""

    seq: int
    body: str
    sent_at: int
    mode: str


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One line of the listing. Times in ms."""

    seq: int
    conversation_n: int
    inbox_n: int
    channel: ChannelKind
    address: str
    body: str
    at: int
    arrived_at: int
    external_id: str
    answer: AnswerState
    reply: InboundReply | None


_reply = messages.alias("reply")
_COLUMNS = (
    messages.c.seq,
    messages.c.conversation_n,
    messages.c.inbox_n,
    conversations.c.channel,
    conversations.c.address,
    messages.c.body,
    messages.c.at,
    messages.c.arrived_at,
    messages.c.external_id,
    messages.c.answer,
    _reply.c.seq.label("reply_seq"),
    _reply.c.body.label("reply_body"),
    func.coalesce(outbox.c.settled_at, _reply.c.at).label("reply_at"),
    func.coalesce(outbox.c.send_as, _reply.c.author).label("reply_by"),
)


def _wanted(index: str = "") -> Select[tuple[object, ...]]:
    joined = (
        messages.join(conversations, conversations.c.n == messages.c.conversation_n)
        .outerjoin(_reply, _reply.c.seq == messages.c.reply_seq)
        .outerjoin(outbox, outbox.c.message_seq == _reply.c.seq)
    )
    statement = select(*_COLUMNS).select_from(joined).where(messages.c.direction == Direction.INBOUND.value)
    # Without the hint SQLite may fetch everything an inbox ever got, by its unique index, and sort that.
    return statement.with_hint(messages, f"INDEXED BY {index}", "sqlite") if index else statement


_ONE = _wanted().where(messages.c.seq == bindparam("wanted"), conversations.c.env == bindparam("plane"))


async def page(
    conn: AsyncConnection,
    *,
    env: Environment,
    channels: Iterable[ChannelKind],
    status: AnswerState | None = None,
    since: int | None = None,
    after: tuple[int, int] | None = None,
    limit: int,
) -> list[InboundMessage]:
    """At most `limit` messages of these channels, oldest arrival first.

    `since` (ms) is the earliest arrival wanted, `after` the (arrival, number) of the last message seen.
    """
    wanted = [kind.value for kind in channels]
    mine = select(inboxes.c.n).where(inboxes.c.env == env.value, inboxes.c.channel.in_(wanted))
    numbers = [row.n for row in await conn.execute(mine)]
    few = status is AnswerState.PENDING and await _few_pending(conn)
    statement = _wanted("ix_messages_pending" if few else "ix_messages_arrival").where(messages.c.inbox_n.in_(numbers))
    if status is not None:
        statement = statement.where(messages.c.answer == status.value)
    if since is not None:
        statement = statement.where(messages.c.arrived_at >= since)
    if after is not None:
        at, seq = after
        later = or_(messages.c.arrived_at > at, and_(messages.c.arrived_at == at, messages.c.seq > seq))
        # The plain bound lets the index start at the place; the pair is what decides.
        statement = statement.where(messages.c.arrived_at >= at, later)
    statement = statement.order_by(messages.c.arrived_at, messages.c.seq).limit(limit)
    return [_message(row) for row in await conn.execute(statement)]


async def one(
    conn: AsyncConnection, seq: int, *, env: Environment, channels: Iterable[ChannelKind]
) -> InboundMessage | None:
    """The inbound message of this number, if it is one of these channels in this plane."""
    row = (await conn.execute(_ONE, {"wanted": seq, "plane": env.value})).first()
    return _message(row) if row and row.channel in set(channels) else None


async def _few_pending(conn: AsyncConnection) -> bool:
    first = select(messages.c.seq).where(messages.c.answer == AnswerState.PENDING.value).limit(FEW + 1).subquery()
    return int((await conn.execute(select(func.count()).select_from(first))).scalar_one()) <= FEW


def _message(row: Row[tuple[object, ...]]) -> InboundMessage:
    answer = AnswerState(row.answer or AnswerState.PENDING)
    reply = None
    if answer is AnswerState.REPLIED and row.reply_seq is not None:
        mode = "autonomous" if row.reply_by in {BOT, "autonomous"} else "human"
        reply = InboundReply(row.reply_seq, row.reply_body, row.reply_at, mode)
    return InboundMessage(
        seq=row.seq,
        conversation_n=row.conversation_n,
        inbox_n=row.inbox_n,
        channel=ChannelKind(row.channel),
        address=row.address,
        body=row.body,
        at=row.at,
        arrived_at=row.arrived_at,
        external_id=row.external_id,
        answer=answer,
        reply=reply,
    )
