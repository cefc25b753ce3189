"""Webhook deliveries: one row for each event and endpoint, from due to delivered, dead or dropped.

A delivery is claimed before it leaves and settled afterwards, both in transactions that survive a power cut. Whoever
dies in between leaves a row that is due again, as if the attempt had failed: the event is then sent once more under
the same id, which is what the id is for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Row, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.clock import format_rfc3339
from closer_tui.store.tables import webhook_deliveries as deliveries
from closer_tui.store.tables import webhook_endpoints as endpoints
from closer_tui.store.tables import webhook_events as events

DUE: Final = "due"
DELIVERED: Final = "delivered"
DEAD: Final = "dead"
"""Six attempts failed; listed until somebody replays it."""
DROPPED: Final = "dropped"
"""Its endpoint was disabled before it could leave."""


@dataclass(frozen=True, slots=True)
class Queue:
    """An endpoint with something to deliver; `at` (ms) is when its first delivery is due."""

    endpoint_n: int
    endpoint_id: str
    at: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is about to leave. `attempt` counts from 1 and is this one's number."""

    n: int
    endpoint_n: int
    endpoint_id: str
    url: str
    event_id: str
    event: str
    env: str
    body: str
    attempt: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery as it is listed. Times in ms."""

    endpoint_id: str
    url: str
    event_id: str
    event: str
    state: str
    attempts: int
    next_at: int
    created_at: int
    finished_at: int | None
    last_status: int | None
    last_error: str | None

    def json(self) -> dict[str, object]:
        """As the command line shows it."""
        return {
            "endpoint": self.endpoint_id,
            "url": self.url,
            "event_id": self.event_id,
            "event": self.event,
            "state": self.state,
            "attempts": self.attempts,
            "next_at": format_rfc3339(self.next_at) if self.state == DUE else None,
            "created_at": format_rfc3339(self.created_at),
            "finished_at": None if self.finished_at is None else format_rfc3339(self.finished_at),
            "last_status": self.last_status,
            "last_error": self.last_error,
        }


async def queues(conn: AsyncConnection) -> Sequence[Queue]:
    """Every endpoint that is in use and has something to deliver, now or later."""
    # One index seek an endpoint, however long its queue is.
    first = (
        select(func.min(deliveries.c.next_at))
        .where(deliveries.c.endpoint_n == endpoints.c.n, deliveries.c.state == DUE)
        .scalar_subquery()
    )
    statement = select(endpoints.c.n, endpoints.c.id, first.label("at")).where(endpoints.c.disabled_at.is_(None))
    return [Queue(row.n, row.id, row.at) for row in await conn.execute(statement) if row.at is not None]


async def claim(tx: AsyncConnection, endpoint_n: int, now: int, again_at: Callable[[int], int]) -> Claimed | None:
    """Take the endpoint's first due delivery and count the attempt; None when nothing is due.

    The caller holds the endpoint's lease. `again_at` says when the next attempt after number so-and-so is due, should
    this one never be heard of again.
    """
    statement = (
        select(
            deliveries.c.n,
            deliveries.c.attempts,
            endpoints.c.id.label("endpoint_id"),
            endpoints.c.url,
            events.c.id.label("event_id"),
            events.c.event,
            events.c.env,
            events.c.body,
        )
        .join(endpoints, endpoints.c.n == deliveries.c.endpoint_n)
        .join(events, events.c.n == deliveries.c.event_n)
        .where(
            deliveries.c.endpoint_n == endpoint_n,
            deliveries.c.state == DUE,
            deliveries.c.next_at <= now,
            endpoints.c.disabled_at.is_(None),
        )
        .order_by(deliveries.c.next_at, deliveries.c.n)
        .limit(1)
    )
    row = (await tx.execute(statement)).first()
    if row is None:
        return None
    attempt = row.attempts + 1
    await tx.execute(
        update(deliveries).where(deliveries.c.n == row.n).values(attempts=attempt, next_at=again_at(attempt))
    )
    return Claimed(
        n=row.n,
        endpoint_n=endpoint_n,
        endpoint_id=row.endpoint_id,
        url=row.url,
        event_id=row.event_id,
        event=row.event,
        env=row.env,
        body=row.body,
        attempt=attempt,
    )


async def delivered(tx: AsyncConnection, claimed: Claimed, now: int, status: int) -> bool:
    """The endpoint said yes. False when somebody else has taken the delivery since."""
    return await _settle(tx, claimed, state=DELIVERED, finished_at=now, last_status=status, last_error=None)


async def postpone(tx: AsyncConnection, claimed: Claimed, at: int, status: int | None, error: str) -> bool:
    """The attempt failed and there is another, at `at`. False as in `delivered`."""
    return await _settle(tx, claimed, next_at=at, last_status=status, last_error=error)


async def bury(tx: AsyncConnection, claimed: Claimed, now: int, status: int | None, error: str) -> bool:
    """The last attempt failed: a dead letter. False as in `delivered`."""
    return await _settle(tx, claimed, state=DEAD, finished_at=now, last_status=status, last_error=error)


async def disable(tx: AsyncConnection, endpoint_n: int, now: int, reason: str) -> None:
    """Use an endpoint no more, and drop what was waiting for it."""
    await tx.execute(
        update(endpoints)
        .where(endpoints.c.n == endpoint_n, endpoints.c.disabled_at.is_(None))
        .values(disabled_at=now, disabled_reason=reason)
    )
    await tx.execute(
        update(deliveries)
        .where(deliveries.c.endpoint_n == endpoint_n, deliveries.c.state == DUE)
        .values(state=DROPPED, finished_at=now, last_error="The endpoint was disabled.")
    )


async def listed(conn: AsyncConnection, *, state: str | None = None, limit: int = 100) -> Sequence[DeliveryRow]:
    """Deliveries, newest first; `state` DEAD gives the dead letters."""
    statement = (
        select(
            deliveries,
            endpoints.c.id.label("endpoint_id"),
            endpoints.c.url,
            events.c.id.label("event_id"),
            events.c.event,
            events.c.created_at,
        )
        .join(endpoints, endpoints.c.n == deliveries.c.endpoint_n)
        .join(events, events.c.n == deliveries.c.event_n)
        .order_by(deliveries.c.n.desc())
        .limit(limit)
    )
    if state is not None:
        statement = statement.where(deliveries.c.state == state)
    return [_listed(row) for row in await conn.execute(statement)]


async def replay(tx: AsyncConnection, now: int, *, event_id: str | None = None, endpoint_id: str | None = None) -> int:
    """Put dead and dropped deliveries back, with all their attempts; returns how many.

    All of them, or those of one event, one endpoint, or one event at one endpoint. What belongs to an endpoint that is
    disabled stays where it is.
    """
    in_use = select(endpoints.c.n).where(endpoints.c.disabled_at.is_(None))
    if endpoint_id is not None:
        in_use = in_use.where(endpoints.c.id == endpoint_id)
    wanted: list[ColumnElement[bool]] = [
        deliveries.c.state.in_([DEAD, DROPPED]),
        deliveries.c.endpoint_n.in_(in_use),
    ]
    if event_id is not None:
        wanted.append(deliveries.c.event_n.in_(select(events.c.n).where(events.c.id == event_id)))
    back = update(deliveries).where(*wanted).values(state=DUE, attempts=0, next_at=now, finished_at=None)
    return (await tx.execute(back)).rowcount


async def forget_before(tx: AsyncConnection, at: int, limit: int = 500) -> int:
    """Drop deliveries settled before `at` (ms), dead letters too, and the bodies nobody needs any more.

    At most `limit` of them, oldest first, so that the write lock is not held for long; returns how many went.
    """
    settled = (deliveries.c.state != DUE) & (deliveries.c.finished_at < at)
    oldest = select(deliveries.c.n, deliveries.c.event_n).where(settled).order_by(deliveries.c.n).limit(limit)
    found = (await tx.execute(oldest)).all()
    if not found:
        return 0
    await tx.execute(delete(deliveries).where(deliveries.c.n.in_([row.n for row in found])))
    needed = exists().where(deliveries.c.event_n == events.c.n)
    await tx.execute(delete(events).where(events.c.n.in_({row.event_n for row in found}), ~needed))
    return len(found)


async def _settle(tx: AsyncConnection, claimed: Claimed, **values: object) -> bool:
    """Write how an attempt ended, if it is still the latest one."""
    mine = (deliveries.c.n == claimed.n) & (deliveries.c.state == DUE) & (deliveries.c.attempts == claimed.attempt)
    return (await tx.execute(update(deliveries).where(mine).values(**values))).rowcount == 1


def _listed(row: Row[tuple[object, ...]]) -> DeliveryRow:
    return DeliveryRow(
        endpoint_id=row.endpoint_id,
        url=row.url,
        event_id=row.event_id,
        event=row.event,
        state=row.state,
        attempts=row.attempts,
        next_at=row.next_at,
        created_at=row.created_at,
        finished_at=row.finished_at,
        last_status=row.last_status,
        last_error=row.last_error,
    )
