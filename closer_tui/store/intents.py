"""Rows of intents and of their examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.errors import NotFound
from closer_tui.domain.intent import Intent
from closer_tui.store import changes
from closer_tui.store.tables import intent_examples, intents


class Held(NamedTuple):
    """An intent and its number."""

    n: int
    intent: Intent


async def find(conn: AsyncConnection, name: str) -> Held | None:
    """By name."""
    row = (await conn.execute(select(intents).where(intents.c.name == name))).first()
    return Held(row.n, Intent(row.name, bool(row.to_person), row.priority)) if row else None


async def one(conn: AsyncConnection, name: str) -> Held:
    """By name. Raises NotFound."""
    held = await find(conn, name)
    if held is None:
        raise NotFound(f"there is no intent {name}", "`closer-tui intent list` shows those there are.")
    return held


async def all(conn: AsyncConnection) -> list[Intent]:
    """Every intent, by priority and name."""
    rows = await conn.execute(select(intents).order_by(intents.c.priority, intents.c.name))
    return [Intent(row.name, bool(row.to_person), row.priority) for row in rows]


async def examples(conn: AsyncConnection, intent_n: int) -> list[str]:
    """What shows an intent, oldest first."""
    wanted = select(intent_examples.c.body).where(intent_examples.c.intent_n == intent_n)
    return list((await conn.execute(wanted.order_by(intent_examples.c.n))).scalars())


async def taught(conn: AsyncConnection) -> list[tuple[str, str]]:
    """Every example with the name of its intent, in one order whatever came first."""
    statement = select(intents.c.name, intent_examples.c.body).join(
        intent_examples, intent_examples.c.intent_n == intents.c.n
    )
    rows = await conn.execute(statement.order_by(intents.c.name, intent_examples.c.n))
    return [(row.name, row.body) for row in rows]


async def version(conn: AsyncConnection) -> tuple[int, int]:
    """Another one after every change of an intent or of its examples."""
    row = (await conn.execute(select(func.count(), func.coalesce(func.sum(intents.c.updated_at), 0)))).one()
    return int(row[0]), int(row[1])


async def count(conn: AsyncConnection) -> int:
    """How many intents there are."""
    return int((await conn.execute(select(func.count()).select_from(intents))).scalar_one())


async def put(tx: AsyncConnection, intent: Intent, now: int) -> int:
    """Add it, or write over the one of its name; returns its number."""
    values = {"to_person": int(intent.to_person), "priority": intent.priority}
    held = await find(tx, intent.name)
    if held is None:
        result = await tx.execute(insert(intents).values(name=intent.name, updated_at=now, **values))
        n = int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0
    else:
        n = held.n
        await tx.execute(update(intents).where(intents.c.n == n).values(values))
    await touched(tx, n, intent.name, now)
    return n


async def drop(tx: AsyncConnection, held: Held, now: int) -> None:
    """Remove one with its examples."""
    await tx.execute(delete(intent_examples).where(intent_examples.c.intent_n == held.n))
    await tx.execute(delete(intents).where(intents.c.n == held.n))
    await changes.note(tx, now, changes.INTENT, entity=held.intent.name)


async def add_examples(tx: AsyncConnection, held: Held, bodies: Sequence[str], actor: str, now: int) -> list[str]:
    """Keep those that are not there yet; returns them."""
    there = set(await examples(tx, held.n))
    new = [body for body in dict.fromkeys(bodies) if body not in there]
    if new:
        rows = [{"intent_n": held.n, "body": body, "added_by": actor, "at": now} for body in new]
        await tx.execute(insert(intent_examples), rows)
        await touched(tx, held.n, held.intent.name, now)
    return new


async def drop_example(tx: AsyncConnection, held: Held, body: str, now: int) -> bool:
    """Forget one; False when it was not there."""
    statement = delete(intent_examples).where(intent_examples.c.intent_n == held.n, intent_examples.c.body == body)
    gone = bool((await tx.execute(statement)).rowcount)
    if gone:
        await touched(tx, held.n, held.intent.name, now)
    return gone


async def touched(tx: AsyncConnection, n: int, name: str, now: int) -> None:
    """Another version, even within one millisecond."""
    newer = func.max(intents.c.updated_at + 1, now)
    await tx.execute(update(intents).where(intents.c.n == n).values(updated_at=newer))
    await changes.note(tx, now, changes.INTENT, entity=name)
