"""Macros: kept, run as one transaction, and taken back as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from closer_tui.domain.conversation import OwnerKind
from closer_tui.domain.errors import Conflict, Refused
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.domain.filling import fill
from closer_tui.domain.macro import Macro, Step, Verb
from closer_tui.domain.moment import parse_later
from closer_tui.domain.priority import parse_priority
from closer_tui.services import approve, compose, ownership, tagging, triage, undoing
from closer_tui.services.handing_back import hand_back
from closer_tui.services.moving_back import undo_move
from closer_tui.services.one_transaction import OneTransaction
from closer_tui.store import audit, conversations, keys, macros, owner_moves
from closer_tui.store import undo as undo_rows
from closer_tui.store.contact_values import contact_values
from closer_tui.store.database import Store

TAKEN_BACK = "A macro that had taken it from the bot was taken back; nothing was said or promised."


@dataclass(frozen=True, slots=True)
class Kept:
    """The number of what was written, and what stood there before (None: nothing)."""

    n: int
    before: Macro | None


@dataclass(frozen=True, slots=True)
class Ran:
    """A macro that was run. `leaves_at` (ms) is when its reply leaves, until which it can be taken back; None for a
    macro without a reply, which can be taken back while nobody changed the conversation."""

    n: int
    outbox_n: int | None
    leaves_at: int | None
    body: str = ""

    @property
    def id(self) -> str:
        """The public id."""
        return keys.public("run", self.n)


async def save(store: Store, macro: Macro, *, actor: str, n: int | None = None) -> Kept:
    """Add a macro, or put it in the place of number `n`. Raises InvalidInput, NotFound, Conflict."""
    tidy = macro.checked()
    async with store.write() as tx:
        now = store.clock.now()
        before = None if n is None else await macros.one(tx, n)
        number = await macros.put(tx, tidy, now, n=n)
        await audit.note(tx, now, actor, "macro.added" if before is None else "macro.changed", entity=f";{tidy.name}")
        return Kept(number, before)


async def remove(store: Store, n: int, *, actor: str) -> Macro:
    """Remove one; returns it, so that it can be put back with `save`. Raises NotFound."""
    async with store.write() as tx:
        now = store.clock.now()
        was = await macros.drop(tx, n, now)
        await audit.note(tx, now, actor, "macro.removed", entity=f";{was.name}")
        return was


async def run(
    store: Store, macro: Macro, conversation_n: int, *, actor: str, hold_ms: int = 0, zone: tzinfo | None = None
) -> Ran:
    """Do every step of a macro, or none: raises what the step raises that cannot be done, and Refused when its text has
    a place for which nothing is known."""
    async with store.write() as tx:
        now = store.clock.now()
        conversation = await conversations.one(tx, conversation_n)
        values = await contact_values(tx, conversation_n, actor)
        before = await macros.standing(tx, conversation_n)
        batch = undo_rows.new_batch(now)
        work = _Work(OneTransaction(store, tx), conversation.n, actor, hold_ms, zone, batch)
        for step in macro.steps:
            await work.do(step, values)
        after = await macros.standing(tx, conversation_n)
        sent = work.sent
        number = await macros.note_run(
            tx,
            macro.name,
            conversation_n,
            now,
            actor,
            outbox_n=sent.outbox_n if sent else None,
            batch=batch,
            before=before,
            after=after,
        )
        await audit.note(tx, now, actor, "macro.run", conversation_n, keys.public("run", number), macro=macro.name)
        return Ran(number, sent.outbox_n if sent else None, sent.leaves_at if sent else None, work.body)


class _Work:
    """The steps of one run, through the use cases that also serve single keys."""

    def __init__(
        self, store: OneTransaction, n: int, actor: str, hold_ms: int, zone: tzinfo | None, batch: str
    ) -> None:
        self._store = store
        self._n = n
        self._actor = actor
        self._hold_ms = hold_ms
        self._zone = zone
        self._batch = batch
        self.sent: approve.Approved | None = None
        self.body = ""

    async def do(self, step: Step, values: Mapping[str, str]) -> None:
        store, n, actor, batch = self._store, self._n, self._actor, self._batch
        match step.verb:
            case Verb.REPLY:
                self.body = _filled(step.value, values)
                self.sent = await compose.reply(store, n, self.body, actor=actor, hold_ms=self._hold_ms)
            case Verb.NOTE:
                await compose.note(store, n, _filled(step.value, values), actor=actor)
            case Verb.TAG:
                await tagging.tag(store, n, step.value, actor=actor, batch=batch)
            case Verb.UNTAG:
                await tagging.untag(store, n, step.value, actor=actor, batch=batch)
            case Verb.TAKE:
                await ownership.take(store, n, actor=actor)
            case Verb.ASSIGN:
                await ownership.assign(store, n, step.value, actor=actor)
            case Verb.UNASSIGN:
                await ownership.unassign(store, n, actor=actor)
            case Verb.ESCALATE:
                call = EscalationCall(step.value, EscalationReason.BY_HAND)
                await ownership.escalate(store, n, call, actor=actor)
            case Verb.SNOOZE:
                until = parse_later(step.value, store.clock.now(), self._zone)
                await triage.snooze(store, n, until, actor=actor, batch=batch)
            case Verb.PRIORITY:
                await triage.set_priority(store, n, parse_priority(step.value), actor=actor, batch=batch)
            case Verb.RESOLVE:
                await triage.resolve(store, n, actor=actor, batch=batch)


def _filled(text: str, values: Mapping[str, str]) -> str:
    filled = fill(text, values)
    if filled.missing:
        named = ", ".join("{" + name + "}" for name in filled.missing)
        raise Refused(f"nothing is known here for {named}", "Add it to the contact, or write the reply yourself.")
    return filled.text


async def undo(store: Store, run_n: int, *, actor: str) -> None:
    """Put back everything a run did, or nothing. A note it wrote stays. Raises Conflict when its reply has left, or the
    conversation was changed since."""
    async with store.write() as tx:
        now = store.clock.now()
        done = await macros.run(tx, run_n)
        if done.undone_at is not None:
            raise Conflict("this macro was taken back already", "Nothing was changed.")
        joined = OneTransaction(store, tx)
        n = done.conversation_n
        if done.outbox_n is not None:
            await approve.undo_approval(joined, done.outbox_n, actor=actor)
        there = await macros.standing(tx, n)
        if there != done.after:
            raise Conflict("the conversation was changed since", "Put back by hand what should be.")
        if await undo_rows.exists(tx, done.batch):
            back = await undoing.take_back(joined, done.batch, actor=actor)
            if back.refused:
                raise Conflict(back.refused[0], "Put back by hand what should be.")
        await _put_back_owner(joined, n, done.before, actor)
        await macros.mark_undone(tx, run_n, now)
        await audit.note(tx, now, actor, "macro.taken_back", n, keys.public("run", run_n), macro=done.macro)


async def _put_back_owner(store: OneTransaction, n: int, before: Mapping[str, Any], actor: str) -> None:
    async with store.read() as conn:
        there = await macros.standing(conn, n)
    if all(before[name] == there[name] for name in ("owner_kind", "owner_name")):
        return
    async with store.read() as conn:
        made = await owner_moves.newest(conn, n)
    if made is not None and made.epoch == before["owner_epoch"] + 1:
        await undo_move(store, made.n, actor=actor)
        return
    # More than one change of owner, by a reply out of a queue for one: straight back to where it was.
    match OwnerKind(before["owner_kind"]):
        case OwnerKind.AGENT:
            await ownership.assign(store, n, before["owner_name"], actor=actor)
        case OwnerKind.QUEUE:
            call = EscalationCall(before["owner_name"], EscalationReason.BY_HAND)
            await ownership.escalate(store, n, call, actor=actor)
        case OwnerKind.BOT:
            await hand_back(store, n, actor=actor, summary=TAKEN_BACK)
        case OwnerKind.NOBODY:
            await ownership.unassign(store, n, actor=actor)
