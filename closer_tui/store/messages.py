"""Rows of messages and their search index, written in batches.

The index has external content: rows reach it by one batched insert a transaction, sorted by number, which is twice as
fast as a trigger a row; so whoever changes a body goes through here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.message import AnswerState, Delivery, Direction
from closer_tui.store import codes, keys
from closer_tui.store.tables import messages

_COLUMNS = (
    "seq", "conversation_n", "inbox_n", "direction_code", "at", "arrived_at", "external_id", "author", "body",
    "delivery_code", "answer_code", "reply_seq", "draft_n",
)  # fmt: skip
_INSERT = f"INSERT INTO messages ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - constants only
_INDEX = "INSERT INTO messages_fts (rowid, body) VALUES (?, ?)"
_UNINDEX = "INSERT INTO messages_fts (messages_fts, rowid, body) VALUES ('delete', ?, ?)"
_TAKEN = "SELECT seq FROM messages WHERE seq IN (SELECT value FROM json_each(?))"


@dataclass(slots=True)
class NewMessage:
    """A row about to be written. Only `insert` changes it, by giving it its number."""

    conversation_n: int
    inbox_n: int
    direction: Direction
    at: int
    arrived_at: int
    external_id: str
    body: str
    delivery: Delivery
    author: str = ""
    answer: AnswerState | None = None
    reply_seq: int | None = None
    draft_n: int | None = None
    seq: int = 0


def _row(m: NewMessage) -> tuple[object, ...]:
    return (
        m.seq, m.conversation_n, m.inbox_n, codes.DIRECTION[m.direction], m.at, m.arrived_at, m.external_id, m.author,
        m.body, codes.DELIVERY[m.delivery], None if m.answer is None else codes.ANSWER[m.answer], m.reply_seq,
        m.draft_n,
    )  # fmt: skip


class Known(NamedTuple):
    """What is already stored of a message that came again. A thousand are made for a page that brings nothing new."""

    seq: int
    conversation_n: int
    body: str
    delivery: str
    answer: str | None
    reply_seq: int | None


_KNOWN = (
    "SELECT external_id, seq, conversation_n, body, delivery, answer, reply_seq FROM messages"
    " WHERE inbox_n = ? AND external_id IN (SELECT value FROM json_each(?))"
)


async def known(conn: AsyncConnection, inbox_n: int, external_ids: Iterable[str]) -> dict[str, Known]:
    """Of these external ids, the ones stored."""
    rows = await conn.exec_driver_sql(_KNOWN, (inbox_n, json.dumps(list(external_ids))))
    return {row[0]: Known._make(row[1:]) for row in rows.all()}


async def insert(tx: AsyncConnection, new: Iterable[NewMessage]) -> list[NewMessage]:
    """Write rows and index them; returns them with their numbers, ascending.

    The caller has removed duplicates by external id, and holds the write lock: a number found free stays free.
    """
    rows = await _numbered(tx, list(new))
    if rows:
        await tx.exec_driver_sql(_INSERT, [_row(m) for m in rows])
        await tx.exec_driver_sql(_INDEX, [(m.seq, m.body) for m in rows])
    return rows


async def _numbered(tx: AsyncConnection, new: list[NewMessage]) -> list[NewMessage]:
    """Give each message a number nobody has. Those of one moment may hash to one slot; they then take the next."""
    open_: list[tuple[NewMessage, int]] = [(message, 0) for message in new]
    rows: list[NewMessage] = []
    taken: set[int] = set()
    while open_:
        wanted = [(m, keys.message_seq(m.at, m.inbox_n, m.external_id, attempt), attempt) for m, attempt in open_]
        asked = json.dumps([seq for _, seq, _ in wanted])
        taken |= {row[0] for row in (await tx.exec_driver_sql(_TAKEN, (asked,))).all()}
        open_ = []
        for message, seq, attempt in wanted:
            if seq in taken:
                open_.append((message, attempt + 1))
            else:
                taken.add(seq)
                message.seq = seq
                rows.append(message)
    return sorted(rows, key=lambda m: m.seq)


async def rewrite(tx: AsyncConnection, seq: int, old_body: str, body: str) -> None:
    """The channel says the text was edited: store and index the new one."""
    await tx.exec_driver_sql(_UNINDEX, (seq, old_body))
    await tx.execute(update(messages).where(messages.c.seq == seq).values(body=body))
    await tx.exec_driver_sql(_INDEX, (seq, body))


async def set_delivery(
    tx: AsyncConnection,
    seq: int,
    delivery: Delivery,
    *,
    external_id: str | None = None,
    failure: str | None = None,
) -> None:
    """Record where an outbound message stands; the caller has asked the DELIVERY table."""
    values: dict[str, object] = {"delivery_code": codes.DELIVERY[delivery], "failure": failure}
    if external_id is not None:
        values["external_id"] = external_id
    await tx.execute(update(messages).where(messages.c.seq == seq).values(**values))


_ANSWERED = text(
    "UPDATE messages SET answer_code = :replied, reply_seq = :reply WHERE conversation_n = :conversation"
    " AND at <= :upto AND direction = 'inbound' AND answer IN ('pending', 'escalated') RETURNING seq"
)


async def mark_answered(tx: AsyncConnection, conversation_n: int, upto_at: int, reply_seq: int) -> list[int]:
    """A reply answers everything the customer had written up to `upto_at` (ms); returns those messages."""
    values = {"replied": codes.ANSWER[AnswerState.REPLIED], "reply": reply_seq}
    rows = await tx.execute(_ANSWERED, values | {"conversation": conversation_n, "upto": upto_at})
    return [row[0] for row in rows]


async def mark_escalated(tx: AsyncConnection, conversation_n: int) -> list[int]:
    """What waits in this conversation now waits for a person; returns those messages."""
    rows = await tx.execute(
        update(messages)
        .where(messages.c.conversation_n == conversation_n, messages.c.answer == AnswerState.PENDING.value)
        .values(answer_code=codes.ANSWER[AnswerState.ESCALATED])
        .returning(messages.c.seq)
    )
    return [row[0] for row in rows]


async def wait_again(tx: AsyncConnection, seqs: Iterable[int]) -> None:
    """An escalation was taken back: of its messages, those that nobody has answered since just wait."""
    await tx.execute(
        update(messages)
        .where(messages.c.seq.in_(list(seqs)), messages.c.answer == AnswerState.ESCALATED.value)
        .values(answer_code=codes.ANSWER[AnswerState.PENDING])
    )


async def set_answers(tx: AsyncConnection, answers: Iterable[tuple[int, AnswerState, int | None]]) -> None:
    """(seq, answer, reply seq) as the channel tells it."""
    rows = [{"b_seq": seq, "b_answer": codes.ANSWER[answer], "b_reply": reply} for seq, answer, reply in answers]
    if rows:
        await tx.execute(
            update(messages)
            .where(messages.c.seq == bindparam("b_seq"))
            .values(answer_code=bindparam("b_answer"), reply_seq=bindparam("b_reply")),
            rows,
        )


_LAST_ARRIVAL = "SELECT arrived_at FROM messages WHERE direction = 'inbound' ORDER BY arrived_at DESC LIMIT 1"


async def last_arrival(conn: AsyncConnection) -> int:
    """When the newest inbound message arrived (ms), 0 before the first.

    Arrivals of a transaction come after those of the one before, whatever the clock does: peers page through messages
    by arrival, and one that slipped in behind the place they have reached would never be seen.
    """
    return int((await conn.exec_driver_sql(_LAST_ARRIVAL)).scalar() or 0)


_LAST_AT = "SELECT at FROM messages WHERE conversation_n = ? ORDER BY at DESC LIMIT 1"


async def last_at(conn: AsyncConnection, conversation_n: int) -> int:
    """Time of the newest message of a conversation, 0 when there is none."""
    return int((await conn.exec_driver_sql(_LAST_AT, (conversation_n,))).scalar() or 0)


async def external_id(conn: AsyncConnection, seq: int) -> str:
    """What the channel calls a message; empty for none or for one only we know."""
    value = (await conn.execute(select(messages.c.external_id).where(messages.c.seq == seq))).scalar() or ""
    return "" if str(value).startswith(keys.LOCAL) else str(value)


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest message of a conversation that its customer can see."""

    seq: int
    direction: str
    at: int
    body: str
    delivery: str


async def newest_public(conn: AsyncConnection, conversation_n: int, *, before: int | None = None) -> Newest | None:
    """Cancelled replies and notes left out, and everything from message `before` on.

    Messages of one moment stand in the order of their numbers, as everywhere a conversation says which was its last.
    """
    statement = (
        select(messages.c.seq, messages.c.direction, messages.c.at, messages.c.body, messages.c.delivery)
        .where(
            messages.c.conversation_n == conversation_n,
            messages.c.direction != Direction.NOTE.value,
            messages.c.delivery != Delivery.CANCELLED.value,
        )
        .order_by(messages.c.at.desc(), messages.c.seq.desc())
        .limit(1)
    )
    if before is not None:
        statement = statement.where(messages.c.seq < before)
    row = (await conn.execute(statement)).first()
    return Newest(*row) if row else None


async def first_unanswered_at(conn: AsyncConnection, conversation_n: int) -> int | None:
    """Time of the oldest message that still waits for an answer."""
    waiting = [AnswerState.PENDING.value, AnswerState.ESCALATED.value]
    statement = select(func.min(messages.c.at)).where(
        messages.c.conversation_n == conversation_n, messages.c.answer.in_(waiting)
    )
    value = (await conn.execute(statement)).scalar()
    return None if value is None else int(value)


async def at_of(conn: AsyncConnection, seq: int) -> int:
    """Time of one message (ms), 0 when there is none."""
    return int((await conn.exec_driver_sql("SELECT at FROM messages WHERE seq = ?", (seq,))).scalar() or 0)


async def drop_echo(tx: AsyncConnection, inbox_n: int, external_id: str, *, keep: int) -> int | None:
    """Remove the channel's copy of a message we have ourselves, so that there is one bubble; what it answered waits
    for ours to answer it. Returns the number the copy had, None when there was none."""
    copy = (
        await tx.execute(
            select(messages.c.seq, messages.c.body, messages.c.conversation_n).where(
                messages.c.inbox_n == inbox_n, messages.c.external_id == external_id, messages.c.seq != keep
            )
        )
    ).first()
    if copy is None:
        return None
    mine = (messages.c.conversation_n == copy.conversation_n) & (messages.c.reply_seq == copy.seq)
    await tx.execute(update(messages).where(mine).values(answer_code=codes.ANSWER[AnswerState.PENDING], reply_seq=None))
    await tx.exec_driver_sql(_UNINDEX, (copy.seq, copy.body))
    await tx.execute(delete(messages).where(messages.c.seq == copy.seq))
    return int(copy.seq)
