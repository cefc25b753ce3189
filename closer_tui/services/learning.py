"""What a person decides about a proposal that repeated edits make: take it over, or not. Never without a person."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.errors import Conflict, InvalidInput
from closer_tui.domain.ready_text import QuickReply
from closer_tui.domain.tone import ToneProfile
from closer_tui.drafting.proposals import Suggestion
from closer_tui.services.tone import tone_set_in
from closer_tui.store import audit, inboxes, quick_replies, tones, undo
from closer_tui.store.database import Store
from closer_tui.store.tables import proposals
from closer_tui.store.undo import Change

ACCEPTED: Final = "proposal.accepted"
DISMISSED: Final = "proposal.dismissed"


async def accept(store: Store, found: Suggestion, *, actor: str) -> str:
    """Make the proposed change; returns what `undoing.take_back` takes. Raises Conflict when it stands so already, or
    when the shortcut of a proposed quick reply is taken."""
    if found.tone is not None:
        return await _accept_tone(store, found.key, found.inbox_n, found.tone, actor)
    assert found.quick_reply is not None, "a proposal is about the tone or about a quick reply"
    return await _accept_quick_reply(store, found.key, found.quick_reply, actor)


async def _accept_tone(store: Store, key: str, inbox_n: int, tone: ToneProfile, actor: str) -> str:
    async with store.write() as tx:
        now = store.clock.now()
        inbox = await inboxes.one(tx, inbox_n)
        was, _ = await tones.current(tx, inbox_n)
        number = await tone_set_in(tx, inbox, tone, now, actor)
        if number == was:
            raise Conflict("the tone is so already", "`closer-tui learn list` shows what is proposed now.")
        undone = {"inbox": inbox_n, "version": number, "was": was}
        return await _settle(tx, key, "accepted", now, actor, ACCEPTED, undone)


async def _accept_quick_reply(store: Store, key: str, reply: QuickReply, actor: str) -> str:
    tidy = reply.checked()
    async with store.write() as tx:
        now = store.clock.now()
        n = await quick_replies.put(tx, tidy, now)
        await audit.note(tx, now, actor, "quick_reply.added", entity=f"/{tidy.shortcut}")
        return await _settle(tx, key, "accepted", now, actor, ACCEPTED, {"quick_reply": n, "body": tidy.body})


async def dismiss(store: Store, key: str, *, actor: str) -> str:
    """Hear no more of it, until as many later edits say the same; returns what takes it back."""
    if not key.startswith("prop_"):
        raise InvalidInput("that is no proposal", "`closer-tui learn list` shows what is proposed.")
    async with store.write() as tx:
        return await _settle(tx, key, "dismissed", store.clock.now(), actor, DISMISSED, {})


async def _settle(
    tx: AsyncConnection, key: str, state: str, now: int, actor: str, kind: str, undone: dict[str, Any]
) -> str:
    row = (await tx.execute(select(proposals).where(proposals.c.key == key))).mappings().first()
    before = {"key": key, "row": dict(row) if row is not None else None}
    await _put(tx, key, {"key": key, "state": state, "at": now, "actor": actor})
    batch = undo.new_batch(now)
    await undo.record(tx, batch, now, actor, kind, None, before=before, after=undone)
    await audit.note(tx, now, actor, kind, entity=key)
    return batch


async def _put(tx: AsyncConnection, key: str, row: dict[str, Any] | None) -> None:
    await tx.execute(delete(proposals).where(proposals.c.key == key))
    if row is not None:
        await tx.execute(insert(proposals).values(row))


async def take_back(tx: AsyncConnection, change: Change, now: int) -> None:
    """Undo either decision. Raises Conflict when the tone or the quick reply was changed since."""
    after = change.after
    if "version" in after:
        inbox = await inboxes.one(tx, after["inbox"])
        if (await tones.current(tx, inbox.n))[0] != after["version"]:
            raise Conflict("the tone was changed again since", "Its versions go back to any earlier one.")
        before = await tones.version(tx, inbox.n, after["was"])
        if before is None:
            raise Conflict("the profile before it is gone", "`closer-tui tone versions INBOX` lists those there are.")
        await tone_set_in(tx, inbox, before, now, change.undone_by)
    elif "quick_reply" in after:
        here = await quick_replies.one(tx, after["quick_reply"])
        if here.body != after["body"]:
            raise Conflict("the quick reply was changed since", "`closer-tui quick-reply remove` removes it.")
        await quick_replies.drop(tx, after["quick_reply"], now)
    await _put(tx, change.before["key"], change.before["row"])
