"""The audit log: who did what to which, for `audit` and the event history. Bodies and secrets never stand here."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.store.tables import audit

_INSERT: Final = insert(audit)


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
    row = {"at": at, "actor": actor, "action": action, "conversation_n": conversation_n, "entity": entity}
    await tx.execute(_INSERT, row | {"detail_json": json.dumps(detail, ensure_ascii=False)})
