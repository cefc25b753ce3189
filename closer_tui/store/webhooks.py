"""Rows of webhook endpoints: who wants to be told what. Their signing secrets lie in the vault."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import Environment
from closer_tui.domain.clock import format_rfc3339
from closer_tui.domain.errors import NotFound
from closer_tui.store.events import EVERY_ENV
from closer_tui.store.tables import webhook_deliveries, webhook_endpoints, webhook_events


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A subscription. Times in ms; `env` None is told of the sandbox as well as of real customers."""

    n: int
    id: str
    url: str
    env: Environment | None
    events: tuple[str, ...]
    secret_version: int
    old_secret_until: int | None
    created_at: int
    disabled_at: int | None
    disabled_reason: str | None

    def json(self) -> dict[str, object]:
        """As the command line shows it."""
        return {
            "id": self.id,
            "url": self.url,
            "env": self.env.value if self.env else EVERY_ENV,
            "events": list(self.events),
            "secret_version": self.secret_version,
            "old_secret_until": _time(self.old_secret_until),
            "created_at": _time(self.created_at),
            "disabled_at": _time(self.disabled_at),
            "disabled_reason": self.disabled_reason,
        }


async def add(
    tx: AsyncConnection, endpoint_id: str, url: str, env: Environment | None, events: Sequence[str], now: int
) -> None:
    """Write a subscription; from here on its events are queued."""
    await tx.execute(
        insert(webhook_endpoints).values(
            id=endpoint_id,
            url=url,
            env=env.value if env else EVERY_ENV,
            events_json=json.dumps(list(events)),
            created_at=now,
        )
    )


async def one(conn: AsyncConnection, endpoint_id: str) -> Endpoint:
    """By id. Raises NotFound."""
    row = (await conn.execute(select(webhook_endpoints).where(webhook_endpoints.c.id == endpoint_id))).first()
    if row is None:
        raise NotFound(f"there is no webhook {endpoint_id[:40]!r}", "`closer-tui webhook list` shows them.")
    return _endpoint(row)


async def listed(conn: AsyncConnection) -> Sequence[Endpoint]:
    """All of them, oldest first, the disabled too."""
    return [_endpoint(row) for row in await conn.execute(select(webhook_endpoints).order_by(webhook_endpoints.c.n))]


async def rotated(tx: AsyncConnection, endpoint_id: str, old_until: int) -> None:
    """Note that there is a new secret, and until when the old one signs beside it."""
    row = webhook_endpoints.c
    values = {"secret_version": row.secret_version + 1, "old_secret_until": old_until}
    await tx.execute(update(webhook_endpoints).where(row.id == endpoint_id).values(values))


async def enable(tx: AsyncConnection, endpoint_id: str) -> None:
    """Use it again."""
    values = {"disabled_at": None, "disabled_reason": None}
    await tx.execute(update(webhook_endpoints).where(webhook_endpoints.c.id == endpoint_id).values(values))


async def remove(tx: AsyncConnection, endpoint: Endpoint) -> None:
    """Forget a subscription, its deliveries, and the bodies that nobody else waits for."""
    mine = webhook_deliveries.c.endpoint_n == endpoint.n
    held = list((await tx.execute(select(webhook_deliveries.c.event_n).where(mine))).scalars())
    await tx.execute(delete(webhook_deliveries).where(mine))
    needed = select(webhook_deliveries.c.n).where(webhook_deliveries.c.event_n == webhook_events.c.n).exists()
    for start in range(0, len(held), _AT_ONCE):
        some = held[start : start + _AT_ONCE]
        await tx.execute(delete(webhook_events).where(webhook_events.c.n.in_(some), ~needed))
    await tx.execute(delete(webhook_endpoints).where(webhook_endpoints.c.n == endpoint.n))


_AT_ONCE: Final = 500
"""SQLite takes only so many values in one statement."""


def _endpoint(row: Row[tuple[object, ...]]) -> Endpoint:
    return Endpoint(
        n=row.n,
        id=row.id,
        url=row.url,
        env=None if row.env == EVERY_ENV else Environment(row.env),
        events=tuple(json.loads(row.events_json)),
        secret_version=row.secret_version,
        old_secret_until=row.old_secret_until,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        disabled_reason=row.disabled_reason,
    )


def _time(at: int | None) -> str | None:
    return None if at is None else format_rfc3339(at)
