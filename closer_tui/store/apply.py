"""A page of messages becomes rows: conversations, messages, derived state, drafts asked for, the changes.

The caller stores the mark in the same transaction, so that a crash leaves either the whole page and its cursor, or
neither. Applying a page again changes nothing, and the order in which pages arrive does not matter. Everything is
written in batches: a page touches each conversation once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import InboxMode
from closer_tui.domain.conversation import OwnerKind
from closer_tui.domain.message import DELIVERY, AnswerState, Delivery, Direction
from closer_tui.domain.sync import Incoming
from closer_tui.domain.text import snippet
from closer_tui.store import (
    audit,
    changes,
    conversations,
    draft_requests,
    echo,
    follow_ups,
    inbound_events,
    keys,
    later,
    messages,
)
from closer_tui.store.calling_off import call_off
from closer_tui.store.conversations import Conversation, NewConversation
from closer_tui.store.derive import Derived, derive
from closer_tui.store.draft_requests import DraftTiming
from closer_tui.store.inboxes import Inbox
from closer_tui.store.messages import Known, NewMessage


@dataclass(slots=True)
class Applied:
    """What a page changed."""

    inserted: list[NewMessage] = field(default_factory=list)
    updated: int = 0
    adopted: int = 0
    conversations: set[int] = field(default_factory=set)

    @property
    def new_inbound(self) -> int:
        """How many customers' messages were new."""
        return sum(m.direction is Direction.INBOUND for m in self.inserted)


async def apply(tx: AsyncConnection, inbox: Inbox, page: Sequence[Incoming], now: int, timing: DraftTiming) -> Applied:
    """Store what is new, take over what changed, derive the rest."""
    done = Applied()
    incoming = {m.external_id: m for m in page}  # a page may repeat itself; its last word wins
    stored = await messages.known(tx, inbox.n, incoming)
    fresh = sorted((m for m in incoming.values() if m.external_id not in stored), key=lambda m: (m.at, m.external_id))
    adopted = await echo.adopt(tx, inbox.n, fresh, now)
    done.adopted = len(adopted)
    fresh = [m for m in fresh if m.external_id not in adopted]
    if fresh:
        await _store(tx, inbox, fresh, now, timing, done)
    done.updated = await _take_over(tx, incoming, stored, now)
    await _link_answers(tx, inbox.n, incoming.values())
    return done


async def _store(
    tx: AsyncConnection, inbox: Inbox, fresh: Sequence[Incoming], now: int, timing: DraftTiming, done: Applied
) -> None:
    found = await _conversations(tx, inbox, fresh, now)
    called_off = await call_off(tx, inbox.n, _written_in(found, fresh), now)
    if called_off:  # what stood last there stands there no more
        found |= await conversations.by_threads(tx, inbox.n, tuple(found))
    arrival = max(now, await messages.last_arrival(tx) + 1)
    done.inserted = await messages.insert(tx, [_new(found[m.thread].n, inbox.n, m, arrival) for m in fresh])
    by_number = {c.n: c for c in found.values()}
    grouped: dict[int, list[NewMessage]] = defaultdict(list)
    for row in done.inserted:
        grouped[row.conversation_n].append(row)
    derived = {
        n: derive(by_number[n], sorted(rows, key=lambda m: (m.at, m.external_id)), inbox.window_ms)
        for n, rows in grouped.items()
    }
    # First: what is derived below has the last word on how the conversation stands.
    held = await later.hold_back(tx, [n for n, d in derived.items() if d.new_inbound], now)
    await _write_derived(tx, derived)
    await later.wait_again(tx, held)
    done.conversations |= set(derived)
    for n, d in derived.items():
        if d.answered_by is not None:
            await messages.mark_answered(tx, n, d.answered_by.at, d.answered_by.seq)
            if d.last_public == d.last_inbound:
                # An answer arrived late, below a newer question: only the rows know since when that one waits.
                await conversations.set_waiting(tx, n, await messages.first_unanswered_at(tx, n))
        for signal, seq in d.opt_signals:
            await audit.note(tx, now, "customer", f"contact.opt_{signal.value}", n, keys.public("msg", seq))
    await changes.note_many(
        tx,
        now,
        changes.MESSAGE,
        ((n, {"count": len(grouped[n]), "inbound": len(d.new_inbound)}) for n, d in derived.items()),
    )
    spoke = [n for n, d in derived.items() if any(m.answer is not AnswerState.REPLIED for m in d.new_inbound)]
    for n in await follow_ups.customer_wrote(tx, spoke, now):
        await audit.note(tx, now, "customer", "follow_up.cancelled", n, why="the customer wrote")
    await draft_requests.on_messages(tx, inbox, by_number, derived, now, timing, called_off)
    await inbound_events.emit_received(tx, inbox, by_number, derived, now)


async def _conversations(
    tx: AsyncConnection, inbox: Inbox, fresh: Sequence[Incoming], now: int
) -> dict[str, Conversation]:
    names: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for message in fresh:
        addresses[message.thread] = message.address
        if message.direction is Direction.INBOUND and message.name:
            names[message.thread] = message.name
    found = await conversations.by_threads(tx, inbox.n, tuple(addresses))
    owner = OwnerKind.NOBODY if inbox.mode is InboxMode.OFF else OwnerKind.BOT
    missing = [
        NewConversation(thread, address, names.get(thread, ""))
        for thread, address in addresses.items()
        if thread not in found
    ]
    if missing:
        await conversations.create_many(
            tx, inbox_n=inbox.n, channel=inbox.channel, env=inbox.env, new=missing, owner=owner, now=now
        )
        found |= await conversations.by_threads(tx, inbox.n, tuple(m.thread for m in missing))
    told = [(found[thread], name) for thread, name in names.items() if found[thread].contact_name != name]
    await conversations.name_contacts(tx, told)
    return found


def _written_in(found: Mapping[str, Conversation], fresh: Iterable[Incoming]) -> frozenset[int]:
    """Where a customer said something nobody has answered, after all that is known of them."""
    return frozenset(
        found[m.thread].n
        for m in fresh
        if m.direction is Direction.INBOUND
        and m.answer is not AnswerState.REPLIED
        and keys.seq_at(m.at + 1) > found[m.thread].last_inbound
    )


def _new(conversation_n: int, inbox_n: int, message: Incoming, arrival: int) -> NewMessage:
    inbound = message.direction is Direction.INBOUND
    return NewMessage(
        conversation_n=conversation_n,
        inbox_n=inbox_n,
        direction=message.direction,
        at=message.at,
        arrived_at=arrival,
        external_id=message.external_id,
        body=message.body,
        delivery=Delivery.RECEIVED if inbound else message.delivery,
        author=message.author,
        answer=(message.answer or AnswerState.PENDING) if inbound else None,
    )


_DERIVED = (
    "UPDATE conversations SET last_inbound = ?, last_public = ?, last_message_at = COALESCE(?, last_message_at),"
    " snippet = COALESCE(?, snippet), last_delivery = COALESCE(?, last_delivery), waiting_since = ?,"
    " window_closes_at = ?, snooze_until = CASE WHEN ? = 'snoozed' THEN snooze_until END, status = ?,"
    " unread = unread + ?, opted_out = ? WHERE n = ?"
)


async def _write_derived(tx: AsyncConnection, derived: Mapping[int, Derived]) -> None:
    rows: list[tuple[object, ...]] = []
    for n, d in derived.items():
        newest = d.newest
        rows.append(
            (
                d.last_inbound,
                d.last_public,
                newest.at if newest else None,
                snippet(newest.body) if newest else None,
                (newest.delivery.value if newest.direction is Direction.OUTBOUND else "") if newest else None,
                d.waiting_since,
                d.window_closes_at,
                d.status.value,
                d.status.value,
                d.unread_added,
                int(d.opted_out),
                n,
            )
        )
    await tx.exec_driver_sql(_DERIVED, rows)


async def _take_over(
    tx: AsyncConnection, incoming: Mapping[str, Incoming], stored: Mapping[str, Known], now: int
) -> int:
    """What the channel says now of messages stored earlier: an edited text, an answer given elsewhere, a receipt."""
    answers: list[tuple[int, AnswerState, int | None]] = []
    edited: dict[int, Known] = {}
    moved = 0
    for external_id, known in stored.items():
        message = incoming[external_id]
        if message.body != known.body:
            await messages.rewrite(tx, known.seq, known.body, message.body)
            edited[known.seq] = known
        if message.direction is Direction.INBOUND:
            if message.answer is AnswerState.REPLIED and known.answer != AnswerState.REPLIED.value:
                answers.append((known.seq, message.answer, None))
        elif message.delivery.value != known.delivery and _forward(Delivery(known.delivery), message.delivery):
            await messages.set_delivery(tx, known.seq, message.delivery)
            moved += 1
    await messages.set_answers(tx, answers)
    touched = {known.conversation_n for known in edited.values()}
    await later.wait_again(tx, await later.hold_back(tx, touched, now))
    for n in touched:
        await draft_requests.retire_for_edit(tx, n, now)
        await changes.note(tx, now, changes.MESSAGE, n, edited=True)
    return len(edited) + len(answers) + moved


def _forward(before: Delivery, after: Delivery) -> bool:
    """Whether a receipt moves the delivery forward by the DELIVERY table."""
    return any(state is before and target is after for (state, _), target in DELIVERY.moves.items())


async def _link_answers(tx: AsyncConnection, inbox_n: int, incoming: Iterable[Incoming]) -> None:
    """Where the channel says which message a reply answers, the answered one points at its reply."""
    pairs: dict[str, str] = {}
    for m in incoming:
        if m.direction is Direction.OUTBOUND and m.reply_to:
            pairs[m.reply_to] = m.external_id
        elif m.direction is Direction.INBOUND and m.answered_by:
            pairs[m.external_id] = m.answered_by
    if not pairs:
        return
    known = await messages.known(tx, inbox_n, (*pairs, *pairs.values()))
    await messages.set_answers(
        tx,
        [
            (known[inbound].seq, AnswerState.REPLIED, known[reply].seq)
            for inbound, reply in pairs.items()
            if inbound in known and reply in known and known[inbound].reply_seq != known[reply].seq
        ],
    )
