"""Following up: a reminder of one conversation at a time, with a note of what to do then.

When the time comes the conversation stands before a person again, opened if it was away or done. A reminder for a
customer who stays silent is cancelled by the customer's next message (`store.apply` does that).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.conversation import Status, StatusEvent
from closer_tui.domain.errors import Conflict, InvalidInput, NotFound
from closer_tui.domain.text import clean
from closer_tui.store import audit, conversations, follow_ups, keys, undo
from closer_tui.store.conversations import FOLLOW_UP
from closer_tui.store.database import Store
from closer_tui.store.follow_ups import CANCELLED, DONE, DUE, FollowUp
from closer_tui.store.undo import Change

KIND: Final = "follow_up"
LONGEST_NOTE: Final = 500


async def follow_up(
    store: Store,
    conversation_n: int,
    due_at: int,
    *,
    actor: str,
    note: str = "",
    unless_reply: bool = False,
    batch: str | None = None,
) -> str:
    """Be reminded at a time (ms). It takes the place of a reminder that is open."""
    words = clean(note, multiline=False).strip()
    if len(words) > LONGEST_NOTE:
        raise InvalidInput(f"the note is longer than {LONGEST_NOTE} characters", "Shorten it.", field="note")
    async with store.write() as tx:
        now = store.clock.now()
        if due_at <= now:
            raise InvalidInput("that time has passed", "Choose a time in the future.", field="until")
        await conversations.one(tx, conversation_n)
        old = await _close(tx, conversation_n, now, CANCELLED, "another took its place")
        number = await follow_ups.add(tx, conversation_n, due_at, words, now, actor, unless_reply=unless_reply)
        batch = batch or undo.new_batch(now)
        await _record(tx, batch, now, actor, conversation_n, old, number)
        detail = {"until": due_at, "note": words, "unless_reply": unless_reply}
        await audit.note(tx, now, actor, "follow_up.set", conversation_n, keys.public("fu", number), **detail)
        return batch


async def finish(store: Store, conversation_n: int, *, actor: str, batch: str | None = None) -> str:
    """What was to be followed up is done, or no longer wanted. Raises NotFound when no reminder is open."""
    async with store.write() as tx:
        now = store.clock.now()
        await conversations.one(tx, conversation_n)
        found = await follow_ups.open_of(tx, conversation_n)
        if found is None:
            raise NotFound("no follow-up is open here", "`closer-tui follow-ups` lists them.")
        state = DONE if found.state == DUE else CANCELLED
        await _close(tx, conversation_n, now, state, "done" if state == DONE else "no longer wanted")
        batch = batch or undo.new_batch(now)
        await _record(tx, batch, now, actor, conversation_n, found, None)
        await audit.note(tx, now, actor, f"follow_up.{state}", conversation_n, keys.public("fu", found.n))
        return batch


async def _record(
    tx: AsyncConnection, batch: str, now: int, actor: str, n: int, old: FollowUp | None, new: int | None
) -> None:
    before = {"n": old.n if old else None, "state": old.state if old else ""}
    await undo.record(tx, batch, now, actor, KIND, n, before=before, after={"n": new})


async def _close(tx: AsyncConnection, conversation_n: int, now: int, state: str, why: str) -> FollowUp | None:
    found = await follow_ups.open_of(tx, conversation_n)
    if found is not None:
        await follow_ups.settle(tx, found, state, now, why)
        if found.state == DUE:
            await _attend(tx, conversation_n, now, due=False)
    return found


async def _attend(tx: AsyncConnection, conversation_n: int, now: int, *, due: bool) -> None:
    """The conversation calls for a person, or no longer does; what is wrong with a reply calls louder."""
    present = (await conversations.one(tx, conversation_n)).attention
    if due and not present.startswith("outbox"):
        await conversations.change(tx, conversation_n, now, attention=FOLLOW_UP)
    elif not due and present == FOLLOW_UP:
        await conversations.change(tx, conversation_n, now, attention="")


async def take_back(tx: AsyncConnection, change: Change, now: int) -> None:
    """Undo `follow_up` or `finish`. Raises Conflict when the reminder has been dealt with since."""
    n, set_, was = change.conversation_n or 0, change.after["n"], change.before["n"]
    here = await follow_ups.open_of(tx, n)
    if (here.n if here else None) != set_:
        raise Conflict("the follow-up has been dealt with since", "Look at the conversation.")
    await _close(tx, n, now, CANCELLED, "taken back")
    if was is not None:
        await follow_ups.put_back(tx, was, change.before["state"], now)
        await _attend(tx, n, now, due=change.before["state"] == DUE)


async def reply_taken_back(tx: AsyncConnection, conversation_n: int, replied_at: int, now: int) -> None:
    """What a reply had dealt with is due again, unless another reminder is open by now."""
    was = await follow_ups.answered_at(tx, conversation_n, replied_at)
    if was is not None and await follow_ups.open_of(tx, conversation_n) is None:
        await follow_ups.put_back(tx, was, DUE, now)
        await _attend(tx, conversation_n, now, due=True)


async def remind_due(store: Store) -> int:
    """Put every conversation whose time has come before a person; returns how many."""
    async with store.read() as conn:
        found = await follow_ups.due(conn, store.clock.now())
    reminded = 0
    for each in found:
        async with store.write() as tx:
            reminded += await _remind(tx, each, store.clock.now())
    return reminded


async def _remind(tx: AsyncConnection, one: FollowUp, now: int) -> bool:
    here = await follow_ups.open_of(tx, one.conversation_n)
    if here is None or here.n != one.n or here.state == DUE:  # another process was faster, or it was taken back
        return False
    await follow_ups.settle(tx, one, DUE, now, "")
    conversation = await conversations.one(tx, one.conversation_n)
    if conversation.status in {Status.SNOOZED, Status.RESOLVED}:
        await conversations.move_status(tx, conversation, StatusEvent.REOPEN, now, snooze_until=None)
    await _attend(tx, one.conversation_n, now, due=True)
    entity = keys.public("fu", one.n)
    await audit.note(tx, now, "clock", "follow_up.due", one.conversation_n, entity, note=one.note, by=one.created_by)
    return True
