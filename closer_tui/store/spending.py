"""What drafting cost, by day (UTC) and model."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.draft import Usage
from closer_tui.store.tables import spending


def _day(now: int) -> str:
    return datetime.fromtimestamp(now / 1000, UTC).date().isoformat()


async def add(tx: AsyncConnection, now: int, model: str, usage: Usage) -> None:
    """Count one draft."""
    values = {
        "drafts": 1,
        "input_tokens": usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens,
        "output_tokens": usage.output_tokens,
        "cost_micros": usage.cost_micros,
    }
    statement = insert(spending).values(day=_day(now), model=model, **values)
    more = {name: spending.c[name] + statement.excluded[name] for name in values}
    await tx.execute(statement.on_conflict_do_update(index_elements=["day", "model"], set_=more))


async def spent_today(conn: AsyncConnection, now: int) -> int:
    """Millionths of a dollar spent since midnight UTC."""
    total = select(func.coalesce(func.sum(spending.c.cost_micros), 0)).where(spending.c.day == _day(now))
    return int((await conn.execute(total)).scalar_one())
