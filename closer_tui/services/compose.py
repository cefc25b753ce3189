"""What a person writes: a reply of their own, or a note that never leaves."""

from __future__ import annotations

from secrets import token_hex

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.conversation import OwnerEvent, OwnerKind
from closer_tui.domain.draft import DraftEvent
from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.later import still_to_come
from closer_tui.domain.message import Delivery, Direction
from closer_tui.domain.presence import Began
from closer_tui.domain.text import clean
from closer_tui.services import contest, measured
from closer_tui.services.approve import Approved
from closer_tui.services.dispatch import dispatch
from closer_tui.store import audit, changes, conversations, drafts, escalations, keys, messages, owner_moves
from closer_tui.store.conversations import Conversation
from closer_tui.store.database import Store
from closer_tui.store.messages import NewMessage


async def reply(
    store: Store,
    conversation_n: int,
    body: str,
    *,
    actor: str,
    hold_ms: int = 0,
    key: str | None = None,
    reply_to: str | None = None,
    send_at: int | None = None,
    began: Began | None = None,
    anyway: bool = False,
) -> Approved:
    """Send a reply of one's own; it overrides a draft that waits. Raises Refused when the channel would not take it,
    and, unless it is to leave `anyway`, Contested when somebody else answers or has answered since it was `began`.

    With `send_at` (ms) it leaves at that moment and not before, unless the customer writes first.
    """
    if not body.strip():
        raise InvalidInput("the reply is empty", "Write something first.", field="body")
    edits = await measured.instead_of_draft(store, conversation_n, body)
    async with store.write() as tx:
        now = store.clock.now()
        leaves_at = now + hold_ms if send_at is None else still_to_come(send_at, now)
        conversation = await conversations.one(tx, conversation_n)
        if not anyway:
            await contest.check(tx, conversation, began, actor=actor, now=now)
        out = await dispatch(
            tx,
            conversation,
            body,
            now=now,
            actor=actor,
            draft_n=None,
            send_as="human",
            not_before=leaves_at,
            key=key,
            reply_to=reply_to,
            send_at=send_at,
        )
        why = f"{actor} answered"
        await drafts.retire(tx, conversation_n, DraftEvent.SUPERSEDE, now, why=why, instead=actor, edits=edits)
        if conversation.owner_kind is OwnerKind.QUEUE:  # whoever answers out of a queue has taken it
            await owner_moves.move(tx, conversation, OwnerEvent.CLAIM, now, actor=actor, name=actor)
            await escalations.claim(tx, conversation_n, actor, now)
        when = {} if send_at is None else {"send_at": send_at}
        await audit.note(tx, now, actor, "reply.written", conversation_n, keys.public("out", out.outbox_n), **when)
        return Approved(out.outbox_n, out.message_seq, conversation_n, leaves_at, edited=False)


async def note(store: Store, conversation_n: int, body: str, *, actor: str) -> int:
    """Keep a private note in the thread; returns its message number. Nothing leaves."""
    async with store.write() as tx:
        return await note_in(tx, await conversations.one(tx, conversation_n), body, store.clock.now(), actor)


async def note_in(tx: AsyncConnection, conversation: Conversation, body: str, now: int, actor: str) -> int:
    """The same inside a transaction."""
    text = clean(body).strip()
    if not text:
        raise InvalidInput("the note is empty", "Write something first.", field="body")
    [row] = await messages.insert(
        tx,
        [
            NewMessage(
                conversation_n=conversation.n,
                inbox_n=conversation.inbox_n,
                direction=Direction.NOTE,
                at=max(now, await messages.last_at(tx, conversation.n) + 1),
                arrived_at=now,
                external_id=f"{keys.LOCAL}{token_hex(16)}",
                body=text,
                delivery=Delivery.NONE,
                author=actor,
            )
        ],
    )
    await changes.note(tx, now, changes.MESSAGE, conversation.n, keys.public("msg", row.seq), count=1, inbound=0)
    await audit.note(tx, now, actor, "note.written", conversation.n, keys.public("msg", row.seq))
    return row.seq
