"""The newest word wins: an approved reply that still waits for its undo is called off when the customer writes again.

Whoever approved it had not read what came since. It does not leave, and its draft waits for a person once more,
stale, with the words that were approved. A reply that somebody wrote in their own words leaves as it is: there is no
draft for it to return to, and whoever writes by hand sees the thread. (What was put off to a later moment: `later`.)
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.message import DeliveryEvent
from closer_tui.store import audit, drafts, keys, outbox, rollback

WHY: Final = "the customer wrote again before the reply left"


async def call_off(tx: AsyncConnection, inbox_n: int, written_in: Collection[int], now: int) -> frozenset[int]:
    """Call off the replies to these conversations (of one inbox) that nobody has begun to send and that can still be
    taken back; before the new messages are stored. Returns the conversations where there was one."""
    found: set[int] = set()
    if not written_in:
        return frozenset()
    # The newest first: an earlier one of the same conversation is what the later was approved after.
    for row in await outbox.waiting_for_undo(tx, inbox_n, now):
        if row.conversation_n not in written_in or row.draft_n is None:
            continue
        if await outbox.move(tx, row, DeliveryEvent.CANCEL, now) is None:
            continue
        await rollback.forget_cancelled(tx, row, now)
        await drafts.retire_bound_to(tx, row.conversation_n, row.message_seq, now)
        if await drafts.revive(tx, row.draft_n, now) is not None:
            await drafts.keep_words(tx, row.draft_n, row.body)
        await audit.note(
            tx, now, "customer", "reply.called_off", row.conversation_n, keys.public("out", row.n), why=WHY
        )
        found.add(row.conversation_n)
    return frozenset(found)
