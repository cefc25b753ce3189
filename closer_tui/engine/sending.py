"""From the outbox to the channel, exactly once.

What surely did not leave is tried again; what may have left becomes `unknown` and is never resent blindly. An unknown
reply is settled by the channel's idempotency key while the channel remembers it, else by looking it up after a settle
time, at least twice, else by asking a person. Every step is committed before the next byte moves.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from random import random

from closer_tui.channels.base import Channel, OutgoingReply
from closer_tui.domain.channel import Idempotency, InboxState
from closer_tui.domain.errors import (
    AmbiguousSend,
    ChannelRefused,
    ChannelUnavailable,
    NotSent,
    RateLimited,
    Unauthorized,
)
from closer_tui.domain.message import Delivery, DeliveryEvent
from closer_tui.domain.policy import may_send
from closer_tui.domain.retry import backoff
from closer_tui.services.inboxes import mark_disconnected
from closer_tui.services.sent import confirm
from closer_tui.store import conversations, inboxes, outbox
from closer_tui.store.database import Store
from closer_tui.store.inboxes import Inbox
from closer_tui.store.outbox import OutboxRow

log = logging.getLogger(__name__)

LOOKUPS_BEFORE_SURE = 2
"""How many times a lookup must find nothing, a settle time apart, before a reply counts as not arrived."""

IN_FLIGHT = 4
"""Replies of one inbox on their way at once; two of one conversation never are."""


@dataclass(frozen=True, slots=True)
class SendTiming:
    """Times in ms. `settle_ms` is waited at least before a lookup."""

    settle_ms: int = 30_000
    max_attempts: int = 8
    base_ms: int = 1_000
    cap_ms: int = 300_000


async def send_due(store: Store, inbox: Inbox, channel: Channel, timing: SendTiming) -> int:
    """One round for one inbox, under its lease: settle what is unknown, send what is due. Returns how many moved."""
    if inbox.state is not InboxState.CONNECTED:
        return 0
    moved = await _settle(store, inbox, channel, timing)
    while True:
        async with store.read() as conn:
            due = await outbox.due(conn, inbox.n, store.clock.now(), IN_FLIGHT)
        if not due:
            return moved
        results = await asyncio.gather(*(_send(store, inbox, channel, row, timing) for row in due))
        moved += len(results)
        if not all(results):  # the channel is not taking replies just now; the job comes back later
            return moved


async def _send(  # noqa: PLR0911 - one return an answer the channel can give
    store: Store, inbox: Inbox, channel: Channel, row: OutboxRow, timing: SendTiming
) -> bool:
    """One attempt. False when the whole inbox should pause."""
    if not await _start(store, inbox, channel, row):
        return True
    sending = await _reread(store, row)
    try:
        sent = await channel.send(_reply(sending, await _thread(store, row)))
    except NotSent as error:
        await _not_sent(store, sending, timing, str(error), wait_ms=None)
        return False
    except RateLimited as error:
        await _not_sent(store, sending, timing, str(error), wait_ms=error.retry_after_ms)
        await _pause(store, inbox, error.retry_after_ms)
        return False
    except Unauthorized as error:
        await _not_sent(store, sending, timing, str(error), wait_ms=timing.cap_ms)
        await mark_disconnected(store, inbox.n, error.message)
        return False
    except ChannelRefused as error:
        await _move(store, sending, DeliveryEvent.REFUSE, error=error.message, hint=error.hint)
        return True
    except AmbiguousSend as error:
        wait = backoff(sending.attempts, timing.base_ms, timing.cap_ms, random) + timing.base_ms
        await _move(store, sending, DeliveryEvent.LOSE, error=error.message, not_before=store.clock.now() + wait)
        return True
    await confirm(store, sending, sent.external_id, sent.at)
    return True


async def _start(store: Store, inbox: Inbox, channel: Channel, row: OutboxRow) -> bool:
    """Commit that the reply is leaving, after a last look at what was approved and at what the channel takes now."""
    async with store.write() as tx:
        now = store.clock.now()
        current = await outbox.one(tx, row.n)
        if current.state is not Delivery.QUEUED or current.not_before > now:
            return False
        conversation = await conversations.one(tx, row.conversation_n)
        fresh = await inboxes.one(tx, inbox.n)
        problem = ""
        hint = "Nothing was sent. Open the conversation and decide again."
        if current.binding().digest() != current.digest or conversation.address != current.recipient:
            problem = "what would be sent is not what was approved"
        else:
            verdict = may_send(
                channel.capabilities,
                current.body,
                window_closes_at=conversation.window_closes_at,
                opted_out=conversation.opted_out,
                inbox_state=fresh.state,
                now=now,
            )
            if not verdict.ok:
                problem = " and ".join(p.message for p in verdict.problems)
                hint = " ".join(p.hint for p in verdict.problems)
        await outbox.move(tx, current, DeliveryEvent.START, now)
        if problem:
            leaving = await outbox.one(tx, row.n)
            await outbox.move(tx, leaving, DeliveryEvent.REFUSE, now, error=problem, hint=hint)
            return False
        return True


async def _settle(store: Store, inbox: Inbox, channel: Channel, timing: SendTiming) -> int:
    """What was leaving when a process died is unknown; what is unknown is resolved as far as the channel allows."""
    async with store.read() as conn:
        open_rows = await outbox.unsettled(conn, inbox.n)
    moved = 0
    for row in open_rows:
        if row.state is Delivery.SENDING:
            await _move(store, row, DeliveryEvent.LOSE, error="the program stopped while the reply was leaving")
            moved += 1
    async with store.read() as conn:
        open_rows = [r for r in await outbox.unsettled(conn, inbox.n) if r.state is Delivery.UNKNOWN]
    for row in open_rows:
        if row.not_before <= store.clock.now() and await _resolve(store, channel, row, timing):
            moved += 1
    return moved


async def _resolve(store: Store, channel: Channel, row: OutboxRow, timing: SendTiming) -> bool:
    able, now = channel.capabilities, store.clock.now()
    first_try = row.started_at or row.created_at
    if able.idempotency is Idempotency.KEY and now < row.created_at + able.key_ms:
        # The channel knows the key: asking again gives the first answer, it does not send twice.
        await _move(store, row, DeliveryEvent.RETRY, not_before=now)
        return True
    if not able.lookup:
        return False
    settle = max(timing.settle_ms, able.settle_ms)
    if now < first_try + settle * (row.lookups + 1):
        return False
    try:
        found = await channel.lookup(_reply(row, await _thread(store, row)))
    except (ChannelUnavailable, RateLimited, Unauthorized) as error:
        log.info("cannot look up reply %s yet: %s", row.n, error.message)
        return False
    if found is not None:
        await confirm(store, row, found.external_id, found.at)
    elif row.lookups + 1 >= LOOKUPS_BEFORE_SURE:
        await _move(store, row, DeliveryEvent.RETRY, not_before=now, lookups=0)
    else:
        async with store.write() as tx:
            await outbox.count_lookup(tx, row.n)
    return True


async def _not_sent(store: Store, row: OutboxRow, timing: SendTiming, why: str, wait_ms: int | None) -> None:
    if wait_ms is None and row.attempts >= timing.max_attempts:
        hint = "Check the connection, then send it again from the outbox."
        await _move(store, row, DeliveryEvent.REFUSE, error=f"tried {row.attempts} times: {why}", hint=hint)
        return
    wait = timing.base_ms + backoff(row.attempts, timing.base_ms, timing.cap_ms, random) if wait_ms is None else wait_ms
    await _move(store, row, DeliveryEvent.NOT_SENT, error=why, not_before=store.clock.now() + wait)


async def _pause(store: Store, inbox: Inbox, wait_ms: int) -> None:
    async with store.write() as tx:
        await inboxes.change(tx, inbox.n, retry_at=store.clock.now() + wait_ms)


async def _move(
    store: Store,
    row: OutboxRow,
    event: DeliveryEvent,
    *,
    error: str | None = None,
    hint: str | None = None,
    not_before: int | None = None,
    lookups: int | None = None,
) -> None:
    values: dict[str, object] = {}
    if not_before is not None:
        values["not_before"] = not_before
    if lookups is not None:
        values["lookups"] = lookups
    async with store.write() as tx:
        await outbox.move(tx, row, event, store.clock.now(), error=error, hint=hint, also=values)


async def _reread(store: Store, row: OutboxRow) -> OutboxRow:
    async with store.read() as conn:
        return await outbox.one(conn, row.n)


async def _thread(store: Store, row: OutboxRow) -> str:
    async with store.read() as conn:
        return (await conversations.one(conn, row.conversation_n)).thread


def _reply(row: OutboxRow, thread: str) -> OutgoingReply:
    return OutgoingReply(
        key=row.key,
        recipient=row.recipient,
        thread=thread,
        body=row.body,
        reply_to=row.reply_to,
        created_at=row.created_at,
        send_as=row.send_as,
    )
