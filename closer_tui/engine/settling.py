"""Replies that left without an answer: what became of them.

While the channel remembers the key, it is asked under the same key: it answers as it did the first time, or does now
what it never did. The row is `sending` meanwhile and falls back to `unknown`, never to `queued`, so that a reply in
doubt cannot be sent anew once the channel has forgotten its key. After that it is looked up, a settle time after it
left and at least twice; where a channel can do neither, a person decides.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from random import random

from closer_tui.channels.base import Channel
from closer_tui.domain.channel import Idempotency
from closer_tui.domain.errors import (
    AmbiguousSend,
    ChannelRefused,
    ChannelUnavailable,
    NotSent,
    RateLimited,
    Unauthorized,
)
from closer_tui.domain.message import Delivery, DeliveryEvent
from closer_tui.domain.retry import backoff
from closer_tui.engine.outgoing import SendTiming, connected, move, pause, reply_of, still_right
from closer_tui.services.inboxes import mark_disconnected
from closer_tui.services.sent import confirm
from closer_tui.store import outbox
from closer_tui.store.database import Store
from closer_tui.store.inboxes import Inbox
from closer_tui.store.outbox import OutboxRow

log = logging.getLogger(__name__)

LOOKUPS_BEFORE_SURE = 2
"""How many times a lookup must find nothing, a settle time apart, before a reply counts as not arrived."""

DIED = "the program stopped while the reply was leaving"
LOOK_YOURSELF = "Look at the channel, then mark it as sent, send it again, or discard it."


@dataclass(slots=True)
class Settled:
    """How many replies moved, and whether the channel is not to be bothered further now."""

    count: int = 0
    pause: bool = False


async def settle(store: Store, inbox: Inbox, channel: Channel, timing: SendTiming) -> Settled:
    """What was leaving when a process died is unknown; what is unknown is resolved as far as the channel allows."""
    done = Settled()
    async with store.read() as conn:
        rows = await outbox.unsettled(conn, inbox.n)
    for row in rows:
        if row.state is Delivery.SENDING:
            await move(store, row, DeliveryEvent.LOSE, error=DIED)
            done.count += 1
    async with store.read() as conn:
        rows = [r for r in await outbox.unsettled(conn, inbox.n) if r.state is Delivery.UNKNOWN]
    for row in rows:
        if row.not_before <= store.clock.now() and not done.pause:
            await _resolve(store, inbox, channel, row, timing, done)
    return done


async def _resolve(
    store: Store, inbox: Inbox, channel: Channel, row: OutboxRow, timing: SendTiming, done: Settled
) -> None:
    able, now = channel.capabilities, store.clock.now()
    if able.idempotency is Idempotency.KEY and now < row.created_at + able.key_ms:
        again = await _start_again(store, channel, row)
        if again is not None:
            done.pause = not await _ask_again(store, inbox, channel, again, timing)
            done.count += 1
            return
        if not await connected(store, inbox):
            done.pause = True
            return
    if able.lookup:
        await _look_up(store, inbox, channel, row, timing, done)
    else:
        await _put_off(store, row, timing.cap_ms, hint=LOOK_YOURSELF)


async def _start_again(store: Store, channel: Channel, row: OutboxRow) -> OutboxRow | None:
    """Commit that the reply leaves under its old key once more. None when it must not, or somebody was faster."""
    async with store.write() as tx:
        now = store.clock.now()
        current = await outbox.one(tx, row.n)
        if current.state is not Delivery.UNKNOWN or not (await still_right(tx, channel, current, now)).ok:
            return None
        await outbox.move(tx, current, DeliveryEvent.RETRY, now)
        await outbox.move(tx, await outbox.one(tx, row.n), DeliveryEvent.START, now)
        return await outbox.one(tx, row.n)


async def _ask_again(store: Store, inbox: Inbox, channel: Channel, row: OutboxRow, timing: SendTiming) -> bool:
    """The same reply under the same key; whatever keeps us from an answer leaves it unknown. False: pause the inbox."""
    wait = backoff(row.attempts, timing.base_ms, timing.cap_ms, random) + timing.base_ms
    try:
        sent = await channel.send(await reply_of(store, row))
    except (NotSent, AmbiguousSend) as error:
        await move(store, row, DeliveryEvent.LOSE, error=error.message, not_before=store.clock.now() + wait)
        return isinstance(error, AmbiguousSend)
    except RateLimited as error:
        later = store.clock.now() + error.retry_after_ms
        await move(store, row, DeliveryEvent.LOSE, error=error.message, not_before=later)
        await pause(store, inbox, error.retry_after_ms)
        return False
    except Unauthorized as error:
        later = store.clock.now() + timing.base_ms
        await move(store, row, DeliveryEvent.LOSE, error=error.message, hint=error.hint, not_before=later)
        await mark_disconnected(store, inbox.n, error.message)
        return False
    except ChannelRefused as error:
        await _refused(store, channel, row, timing, error)
        return True
    await confirm(store, row, sent.external_id, sent.at)
    return True


async def _refused(store: Store, channel: Channel, row: OutboxRow, timing: SendTiming, refusal: ChannelRefused) -> None:
    """A refusal now does not prove that the earlier attempt was refused as well, so the channel is looked at."""
    await move(store, row, DeliveryEvent.LOSE, error=refusal.message, hint=LOOK_YOURSELF)
    async with store.read() as conn:
        row = await outbox.one(conn, row.n)
    if not channel.capabilities.lookup:
        await _put_off(store, row, timing.cap_ms)
        return
    try:
        found = await channel.lookup(await reply_of(store, row))
    except (ChannelUnavailable, RateLimited, Unauthorized) as error:
        log.info("cannot look up reply %s yet: %s", row.n, error.message)
        await _put_off(store, row, timing.cap_ms)
        return
    if found is not None:
        await confirm(store, row, found.external_id, found.at)
    elif row.lookups + 1 >= LOOKUPS_BEFORE_SURE:
        await move(store, row, DeliveryEvent.REFUSE, error=refusal.message, hint=refusal.hint, fresh_key=True)
    else:
        await _put_off(store, row, _settle_ms(channel, timing), lookups=row.lookups + 1)


async def _look_up(
    store: Store, inbox: Inbox, channel: Channel, row: OutboxRow, timing: SendTiming, done: Settled
) -> None:
    settle_ms = _settle_ms(channel, timing)
    early = (row.started_at or row.created_at) + settle_ms * (row.lookups + 1) - store.clock.now()
    if early > 0:
        await _put_off(store, row, early)
        return
    try:
        found = await channel.lookup(await reply_of(store, row))
    except RateLimited as error:
        await pause(store, inbox, error.retry_after_ms)
        done.pause = True
        return
    except (ChannelUnavailable, Unauthorized) as error:
        log.info("cannot look up reply %s yet: %s", row.n, error.message)
        await _put_off(store, row, timing.cap_ms, error=error.message, hint=error.hint or LOOK_YOURSELF)
        return
    done.count += 1
    if found is not None:
        await confirm(store, row, found.external_id, found.at)
    elif row.lookups + 1 >= LOOKUPS_BEFORE_SURE:
        await move(store, row, DeliveryEvent.RETRY, not_before=store.clock.now(), lookups=0)
    else:
        await _put_off(store, row, settle_ms, lookups=row.lookups + 1)


def _settle_ms(channel: Channel, timing: SendTiming) -> int:
    return max(timing.settle_ms, channel.capabilities.settle_ms)


async def _put_off(
    store: Store,
    row: OutboxRow,
    wait_ms: int,
    *,
    lookups: int | None = None,
    error: str | None = None,
    hint: str | None = None,
) -> None:
    async with store.write() as tx:
        later = store.clock.now() + wait_ms
        await outbox.put_off(tx, row, later, lookups=lookups, error=error, hint=hint)
