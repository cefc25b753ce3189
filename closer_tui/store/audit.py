"""The audit log: who did what to which, for `audit` and the event history. Bodies and secrets never stand here."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

_INSERT: Final = "INSERT INTO audit (at, actor, action, conversation_n, entity, detail_json) VALUES (?, ?, ?, ?, ?, ?)"


async def note(
    tx: AsyncConnection,
    at: int,
    actor: str,
    action: str,
    conversation_n: int | None = None,
    entity: str = "",
    **detail: object,
) -> None:
    """Add one line, inside the transaction that did it. `action` is a word such as `draft.approved`."""
    row = (at, actor, action, conversation_n, entity, json.dumps(detail, ensure_ascii=False))
    await tx.exec_driver_sql(_INSERT, row)
