"""What a person says of one of the bot's messages: good or bad, with a word if they like. Nothing of it leaves."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.errors import Conflict, NotFound, Refused
from closer_tui.domain.message import Direction
from closer_tui.domain.text import clean
from closer_tui.store import audit, changes, keys, undo
from closer_tui.store.database import Store
from closer_tui.store.tables import feedback, messages
from closer_tui.store.undo import Change

KIND: Final = "feedback"
LONGEST_WORD: Final = 200
BOT: Final = "bot"


class FeedbackVerdict(StrEnum):
    """What is said of it; NONE takes back what was said before."""

    GOOD = "good"
    BAD = "bad"
    NONE = "none"


async def rate(store: Store, seq: int, verdict: FeedbackVerdict, *, actor: str, word: str = "") -> str:
    """Say it; returns what takes it back. Raises Refused for a message the bot did not write, Conflict when that was
    said already."""
    tidy = clean(word, multiline=False).strip()[:LONGEST_WORD]
    async with store.write() as tx:
        now = store.clock.now()
        message = (await tx.execute(select(messages).where(messages.c.seq == seq))).first()
        if message is None:
            hint = "`closer-tui show CONVERSATION` lists them."
            raise NotFound(f"there is no message {keys.public('msg', seq)}", hint)
        if message.direction != Direction.OUTBOUND.value or (message.draft_n is None and message.author != BOT):
            raise Refused("that message is not the bot's", "Choose one that began as a draft.")
        before = await _row(tx, seq)
        wanted = None if verdict is FeedbackVerdict.NONE else {"verdict": verdict.value, "word": tidy}
        if wanted == (before and {name: before[name] for name in ("verdict", "word")}):
            raise Conflict("that was said of it already", "Say something else, or take it back.")
        row: dict[str, Any] | None = wanted and {
            "message_seq": seq,
            "conversation_n": message.conversation_n,
            "inbox_n": message.inbox_n,
            "draft_n": message.draft_n,
            "at": now,
            "actor": actor,
            **wanted,
        }
        await _put(tx, seq, row)
        batch = undo.new_batch(now)
        told = {"row": row}
        n = message.conversation_n
        await undo.record(tx, batch, now, actor, KIND, n, before={"seq": seq, "row": before}, after=told)
        await changes.note(tx, now, changes.MESSAGE, n, keys.public("msg", seq))
        await audit.note(tx, now, actor, "message.rated", n, keys.public("msg", seq), verdict=verdict.value)
        return batch


async def take_back(tx: AsyncConnection, change: Change, now: int) -> None:
    """Undo what was said. Raises Conflict when something else was said since."""
    seq = change.before["seq"]
    if await _row(tx, seq) != change.after["row"]:
        raise Conflict("something else was said of it since", "Look at the conversation.")
    await _put(tx, seq, change.before["row"])
    await changes.note(tx, now, changes.MESSAGE, change.conversation_n, keys.public("msg", seq))


async def _row(conn: AsyncConnection, seq: int) -> dict[str, Any] | None:
    row = (await conn.execute(select(feedback).where(feedback.c.message_seq == seq))).mappings().first()
    return dict(row) if row is not None else None


async def _put(tx: AsyncConnection, seq: int, row: dict[str, Any] | None) -> None:
    await tx.execute(delete(feedback).where(feedback.c.message_seq == seq))
    if row is not None:
        await tx.execute(insert(feedback).values(row))
