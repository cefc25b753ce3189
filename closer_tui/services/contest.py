"""Before a reply leaves: whether somebody else is answering, or has answered or taken the conversation since this
person began. Then they are asked first; what they wrote is theirs to keep."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.clock import duration
from closer_tui.domain.conversation import OwnerKind
from closer_tui.domain.errors import Contested
from closer_tui.domain.message import Delivery, Direction
from closer_tui.domain.presence import Began
from closer_tui.domain.text import snippet
from closer_tui.services.ownership import how
from closer_tui.store import owner_moves, presence
from closer_tui.store.conversations import Conversation
from closer_tui.store.tables import messages

SEND_ANYWAY = "Read it, then send yours all the same if it still helps."


async def check(tx: AsyncConnection, conversation: Conversation, began: Began | None, *, actor: str, now: int) -> None:
    """Raises Contested, which says who and when. Without `began` only who is replying now counts."""
    if began is not None:
        await _answered(tx, conversation, began, actor, now)
        await _taken(tx, conversation, began, actor, now)
    other = await presence.replying(tx, conversation.n, now, but=actor)
    if other is not None:
        raise Contested(f"{other.agent} has been writing a reply here for {duration(now - other.since)}", SEND_ANYWAY)


async def _answered(tx: AsyncConnection, conversation: Conversation, began: Began, actor: str, now: int) -> None:
    statement = (
        select(messages.c.author, messages.c.body, messages.c.arrived_at)
        .where(
            messages.c.conversation_n == conversation.n,
            messages.c.seq > began.last_public,
            messages.c.direction == Direction.OUTBOUND.value,
            messages.c.author != actor,
            messages.c.delivery.notin_((Delivery.CANCELLED.value, Delivery.FAILED.value)),
        )
        .order_by(messages.c.seq.desc())
        .limit(1)
    )
    row = (await tx.execute(statement)).first()
    if row is not None:
        who = row.author or "somebody"
        said = snippet(row.body, limit=100)
        raise Contested(f"{who} answered {duration(now - row.arrived_at)} ago: “{said}”", SEND_ANYWAY)


async def _taken(tx: AsyncConnection, conversation: Conversation, began: Began, actor: str, now: int) -> None:
    mine = conversation.owner_kind is not OwnerKind.AGENT or conversation.owner_name == actor
    if mine or began.owner_epoch is None or conversation.owner_epoch <= began.owner_epoch:
        return
    last = await owner_moves.newest(tx, conversation.n)
    if last is not None:
        raise Contested(how(last, actor, now), SEND_ANYWAY)
