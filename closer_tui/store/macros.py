"""Rows of macros, and of each time one was run: what stood there before and after, for its undo."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.errors import Conflict, NotFound
from closer_tui.domain.macro import Macro
from closer_tui.store import changes, keys
from closer_tui.store.tables import conversations, macro_runs, macros


@dataclass(frozen=True, slots=True)
class MacroRun:
    """One run of a macro on a conversation."""

    n: int
    macro: str
    conversation_n: int
    outbox_n: int | None
    batch: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    undone_at: int | None


async def one(conn: AsyncConnection, n: int) -> Macro:
    """By number. Raises NotFound."""
    row = (await conn.execute(select(macros).where(macros.c.n == n))).first()
    if row is None:
        raise NotFound("that macro is gone", "`closer-tui macro list` shows those there are.")
    return Macro(row.name, row.script, row.title)


async def put(tx: AsyncConnection, macro: Macro, now: int, *, n: int | None = None) -> int:
    """Add a macro, or write over number `n`; returns its number. Raises Conflict when its name is taken."""
    values = {"name": macro.name, "title": macro.title, "script": macro.script, "updated_at": now}
    try:
        if n is None:
            result = await tx.execute(insert(macros).values(values))
            n = int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0
        else:
            await tx.execute(update(macros).where(macros.c.n == n).values(values))
    except IntegrityError as error:
        raise Conflict(f"there is a macro {macro.name} already", "Change that one, or choose another name.") from error
    await changes.note(tx, now, changes.MACRO, entity=macro.name)
    return n


async def drop(tx: AsyncConnection, n: int, now: int) -> Macro:
    """Remove one and return what it was. Raises NotFound."""
    was = await one(tx, n)
    await tx.execute(delete(macros).where(macros.c.n == n))
    await changes.note(tx, now, changes.MACRO, entity=was.name)
    return was


async def standing(conn: AsyncConnection, conversation_n: int) -> dict[str, Any]:
    """What a macro may change of a conversation, as it stands."""
    wanted = ("status", "snooze_until", "owner_kind", "owner_name", "owner_epoch", "tags", "priority")
    columns = [conversations.c[name] for name in wanted]
    row = (await conn.execute(select(*columns).where(conversations.c.n == conversation_n))).one()
    return dict(row._mapping) | {"tags": row.tags.split()}


async def note_run(
    tx: AsyncConnection,
    macro: str,
    conversation_n: int,
    now: int,
    actor: str,
    *,
    outbox_n: int | None,
    batch: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> int:
    """Remember a run; returns its number."""
    result = await tx.execute(
        insert(macro_runs).values(
            macro=macro,
            conversation_n=conversation_n,
            outbox_n=outbox_n,
            actor=actor,
            at=now,
            batch=batch,
            before_json=json.dumps(before, ensure_ascii=False),
            after_json=json.dumps(after, ensure_ascii=False),
        )
    )
    return int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0


async def run(conn: AsyncConnection, n: int) -> MacroRun:
    """A run by number. Raises NotFound."""
    row = (await conn.execute(select(macro_runs).where(macro_runs.c.n == n))).first()
    if row is None:
        raise NotFound(f"there is no run {keys.public('run', n)} of a macro", "`closer-tui audit` shows what was done.")
    before, after = json.loads(row.before_json), json.loads(row.after_json)
    return MacroRun(row.n, row.macro, row.conversation_n, row.outbox_n, row.batch, before, after, row.undone_at)


async def mark_undone(tx: AsyncConnection, n: int, now: int) -> None:
    """It was taken back."""
    await tx.execute(update(macro_runs).where(macro_runs.c.n == n).values(undone_at=now))
