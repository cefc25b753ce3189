"""Contacts: what we say of them, two that are one, and those we do not want to hear from. Each can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.contact import ContactDetail, check_name
from closer_tui.domain.conversation import Status, StatusEvent
from closer_tui.domain.errors import Conflict, InvalidInput, NotFound, Refused
from closer_tui.services import triage
from closer_tui.services.standing import Changing
from closer_tui.store import audit, contacts, conversations, undo
from closer_tui.store.contacts import Contact
from closer_tui.store.database import Store
from closer_tui.store.undo import Change

EDITED: Final = "contact.edited"
MERGED: Final = "contact.merged"
BLOCKED: Final = "contact.blocked"


@dataclass(frozen=True, slots=True)
class ContactEdit:
    """What we say of a contact; an empty name goes back to what the channel says."""

    name: str
    detail: ContactDetail


async def edit(store: Store, contact_n: int, wanted: ContactEdit, *, actor: str) -> str:
    """Say something else of a contact. Raises InvalidInput, naming the field."""
    name, detail = check_name(wanted.name), wanted.detail.checked()
    async with store.write() as tx:
        now = store.clock.now()
        before = await contacts.one(tx, contact_n)
        told = await contacts.told_name(tx, contact_n)
        own = bool(name) and name != told
        after = (name if own else told, actor if own else "", detail)
        await contacts.set_detail(tx, contact_n, *after, now)
        batch = undo.new_batch(now)
        await undo.record(tx, batch, now, actor, EDITED, None, before=_said(before), after=_told(contact_n, *after))
        changed = [key for key in ("company", "language", "notes", "fields") if _differs(before.detail, detail, key)]
        fields = (["name"] if name != before.name else []) + changed
        await audit.note(tx, now, actor, "contact.edited", None, before.id, fields=", ".join(fields) or "nothing")
        return batch


def _differs(one: ContactDetail, other: ContactDetail, key: str) -> bool:
    return bool(getattr(one, key) != getattr(other, key))


def _told(n: int, name: str, named_by: str, detail: ContactDetail) -> dict[str, object]:
    return {"contact": n, "name": name, "named_by": named_by, "detail": detail.json()}


def _said(contact: Contact) -> dict[str, object]:
    return _told(contact.n, contact.name, contact.named_by, contact.detail)


async def take_back_edit(tx: AsyncConnection, change: Change, now: int) -> None:
    """Undo `edit`. Raises Conflict when it was edited again."""
    before, n = change.before, change.before["contact"]
    if _said(await contacts.one(tx, n)) != change.after:
        raise Conflict("the contact was edited again since", "Look at the contact.")
    detail = ContactDetail.read(before["detail"])
    await contacts.set_detail(tx, n, before["name"], before["named_by"], detail, now)


# --- two that are one


async def merge(store: Store, into_n: int, from_n: int, *, actor: str) -> str:
    """Give everything of one contact to another: identities, conversations, and details the other has not.

    Conversations keep their inbox and the address a reply goes to. Raises Refused when only one of the two is blocked.
    """
    if into_n == from_n:
        raise InvalidInput("that is one and the same contact", "Name two contacts.", field="contact")
    async with store.write() as tx:
        now = store.clock.now()
        into, other = await contacts.one(tx, into_n), await contacts.one(tx, from_n)
        if (into.blocked_at is None) != (other.blocked_at is None):
            blocked = into if into.blocked_at is not None else other
            raise Refused(
                f"{blocked.name or blocked.id} is blocked and the other is not", "Unblock or block one first."
            )
        found = await contacts.identities_of(tx, from_n)
        talks = await contacts.conversations_of(tx, from_n)
        await contacts.move(tx, into_n, found, talks, now)
        name, named_by = _better_name(into, other)
        detail = into.detail.filled_from(other.detail)
        await contacts.set_detail(tx, into_n, name, named_by, detail, now)
        await contacts.write(tx, from_n, now, merged_into=into_n)
        batch = undo.new_batch(now)
        before = _said(into) | {"from": from_n, "identities": found, "conversations": talks}
        after = _told(into_n, name, named_by, detail) | {"into": into_n}
        await undo.record(tx, batch, now, actor, MERGED, None, before=before, after=after)
        detail_of = {"other": other.id, "name": other.name, "conversations": len(talks)}
        await audit.note(tx, now, actor, "contact.merged", None, into.id, **detail_of)
        for n in talks:
            await audit.note(tx, now, actor, "contact.merged", n, into.id, **detail_of)
        return batch


def _better_name(into: Contact, other: Contact) -> tuple[str, str]:
    """A name somebody gave wins over what a channel says, and any name over none."""
    if (other.named_by and not into.named_by) or not into.name:
        return other.name or into.name, other.named_by
    return into.name, into.named_by


async def last_merge(store: Store, contact_n: int) -> str:
    """The batch that takes the last merge into a contact back, for `undoing.take_back`. Raises NotFound."""
    async with store.read() as conn:
        found = await contacts.one(conn, contact_n)
        batch = await undo.newest_about(conn, MERGED, "into", contact_n)
    if batch is None:
        raise NotFound(f"nothing was merged into {found.id}", "There is nothing to split.")
    return batch


async def take_back_merge(tx: AsyncConnection, change: Change, now: int) -> None:
    """Undo `merge`: identities and conversations go back to where they were, and so do conversations begun since at
    the addresses that go back. Details that were edited since stay as they are. Raises Conflict when a later merge
    stands in the way."""
    before, after = change.before, change.after
    into, other = after["into"], before["from"]
    here = await contacts.one(tx, into)
    mine = set(await contacts.identities_of(tx, into))
    if not set(before["identities"]) <= mine:
        raise Conflict("a part of it was merged or split elsewhere since", "Split the later merge first.")
    here_now = set(await contacts.conversations_of(tx, into))
    await contacts.move(tx, other, before["identities"], [n for n in before["conversations"] if n in here_now], now)
    await contacts.begun_since(tx, into, other, before["identities"])
    await contacts.write(tx, other, now, merged_into=None, blocked_at=here.blocked_at)
    unchanged = {"contact": after["contact"]} | {key: after[key] for key in ("name", "named_by", "detail")}
    if _said(here) == unchanged:
        detail = ContactDetail.read(before["detail"])
        await contacts.set_detail(tx, into, before["name"], before["named_by"], detail, now)


# --- those we do not want to hear from


async def block(store: Store, contact_n: int, *, actor: str) -> str:
    """Later messages of this contact go to spam quietly and are not drafted; what is open goes there now."""
    async with store.write() as tx:
        now = store.clock.now()
        contact = await contacts.one(tx, contact_n)
        if contact.blocked_at is not None:
            raise Conflict(
                f"{contact.name or contact.id} is blocked already", "`closer-tui unblock` lets them in again."
            )
        batch = undo.new_batch(now)
        await contacts.write(tx, contact_n, now, blocked_at=now, blocked_by=actor)
        await _record_block(tx, batch, now, actor, contact, now)
        for n in await contacts.conversations_of(tx, contact_n):
            conversation = await conversations.one(tx, n)
            if conversation.status is not Status.SPAM:
                await triage.spam_in(tx, conversation, now, actor, batch)
            await audit.note(tx, now, actor, "contact.blocked", n, contact.id)
        return batch


async def unblock(store: Store, contact_n: int, *, actor: str) -> str:
    """Let a contact in again; their conversations come back from spam."""
    async with store.write() as tx:
        now = store.clock.now()
        contact = await contacts.one(tx, contact_n)
        if contact.blocked_at is None:
            raise Conflict(f"{contact.name or contact.id} is not blocked", "`closer-tui blocked` lists who is.")
        batch = undo.new_batch(now)
        await contacts.write(tx, contact_n, now, blocked_at=None, blocked_by=None)
        await _record_block(tx, batch, now, actor, contact, None)
        for n in await contacts.conversations_of(tx, contact_n):
            conversation = await conversations.one(tx, n)
            if conversation.status is Status.SPAM:
                changing = await Changing.begin(tx, n, now, actor, batch)
                await conversations.move_status(tx, conversation, StatusEvent.REOPEN, now)
                await changing.done()
            await audit.note(tx, now, actor, "contact.unblocked", n, contact.id)
        return batch


async def _record_block(
    tx: AsyncConnection, batch: str, now: int, actor: str, contact: Contact, after: int | None
) -> None:
    before = {"contact": contact.n, "blocked_at": contact.blocked_at}
    await undo.record(tx, batch, now, actor, BLOCKED, None, before=before, after={"blocked_at": after})


async def take_back_block(tx: AsyncConnection, change: Change, now: int) -> None:
    """Undo `block` or `unblock`; the conversations come back by records of their own. Raises Conflict when somebody
    did so already."""
    n = change.before["contact"]
    if ((await contacts.one(tx, n)).blocked_at is None) != (change.after["blocked_at"] is None):
        raise Conflict("somebody has changed that since", "Look at `closer-tui blocked`.")
    blocked = change.before["blocked_at"]
    await contacts.write(tx, n, now, blocked_at=blocked, blocked_by=change.undone_by if blocked else None)
