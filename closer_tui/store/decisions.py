"""Rows of decisions: what became of each draft that was put before a person, written by the transaction that moved it.

One row a draft; the newest end counts, and taking a decision back takes its row away. Bodies never stand here.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.decision import Edit, Outcome

_FORGET: Final = "DELETE FROM decisions WHERE draft_n = ?"
_RECORD: Final = (
    "INSERT INTO decisions (draft_n, conversation_n, inbox_n, at, actor, outcome, reason, topic, model, prompt_hash,"
    " tone_version, knowledge_version, ready_at, edit_class, similarity)"
    " SELECT d.n, d.conversation_n, c.inbox_n, ?, ?, ?, ?, coalesce(nullif(d.topic, ''), c.topic, ''), d.model,"
    " d.prompt_hash, d.tone_version, d.knowledge_version, d.finished_at, ?, ?"
    " FROM drafts d JOIN conversations c ON c.n = d.conversation_n WHERE d.n = ? AND d.finished_at IS NOT NULL"
)


async def record(
    tx: AsyncConnection,
    draft_n: int,
    outcome: Outcome,
    now: int,
    *,
    actor: str = "",
    reason: str = "",
    edit: Edit | None = None,
) -> None:
    """Note how a draft ended, in the place of what was noted before; nothing for one nobody was ever shown."""
    compared = 1_000 if outcome is Outcome.UNCHANGED else None if edit is None else round(edit.similarity * 1_000)
    kind = edit.kind.value if edit is not None else ""
    await forget(tx, draft_n)
    await tx.exec_driver_sql(_RECORD, (now, actor, outcome.value, reason, kind, compared, draft_n))


async def forget(tx: AsyncConnection, draft_n: int) -> None:
    """The decision was taken back."""
    await tx.exec_driver_sql(_FORGET, (draft_n,))
