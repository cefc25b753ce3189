"""The decision a person makes on a draft: approve (as it is or edited), reject, ask again, take back.

Approval is a compare-and-set on (state, revision, last public message, owner epoch) and writes the outbox row in one
transaction, so an approval that was acknowledged is on its way, and exactly once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import InboxMode
from closer_tui.domain.decision import Edit
from closer_tui.domain.draft import DraftAction, DraftEvent, DraftState
from closer_tui.domain.errors import CloserError, Conflict, InvalidInput, Refused
from closer_tui.domain.later import still_to_come
from closer_tui.domain.message import Delivery, DeliveryEvent
from closer_tui.domain.policy import may_approve, may_bulk_approve
from closer_tui.services import contest, following, measured
from closer_tui.services.dispatch import dispatch
from closer_tui.services.halting import refuse
from closer_tui.store import audit, conversations, drafts, halts, inboxes, keys, outbox
from closer_tui.store import rollback as unsend
from closer_tui.store.database import Store
from closer_tui.store.drafts import Draft

LOOK_AGAIN = "Look at the conversation again; nothing was sent."


@dataclass(frozen=True, slots=True)
class Approved:
    """What approving made. `leaves_at` (ms) is when the reply may leave; until then it can be taken back."""

    outbox_n: int
    message_seq: int
    conversation_n: int
    leaves_at: int
    edited: bool


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of each draft of a bulk approval."""

    approved: tuple[Approved, ...]
    refused: tuple[tuple[int, str], ...]


async def approve(
    store: Store,
    draft_n: int,
    *,
    actor: str,
    revision: int | None = None,
    body: str | None = None,
    hold_ms: int = 0,
    accept_stale: bool = False,
    send_at: int | None = None,
    anyway: bool = False,
) -> Approved:
    """Send the draft, or `body` in its place; with `send_at` (ms) at that moment, unless the customer writes first.

    Raises Conflict when somebody or something was faster, Contested (unless it is to leave `anyway`) while somebody
    else writes a reply, Refused when the channel would not take it; in each case the draft stands as it was.
    """
    edit = None if body is None else await measured.of_draft(store, draft_n, body)
    async with store.write() as tx:
        now = store.clock.now()
        if not anyway:
            await _nobody_else_replies(tx, draft_n, actor, now)
        return await _approve(
            tx, now, draft_n, actor, revision, body, hold_ms, accept_stale=accept_stale, send_at=send_at, edit=edit
        )


async def approve_many(store: Store, picked: Iterable[tuple[int, int]], *, actor: str, hold_ms: int = 0) -> BulkResult:
    """Approve (draft, revision) pairs as they are. A stale draft, or one with a check that holds it back, is refused
    and stays where it is; the others go."""
    approved: list[Approved] = []
    refused: list[tuple[int, str]] = []
    for draft_n, revision in picked:
        try:
            approved.append(await approve_as_it_is(store, draft_n, revision, actor=actor, hold_ms=hold_ms))
        except CloserError as error:
            refused.append((draft_n, str(error)))
    return BulkResult(tuple(approved), tuple(refused))


async def approve_as_it_is(store: Store, draft_n: int, revision: int, *, actor: str, hold_ms: int = 0) -> Approved:
    """Approve one of many, unread. Raises Refused for a draft that must be decided on by itself."""
    async with store.write() as tx:
        draft = await drafts.one(tx, draft_n)
        verdict = may_bulk_approve(draft.state, draft.check_levels)
        if not verdict.ok:
            raise Refused(verdict.message, verdict.hint)
        await _nobody_else_replies(tx, draft_n, actor, store.clock.now())
        return await _approve(tx, store.clock.now(), draft_n, actor, revision, None, hold_ms, accept_stale=False)


async def _nobody_else_replies(tx: AsyncConnection, draft_n: int, actor: str, now: int) -> None:
    draft = await drafts.one(tx, draft_n)
    await contest.check(tx, await conversations.one(tx, draft.conversation_n), None, actor=actor, now=now)


async def _approve(
    tx: AsyncConnection,
    now: int,
    draft_n: int,
    actor: str,
    revision: int | None,
    body: str | None,
    hold_ms: int,
    *,
    accept_stale: bool,
    send_at: int | None = None,
    edit: Edit | None = None,
) -> Approved:
    leaves_at = now + hold_ms if send_at is None else still_to_come(send_at, now)
    draft = await drafts.one(tx, draft_n)
    if revision is not None and revision != draft.revision:
        raise Conflict(f"there is a newer draft than revision {revision}", LOOK_AGAIN)
    conversation = await conversations.one(tx, draft.conversation_n)
    verdict = may_approve(draft.state, draft.basis, conversation.basis, accept_stale=accept_stale)
    if not verdict.ok:
        raise Conflict(verdict.message, verdict.hint)
    text = draft.body if body is None else body
    edited = text.strip() != draft.body.strip()
    if not text.strip():
        why = "this draft proposes no reply" if draft.action is DraftAction.NO_REPLY else "the reply is empty"
        raise InvalidInput(why, "Write a reply, resolve the conversation, or reject the draft.", field="body")
    out = await dispatch(
        tx,
        conversation,
        text,
        now=now,
        actor=actor,
        draft_n=draft_n,
        send_as="human",
        not_before=leaves_at,
        send_at=send_at,
    )
    why = "edited" if edited else "unchanged"
    await drafts.decide(tx, draft_n, DraftEvent.APPROVE, now, by=actor, why=why, sent_body=text, edit=edit)
    await drafts.retire(tx, conversation.n, DraftEvent.SUPERSEDE, now, why="another reply was approved")
    await audit.note(
        tx,
        now,
        actor,
        "draft.approved",
        conversation.n,
        keys.public("draft", draft_n),
        revision=draft.revision,
        edited=edited,
        stale=draft.state is DraftState.STALE,
        **({} if send_at is None else {"send_at": send_at}),
    )
    return Approved(out.outbox_n, out.message_seq, conversation.n, leaves_at, edited)


async def undo_approval(store: Store, outbox_n: int, *, actor: str) -> Draft | None:
    """Take an approval (or a reply of one's own) back while it has not begun to leave; returns the draft that waits
    again. Raises Conflict once the reply has left."""
    async with store.write() as tx:
        now = store.clock.now()
        row = await outbox.one(tx, outbox_n)
        if row.state is Delivery.CANCELLED:
            raise Conflict("the reply was taken back already", "Nothing was sent.")
        if row.state is Delivery.QUEUED and row.attempts:
            raise Conflict("the reply was tried already and waits to be tried again", "Discard it in the outbox.")
        if row.state is not Delivery.QUEUED or await outbox.move(tx, row, DeliveryEvent.CANCEL, now) is None:
            raise Conflict("the reply has already left", "Write a follow-up if it must be put right.")
        await unsend.forget_cancelled(tx, row, now)
        await following.reply_taken_back(tx, row.conversation_n, row.created_at, now)
        await drafts.retire_bound_to(tx, row.conversation_n, row.message_seq, now)
        await audit.note(tx, now, actor, "reply.taken_back", row.conversation_n, keys.public("out", outbox_n))
        return None if row.draft_n is None else await drafts.revive(tx, row.draft_n, now)


async def reject(store: Store, draft_n: int, *, actor: str, reason: str) -> None:
    """Refuse the draft. The customer's next message is drafted again."""
    if not reason.strip():
        raise InvalidInput(
            "a rejection needs a reason", "Say in a word why, so that drafts get better.", field="reason"
        )
    async with store.write() as tx:
        now = store.clock.now()
        draft = await drafts.one(tx, draft_n)
        if await drafts.move(tx, draft_n, DraftEvent.REJECT, now, by=actor, why=reason.strip()[:200]) is None:
            raise Conflict(f"the draft is {draft.state.value} and can no longer be rejected", LOOK_AGAIN)
        await audit.note(
            tx,
            now,
            actor,
            "draft.rejected",
            draft.conversation_n,
            keys.public("draft", draft_n),
            reason=reason.strip()[:200],
        )


async def undo_reject(store: Store, draft_n: int, *, actor: str) -> None:
    """Put a rejected draft back; stale if the customer wrote in the meantime. Raises Conflict when an answer or a newer
    draft has taken its place, or the customer asked for no more messages."""
    async with store.write() as tx:
        now = store.clock.now()
        draft = await drafts.one(tx, draft_n)
        if draft.state is not DraftState.REJECTED:
            raise Conflict("the draft is not a rejected one", LOOK_AGAIN)
        if (await conversations.one(tx, draft.conversation_n)).opted_out:
            raise Conflict("the customer asked for no more messages", "They can write START to be answered again.")
        if await drafts.revive(tx, draft_n, now) is None:
            raise Conflict("an answer or a newer draft has taken its place", LOOK_AGAIN)
        await audit.note(tx, now, actor, "draft.rejection_undone", draft.conversation_n, keys.public("draft", draft_n))


async def redraft(store: Store, conversation_n: int, *, actor: str, instruction: str = "") -> int:
    """Ask for a new draft now, with what the person wants changed; returns its number."""
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        if conversation.last_inbound == 0:
            raise Refused("there is nothing to answer yet", "Write a reply yourself with the composer or `reply`.")
        if conversation.opted_out:
            raise Refused("the customer asked for no more messages", "They can write START to be answered again.")
        if (await inboxes.one(tx, conversation.inbox_n)).mode is InboxMode.OFF:
            raise Refused("the bot is switched off in this inbox", "Switch it to drafts first, or reply yourself.")
        refuse(await halts.current(tx))
        await drafts.retire(tx, conversation_n, DraftEvent.SUPERSEDE, now, why="a new draft was asked for")
        number = await drafts.request(
            tx, conversation_n, conversation.basis, now, not_before=now, instruction=instruction.strip()[:2_000]
        )
        await audit.note(tx, now, actor, "draft.requested", conversation_n, keys.public("draft", number))
        return number
