"""The audit log: who did what to which, for `audit` and the event history. Bodies and secrets never stand here."""

from __future__ import annotations

import json

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.store.tables import audit


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
    await tx.execute(
        insert(audit).values(
            at=at,
            actor=actor,
            action=action,
            conversation_n=conversation_n,
            entity=entity,
            detail_json=json.dumps(detail, ensure_ascii=False),
        )
    )
