"""From the outbox to the channel, exactly once.

    queued ── attempt ──> sent | failed | queued again (it surely did not leave) | unknown (it may have left)
    unknown ─ settling ─> sent | failed | queued again (it is surely not there)  | unknown (nobody can tell yet)

What surely did not leave is tried again; what may have left becomes `unknown` and is never resent blindly: see
`settling`. Every step is committed before the next byte moves.
"""

from __future__ import annotations

import asyncio
from functools import partial
from random import random

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.channels.base import Channel
from closer_tui.domain.channel import InboxState
from closer_tui.domain.clock import Clock
from closer_tui.domain.errors import AmbiguousSend, ChannelRefused, NotSent, RateLimited, Unauthorized
from closer_tui.domain.later import LATE, LATE_HINT, LATE_MS
from closer_tui.domain.message import Delivery, DeliveryEvent
from closer_tui.domain.retry import backoff
from closer_tui.engine.outgoing import SendTiming, connected, move, pause, reply_of, still_right
from closer_tui.engine.settling import settle
from closer_tui.services.inboxes import mark_disconnected
from closer_tui.services.sent import confirm
from closer_tui.store import outbox
from closer_tui.store.database import Store
from closer_tui.store.inboxes import Inbox
from closer_tui.store.outbox import OutboxRow

IN_FLIGHT = 4
"""Replies of one inbox on their way at once; two of one conversation never are."""


async def send_due(store: Store, inbox: Inbox, channel: Channel, timing: SendTiming) -> int:
    """One round for one inbox, under its lease: settle what is unknown, send what is due.

    Returns how many moved on; what could not leave and waits again has not.
    """
    if inbox.state is not InboxState.CONNECTED:
        return 0
    settled = await settle(store, inbox, channel, timing)
    moved = settled.count
    while not settled.pause:
        async with store.read() as conn:
            due = await outbox.due(conn, inbox.n, store.clock.now(), IN_FLIGHT)
        if not due:
            break
        # All of them end before an error of one goes on, so that nothing is on its way once the lease is given back.
        attempts = (_send(store, inbox, channel, row, timing) for row in due)
        results = await asyncio.gather(*attempts, return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
        moved += sum(result is True for result in results)
        if not all(results):  # the channel is not taking replies just now; the job comes back later
            break
    return moved


async def _send(store: Store, inbox: Inbox, channel: Channel, row: OutboxRow, timing: SendTiming) -> bool:
    """One attempt. False when the whole inbox should pause."""
    if not await connected(store, inbox):
        return False
    sending = await store.transact(partial(_start, store.clock, channel, row))
    if sending is None:
        return True
    try:
        sent = await channel.send(await reply_of(store, sending))
    except NotSent as error:
        await _not_sent(store, sending, timing, error)
        return False
    except RateLimited as error:
        await _back(store, sending, str(error), error.retry_after_ms)
        await pause(store, inbox, error.retry_after_ms)
        return False
    except Unauthorized as error:
        await _back(store, sending, str(error), timing.base_ms)
        await mark_disconnected(store, inbox.n, error.message)
        return False
    except ChannelRefused as error:
        await move(store, sending, DeliveryEvent.REFUSE, error=error.message, hint=error.hint, fresh_key=True)
    except AmbiguousSend as error:
        wait = backoff(sending.attempts, timing.base_ms, timing.cap_ms, random) + timing.base_ms
        await move(store, sending, DeliveryEvent.LOSE, error=error.message, not_before=store.clock.now() + wait)
    else:
        await confirm(store, sending, sent.external_id, sent.at)
    return True


async def _start(clock: Clock, channel: Channel, row: OutboxRow, tx: AsyncConnection) -> OutboxRow | None:
    """Commit that the reply is leaving, after a last look at what was approved and at what the channel takes now. None
    when it does not leave."""
    now = clock.now()
    current = await outbox.one(tx, row.n)
    if current.state is not Delivery.QUEUED or current.not_before > now:
        return None
    if current.send_at is not None and not current.attempts and now - current.send_at > LATE_MS:
        await outbox.move(tx, current, DeliveryEvent.REFUSE, now, error=LATE, hint=LATE_HINT)
        return None
    verdict = await still_right(tx, channel, current, now)
    if any(problem.code in {"disconnected", "removed"} for problem in verdict.problems):
        return None  # it waits in the outbox until the inbox is connected again
    await outbox.move(tx, current, DeliveryEvent.START, now)
    leaving = await outbox.one(tx, row.n)
    if verdict.ok:
        return leaving
    await outbox.move(tx, leaving, DeliveryEvent.REFUSE, now, error=verdict.message, hint=verdict.hint)
    return None


async def _not_sent(store: Store, row: OutboxRow, timing: SendTiming, why: NotSent) -> None:
    if row.attempts >= timing.max_attempts and store.clock.now() - row.created_at >= timing.patience_ms:
        hint = "Check the connection, then send it again from the outbox."
        await move(store, row, DeliveryEvent.REFUSE, error=f"tried {row.attempts} times: {why.message}", hint=hint)
        return
    await _back(store, row, str(why), timing.base_ms + backoff(row.attempts, timing.base_ms, timing.cap_ms, random))


async def _back(store: Store, row: OutboxRow, why: str, wait_ms: int) -> None:
    """It surely did not leave: queued again."""
    await move(store, row, DeliveryEvent.NOT_SENT, error=why, not_before=store.clock.now() + wait_ms)
