"""The API's listing: inbound messages in the order they arrived here, with the replies that answered them.

Arrival (`arrived_at`, `seq`) rises from transaction to transaction, so whoever goes on from the last message seen
misses nothing, whatever times the channels claim.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.message import AnswerState

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


# Written by hand, because two things must not be left to the planner: which index is walked (SQLite would rather fetch
# all an inbox ever got and sort that), and that the conditions of partial indexes stand there as constants.
_SELECT = (
    "SELECT m.seq, m.conversation_n, m.inbox_n, c.channel, c.address, m.body, m.at, m.arrived_at, m.external_id,"
    " m.answer, r.seq AS reply_seq, r.body AS reply_body, COALESCE(o.settled_at, r.at) AS reply_at,"
    " COALESCE(o.send_as, r.author) AS reply_by FROM messages AS m {index}"
    " JOIN conversations AS c ON c.n = m.conversation_n LEFT JOIN messages AS r ON r.seq = m.reply_seq"
    " LEFT JOIN outbox AS o ON o.message_seq = r.seq WHERE m.direction = 'inbound'"
)
_ONE: Final = _SELECT.format(index="") + " AND m.seq = ? AND c.env = ?"
_BY_ARRIVAL: Final = _SELECT.format(index="INDEXED BY ix_messages_arrival")
_OF_FEW: Final = _SELECT.format(index="INDEXED BY ix_messages_pending")
_FEW_PENDING: Final = "SELECT COUNT(*) FROM (SELECT 1 FROM messages WHERE answer = 'pending' LIMIT ?)"
_MINE: Final = "SELECT n FROM inboxes WHERE env = ? AND channel IN (SELECT value FROM json_each(?))"


async def page(
    conn: AsyncConnection,
    *,
    env: Environment,
    channels: Iterable[ChannelKind],
    status: AnswerState | None = None,
    since: int | None = None,
    after: tuple[int, int] | None = None,
    limit: int,
    few: int = FEW,
) -> list[InboundMessage]:
    """At most `limit` messages of these channels, oldest arrival first.

    `since` (ms) is the earliest arrival wanted, `after` the (arrival, number) of the last message seen.
    """
    wanted = json.dumps([kind.value for kind in channels])
    mine = [row[0] for row in await conn.exec_driver_sql(_MINE, (env.value, wanted))]
    sql = _OF_FEW if status is AnswerState.PENDING and await _pending_are(few, conn) else _BY_ARRIVAL
    parameters: list[object] = [json.dumps(mine)]
    # The plus keeps the index on inboxes out of it.
    sql += " AND +m.inbox_n IN (SELECT value FROM json_each(?))"
    if status is not None:
        sql += f" AND m.answer = '{status.value}'"
    if since is not None and (after is None or after[0] < since):
        # Not beside a place further on: SQLite would start at the earlier of the two.
        sql += " AND m.arrived_at >= ?"
        parameters.append(since)
    if after is not None:
        sql += " AND (m.arrived_at, m.seq) > (?, ?)"
        parameters += after
    sql += " ORDER BY m.arrived_at, m.seq LIMIT ?"
    return [_message(row) for row in await conn.exec_driver_sql(sql, (*parameters, limit))]


async def one(
    conn: AsyncConnection, seq: int, *, env: Environment, channels: Iterable[ChannelKind]
) -> InboundMessage | None:
    """The inbound message of this number, if it is one of these channels in this plane."""
    row = (await conn.exec_driver_sql(_ONE, (seq, env.value))).first()
    return _message(row) if row and row.channel in set(channels) else None


async def _pending_are(few: int, conn: AsyncConnection) -> bool:
    return int((await conn.exec_driver_sql(_FEW_PENDING, (few + 1,))).scalar_one()) <= few


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
