"""Public events for webhooks, written in the transaction that causes them; the delivery job takes them from there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import Environment
from closer_tui.domain.ids import new_id
from closer_tui.domain.public_events import encode
from closer_tui.store.tables import webhook_deliveries, webhook_events

EVERY_ENV: Final = "all"
"""Stands for an endpoint that is told of real customers and of the sandbox alike."""

_LISTENING: Final = "SELECT n, events_json FROM webhook_endpoints WHERE env IN (?, ?) AND disabled_at IS NULL"


async def emit(tx: AsyncConnection, now: int, env: Environment, event: str, body: Mapping[str, object]) -> str | None:
    """Queue an event for every endpoint subscribed to it; returns its id, None when nobody listens.

    The body is made into bytes once, so that every attempt carries the same bytes.
    """
    listeners = await _listeners(tx, env, event)
    if not listeners:
        return None
    event_id = new_id("evt", now)
    payload = encode({"event": event, **body})
    result = await tx.execute(
        insert(webhook_events).values(id=event_id, event=event, env=env.value, body=payload, created_at=now)
    )
    event_n = result.inserted_primary_key[0] if result.inserted_primary_key else 0
    await tx.execute(
        insert(webhook_deliveries),
        [{"endpoint_n": n, "event_n": event_n, "state": "due", "next_at": now} for n in listeners],
    )
    return event_id


async def anyone_listens(conn: AsyncConnection, env: Environment, event: str) -> bool:
    """Whether an event would go anywhere; lets a bulk writer skip making bodies."""
    return bool(await _listeners(conn, env, event))


async def _listeners(conn: AsyncConnection, env: Environment, event: str) -> list[int]:
    rows = await conn.exec_driver_sql(_LISTENING, (env.value, EVERY_ENV))
    return [row.n for row in rows if event in json.loads(row.events_json)]
