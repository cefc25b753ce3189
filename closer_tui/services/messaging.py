"""What can be done to a single message here: hide it from sight, change or delete a note of one's own.

Nothing of this reaches the channel. Sending a failed reply again is `services.outbox`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.errors import Conflict, InvalidInput, NotFound, Refused
from closer_tui.domain.message import Direction
from closer_tui.domain.text import clean
from closer_tui.store import audit, changes, keys, messages, undo
from closer_tui.store.database import Store
from closer_tui.store.tables import messages as rows
from closer_tui.store.undo import Change

HIDDEN: Final = "message.hidden"
NOTED: Final = "note"


@dataclass(frozen=True, slots=True)
class Done:
    """The conversation it was about, and the batch that takes it back."""

    conversation_n: int
    batch: str


async def hide(store: Store, seq: int, *, actor: str, hidden: bool = True) -> Done:
    """Put a message out of sight, or back. Only here: the channel and the bot still have it."""
    async with store.write() as tx:
        now = store.clock.now()
        row = await _row(tx, seq)
        if (row["hidden_at"] is not None) == hidden:
            words = "hidden already" if hidden else "not hidden"
            raise Conflict(f"the message is {words}", "Look at the conversation again.")
        await _set_hidden(tx, row, now if hidden else None, now)
        batch = undo.new_batch(now)
        before, after = {"seq": seq, "hidden_at": row["hidden_at"]}, {"hidden": hidden}
        await undo.record(tx, batch, now, actor, HIDDEN, row["conversation_n"], before=before, after=after)
        action = "message.hidden" if hidden else "message.shown"
        await audit.note(tx, now, actor, action, row["conversation_n"], keys.public("msg", seq))
        return Done(row["conversation_n"], batch)


async def _set_hidden(tx: AsyncConnection, row: dict[str, Any], at: int | None, now: int) -> None:
    await tx.execute(update(rows).where(rows.c.seq == row["seq"]).values(hidden_at=at))
    await changes.note(tx, now, changes.MESSAGE, row["conversation_n"], keys.public("msg", row["seq"]))


async def take_back_hiding(tx: AsyncConnection, change: Change, now: int) -> None:
    """Undo `hide`. Raises Conflict when it stands so already."""
    row = await _row(tx, change.before["seq"])
    if (row["hidden_at"] is not None) != change.after["hidden"]:
        raise Conflict("somebody has changed that since", "Look at the conversation again.")
    await _set_hidden(tx, row, change.before["hidden_at"], now)


# --- notes


async def edit_note(store: Store, seq: int, body: str, *, actor: str) -> Done:
    """Write a note of one's own anew. Raises Refused for somebody else's, and for what is no note."""
    text = clean(body).strip()
    if not text:
        raise InvalidInput("the note is empty", "Write something, or delete the note.", field="body")
    async with store.write() as tx:
        now = store.clock.now()
        row = await _own_note(tx, seq, actor)
        await messages.rewrite(tx, seq, row["body"], text)
        await tx.execute(update(rows).where(rows.c.seq == seq).values(edited_at=now))
        return await _noted(tx, row, {**row, "body": text, "edited_at": now}, now, actor, "note.edited")


async def delete_note(store: Store, seq: int, *, actor: str) -> Done:
    """Delete a note of one's own; its words are kept for as long as that can be taken back, and nowhere else."""
    async with store.write() as tx:
        now = store.clock.now()
        row = await _own_note(tx, seq, actor)
        await _remove(tx, row)
        return await _noted(tx, row, None, now, actor, "note.deleted")


async def _noted(
    tx: AsyncConnection, before: dict[str, Any], after: dict[str, Any] | None, now: int, actor: str, action: str
) -> Done:
    n, seq = before["conversation_n"], before["seq"]
    batch = undo.new_batch(now)
    told = {"body": after["body"] if after else None}
    await undo.record(tx, batch, now, actor, NOTED, n, before=before, after=told)
    await changes.note(tx, now, changes.MESSAGE, n, keys.public("msg", seq), edited=True)
    await audit.note(tx, now, actor, action, n, keys.public("msg", seq))
    return Done(n, batch)


async def take_back_note(tx: AsyncConnection, change: Change, now: int) -> None:
    """Undo `edit_note` or `delete_note`. Raises Conflict when the note was changed again."""
    before, words = change.before, change.after["body"]
    here = (await tx.execute(select(rows.c.body).where(rows.c.seq == before["seq"]))).scalar()
    if here != words:
        raise Conflict("the note was changed again since", "Look at the conversation.")
    if words is None:
        stored = {column.name for column in rows.c if column.computed is None}
        await tx.execute(insert(rows).values(**{name: value for name, value in before.items() if name in stored}))
        await tx.exec_driver_sql(
            "INSERT INTO messages_fts (rowid, body) VALUES (?, ?)", (before["seq"], before["body"])
        )
    else:
        await messages.rewrite(tx, before["seq"], words, before["body"])
        await tx.execute(update(rows).where(rows.c.seq == before["seq"]).values(edited_at=before["edited_at"]))
    await changes.note(tx, now, changes.MESSAGE, change.conversation_n, keys.public("msg", before["seq"]), edited=True)


async def _remove(tx: AsyncConnection, row: dict[str, Any]) -> None:
    await tx.exec_driver_sql(
        "INSERT INTO messages_fts (messages_fts, rowid, body) VALUES ('delete', ?, ?)", (row["seq"], row["body"])
    )
    await tx.execute(delete(rows).where(rows.c.seq == row["seq"]))


async def _own_note(conn: AsyncConnection, seq: int, actor: str) -> dict[str, Any]:
    row = await _row(conn, seq)
    if row["direction"] != Direction.NOTE.value:
        raise Refused("that is no note", "Only notes can be changed: what a customer has seen stays as it was.")
    if row["author"] != actor:
        raise Refused(f"the note is {row['author'] or 'the bot'}'s", "Only whoever wrote a note changes it.")
    return row


async def _row(conn: AsyncConnection, seq: int) -> dict[str, Any]:
    row = (await conn.execute(select(rows).where(rows.c.seq == seq))).mappings().first()
    if row is None:
        raise NotFound(f"there is no message {keys.public('msg', seq)}", "`closer-tui show CONVERSATION` lists them.")
    return dict(row)
